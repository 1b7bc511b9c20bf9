/**
 * The lowest minimum of a glass of finite size. If minima near the ground state were a Poisson process with the exact mean number, M(u) = E C_{Λ,0}(u),
 * at even order half of it, since minima are antipodal pairs, none would lie below Λu with probability
 *      P(u_min > u) = e^{−M(u)},
 * given that there is one at all (e^{−M(u)} − e^{−M(∞)})/(1 − e^{−M(∞)}). For large Λ M is exponential near the level where it is 1, and the law is
 * Gumbel’s, of spread π/(√6 M′). That is expected for large Λ; at finite size it is a comparison, not a theorem.
 * By Markov's inequality P(u_min ≤ u) ≤ M(u) holds at every size.
 */
import { integer } from '../base/arguments.ts';
import { checkModel } from './kac-rice.ts';
import { lnMeanByIndex } from './kac-rice-index.ts';
import type { OrderStatistics } from './order-statistics.ts';
import { energyBarrier, groundState } from './thresholds.ts';

export interface LowestMinimum {
  /** Energy per spin below which one minimum, or pair, is expected: M = 1. */
  readonly level: number;
  /** Of the Poisson process. */
  readonly mean: number;
  readonly sd: number;
  /** P(u_min ≤ u) of the Poisson process. */
  below(u: number): number;
  /** M(u) */
  expected(u: number): number;
}

/** Intervals of Simpson’s rule: 4 times as many change mean and sd by less than 1e-7. */
const intervals = 240;
/** M below which nothing is counted; mean and sd miss about as much. */
const least = 1e-9;

/** @param order H ≥ 3  @param statistics tables of the size (`countStatistics`); its size where M(∞) > 1
 *  @throws ArgumentError when order is out of range */
export function lowestMinimum(order: number, statistics: OrderStatistics): LowestMinimum {
  integer('lowestMinimum', 'order', order, 3);
  checkModel('lowestMinimum', order, statistics.size, 0);
  const share = order % 2 === 0 ? 0.5 : 1;
  const expected = (u: number) => share * Math.exp(lnMeanByIndex(order, statistics, 0, u)?.ln ?? -Infinity);
  const some = -Math.expm1(-expected(Infinity));
  const below = (u: number) => -Math.expm1(-expected(u)) / some;
  // No minima below the first energy, and P = 1 above the last, or no minima either.
  let low = -groundState(order).value;
  while (expected(low) > least) low -= 0.1;
  let high = -groundState(order).value;
  while (1 - below(high) > 1e-15 && high < energyBarrier(order).value) high += 0.1;
  const step = (high - low) / intervals;
  // E u = high − ∫ P,   E u² = high² − 2 ∫ u P.
  let [first, second] = [0, 0];
  for (let i = 0; i <= intervals; i++) {
    const u = low + step * i;
    const weight = ((i === 0 || i === intervals ? 1 : i % 2 ? 4 : 2) * step) / 3;
    const P = below(u);
    first += weight * P;
    second += weight * (u - high) * P;
  }
  // Moments about `high`, where digits are not lost.
  return {
    level: levelOf(expected, low, high),
    mean: high - first,
    sd: Math.sqrt(-2 * second - first * first),
    below,
    expected,
  };
}

/** Where M = 1, by bisection; M increases. */
function levelOf(expected: (u: number) => number, low: number, high: number): number {
  while (high - low > 1e-13) {
    const middle = 0.5 * (low + high);
    if (expected(middle) < 1) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/** The energy per spin below which the mean numbers of minima and of saddles of index 1 are equal, as [choromanska2015loss, §5.3] has it; above it
 *  there are more saddles. Tends to −E∞ from above as Λ → ∞, since Θ_{1,H} < Θ_{0,H} below −E∞.
 *  @returns undefined where index 1 is nowhere as frequent */
export function equalCounts(order: number, statistics: OrderStatistics): number | undefined {
  integer('equalCounts', 'order', order, 3);
  checkModel('equalCounts', order, statistics.size, 0);
  const excess = (u: number) => {
    const [minima, saddles] = [0, 1].map((k) => lnMeanByIndex(order, statistics, k, u)?.ln ?? -Infinity);
    return saddles! - minima!;
  };
  let [low, high] = [-groundState(order).value, energyBarrier(order).value];
  if (!(excess(low) < 0 && excess(high) > 0)) return undefined;
  while (high - low > 1e-12) {
    const middle = 0.5 * (low + high);
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
