/**
 * One ensemble against a reference at several sizes: agrees, departs, or not decided. All distances at all sizes are one family of tests, together with the
 * growth of the first distance; adjusted by Holm, so that the chance to call two equal ensembles different is at most the level.
 */
import { finite } from '../../base/arguments.ts';
import type { Stream } from '../../base/philox.ts';
import { holm } from './correlation.ts';
import { type Distance, growthTest, type PermutationTest, permutationTests, type Split } from './two-samples.ts';

export const comparisonLabels = ['agrees', 'departs', 'inconclusive', 'not testable'] as const;
export type ComparisonLabel = (typeof comparisonLabels)[number];

export interface Adjusted extends PermutationTest {
  /** By Holm over all tests of the comparison. */
  readonly adjusted: number;
}

export interface Comparison {
  readonly label: ComparisonLabel;
  /** One sentence without its full stop. */
  readonly because: string;
  /** The smallest size at which a distance leaves, and the one that is furthest out there. */
  readonly departure?: { readonly size: number; readonly name: string; readonly adjusted: number };
  readonly tests: readonly Adjusted[];
  /** Of the first distance in size. */
  readonly growth?: { readonly slope: number; readonly pValue: number; readonly adjusted: number };
  /** The smallest adjusted p-value: what is adjusted again when several ensembles are compared. 1 without a test. */
  readonly pValue: number;
}

export interface ComparisonOptions {
  /** 0.05 when absent. */
  readonly level?: number;
  /** B; 1999 when absent: Holm over 30 tests needs p-values below 0.0017. */
  readonly permutations?: number;
  /**
   * The largest 95 % quantile of the null of the first distance, at the largest size, with which equality is stated: a coarser comparison is
   * inconclusive, not an agreement. 0.05 when absent, in energies per spin.
   */
  readonly resolution?: number;
}

/** @param distances  the first one decides resolution and growth */
export function compareEnsembles<Unit>(
  draw: Stream,
  splits: readonly Split<Unit>[],
  distances: readonly Distance<Unit>[],
  { level = 0.05, permutations = 1999, resolution = 0.05 }: ComparisonOptions = {},
): Comparison {
  finite('compareEnsembles', 'level', level, 0, 1);
  const ascending = [...splits].sort((a, b) => a.size - b.size);
  const raw = permutationTests(draw, ascending, distances, permutations);
  const main = raw.filter(({ name }) => name === distances[0]?.name);
  const growing = main.length > 1 ? growthTest(main) : undefined;
  const all = holm([...raw.map(({ pValue }) => pValue), ...(growing ? [growing.pValue] : [])]);
  const tests = raw.map((test, i) => ({ ...test, adjusted: all[i]! }));
  const growth = growing && { ...growing, adjusted: all.at(-1)! };
  const pValue = Math.min(1, ...all);
  const done = { tests, pValue, ...(growth && { growth }) };
  const finest = main.at(-1);
  if (!finest) return { ...done, label: 'not testable', because: 'there is nothing that could be compared' };
  const first = tests.find(({ adjusted }) => adjusted < level)?.size;
  if (first !== undefined) {
    const there = tests.filter(({ size }) => size === first);
    const { name, adjusted, distance, null95 } = there.reduce((a, b) => (b.adjusted < a.adjusted ? b : a));
    return {
      ...done,
      label: 'departs',
      departure: { size: first, name, adjusted },
      because: `${name} leaves at ${first}: ${distance.toPrecision(3)}, null below ${null95.toPrecision(3)}`,
    };
  }
  if (growth && growth.adjusted < level)
    return {
      ...done,
      label: 'departs',
      because: `${finest.name} grows with size like its power ${growth.slope.toPrecision(2)}`,
    };
  if (finest.null95 > resolution)
    return {
      ...done,
      label: 'inconclusive',
      because: `the null of ${finest.name} reaches ${finest.null95.toPrecision(3)}, over ${resolution}`,
    };
  return {
    ...done,
    label: 'agrees',
    because: `no distance leaves its null; ${finest.name} would be seen above ${finest.null95.toPrecision(3)}`,
  };
}

/** Labels of several comparisons at once: one that departs alone, and not after Holm over all of them, is inconclusive. */
export function togetherByHolm(comparisons: readonly Comparison[], level = 0.05): Comparison[] {
  const adjusted = holm(comparisons.map(({ pValue }) => pValue));
  return comparisons.map((one, i) => {
    if (one.label !== 'departs' || adjusted[i]! < level) return one;
    const { departure: _, ...rest } = one;
    return {
      ...rest,
      label: 'inconclusive',
      because: `${one.because}, but not among ${comparisons.length} comparisons`,
    };
  });
}
