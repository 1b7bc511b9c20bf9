/**
 * Descents on spin glasses: for every disorder, replicas from uniform starts on the sphere go down by gradient descent, hand over to
 * Barzilai–Borwein steps once their minimum is chosen, and are polished by Newton's method where that is safe; the index of each end point is counted by inertia. One record a replica.
 */
import { z } from 'zod';
import { checkFits } from '../../base/capacity.ts';
import { normalQuantileCentered } from '../../base/normal.ts';
import { type Stream, stream } from '../../base/philox.ts';
import { classifyCriticalPoint } from '../../curvature/critical-point.ts';
import type { GlassShape, Kernels } from '../../kernels/contract.ts';
import type { Fleet } from '../../landscapes/landscape.ts';
import { glassBytes, randomStart, spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { type DescentProblem, gradientDescent, usualRate } from '../../search/gradient-descent.ts';
import { newtonPolish } from '../../search/newton.ts';
import { run } from '../../search/search.ts';
import { engineBytes } from '../memory.ts';
import type { Experiment, Forecast, Records, Task, TaskContext, Timings } from '../spec.ts';
import { kindColumns, kindKinds } from './columns.ts';
import { alongSchedule, scheduledSteps, scheduling } from './glass-schedule.ts';
import { glassFields, type ReplicaBlock, splitReplicas } from './glass-tasks.ts';
import { stopwatch } from './stopwatch.ts';
import { time, timedOnce, warmth } from './timing.ts';

const schema = z.strictObject({
  ...glassFields({ disorders: 1, size: [2, 1_000_000] }),
  replicas: z.int().min(1).max(1_000_000).default(1000).describe('starts for each disorder'),
  precision: z.enum(['float32', 'float64']).default('float32').describe('of the descent; polish and index are float64'),
  tolerance: z
    .number()
    .positive()
    .default(1e-10)
    .describe('residual ‖tangent gradient‖/√Λ at which a replica counts as converged'),
  maxSteps: z.int().min(1).default(20_000),
  // Gradient descent has chosen its minimum by then: decisions/025.
  handOver: z
    .number()
    .min(0)
    .default(0.02)
    .describe(
      'residual below which Barzilai–Borwein steps take a replica on to its minimum; 0: gradient descent to the end',
    ),
  temperature: z
    .number()
    .min(0)
    .default(0)
    .describe('0: plain descent. Above: a Langevin phase cooled from here to 0 comes first'),
  coolingSteps: z.int().min(1).default(500).describe('length of the Langevin phase'),
  // Not filled in: specs without it keep their hash.
  terms: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'P: a stochastic descent by the schedule of the public 3-spin code comes first, on P terms of the couplings in turn (default: none)',
    ),
  indexThreshold: z
    .number()
    .positive()
    .default(1e-6)
    .describe('τ: eigenvalues of the tangent Hessian within ± τ count as zero'),
  replicasPerTask: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe('unit of work; part of the spec, whatever the number of workers'),
  keepPoints: z.boolean().default(true).describe('store the end points'),
});
export type SpinGlassDescentSpec = z.infer<typeof schema>;

/** Besides: `point`, a vector, where end points are kept; `scheduledColumns` where a schedule comes first. */
export const spinGlassDescentColumns = {
  disorder: 'int32',
  replica: 'int32',
  energy: 'float64',
  gradientNorm: 'float64',
  index: 'int32',
  undetermined: 'int32',
  status: 'text',
  ...kindKinds,
  steps: 'int32',
  newtonSteps: 'int32',
} as const;

type TaskSpec = SpinGlassDescentSpec & ReplicaBlock;

export const spinGlassDescent: Experiment<SpinGlassDescentSpec, TaskSpec> = {
  name: 'spin-glass-descent',
  title: 'Gradient descent on spherical spin glasses',
  schema,
  columns: spinGlassDescentColumns,
  split: (spec) => splitReplicas('spin-glass-descent', spec),
  points: {
    column: 'point',
    remedy: 'spin-glass runs keep them unless keepPoints is false',
    landscape: ({ order, size, seed }, { columns }, row) => ({
      family: 'spin-glass',
      order,
      size,
      seed,
      disorder: Number(columns['disorder']!.values[row]),
    }),
  },
  run: async (task, context) => descend(task, context),
  forecast: async (spec, workers, kernels, timings) => forecast(spec, workers, kernels, timings),
  checkCapacity(spec, workers, memory) {
    const need = (size: number) => workerBytes({ ...spec, size });
    const what = `spin-glass: size ${spec.size} at order ${spec.order}`;
    checkFits({ what, parameter: 'size', asked: spec.size, need }, workers, memory);
  },
};

async function descend(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const { disorder, first, ...rest } = task.parameters;
  const shape = { order: rest.order, size: rest.size, seed: rest.seed, disorder };
  const landscape = spinGlass(shape, context.kernels, rest.precision);
  const count = task.replicas;
  const starts = new Float64Array(count * shape.size);
  for (let r = 0; r < count; r++) randomStart(shape, first + r, starts.subarray(r * shape.size, (r + 1) * shape.size));
  const scheduled =
    rest.terms === undefined ? undefined : alongSchedule(landscape, rest.terms, rest.precision, starts, context);
  const cholesky = context.kernels.cholesky();
  const problem: DescentProblem = {
    landscape,
    starts,
    count,
    tolerance: rest.tolerance,
    maxSteps: rest.maxSteps,
    handOver: rest.handOver,
    polish: newtonPolish(landscape, cholesky),
  };
  const descent = gradientDescent(problem);
  const before = scheduled ? scheduling : 0;
  const begin = () => {
    const state = descent.begin();
    if (rest.temperature > 0) cool(state.fleet, rest, streamsOf(shape, first, count), usualRate(landscape));
    return state;
  };
  const results = run({ ...descent, begin }, ({ ids }) =>
    context.progress(before + (1 - before) * (1 - ids.length / count)),
  );
  const columns = {
    disorder: new Int32Array(count).fill(disorder),
    replica: Int32Array.from({ length: count }, (_, r) => first + r),
    energy: Float64Array.from(results, (result) => result.value / shape.size),
    gradientNorm: Float64Array.from(results, (result) => result.residual),
    index: new Int32Array(count),
    undetermined: new Int32Array(count),
    steps: Int32Array.from(results, (result) => result.steps),
    newtonSteps: Int32Array.from(results, (result) => result.newtonSteps),
  };
  const ends = results.map((result, r) => {
    if (result.status === 'non-finite' || result.status === 'diverged') {
      columns.index[r] = -1;
      columns.undetermined[r] = shape.size - 1;
      return null;
    }
    const end = classifyCriticalPoint(landscape, result.point, { threshold: rest.indexThreshold, cholesky });
    columns.index[r] = end.index.negative;
    columns.undetermined[r] = end.index.zero + end.index.undetermined;
    return end;
  });
  const points = new Float64Array(rest.keepPoints ? count * shape.size : 0);
  if (rest.keepPoints) results.forEach((result, r) => void points.set(result.point, r * shape.size));
  return {
    count,
    columns: {
      disorder: { kind: 'int32', values: columns.disorder },
      replica: { kind: 'int32', values: columns.replica },
      energy: { kind: 'float64', values: columns.energy },
      gradientNorm: { kind: 'float64', values: columns.gradientNorm },
      index: { kind: 'int32', values: columns.index },
      undetermined: { kind: 'int32', values: columns.undetermined },
      status: { kind: 'text', values: results.map(({ status }) => status) },
      ...kindColumns(ends),
      steps: { kind: 'int32', values: columns.steps },
      newtonSteps: { kind: 'int32', values: columns.newtonSteps },
      ...scheduled,
      ...(rest.keepPoints ? { point: { kind: 'vector' as const, width: shape.size, values: points } } : {}),
    },
  };
}

/**
 * Langevin dynamics with falling temperature: a descent step, then normal noise of variance 2 η T_t, T_t = T (1 − t/n).
 * Stands in for a stochastic gradient, whose noise the paper does not specify.
 */
function cool(
  fleet: Fleet,
  { temperature, coolingSteps, size }: SpinGlassDescentSpec,
  draws: readonly Stream[],
  rate: number,
): void {
  const noise = new Float64Array(draws.length * size);
  for (let t = 0; t < coolingSteps; t++) {
    fleet.advance(1);
    const amplitude = Math.sqrt(2 * rate * temperature * (1 - t / coolingSteps));
    draws.forEach((draw, r) => {
      for (let i = r * size; i < (r + 1) * size; i++) noise[i] = amplitude * draw.normal();
    });
    fleet.kick(noise);
  }
}

function streamsOf(shape: GlassShape, first: number, count: number): Stream[] {
  return Array.from({ length: count }, (_, r) =>
    stream(shape.seed, `spin-glass/${shape.disorder}`, first + r, 'noise'),
  );
}

/**
 * Steps a replica descends before Newton takes over: log-normal to a good approximation, the median factor · Λ^power. Fitted once to
 * 3-spin descents, plain ones at Λ = 25 … 500 and those that hand over at 0.02 at 25 … 200; a forecast's only input that is not timed on the spot.
 * factorizations: Hessians, each with its factorizations, that a replica costs: polish attempts, Newton steps, the index.
 */
const plainLaw = { factor: 3, power: 1, sigma: 0.85, factorizations: 20 };
const tailLaw = { factor: 25, power: 0.5, sigma: 0.4, factorizations: 6 };
/** Couplings of the largest glass that is built for a forecast; a larger one is timed at a smaller size, times the couplings' ratio. */
const probeCouplings = 1.3e8;

function forecast(
  spec: SpinGlassDescentSpec,
  workers: number,
  kernels: Kernels,
  timings: Timings = new Map(),
): Forecast {
  const { order, precision } = spec;
  const size = Math.min(spec.size, Math.floor(probeCouplings ** (1 / order)));
  const growth = (spec.size / size) ** order;
  const width = precision === 'float32' ? 16 : 8;
  const law = spec.handOver > 0 ? tailLaw : plainLaw;
  const dependsOn = { timed: 'glass', bits: kernels.bits, order, size, precision };
  const times = timedOnce(timings, dependsOn, () => timeGlass(spec, size, width, kernels, timings));
  const [build, panelStep, polish] = [growth * times.build, growth * times.panelStep, growth * times.polish];

  const warm =
    (spec.temperature > 0 ? 2 * spec.coolingSteps : 0) + // a step and about as long for its noise
    (spec.terms === undefined ? 0 : scheduledSteps(spec.terms));
  const terms = spec.terms === undefined ? 0 : 2 * spec.terms + 1; // each is drawn, then built
  const perDisorder = Math.ceil(spec.replicas / spec.replicasPerTask);
  const last = spec.replicas - (perDisorder - 1) * spec.replicasPerTask;
  const taskSeconds = (replicas: number) =>
    (1 + terms) * build +
    (panelSteps(replicas, width, spec.size, law) + warm * Math.ceil(replicas / width)) * panelStep +
    replicas * (law.factorizations / 2) * polish;
  const work =
    spec.disorders *
    ((perDisorder - 1) * taskSeconds(Math.min(spec.replicas, spec.replicasPerTask)) + taskSeconds(last));
  const tasks = spec.disorders * perDisorder;
  // With few tasks the last round is not full: the busiest worker decides.
  const rounds = Math.ceil(tasks / workers) / tasks;
  const rows = spec.disorders * spec.replicas;
  return {
    seconds: work * Math.max(rounds, 1 / workers),
    memory: workers * workerBytes(spec),
    disk: rows * (60 + (spec.keepPoints ? 8 * spec.size : 0)) + 4096 * tasks,
    basis: 'one gradient and one factorization of each size timed on this machine, times the usual number of steps',
  };
}

/** Seconds to make a glass with its fleet, of a step of a full panel, and of a look at a critical point. */
function timeGlass(
  { order, precision, seed }: SpinGlassDescentSpec,
  size: number,
  width: number,
  kernels: Kernels,
  timings: Timings,
) {
  const shape = { order, size, seed, disorder: 0 };
  const taken = stopwatch();
  const landscape = spinGlass(shape, kernels, precision);
  const cholesky = kernels.cholesky();
  const start = new Float64Array(size);
  randomStart(shape, 0, start);
  const fleet = landscape.fleet!(width);
  fleet.load(start, 1, 0.1);
  fleet.advance(1);
  const build = taken();
  const warmed = (part: string) => warmth(timings, `spin-glass-descent ${part}`, 0.05);
  const look = () => classifyCriticalPoint(landscape, start, { threshold: 1, polish: false, cholesky });
  return { build, panelStep: time(warmed('step'), () => fleet.advance(1)), polish: time(warmed('polish'), look) };
}

/** Panel evaluations until the last of `replicas` is done: the panels in use shrink as replicas retire. */
function panelSteps(replicas: number, width: number, size: number, law: typeof plainLaw): number {
  let total = 0;
  for (let left = replicas; left > 0; left -= width)
    total +=
      law.factor * size ** law.power * Math.exp(law.sigma * normalQuantileCentered((left - 0.5) / replicas - 0.5));
  return total;
}

/** What one worker needs: the kernel, those of a schedule and two tensors, and outside of them points, tangent Hessians, records, the engine itself. */
function workerBytes({ order, size, precision, replicas, replicasPerTask, terms }: SpinGlassDescentSpec): number {
  const lanes = Math.min(replicas, replicasPerTask);
  const scheduled =
    terms === undefined ? 0 : (terms + 1) * glassBytes(order, size, precision, lanes) + 16 * size ** order;
  return scheduled + glassBytes(order, size, precision, lanes) + engineBytes + 64 * size ** 2 + 24 * size * lanes;
}
