/**
 * Every critical point of small spherical spin glasses: polynomial roots at Λ = 2, homotopy above. One record a disorder: how many
 * critical points of each index, their energies, and whether every path is accounted for.
 */
import { z } from 'zod';
import { CapacityError } from '../../base/errors.ts';
import { stream } from '../../base/philox.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { eigenpairCount } from '../../search/homotopy-family.ts';
import { censusOf } from '../../search/homotopy-glass.ts';
import type { Experiment, Forecast, Records, Task, TaskContext, Timings } from '../spec.ts';
import { glassFields } from './glass-tasks.ts';
import { forecastByTrial } from './trial-forecast.ts';

/** Paths of one disorder beyond which a census takes hours. */
const maxPaths = 5000;

const schema = z.strictObject({
  ...glassFields({ disorders: 2000, order: [3, 5], size: [2, 12] }),
  disordersPerTask: z
    .int()
    .min(1)
    .max(4096)
    .default(50)
    .describe('unit of work; part of the spec, whatever the number of workers'),
});
export type SmallGlassSpec = z.infer<typeof schema>;

export const smallGlassColumns = {
  disorder: 'int32',
  points: 'int32',
  nonreal: 'int32',
  paths: 'int32',
  failures: 'int32',
  rounds: 'int32',
  complete: 'int32',
  euler: 'int32',
  paired: 'int32',
  counts: 'vector',
  energies: 'vector',
  indices: 'vector',
} as const;

/** A task counts the disorders from `first` on. */
type TaskSpec = SmallGlassSpec & { readonly first: number };

export const smallGlass: Experiment<SmallGlassSpec, TaskSpec> = {
  name: 'small-glass',
  title: 'Every critical point of small spherical spin glasses',
  schema,
  columns: smallGlassColumns,
  split(spec) {
    const tasks: Task<TaskSpec>[] = [];
    for (let first = 0; first < spec.disorders; first += spec.disordersPerTask)
      tasks.push({
        index: tasks.length,
        experiment: 'small-glass',
        replicas: Math.min(spec.disordersPerTask, spec.disorders - first),
        parameters: { ...spec, first },
        artifacts: [],
      });
    return tasks;
  },
  run: async (task, context) => count(task, context),
  forecast,
  checkCapacity({ order, size }) {
    const paths = eigenpairCount(order, size);
    if (paths <= maxPaths) return;
    let largest = size;
    while (eigenpairCount(order, largest) > maxPaths) largest--;
    throw new CapacityError(
      `small-glass: size ${size} at order ${order} has ${paths} paths a disorder, ${maxPaths} are allowed; the largest size is ${largest}`,
    );
  },
};

async function count(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const { order, size, seed, first } = task.parameters;
  const rows = task.replicas;
  const width = 2 * eigenpairCount(order, size);
  const numbers = () => new Int32Array(rows);
  const columns = {
    disorder: Int32Array.from({ length: rows }, (_, row) => first + row),
    points: numbers(),
    nonreal: numbers(),
    paths: numbers(),
    failures: numbers(),
    rounds: numbers(),
    complete: numbers(),
    euler: numbers(),
    paired: numbers(),
  };
  const counts = new Float64Array(rows * size);
  const energies = new Float64Array(rows * width).fill(Number.NaN);
  const indices = new Float64Array(rows * width).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    const disorder = first + row;
    const census = censusAt({ order, size, seed, disorder }, context.kernels);
    columns.points[row] = census.points.length;
    columns.nonreal[row] = census.nonreal;
    columns.paths[row] = census.paths;
    columns.failures[row] = census.failures;
    columns.rounds[row] = census.rounds;
    columns.complete[row] = Number(census.complete);
    columns.euler[row] = Number(census.euler);
    columns.paired[row] = Number(census.paired);
    census.points.forEach(({ value: energy, index }, k) => {
      counts[row * size + index.negative]!++;
      energies[row * width + k] = energy / size;
      indices[row * width + k] = index.negative;
    });
    context.progress((row + 1) / rows);
  }
  return {
    count: rows,
    columns: {
      ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, { kind: 'int32', values }])),
      counts: { kind: 'vector', width: size, values: counts },
      energies: { kind: 'vector', width, values: energies },
      indices: { kind: 'vector', width, values: indices },
    },
  };
}

function censusAt(shape: { order: number; size: number; seed: number; disorder: number }, kernels: Kernels) {
  return censusOf(stream(shape.seed, 'small-glass', shape.disorder, 'gamma'), spinGlass(shape, kernels));
}

function forecast(spec: SmallGlassSpec, workers: number, kernels: Kernels, timings?: Timings): Promise<Forecast> {
  const { order, size, seed, disorders, disordersPerTask } = spec;
  return forecastByTrial({
    ...{ kind: 'small-glass', timings },
    run: (disorder) => void censusAt({ order, size, seed, disorder }, kernels),
    count: disorders,
    perTask: disordersPerTask,
    workers,
    row: 8 * (size + 4 * eigenpairCount(order, size)) + 40,
    workerBytes: 0,
  });
}
