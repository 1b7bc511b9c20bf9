/**
 * The law of the energies of critical points of index k at finite Λ, annealed: the mean number of them per unit of energy over the mean number at all
 * energies,
 *      p_k(u) = e^{−am²} F_k′(m) dm/du / E[e^{−a m_k²}],   m = u √(ΛH/(2(H−1))),   F_k(m) = P(m_k < m), a = (H−2)/(2H).
 * Its mean and standard deviation are `energyMoments`. Disorders with many such points weigh more.
 * Source: [auffinger2013random, Thm. 2.1].
 */
import { integer } from '../base/arguments.ts';
import { checkModel, damping, energyScale, lnPrefactor } from './kac-rice.ts';
import { energyMoments, lnMeanByIndex } from './kac-rice-index.ts';
import type { OrderStatistics } from './order-statistics.ts';

/** u ↦ p_k(u) for one order, size and index, energies per spin.
 *  @param order      H from 2 to 1000
 *  @param statistics tables of the size (`countStatistics`)
 *  @param index      k from 0 to statistics.top
 *  @returns          the density; 0 beyond 12 standard deviations, where it is below 1e-25 of its largest value
 *  @throws           ArgumentError when an argument is out of range, RangeError when the index is out of reach at this size
 *  @accuracy         relative 1e-8 of the largest value (checked against differences of exact counts, and its moments against `energyMoments`) */
export function energyDensity(order: number, statistics: OrderStatistics, index: number): (u: number) => number {
  const { size } = statistics;
  checkModel('energyDensity', order, size, 0);
  integer('energyDensity', 'index', index, 0, statistics.top);
  const { mean, sd } = energyMoments(order, statistics, index);
  const all = lnMeanByIndex(order, statistics, index, Infinity)!;
  const scale = energyScale(order, size).hi;
  const front = lnPrefactor(order, size) - all.ln;
  return (u) => {
    const m = u * scale;
    // Right of 0 the tables are those of the index from the other end, which must be among them.
    if (!(Math.abs(u - mean) < 12 * sd) || (m > 0 && size - 1 - index > statistics.top)) return 0;
    const panel = statistics.panelAt(m, true);
    const offset = m - panel.from;
    // F where it is small and 1 − F elsewhere: ln of the other one is flat.
    const low = !(panel.lnBelow(index, offset) > -Math.LN2);
    const ln = low ? panel.lnBelow(index, offset) : panel.lnAbove(index, offset);
    const slope = low ? panel.slopeBelow(index, offset) : -panel.slopeAbove(index, offset);
    const value = scale * slope * Math.exp(front + ln - damping(order) * m * m);
    return value > 0 ? value : 0;
  };
}
