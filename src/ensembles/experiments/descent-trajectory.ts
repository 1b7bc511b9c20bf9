/**
 * What a descent passes on its way: energy, gradient and index along gradient descents on spherical spin glasses, looked at after
 * numbers of steps in geometric progression, and the minimum each one ends at. One record a replica.
 */
import { z } from 'zod';
import { classifyCriticalPoint } from '../../curvature/critical-point.ts';
import { tangentHessian } from '../../curvature/tangent.ts';
import { quench } from '../../geometry/connection.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { glassBytes, randomStart, type SpinGlass, spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { inertia } from '../../linalg/inertia.ts';
import { fleetOf } from '../../search/gradient-descent.ts';
import type { Experiment, Forecast, Records, Task, TaskContext } from '../spec.ts';
import { checkFits } from './capacity.ts';
import { forecastByTrial } from './trial-forecast.ts';

const schema = z.strictObject({
  order: z.int().min(2).max(5).default(3).describe('H, spins per coupling'),
  size: z.int().min(3).max(1000).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1),
  disorders: z.int().min(1).max(1_000_000).default(8).describe('independent coupling tensors'),
  replicas: z.int().min(1).max(4096).default(8).describe('descents for each disorder'),
  rate: z
    .number()
    .positive()
    .default(0.02)
    .describe('η, the step length; small, so that the path is that of the gradient flow'),
  maxSteps: z.int().min(10).max(1_000_000).default(4000).describe('steps of the last look'),
  looks: z.int().min(4).max(500).default(60).describe('looks, at steps in geometric progression'),
  indexThreshold: z
    .number()
    .positive()
    .default(1e-6)
    .describe('τ: eigenvalues of the tangent Hessian within ± τ count as zero at the end'),
});
export type DescentTrajectorySpec = z.infer<typeof schema>;

export const descentTrajectories: Experiment<DescentTrajectorySpec> = {
  name: 'descent-trajectory',
  title: 'Energy and index along descents on spherical spin glasses',
  schema,
  split: (spec) =>
    Array.from(
      { length: spec.disorders },
      (_, disorder): Task => ({
        index: disorder,
        experiment: 'descent-trajectory',
        replicas: spec.replicas,
        parameters: { ...spec, disorder },
        artifacts: [],
      }),
    ),
  run: async (task, context) => follow(task, context),
  forecast: async (spec, workers, kernels) => forecast(spec, workers, kernels),
  checkCapacity(spec, workers, memory) {
    const need = (size: number) => workerBytes({ ...spec, size }) + 8e7;
    const what = `descent-trajectory: size ${spec.size} at order ${spec.order}`;
    checkFits({ what, parameter: 'size', asked: spec.size, need }, workers, memory);
  },
};

/** Numbers of steps: 0, then `looks` − 1 from 1 to maxSteps in geometric progression, each once. */
export function lookSteps({ looks, maxSteps }: Pick<DescentTrajectorySpec, 'looks' | 'maxSteps'>): number[] {
  const steps = Array.from({ length: looks - 1 }, (_, k) => Math.round(maxSteps ** (k / (looks - 2))));
  return [...new Set([0, ...steps])];
}

async function follow(task: Task, context: TaskContext): Promise<Records> {
  const { disorder, ...spec } = task.parameters as unknown as DescentTrajectorySpec & { disorder: number };
  const { size, replicas, indexThreshold: threshold } = spec;
  const glass = spinGlass({ order: spec.order, size, seed: spec.seed, disorder }, context.kernels, 'float64');
  const steps = lookSteps(spec);
  const starts = new Float64Array(replicas * size);
  for (let r = 0; r < replicas; r++) randomStart(glass.shape, r, starts.subarray(r * size, (r + 1) * size));
  const fleet = fleetOf(glass, replicas);
  fleet.load(starts, replicas, spec.rate);
  const seen = ['energies', 'residuals', 'indices'].map(() => new Float64Array(replicas * steps.length));
  const [energies, residuals, indices] = seen as [Float64Array, Float64Array, Float64Array];
  const points = new Float64Array(replicas * size);
  steps.forEach((step, k) => {
    if (k > 0) fleet.advance(step - steps[k - 1]!);
    for (let r = 0; r < replicas; r++) {
      const point = points.subarray(r * size, (r + 1) * size);
      fleet.point(r, point);
      const here = lookAt(glass, point);
      energies[r * steps.length + k] = here.energy;
      residuals[r * steps.length + k] = here.residual;
      indices[r * steps.length + k] = here.index;
    }
    context.progress((k + 1) / steps.length);
  });
  const ends = quench(glass, points, replicas).map((end) =>
    end ? classifyCriticalPoint(glass, end, { threshold }) : null,
  );
  const vector = (values: Float64Array) => ({ kind: 'vector' as const, width: steps.length, values });
  return {
    count: replicas,
    columns: {
      disorder: { kind: 'int32', values: new Int32Array(replicas).fill(disorder) },
      replica: { kind: 'int32', values: Int32Array.from({ length: replicas }, (_, r) => r) },
      steps: vector(Float64Array.from({ length: replicas * steps.length }, (_, i) => steps[i % steps.length]!)),
      energies: vector(energies),
      residuals: vector(residuals),
      indices: vector(indices),
      endEnergy: { kind: 'float64', values: Float64Array.from(ends, (end) => (end ? end.energy / size : Number.NaN)) },
      endIndex: { kind: 'int32', values: Int32Array.from(ends, (end) => end?.index.negative ?? -1) },
      status: {
        kind: 'text',
        values: ends.map((end) =>
          end?.certainty === 'certified' ? 'converged' : end ? 'gradient-flat' : 'step-limit',
        ),
      },
    },
  };
}

/** Energy per spin, residual and number of negative eigenvalues of the tangent Hessian at a point on the way. */
function lookAt(glass: SpinGlass, point: Float64Array) {
  glass.manifold.retract(point);
  const { matrix, dimension, energy, gradient } = tangentHessian(glass, point);
  const square = gradient.reduce((sum, g) => sum + g * g, 0);
  return {
    energy: energy / glass.dimension,
    residual: Math.sqrt(square) / glass.gradientScale,
    index: inertia(matrix, dimension).negative,
  };
}

function workerBytes({ order, size, replicas, looks }: DescentTrajectorySpec): number {
  return glassBytes(order, size, 'float64', replicas) + 120 * size ** 2 + 32 * replicas * looks;
}

function forecast(spec: DescentTrajectorySpec, workers: number, kernels: Kernels): Forecast {
  const tasks = descentTrajectories.split(spec);
  const context: TaskContext = {
    kernels,
    artifact: () => Promise.reject(new Error('descent-trajectory needs no artifacts')),
    progress() {},
  };
  return forecastByTrial({
    run: (disorder) => void follow(tasks[disorder]!, context),
    count: spec.disorders,
    perTask: 1,
    workers,
    row: spec.replicas * (32 * spec.looks + 60),
    workerBytes: workerBytes(spec),
  });
}
