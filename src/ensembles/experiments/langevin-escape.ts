/**
 * Times to leave a deep minimum of a spherical spin glass by Langevin dynamics at given temperatures. For each disorder the lowest end
 * of a few descents is left by replicas with noise of their own. One record a replica and temperature.
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { quench, samePoint } from '../../geometry/connection.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { glassBytes, randomStart, spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { langevinEscape } from '../../search/langevin.ts';
import { run } from '../../search/search.ts';
import type { Experiment, Forecast, Records, Task } from '../spec.ts';
import { checkFits } from './capacity.ts';
import { forecastByTrial } from './trial-forecast.ts';

const schema = z.strictObject({
  order: z.int().min(2).max(5).default(3).describe('H, spins per coupling'),
  size: z.int().min(3).max(1000).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1),
  disorders: z.int().min(1).max(1_000_000).default(16).describe('independent coupling tensors'),
  starts: z.int().min(1).max(10_000).default(16).describe('descents whose lowest end is the minimum to leave'),
  replicas: z.int().min(1).max(4096).default(8).describe('replicas for each disorder and temperature'),
  temperatures: z.array(z.number().positive()).min(1).default([0.5]).describe('T, in units of energy'),
  rate: z.number().positive().default(0.02).describe('η, the time step'),
  maxTime: z.number().positive().default(500).describe('time after which a replica counts as not escaped'),
  away: z
    .number()
    .positive()
    .default(0.7)
    .describe('distance from the minimum, in units of √Λ, beyond which a descent says whether it has been left'),
});
export type LangevinEscapeSpec = z.infer<typeof schema>;

export const langevinEscapes: Experiment<LangevinEscapeSpec> = {
  name: 'langevin-escape',
  title: 'Langevin escape from minima of spherical spin glasses',
  schema,
  split(spec) {
    const tasks: Task[] = [];
    for (let disorder = 0; disorder < spec.disorders; disorder++)
      for (const temperature of spec.temperatures)
        tasks.push({
          index: tasks.length,
          experiment: 'langevin-escape',
          replicas: spec.replicas,
          parameters: { ...spec, disorder, temperature },
          artifacts: [],
        });
    return tasks;
  },
  run: async (task, context) => watch(task, context.kernels),
  forecast: async (spec, workers, kernels) => forecast(spec, workers, kernels),
  checkCapacity(spec, workers, memory) {
    const need = (size: number) => workerBytes({ ...spec, size }) + 8e7;
    const what = `langevin-escape: size ${spec.size} at order ${spec.order}`;
    checkFits({ what, parameter: 'size', asked: spec.size, need }, workers, memory);
  },
};

function watch(task: Task, kernels: Kernels): Records {
  const { disorder, temperature, ...spec } = task.parameters as unknown as LangevinEscapeSpec & {
    disorder: number;
    temperature: number;
  };
  const shape = { order: spec.order, size: spec.size, seed: spec.seed, disorder };
  // Fleets of one object and capacity share their memory: the descents have a glass of their own.
  const [moving, still] = [spinGlass(shape, kernels, 'float64'), spinGlass(shape, kernels, 'float64')];
  const minimum = lowestEnd(still, spec.starts);
  const escapes = run(langevinEscape, {
    ...spec,
    landscape: moving,
    minimum,
    temperature,
    streams: Array.from({ length: spec.replicas }, (_, r) =>
      stream(spec.seed, `langevin-escape/${disorder}/${temperature}`, r, 'noise'),
    ),
    returns(point) {
      const [end] = quench(still, point, 1);
      return !end || samePoint(still, end, minimum);
    },
  });
  const energy = new Float64Array(1);
  still.valueAndGradient(minimum, 1, energy, new Float64Array(spec.size));
  return {
    count: spec.replicas,
    columns: {
      disorder: { kind: 'int32', values: new Int32Array(spec.replicas).fill(disorder) },
      replica: { kind: 'int32', values: Int32Array.from(escapes, (_, r) => r) },
      temperature: { kind: 'float64', values: new Float64Array(spec.replicas).fill(temperature) },
      energy: { kind: 'float64', values: new Float64Array(spec.replicas).fill(energy[0]! / spec.size) },
      escaped: { kind: 'int32', values: Int32Array.from(escapes, ({ escaped }) => Number(escaped)) },
      time: { kind: 'float64', values: Float64Array.from(escapes, ({ time }) => time) },
    },
  };
}

/** The lowest minimum that descents from the first `starts` uniform starts reach. */
function lowestEnd(glass: ReturnType<typeof spinGlass>, starts: number): Float64Array {
  const { size } = glass.shape;
  const points = new Float64Array(starts * size);
  for (let r = 0; r < starts; r++) randomStart(glass.shape, r, points.subarray(r * size, (r + 1) * size));
  const ends = quench(glass, points, starts).filter((end) => end !== null);
  if (ends.length === 0) throw new Error(`langevin-escape: none of ${starts} descents reached a minimum`);
  const energies = new Float64Array(ends.length);
  const all = Float64Array.from(ends.flatMap((end) => [...end]));
  glass.valueAndGradient(all, ends.length, energies, new Float64Array(all.length));
  return ends[energies.indexOf(Math.min(...energies))]!;
}

function workerBytes({ order, size, starts, replicas }: LangevinEscapeSpec): number {
  return 2 * glassBytes(order, size, 'float64', starts + replicas) + 160 * size ** 2;
}

function forecast(spec: LangevinEscapeSpec, workers: number, kernels: Kernels): Forecast {
  const tasks = langevinEscapes.split(spec);
  return forecastByTrial({
    run: (k) => void watch(tasks[k]!, kernels),
    count: tasks.length,
    perTask: 1,
    workers,
    row: 60 * spec.replicas,
    workerBytes: workerBytes(spec),
  });
}
