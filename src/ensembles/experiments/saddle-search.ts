/**
 * Critical points of every index of spherical spin glasses: from a uniform start the replica descends to a height of its own, and each
 * method searches from there. Heights are spread evenly over the given range of energy per spin. One record a start and method.
 */
import { z } from 'zod';
import { classifyCriticalPoint } from '../../curvature/critical-point.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { glassBytes, randomStart, type SpinGlass, spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { fleetOf } from '../../search/gradient-descent.ts';
import { type SaddleMethodName, saddleMethodNames, saddleSearch } from '../../search/saddles.ts';
import { run, type Status } from '../../search/search.ts';
import type { Experiment, Forecast, Records, Task, TaskContext } from '../spec.ts';
import { checkFits } from './capacity.ts';
import { forecastByTrial } from './trial-forecast.ts';

const schema = z.strictObject({
  order: z.int().min(2).max(5).default(3).describe('H, spins per coupling'),
  size: z.int().min(3).max(1000).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1),
  disorders: z.int().min(1).max(1_000_000).default(8).describe('independent coupling tensors'),
  starts: z.int().min(1).max(100_000).default(32).describe('starts for each disorder'),
  methods: z
    .array(z.enum(saddleMethodNames))
    .min(1)
    .default([...saddleMethodNames]),
  lowest: z.number().default(-1.65).describe('energy per spin of the lowest height to search from'),
  highest: z.number().default(0).describe('and of the highest'),
  tolerance: z
    .number()
    .positive()
    .default(1e-11)
    .describe('residual ‖tangent gradient‖/√Λ at which a search has converged'),
  maxSteps: z.int().min(1).default(300).describe('Hessians a search may take'),
  indexThreshold: z
    .number()
    .positive()
    .default(1e-6)
    .describe('τ: eigenvalues of the tangent Hessian within ± τ count as zero'),
  startsPerTask: z
    .int()
    .min(1)
    .max(4096)
    .default(8)
    .describe('unit of work; part of the spec, whatever the number of workers'),
});
export type SaddleSearchSpec = z.infer<typeof schema>;

export const saddleSearches: Experiment<SaddleSearchSpec> = {
  name: 'saddle-search',
  title: 'Critical points of every index of spherical spin glasses',
  schema,
  split(spec) {
    const tasks: Task[] = [];
    for (let disorder = 0; disorder < spec.disorders; disorder++)
      for (let first = 0; first < spec.starts; first += spec.startsPerTask) {
        const starts = Math.min(spec.startsPerTask, spec.starts - first);
        tasks.push({
          index: tasks.length,
          experiment: 'saddle-search',
          replicas: starts * spec.methods.length,
          parameters: { ...spec, disorder, first },
          artifacts: [],
        });
      }
    return tasks;
  },
  run: async (task, context) => search(task, context),
  forecast: async (spec, workers, kernels) => forecast(spec, workers, kernels),
  checkCapacity(spec, workers, memory) {
    const need = (size: number) => workerBytes({ ...spec, size }) + 8e7;
    const what = `saddle-search: size ${spec.size} at order ${spec.order}`;
    checkFits({ what, parameter: 'size', asked: spec.size, need }, workers, memory);
  },
};

interface Row {
  readonly replica: number;
  readonly method: SaddleMethodName;
  readonly startEnergy: number;
  readonly startIndex: number;
  readonly energy: number;
  readonly gradientNorm: number;
  readonly index: number;
  readonly undetermined: number;
  readonly status: Status;
  readonly steps: number;
}

async function search(task: Task, context: TaskContext): Promise<Records> {
  const { disorder, first, ...spec } = task.parameters as unknown as SaddleSearchSpec & {
    disorder: number;
    first: number;
  };
  const glass = spinGlass(
    { order: spec.order, size: spec.size, seed: spec.seed, disorder },
    context.kernels,
    'float64',
  );
  const starts = task.replicas / spec.methods.length;
  const rows: Row[] = [];
  for (let r = 0; r < starts; r++) {
    rows.push(...searchFrom(glass, spec, first + r));
    context.progress((r + 1) / starts);
  }
  const integers = (of: (row: Row) => number) => ({ kind: 'int32' as const, values: Int32Array.from(rows, of) });
  const floats = (of: (row: Row) => number) => ({ kind: 'float64' as const, values: Float64Array.from(rows, of) });
  return {
    count: rows.length,
    columns: {
      disorder: integers(() => disorder),
      replica: integers((row) => row.replica),
      method: { kind: 'text', values: rows.map((row) => row.method) },
      startEnergy: floats((row) => row.startEnergy),
      startIndex: integers((row) => row.startIndex),
      energy: floats((row) => row.energy),
      gradientNorm: floats((row) => row.gradientNorm),
      index: integers((row) => row.index),
      undetermined: integers((row) => row.undetermined),
      status: { kind: 'text', values: rows.map((row) => row.status) },
      steps: integers((row) => row.steps),
    },
  };
}

/** All methods from one start. `converged` is kept for ends that are certified critical points. */
function searchFrom(glass: SpinGlass, spec: SaddleSearchSpec, replica: number): Row[] {
  const { size, tolerance, maxSteps, indexThreshold: threshold } = spec;
  const start = startAt(glass, spec, replica);
  const from = classifyCriticalPoint(glass, start, { threshold });
  return spec.methods.map((method): Row => {
    const end = run(saddleSearch(method), { landscape: glass, start, tolerance, maxSteps });
    const found = end.status === 'non-finite' ? null : classifyCriticalPoint(glass, end.point, { threshold });
    return {
      replica,
      method,
      startEnergy: from.energy / size,
      startIndex: from.index.negative,
      energy: end.value / size,
      gradientNorm: end.residual,
      index: found?.index.negative ?? -1,
      undetermined: found ? found.index.zero + found.index.undetermined : size - 1,
      status: end.status === 'converged' && found?.certainty !== 'certified' ? 'gradient-flat' : end.status,
      steps: end.steps,
    };
  });
}

/** Descent steps are a quarter of the usual ones, so that the height is met within a few hundredths. */
const gentleness = 4;
const descentSteps = 20_000;

/** The first point below the replica's height on the descent from its uniform start; a minimum when the descent ends above. */
function startAt(glass: SpinGlass, { size, starts, lowest, highest }: SaddleSearchSpec, replica: number): Float64Array {
  const start = new Float64Array(size);
  randomStart(glass.shape, replica, start);
  const height = highest + ((lowest - highest) * (replica + 0.5)) / starts;
  const fleet = fleetOf(glass, 1);
  fleet.load(start, 1, 1 / (gentleness * glass.gradientLipschitz!));
  fleet.measure();
  for (let step = 0; step < descentSteps && fleet.energies[0]! > height * size && fleet.residuals[0]! > 1e-6; step++)
    fleet.advance(1);
  fleet.point(0, start);
  glass.manifold.retract(start);
  return start;
}

function workerBytes({ order, size }: SaddleSearchSpec): number {
  return glassBytes(order, size, 'float64', 16) + 120 * size ** 2;
}

function forecast(spec: SaddleSearchSpec, workers: number, kernels: Kernels): Forecast {
  const { order, size, seed, disorders, starts, startsPerTask, methods } = spec;
  const glass = spinGlass({ order, size, seed, disorder: 0 }, kernels, 'float64');
  return forecastByTrial({
    run: (k) => void searchFrom(glass, spec, (k * 7) % starts), // heights far apart, since their costs differ
    count: disorders * starts,
    perTask: Math.min(starts, startsPerTask),
    workers,
    row: 100 * methods.length,
    workerBytes: workerBytes(spec),
  });
}
