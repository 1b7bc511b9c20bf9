/** Spearman's rank correlation, and the same within strata with its permutation test. */
import { ArgumentError } from '../../base/errors.ts';
import type { Stream } from '../../base/philox.ts';
import { bootstrap } from './bootstrap.ts';
import type { Interval } from './interval.ts';

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(values).sort();
  return Float64Array.from(values, (value) => {
    const below = countWhere(sorted, (other) => other < value);
    const end = countWhere(sorted, (other) => other <= value);
    return (below + end + 1) / 2;
  });
}

/** How many of a list hold, where those that do come first: by halving. */
function countWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pearson's r of the ranks; NaN where one side is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new ArgumentError('spearman', 'y', `${x.length} values, as x`, y.length);
  return correlationOfRanks(ranks(x), ranks(y));
}

function correlationOfRanks(a: Float64Array, b: Float64Array): number {
  const center = (a.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    xy += (a[i]! - center) * (b[i]! - center);
    xx += (a[i]! - center) ** 2;
    yy += (b[i]! - center) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN;
}

export interface Pair {
  readonly x: number;
  readonly y: number;
}

/** Mean of the strata's correlations, weighted by their sizes; strata in which one side is constant say nothing. NaN when none says anything. */
export function stratifiedSpearman(strata: readonly (readonly Pair[])[]): number {
  return stratified(strata.map(ranked));
}

type Ranks = readonly [x: Float64Array, y: Float64Array];

function ranked(pairs: readonly Pair[]): Ranks {
  return [ranks(pairs.map(({ x }) => x)), ranks(pairs.map(({ y }) => y))];
}

function stratified(strata: readonly Ranks[]): number {
  let [sum, weight] = [0, 0];
  for (const [x, y] of strata) {
    const r = correlationOfRanks(x, y);
    if (Number.isNaN(r)) continue;
    sum += r * x.length;
    weight += x.length;
  }
  return weight > 0 ? sum / weight : Number.NaN;
}

export interface RankTest {
  /** Bootstrap of the pairs within their strata, percentile. */
  readonly interval: Interval;
  /** Two-sided, among permutations of y within the strata; at least 1/(1 + permutations). */
  readonly pValue: number;
  /** Largest |r| of 95 % of the permutations. */
  readonly null95: number;
}

/**
 * @param draw  of permutations, then of the bootstrap
 * @returns     undefined where no stratum says anything
 */
export function rankTest(
  draw: Stream,
  all: readonly (readonly Pair[])[],
  { level = 0.95, permutations = 999, resamples = 1000 } = {},
): RankTest | undefined {
  const strata = all.filter((pairs) => pairs.length > 1 && !Number.isNaN(stratifiedSpearman([pairs])));
  if (strata.length === 0) return undefined;
  // Permuted values have permuted ranks.
  const known = strata.map(ranked);
  const estimate = stratified(known);
  const orders = strata.map((pairs) => Uint32Array.from(pairs.keys()));
  const permuted = Float64Array.from({ length: permutations }, () => {
    const mixed = known.map(([x, y], s): Ranks => {
      draw.shuffle(orders[s]!);
      return [x, y.map((_, k) => y[orders[s]![k]!]!)];
    });
    return Math.abs(stratified(mixed));
  }).sort();
  const asFar = permuted.filter((r) => r >= Math.abs(estimate) * (1 - 1e-12)).length;
  const statistic = (drawn: readonly (readonly Pair[])[]) => [stratifiedSpearman(drawn)];
  const [interval] = bootstrap(draw, strata, statistic, { resamples, level, method: 'percentile' });
  return {
    interval: interval!,
    pValue: (1 + asFar) / (1 + permutations),
    null95: permuted[Math.ceil(0.95 * permutations) - 1]!,
  };
}
