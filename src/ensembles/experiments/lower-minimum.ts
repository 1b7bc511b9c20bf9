/**
 * Times until Langevin dynamics from the end of a descent is in the basin of a lower minimum. For each disorder the ends of its first
 * descents are left, each by a replica of its own for each temperature; at every look the replica is quenched and the energy of where
 * that ends compared with the start's. More descents say how deep the start lies. One record a replica and temperature.
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { distinct } from '../../base/schema.ts';
import type { Families } from '../../landscapes/family.ts';
import { langevinEscape } from '../../search/langevin.ts';
import { run } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';
import { endsOf, quenched } from './quenched-ends.ts';

const fields = {
  starts: z.int().min(1).max(10_000).default(32).describe('descents for each disorder, by which starts are ranked'),
  replicas: z
    .int()
    .min(1)
    .max(4096)
    .default(8)
    .describe('of these the first, whose ends are left, for each disorder and temperature'),
  temperatures: distinct(z.array(z.number().positive()).min(1)).default([0.5]).describe('T, in units of energy'),
  rate: z.number().positive().default(0.02).describe('η, the time step'),
  maxTime: z.number().positive().default(100).describe('time after which no lower minimum counts as found'),
  lookEvery: z.number().positive().default(2).describe('time between two descents from where a replica is'),
  gap: z
    .number()
    .positive()
    .default(1e-6)
    .describe('energy per spin by which a minimum must lie below another to be lower'),
};
type Own = z.infer<z.ZodObject<typeof fields>>;
type AtTemperature = { readonly temperature: number };

/** The columns of its records: energies are those of start, of the lower minimum (NaN when none was found), and of the lowest end of all descents. */
export const lowerMinimumColumns = {
  disorder: 'int32',
  replica: 'int32',
  temperature: 'float64',
  energy: 'float64',
  lower: 'float64',
  lowest: 'float64',
  /** Share of the disorder's descents that end lower than the start. */
  below: 'float64',
  found: 'int32',
  time: 'float64',
} as const;

export const lowerMinima = (families: Families): LandscapeExperiment<Own, AtTemperature> =>
  onLandscapes<typeof fields, AtTemperature>(families, {
    name: 'lower-minimum',
    title: 'Times to a lower minimum by Langevin dynamics',
    disorders: 16,
    fields,
    precision: 'float64',
    tasks: ({ temperatures, replicas }) => temperatures.map((temperature) => ({ replicas, part: { temperature } })),
    run: watch,
    points: ({ starts, replicas }) => 2 * (starts + replicas),
    bytes: (_spec, n) => 160 * n ** 2,
    row: ({ replicas }) => 90 * replicas,
  });

async function watch(spec: Own & AtTemperature, opened: Opened): Promise<Records> {
  const { landscape: still, disorder, seed } = opened;
  const { temperature } = spec;
  // The descents have a landscape of their own: fleets of one landscape share memory.
  const moving = await opened.again();
  const { per } = still.quantity;
  const all = endsOf(still, opened.start, Math.max(spec.starts, spec.replicas));
  const from = all.slice(0, spec.replicas);
  if (from.length === 0) throw new Error('lower-minimum: no descent reached a minimum');
  const isLower = (energy: number, than: number) => energy < than - spec.gap * per;
  const lower = new Float64Array(from.length).fill(Number.NaN);
  const walks = langevinEscape({
    ...spec,
    landscape: moving,
    starts: Float64Array.from(from.flatMap(({ point }) => [...point])),
    temperature,
    away: 0,
    streams: from.map((_, r) => stream(seed, `lower-minimum/${disorder}/${temperature}`, r, 'noise')),
    left(points, ids) {
      return quenched(still, points, ids.length).map((end, k) => {
        const id = ids[k]!;
        const found = end !== null && isLower(end.energy, from[id]!.energy);
        if (found) lower[id] = end.energy;
        return found;
      });
    },
  });
  const times = run(walks, (state) => opened.progress(walks.share(state)[0]));
  return {
    count: from.length,
    columns: {
      disorder: integers(from, () => disorder),
      replica: integers(from, (_, r) => r),
      temperature: floats(from, () => temperature),
      energy: floats(from, ({ energy }) => energy / per),
      lower: floats(from, (_, r) => lower[r]! / per),
      lowest: floats(from, () => Math.min(...all.map(({ energy }) => energy)) / per),
      below: floats(from, ({ energy }) => all.filter((other) => isLower(other.energy, energy)).length / all.length),
      found: integers(times, ({ escaped }) => Number(escaped)),
      time: floats(times, ({ time }) => time),
    },
  };
}
