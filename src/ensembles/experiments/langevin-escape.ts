/**
 * Times to leave a deep minimum by Langevin dynamics at given temperatures. For each disorder the lowest end of a few descents is left
 * by replicas with noise of their own. One record a replica and temperature.
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { distinct } from '../../base/schema.ts';
import { quench, samePoint } from '../../geometry/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { langevinEscape } from '../../search/langevin.ts';
import { run } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';
import { endsOf, lowestOf } from './quenched-ends.ts';

const fields = {
  starts: z.int().min(1).max(10_000).default(16).describe('descents whose lowest end is the minimum to leave'),
  replicas: z.int().min(1).max(4096).default(8).describe('replicas for each disorder and temperature'),
  temperatures: distinct(z.array(z.number().positive()).min(1)).default([0.5]).describe('T, in units of energy'),
  rate: z.number().positive().default(0.02).describe('η, the time step'),
  maxTime: z.number().positive().default(500).describe('time after which a replica counts as not escaped'),
  away: z
    .number()
    .positive()
    .default(0.7)
    .describe('distance from the minimum, in units of √Λ, beyond which a descent says whether it has been left'),
};
type Own = z.infer<z.ZodObject<typeof fields>>;

export const langevinEscapes = (families: Families): LandscapeExperiment<Own, { readonly temperature: number }> =>
  onLandscapes<typeof fields, { readonly temperature: number }>(families, {
    name: 'langevin-escape',
    title: 'Langevin escape from minima',
    disorders: 16,
    fields,
    precision: 'float64',
    tasks: ({ temperatures, replicas }) => temperatures.map((temperature) => ({ replicas, part: { temperature } })),
    run: watch,
    points: ({ starts, replicas }) => 2 * (starts + replicas),
    bytes: (_spec, n) => 160 * n ** 2,
    row: ({ replicas }) => 60 * replicas,
  });

async function watch(spec: Own & { readonly temperature: number }, opened: Opened): Promise<Records> {
  const { landscape: still, disorder, seed, start } = opened;
  const { temperature } = spec;
  // The descents have a landscape of their own: what they need of memory is free before the replicas move.
  const moving = await opened.again();
  const { per } = still.quantity;
  const { point: minimum, energy } = lowestOf(endsOf(still, start, spec.starts), 'langevin-escape');
  const starts = new Float64Array(spec.replicas * minimum.length);
  for (let r = 0; r < spec.replicas; r++) starts.set(minimum, r * minimum.length);
  const escapes = run(
    langevinEscape({
      ...spec,
      landscape: moving,
      starts,
      temperature,
      streams: Array.from({ length: spec.replicas }, (_, r) =>
        stream(seed, `langevin-escape/${disorder}/${temperature}`, r, 'noise'),
      ),
      left: (points, ids) =>
        quench(still, points, ids.length).map((end) => end !== null && !samePoint(still, end, minimum)),
    }),
  );
  return {
    count: spec.replicas,
    columns: {
      disorder: integers(escapes, () => disorder),
      replica: integers(escapes, (_, r) => r),
      temperature: floats(escapes, () => temperature),
      energy: floats(escapes, () => energy / per),
      escaped: integers(escapes, ({ escaped }) => Number(escaped)),
      time: floats(escapes, ({ time }) => time),
    },
  };
}
