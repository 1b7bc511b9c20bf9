/**
 * What descents from random starts end at, on any landscape: energy, its standardized form, how far a few weights carry the point, and which ends are the
 * same minimum. One record a replica.
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import type { Families } from '../../landscapes/family.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import { gradientDescent } from '../../search/gradient-descent.ts';
import { run } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers, texts } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';

const fields = {
  replicas: z.int().min(1).max(4096).default(24).describe('descents for each disorder'),
  tolerance: z.number().positive().default(1e-5).describe('residual ‖tangent gradient‖/√D at which a descent ends'),
  maxSteps: z.int().min(10).max(1_000_000).default(20_000).describe('steps after which a descent is given up'),
  points: z.int().min(2).max(1_000_000).default(4000).describe('random points that the standardized energy rests on'),
};
type Own = z.infer<z.ZodObject<typeof fields>>;

/** The columns of its records. */
export const landscapeDescentColumns = {
  disorder: 'int32',
  replica: 'int32',
  energy: 'float64',
  standardized: 'float64',
  kurtosis: 'float64',
  participation: 'float64',
  meanSpin: 'float64',
  residual: 'float64',
  minimum: 'int32',
  status: 'text',
} as const;

export const landscapeDescents = (families: Families): LandscapeExperiment<Own> =>
  onLandscapes<typeof fields, object>(families, {
    name: 'landscape-descent',
    title: 'Where descents end',
    disorders: 8,
    fields,
    precision: 'float64',
    tasks: ({ replicas }) => [{ replicas, part: {} }],
    run: descend,
    points: ({ replicas }) => Math.max(replicas, batch),
    bytes: ({ replicas }, n) => 64 * replicas * n + 16 * batch * n,
    row: ({ replicas }) => 80 * replicas,
  });

/** Residual at which a descent has chosen its minimum and longer steps may take it there. */
const handOver = 1e-2;

function descend(spec: Own, { landscape, disorder, seed, start, progress }: Opened): Records {
  const { replicas: count, tolerance, maxSteps, points } = spec;
  const n = landscape.dimension;
  const { mean, deviation, kurtosis } = momentsOf(landscape, points, seed, disorder);
  const starts = new Float64Array(count * n);
  for (let r = 0; r < count; r++) starts.set(start(r), r * n);
  const search = gradientDescent({ landscape, starts, count, tolerance, maxSteps, handOver });
  const ends = run({
    ...search,
    step(state) {
      const next = search.step(state);
      progress(search.share(state)[0]);
      return next;
    },
  });
  const minimum = sameEnds(
    landscape,
    ends.map(({ point }) => point),
  );
  return {
    count,
    columns: {
      disorder: integers(ends, () => disorder),
      replica: integers(ends, (_, r) => r),
      energy: floats(ends, ({ value }) => value / landscape.quantity.per),
      standardized: floats(ends, ({ value }) => (value - mean) / (deviation * Math.sqrt(n))),
      kurtosis: floats(ends, () => kurtosis),
      participation: floats(ends, ({ point }) => participationOf(point)),
      meanSpin: floats(ends, ({ point }) => point.reduce((sum, w) => sum + w, 0) / n),
      residual: floats(ends, ({ residual }) => residual),
      minimum: integers(ends, (_, r) => minimum[r]!),
      status: texts(ends, ({ status }) => status),
    },
  };
}

/** (Σ w²)²/Σ w⁴ over D: 1/3 for normal weights, 1/D where one weight is all. */
function participationOf(point: Float64Array): number {
  const [second, fourth] = [2, 4].map((p) => point.reduce((sum, w) => sum + w ** p, 0)) as [number, number];
  return second ** 2 / fourth / point.length;
}

/** Points that are looked at together. */
const batch = 64;

/** Mean, standard deviation and kurtosis (3 for a normal law) of the value at normal points, moved onto the manifold: uniform on spheres. */
function momentsOf(landscape: Landscape, count: number, seed: number, disorder: number) {
  const n = landscape.dimension;
  const draw = stream(seed, 'landscape-descent', disorder, 'points');
  const [points, gradients] = [new Float64Array(batch * n), new Float64Array(batch * n)];
  const values = new Float64Array(count);
  for (let from = 0; from < count; from += batch) {
    const many = Math.min(batch, count - from);
    for (let k = 0; k < many; k++) {
      const point = points.subarray(k * n, (k + 1) * n);
      for (let i = 0; i < n; i++) point[i] = draw.normal();
      landscape.manifold.retract(point);
    }
    landscape.valueAndGradient(points, many, values.subarray(from, from + many), gradients);
  }
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const moment = (p: number) => values.reduce((sum, x) => sum + (x - mean) ** p, 0) / count;
  const variance = moment(2);
  return { mean, deviation: Math.sqrt((variance * count) / (count - 1)), kurtosis: moment(4) / variance ** 2 };
}

/** Two ends are one minimum when a symmetry brings them within this share of their length. */
const closeness = 1e-3;

/** For each end the first one that is the same modulo the symmetries. */
function sameEnds({ symmetries }: Landscape, ends: readonly Float64Array[]): number[] {
  const first: number[] = [];
  for (const [r, point] of ends.entries()) {
    const length = Math.sqrt(point.reduce((sum, x) => sum + x * x, 0));
    const known = [...new Set(first)].find((other) => {
      const target = ends[other]!;
      const copy = symmetries.reduce((moved, { nearest }) => nearest?.(target, moved) ?? moved, point);
      return Math.sqrt(copy.reduce((sum, x, i) => sum + (x - target[i]!) ** 2, 0)) < closeness * length;
    });
    first.push(known ?? r);
  }
  return first;
}
