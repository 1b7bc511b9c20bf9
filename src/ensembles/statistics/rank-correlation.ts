/** Spearman's rank correlation, and the same within strata with its permutation test. */
import { ArgumentError } from '../../base/errors.ts';
import type { Stream } from '../../base/philox.ts';
import { bootstrap } from './bootstrap.ts';
import type { Interval } from './interval.ts';

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const out = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let k = first; k < end; k++) out[order[k]!] = (first + end + 1) / 2;
    first = end;
  }
  return out;
}

/** Pearson's r of the ranks; NaN where one side is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new ArgumentError('spearman', 'y', `${x.length} values, as x`, y.length);
  const [a, b] = [ranks(x), ranks(y)];
  const center = (x.length + 1) / 2;
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
  let [sum, weight] = [0, 0];
  for (const pairs of strata) {
    const r = spearman(
      pairs.map(({ x }) => x),
      pairs.map(({ y }) => y),
    );
    if (Number.isNaN(r)) continue;
    sum += r * pairs.length;
    weight += pairs.length;
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
  const estimate = stratifiedSpearman(strata);
  const orders = strata.map((pairs) => Uint32Array.from(pairs.keys()));
  const permuted = Float64Array.from({ length: permutations }, () => {
    const mixed = strata.map((pairs, s) => {
      draw.shuffle(orders[s]!);
      return pairs.map(({ x }, k) => ({ x, y: pairs[orders[s]![k]!]!.y }));
    });
    return Math.abs(stratifiedSpearman(mixed));
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
