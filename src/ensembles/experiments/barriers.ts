/**
 * Barriers between minima of spherical spin glasses: descents from uniform starts, the lowest different minima kept, and for every pair
 * of these a relaxed path with its barrier. One record a disorder; matrices over the kept minima are flat, NaN where there is nothing.
 */
import { z } from 'zod';
import { classifyCriticalPoint } from '../../curvature/critical-point.ts';
import { barrierBetween } from '../../geometry/barrier.ts';
import { quench, samePoint } from '../../geometry/connection.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { glassBytes, randomStart, type SpinGlass, spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import type { Experiment, Forecast, Records, Task, TaskContext } from '../spec.ts';
import { checkFits } from './capacity.ts';
import { forecastByTrial } from './trial-forecast.ts';

const schema = z.strictObject({
  order: z.int().min(2).max(5).default(3).describe('H, spins per coupling'),
  size: z.int().min(3).max(1000).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1),
  disorders: z.int().min(1).max(1_000_000).default(16).describe('independent coupling tensors'),
  starts: z.int().min(1).max(100_000).default(64).describe('descents for each disorder'),
  keep: z.int().min(2).max(64).default(6).describe('lowest different minima between which barriers are sought'),
  images: z.int().min(3).max(1000).default(25).describe('images of a path, ends included'),
  maxSteps: z.int().min(0).default(300).describe('steps of the string method'),
  tolerance: z
    .number()
    .positive()
    .default(1e-3)
    .describe('gradient across the path, in units of √Λ, at which it is relaxed'),
  indexThreshold: z
    .number()
    .positive()
    .default(1e-6)
    .describe('τ: eigenvalues of the tangent Hessian within ± τ count as zero'),
});
export type BarriersSpec = z.infer<typeof schema>;

export const barriers: Experiment<BarriersSpec> = {
  name: 'barriers',
  title: 'Barriers between minima of spherical spin glasses',
  schema,
  split: (spec) =>
    Array.from(
      { length: spec.disorders },
      (_, disorder): Task => ({
        index: disorder,
        experiment: 'barriers',
        replicas: 1,
        parameters: { ...spec, disorder },
        artifacts: [],
      }),
    ),
  run: async (task, context) => record(task, context),
  forecast: async (spec, workers, kernels) => forecast(spec, workers, kernels),
  checkCapacity(spec, workers, memory) {
    const need = (size: number) => workerBytes({ ...spec, size }) + 8e7;
    const what = `barriers: size ${spec.size} at order ${spec.order}`;
    checkFits({ what, parameter: 'size', asked: spec.size, need }, workers, memory);
  },
};

interface Minimum {
  readonly point: Float64Array;
  readonly energy: number;
}

async function record(task: Task, context: TaskContext): Promise<Records> {
  const { disorder, ...spec } = task.parameters as unknown as BarriersSpec & { disorder: number };
  const { size, keep } = spec;
  const glass = spinGlass({ order: spec.order, size, seed: spec.seed, disorder }, context.kernels, 'float64');
  const all = certifiedMinima(glass, spec);
  const minima = different(glass, all);
  const kept = minima.slice(0, keep);
  const matrix = () => new Float64Array(keep * keep).fill(Number.NaN);
  const [tops, straight, certified, overlaps] = [matrix(), matrix(), matrix(), matrix()];
  const energies = new Float64Array(keep).fill(Number.NaN);
  kept.forEach(({ energy }, k) => void energies.fill(energy / size, k, k + 1));
  for (let j = 1; j < kept.length; j++)
    for (let i = 0; i < j; i++) {
      const [from, to] = [kept[i]!.point, nearerCopy(glass, kept[i]!.point, kept[j]!.point)];
      const barrier = barrierBetween(glass, from, to, { ...spec, threshold: spec.indexThreshold });
      for (const at of [i * keep + j, j * keep + i]) {
        tops[at] = barrier.value / size;
        straight[at] = barrier.straight / size;
        certified[at] = barrier.kind === 'certified' ? 1 : 0;
        overlaps[at] = from.reduce((sum, x, k) => sum + x * to[k]!, 0) / size;
      }
      context.progress((j * (j - 1) + 2 * (i + 1)) / (kept.length * (kept.length - 1)));
    }
  const one = (value: number) => ({ kind: 'int32' as const, values: Int32Array.of(value) });
  const vector = (values: Float64Array) => ({ kind: 'vector' as const, width: values.length, values });
  return {
    count: 1,
    columns: {
      disorder: one(disorder),
      starts: one(spec.starts),
      certifiedMinima: one(all.length),
      differentMinima: one(minima.length),
      meanEnergy: {
        kind: 'float64',
        values: Float64Array.of(all.reduce((sum, { energy }) => sum + energy, 0) / (size * all.length)),
      },
      energies: vector(energies),
      tops: vector(tops),
      straight: vector(straight),
      certified: vector(certified),
      overlaps: vector(overlaps),
    },
  };
}

/** Ends of descents that are certified minima. */
function certifiedMinima(glass: SpinGlass, { size, starts, indexThreshold }: BarriersSpec): Minimum[] {
  const points = new Float64Array(starts * size);
  for (let r = 0; r < starts; r++) randomStart(glass.shape, r, points.subarray(r * size, (r + 1) * size));
  return quench(glass, points, starts).flatMap((point) => {
    if (!point) return [];
    const { energy, index, certainty } = classifyCriticalPoint(glass, point, { threshold: indexThreshold });
    return certainty === 'certified' && index.negative === 0 ? [{ point, energy }] : [];
  });
}

/** One of each, the lowest first. */
function different(glass: SpinGlass, minima: readonly Minimum[]): Minimum[] {
  const kept: Minimum[] = [];
  for (const one of [...minima].sort((a, b) => a.energy - b.energy))
    if (!kept.some(({ point }) => samePoint(glass, point, one.point))) kept.push(one);
  return kept;
}

/** At even order w and −w are one minimum: the copy on the same side. */
function nearerCopy({ shape }: SpinGlass, from: Float64Array, to: Float64Array): Float64Array {
  const along = from.reduce((sum, x, i) => sum + x * to[i]!, 0);
  return shape.order % 2 === 0 && along < 0 ? to.map((x) => -x) : to;
}

function workerBytes({ order, size, starts, images }: BarriersSpec): number {
  return glassBytes(order, size, 'float64', starts + 16 * images) + 160 * size ** 2 + 48 * starts * size;
}

function forecast(spec: BarriersSpec, workers: number, kernels: Kernels): Forecast {
  const context: TaskContext = {
    kernels,
    artifact: () => Promise.reject(new Error('barriers need no artifacts')),
    progress() {},
  };
  return forecastByTrial({
    run: (disorder) => void record(barriers.split(spec)[disorder]!, context),
    count: spec.disorders,
    perTask: 1,
    workers,
    row: 8 * (4 * spec.keep ** 2 + spec.keep) + 60,
    workerBytes: workerBytes(spec),
  });
}
