/**
 * Critical points of every index: from a random start the replica descends to a height of its own, and each method searches from there.
 * Heights are spread evenly over the given range. One record a start and method.
 */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import { indexAt } from '../../curvature/index.ts';
import { nearestCopy } from '../../geometry/identity.ts';
import { type SearchRecord, searchFrom, startAtHeight } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { dot, norm } from '../../linalg/vectors.ts';
import { gradientDescent } from '../../search/gradient-descent.ts';
import { newtonDescent } from '../../search/newton-descent.ts';
import { saddleMethodNames } from '../../search/saddles.ts';
import { run, type Share } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers, kindColumns, texts } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';
import { batch, momentsOf } from './random-points.ts';

const fields = {
  starts: z.int().min(1).max(100_000).default(32).describe('starts for each disorder'),
  methods: distinct(z.array(z.enum(saddleMethodNames)).min(1)).default([...saddleMethodNames]),
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
  // Not filled in: specs without it keep their hash.
  descents: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe(
      'descents for each disorder, whose lowest end overlaps of critical points are measured with; energies are then standardized too (default: none)',
    ),
};
type Own = z.infer<z.ZodObject<typeof fields>>;

export const saddleSearches = (families: Families): LandscapeExperiment<Own, { readonly first: number }> =>
  onLandscapes<typeof fields, { readonly first: number }>(families, {
    name: 'saddle-search',
    title: 'Critical points of every index',
    disorders: 8,
    fields,
    fieldsOnLandscape: {
      lowest: z.number().optional().describe('lowest height to search from; the family’s own when absent'),
      highest: z.number().optional().describe('and the highest'),
    },
    precision: 'float64',
    tasks: ({ starts, startsPerTask, methods }) =>
      Array.from({ length: Math.ceil(starts / startsPerTask) }, (_, task) => {
        const first = task * startsPerTask;
        return { replicas: Math.min(startsPerTask, starts - first) * methods.length, part: { first } };
      }),
    run: search,
    points: ({ descents = 0 }) => Math.max(16, descents, descents > 0 ? batch : 0),
    bytes: (_spec, n) => 120 * n ** 2,
    row: ({ methods }) => 120 * methods.length,
    trial: {
      count: ({ starts }) => starts,
      perTask: ({ starts, startsPerTask }) => Math.min(starts, startsPerTask),
      run(spec, opened, k) {
        // Heights far apart, since their costs differ.
        const rows = searchesFrom(spec, opened, (k * 7) % spec.starts);
        // All searches of a task share what is measured beside them.
        const share = 1 / Math.min(spec.starts, spec.startsPerTask);
        if (spec.descents)
          besideLowest(Math.ceil(share * spec.descents), opened, rows, Math.ceil(share * randomPoints));
      },
    },
  });

interface Row extends SearchRecord {
  readonly startValue: number;
  readonly startIndex: number;
}

function search(spec: Own & { readonly first: number }, opened: Opened): Records {
  const { landscape, disorder } = opened;
  const { per } = landscape.quantity;
  const starts = Math.min(spec.startsPerTask, spec.starts - spec.first);
  const rows: Row[] = [];
  for (let r = 0; r < starts; r++) {
    rows.push(...searchesFrom(spec, opened, spec.first + r));
    opened.progress((r + 1) / starts);
  }
  const unknown = landscape.manifold.tangentDimension;
  const beside = spec.descents === undefined ? {} : besideLowest(spec.descents, opened, rows);
  return {
    count: rows.length,
    columns: {
      disorder: integers(rows, () => disorder),
      replica: integers(rows, (row) => row.start),
      method: texts(rows, (row) => row.method),
      startEnergy: floats(rows, (row) => row.startValue / per),
      startIndex: integers(rows, (row) => row.startIndex),
      energy: floats(rows, (row) => row.end.value / per),
      gradientNorm: floats(rows, (row) => row.end.residual),
      index: integers(rows, ({ point }) => point?.index.negative ?? -1),
      undetermined: integers(rows, ({ point }) => (point ? point.index.zero + point.index.undetermined : unknown)),
      status: texts(rows, (row) => row.end.status),
      ...kindColumns(rows.map(({ point }) => point)),
      steps: integers(rows, (row) => row.end.steps),
      ...beside,
    },
  };
}

/** Random points that standardized energies rest on, as those of descents do. */
const randomPoints = 4000;
/** Residual and steps of the descents, the lowest of which goes on by Newton's method to a residual of 1e-9. */
const [tolerance, maxSteps, newtonSteps] = [1e-3, 20_000, 100];

/** Columns of what is measured beside the lowest end of descents: its standardized energy, and R = w·w′/|w||w′| with the nearest of its copies. */
function besideLowest(
  count: number,
  { landscape, disorder, seed, start }: Opened,
  rows: readonly Row[],
  points = randomPoints,
) {
  const n = landscape.dimension;
  const starts = new Float64Array(count * n);
  for (let r = 0; r < count; r++) starts.set(start(r), r * n);
  const ends = run(gradientDescent({ landscape, starts, count, tolerance, maxSteps, handOver: 10 * tolerance }));
  const usable = ends.filter(({ value }) => Number.isFinite(value));
  const lowest = usable.length > 0 ? usable.reduce((a, b) => (b.value < a.value ? b : a)).point : undefined;
  const best = lowest && run(newtonDescent({ landscape, start: lowest, tolerance: 1e-9, maxSteps: newtonSteps })).point;
  const { mean, deviation } = momentsOf(landscape, points, seed, disorder);
  const overlap = ({ end: { point } }: Row) => {
    if (!best) return Number.NaN;
    const copy = nearestCopy(landscape, point, best);
    return dot(copy, point) / (norm(copy) * norm(point));
  };
  return {
    standardized: floats(rows, ({ end }) => (end.value - mean) / (deviation * Math.sqrt(n))),
    overlap: floats(rows, overlap),
  };
}

/** All methods from one start. */
function searchesFrom(spec: Own, { landscape, start, heights }: Opened, replica: number): Row[] {
  const { starts, lowest, highest, methods, indexThreshold: threshold, ...options } = spec;
  const { per } = landscape.quantity;
  /** Heights that were not asked for are the family's own. */
  const range = (from: Float64Array) => {
    if (lowest !== undefined && highest !== undefined) return { lowest: lowest * per, highest: highest * per };
    const usual = heights(from);
    return {
      lowest: lowest === undefined ? usual.lowest : lowest * per,
      highest: highest === undefined ? usual.highest : highest * per,
    };
  };
  const from = finish(startAtHeight(landscape, { start, heights: range }, replica, starts));
  const { value: startValue, negative: startIndex } = indexAt(landscape, from, { threshold });
  return methods.map((method) => ({
    ...finish(searchFrom(landscape, from, replica, method, { ...options, methods, threshold })),
    startValue,
    startIndex,
  }));
}

/** The result of a search in slices, without looking up between them. */
function finish<Result>(slices: Generator<Share, Result, void>): Result {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}
