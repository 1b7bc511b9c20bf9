/**
 * Critical points of every index: from a random start the replica descends to a height of its own, and each method searches from there.
 * Heights are spread evenly over the given range. One record a start and method.
 */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import { indexAt } from '../../curvature/index.ts';
import { type SearchRecord, searchFrom, startAtHeight } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { saddleMethodNames } from '../../search/saddles.ts';
import type { Share } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers, kindColumns, texts } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';

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
    points: () => 16,
    bytes: (_spec, n) => 120 * n ** 2,
    row: ({ methods }) => 120 * methods.length,
    trial: {
      count: ({ starts }) => starts,
      perTask: ({ starts, startsPerTask }) => Math.min(starts, startsPerTask),
      // Heights far apart, since their costs differ.
      run: (spec, opened, k) => searchesFrom(spec, opened, (k * 7) % spec.starts),
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
    },
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
