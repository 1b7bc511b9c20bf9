/**
 * The schedule of the public code for the spherical 3-spin glass, whose list of papers has [choromanska2015loss]: 500 sweeps of steps
 * along the gradients of P terms of the couplings in turn, then 1000 steps along the whole gradient, all at falling rates on
 * the sphere of radius √Λ. Nothing is tested on the way. P is an argument there, and the value behind Figure 3 is not known.
 * @source [sagun2014threespin, code/sgd.lua]
 */
import type { GlassKernel, Kernels, Precision } from '../../kernels/contract.ts';
import { couplingTerms } from '../../landscapes/spin-glass/coupling-terms.ts';
import type { SpinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { norm } from '../../linalg/vectors.ts';
import { type Phase, scheduledDescent } from '../../search/scheduled-descent.ts';
import { run } from '../../search/search.ts';
import type { TaskContext } from '../spec.ts';
import { floats } from './columns.ts';

/** η/(1 + δ i) at step i of a phase; a sweep of the first has as many steps as there are terms. */
const decay = 0.0015;
const stochastic = { sweeps: 500, rate: 0.3, decay };
const whole = { steps: 1000, rate: 0.2, decay };

export const scheduledSteps = (terms: number): number => stochastic.sweeps * terms + whole.steps;

/** Energy per spin and residual at the end of the schedule. */
export const scheduledColumns = { scheduledEnergy: 'float64', scheduledResidual: 'float64' } as const;

/** Share of a task that the schedule is. */
export const scheduling = 0.9;

/** Moves the starts, count × Λ, to where the schedule ends, and says how high and how steep it is there. */
export function alongSchedule(
  landscape: SpinGlass,
  terms: number,
  precision: Precision,
  starts: Float64Array,
  { kernels, progress }: Pick<TaskContext, 'kernels' | 'progress'>,
) {
  const { manifold, dimension: n } = landscape;
  const count = starts.length / n;
  const descent = scheduledDescent({
    manifold,
    dimension: n,
    starts,
    count,
    phases: phasesOf(landscape, terms, precision, kernels),
  });
  starts.set(run(descent, (state) => progress(scheduling * descent.share(state)[0])));
  const [values, gradients] = [new Float64Array(count), new Float64Array(starts.length)];
  landscape.valueAndGradient(starts, count, values, gradients);
  const replicas = Array.from({ length: count }, (_, r) => r);
  return {
    scheduledEnergy: floats(replicas, (r) => values[r]! / n),
    scheduledResidual: floats(replicas, (r) => {
      const gradient = gradients.subarray(r * n, (r + 1) * n);
      manifold.project(starts.subarray(r * n, (r + 1) * n), gradient);
      return norm(gradient) / manifold.lengthUnit.value;
    }),
  };
}

function phasesOf({ shape }: SpinGlass, terms: number, precision: Precision, kernels: Kernels): Phase[] {
  const { order, size } = shape;
  const gradientsOf =
    (kernel: GlassKernel): Phase['turns'][number] =>
    (points, count, values, gradients) =>
      kernel.evaluate(points, count, precision, values, gradients);
  const turns = Array.from(couplingTerms(shape, terms), (entries) =>
    gradientsOf(kernels.glass({ order, size, entries })),
  );
  return [
    { ...stochastic, steps: stochastic.sweeps * terms, turns },
    { ...whole, turns: [gradientsOf(kernels.glass(shape))] },
  ];
}
