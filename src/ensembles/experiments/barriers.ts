/**
 * Barriers between minima: descents from random starts, the lowest different minima kept, and for every pair of these a relaxed path
 * with its barrier. One record a disorder; matrices over the kept minima are flat, NaN where there is nothing.
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { barrierBetween, nearestCopy } from '../../geometry/index.ts';
import { type FoundMinimum, minima } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { run } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';

const fields = {
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
};
type Own = z.infer<z.ZodObject<typeof fields>>;

export const barriers = (families: Families): LandscapeExperiment<Own> =>
  onLandscapes<typeof fields, object>(families, {
    name: 'barriers',
    title: 'Barriers between minima',
    disorders: 16,
    fields,
    precision: 'float64',
    tasks: () => [{ replicas: 1, part: {} }],
    run: record,
    points: ({ starts, images }) => starts + 16 * images,
    bytes: ({ starts }, n) => 160 * n ** 2 + 48 * starts * n,
    row: ({ keep }) => 8 * (4 * keep ** 2 + keep) + 60,
  });

function record(spec: Own, opened: Opened): Records {
  const { landscape, disorder, start, progress } = opened;
  const { keep, starts, indexThreshold: threshold } = spec;
  const { per } = landscape.quantity;
  const unit = landscape.manifold.lengthUnit.value;
  const tools = { kernels: opened.kernels, draw: stream(opened.seed, 'barriers', disorder, 'tools') };
  const found = run(minima.search(landscape, { starts, start, threshold }, tools));
  const reached = found.minima.reduce((sum, { times }) => sum + times, 0);
  const total = found.minima.reduce((sum, { value, times }) => sum + value * times, 0);
  const kept = found.minima.slice(0, keep);
  const matrix = () => new Float64Array(keep * keep).fill(Number.NaN);
  const [tops, straight, certified, overlaps] = [matrix(), matrix(), matrix(), matrix()];
  const energies = new Float64Array(keep).fill(Number.NaN);
  kept.forEach(({ value }, k) => void energies.fill(value / per, k, k + 1));
  for (let j = 1; j < kept.length; j++)
    for (let i = 0; i < j; i++) {
      const [from, to] = ends(opened, kept[i]!, kept[j]!);
      const barrier = barrierBetween(landscape, from, to, { ...spec, threshold });
      for (const at of [i * keep + j, j * keep + i]) {
        tops[at] = barrier.value / per;
        straight[at] = barrier.straight.top.value / per;
        certified[at] = barrier.kind === 'upper-bound' ? 0 : 1;
        overlaps[at] = from.reduce((sum, x, k) => sum + x * to[k]!, 0) / (unit * unit);
      }
      progress((j * (j - 1) + 2 * (i + 1)) / (kept.length * (kept.length - 1)));
    }
  const one = (value: number) => ({ kind: 'int32' as const, values: Int32Array.of(value) });
  const vector = (values: Float64Array) => ({ kind: 'vector' as const, width: values.length, values });
  return {
    count: 1,
    columns: {
      disorder: one(disorder),
      starts: one(starts),
      certifiedMinima: one(reached),
      differentMinima: one(found.minima.length),
      meanEnergy: { kind: 'float64', values: Float64Array.of(total / (per * reached)) },
      energies: vector(energies),
      tops: vector(tops),
      straight: vector(straight),
      certified: vector(certified),
      overlaps: vector(overlaps),
    },
  };
}

/** Two minima, the other as the copy that the symmetries bring nearest. */
function ends({ landscape }: Opened, one: FoundMinimum, other: FoundMinimum): [Float64Array, Float64Array] {
  return [one.position, nearestCopy(landscape, one.position, other.position)];
}
