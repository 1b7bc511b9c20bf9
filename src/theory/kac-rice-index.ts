/**
 * Mean number of critical points of index k with energy below Λu:
 *      E C_{Λ,k}(u) = 2√(2/H) (H−1)^{Λ/2} E[ e^{−a m_k²} ; m_k ≤ U ],   m_0 ≤ m_1 ≤ … the eigenvalues of GOE_Λ,
 * k the number of negative eigenvalues of the (Λ−1) × (Λ−1) tangent Hessian. With F = P(m_k < m) and S = 1 − F the expectation is
 * summed over short intervals by parts, with F where F < ½ and with S elsewhere, so that no digits cancel:
 *      ∫_A^B w dF = [wF]_A^B − ∫ w′F = −[wS]_A^B + ∫ w′S,   w = e^{−am²}.
 * Source: [auffinger2013random, Thm. 2.1].
 */

import { integer } from '../base/arguments.ts';
import { exact, multiply } from '../base/double-double.ts';
import { ArgumentError } from '../base/errors.ts';
import { edgeUnit } from './counting-law.ts';
import type { LogMean } from './kac-rice.ts';
import { checkModel, damping, energyScale, halfUnit, lnPrefactor, thresholdOf } from './kac-rice.ts';
import type { OrderStatistics, Panel } from './order-statistics.ts';
import { gaussLegendre } from './quadrature.ts';

export { allIndicesUpTo } from './counting-law-multiprecision.ts';

/** ln E C_{Λ,k}(u); `undefined` where the law of m_k is out of reach (error over 1e-6). Where the first method for the law leaves an error
 *  over 1e-10 and there is a second, that one is asked.
 *  @throws ArgumentError when order is out of range, index is none of 0 … statistics.top, or u is NaN */
export function lnMeanByIndex(
  order: number,
  statistics: OrderStatistics,
  index: number,
  u: number,
): LogMean | undefined {
  const { size } = statistics;
  checkModel('lnMeanByIndex', order, size, u);
  integer('lnMeanByIndex', 'index', index, 0, statistics.top);
  return lnMeanBetween(order, statistics, index, -Infinity, u);
}

/** ln of the mean number of critical points of index k between the energies Λ low and Λ high, to full relative accuracy in either tail; `undefined`
 *  where the law is out of reach.
 *  @throws ArgumentError as lnMeanByIndex does, or when low is above high */
export function lnMeanBetween(
  order: number,
  statistics: OrderStatistics,
  index: number,
  low: number,
  high: number,
): LogMean | undefined {
  for (const u of [low, high]) checkModel('lnMeanBetween', order, statistics.size, u);
  integer('lnMeanBetween', 'index', index, 0, statistics.top);
  if (low > high) throw new ArgumentError('lnMeanBetween', 'low', `at most high = ${high}`, low);
  if (low === high) return { ln: -Infinity, error: 0 };
  const first = meanFrom(order, statistics, index, low, high);
  if (!statistics.second || (first && first.error < 1e-10)) return first;
  const second = meanFrom(order, statistics.second, index, low, high);
  return first && second && first.error < second.error ? first : (second ?? first);
}

function meanFrom(
  order: number,
  statistics: OrderStatistics,
  index: number,
  low: number,
  high: number,
): LogMean | undefined {
  const { size } = statistics;
  // Right of 0 the tables are those of the index from the other end, which must be among them.
  if (low > 0 && size - 1 - index > statistics.top) return undefined;
  const sums = integrate(order, statistics, index, high, low);
  if (!sums) return undefined;
  const [total] = sums.moments;
  const front = lnPrefactor(order, size) + sums.exponent;
  const typed = (u: number) => (Number.isFinite(u) ? halfUnit(u) : 0);
  // The lower end is a double, without the digits that the upper has.
  const ends = sums.slope * typed(high) + 3 * sums.slopeBelow * typed(low);
  const error = sums.errors[0] / total + ends * energyScale(order, size).hi;
  if (!(total > 0) || !(error < resolved)) return undefined;
  return { ln: front + Math.log(total), error: error + 1e-14 + 2e-16 * (Math.abs(front) + size) };
}

/** Relative errors from which on a number counts as out of reach. */
const resolved = 1e-6;

/** Mean and standard deviation of an energy per spin, and bounds on the absolute errors of both. */
export interface EnergyMoments {
  readonly mean: number;
  readonly sd: number;
  readonly errorMean: number;
  readonly errorSd: number;
}

/** Those of the critical points of index k, annealed: E Σ u / E Σ 1.
 *  @throws ArgumentError when index is none of 0 … statistics.top, RangeError when it is out of reach */
export function energyMoments(order: number, statistics: OrderStatistics, index: number): EnergyMoments {
  integer('energyMoments', 'index', index, 0, statistics.top);
  const sums = integrate(order, statistics, index, Infinity);
  if (!sums || !(sums.errors[0] < resolved * sums.moments[0]))
    throw new RangeError(`energyMoments: index ${index} is out of reach at size ${statistics.size}`);
  const scale = energyScale(order, statistics.size).hi;
  const [total, ...moments] = sums.moments;
  const [first, second] = moments.map((moment) => moment / total) as [number, number];
  // Of first and second; variance = second − first².
  const [e1, e2] = [1, 2].map((p) => (sums.errors[p]! + Math.abs(sums.moments[p]! / total) * sums.errors[0]) / total);
  const [mean, sd] = [(sums.reference + first) / scale, Math.sqrt(second - first * first) / scale];
  const errorVariance = (e2! + 2 * Math.abs(first) * e1!) / scale ** 2;
  return { mean, sd, errorMean: e1! / scale + ulps * Math.abs(mean), errorSd: errorVariance / (2 * sd) + ulps * sd };
}

/** Rounding of what follows the integrals. */
const ulps = 4 * Number.EPSILON;

interface Sums {
  /** ∫ (m − reference)^p w dF for p = 0, 1, 2, divided by e^exponent. */
  moments: [number, number, number];
  /** Bounds on their absolute errors. */
  errors: [number, number, number];
  exponent: number;
  readonly reference: number;
  /** |d ln/dm| at the upper end, and at the lower one. */
  slope: number;
  slopeBelow: number;
}

const rule = gaussLegendre(12);

function integrate(
  order: number,
  statistics: OrderStatistics,
  index: number,
  u: number,
  lower = -Infinity,
): Sums | undefined {
  const { size } = statistics;
  const a = damping(order);
  const [from, U] = [lower, u].map((end) => (Number.isFinite(end) ? thresholdOf(order, size, end) : exact(end)));
  const least = from!.hi;
  const start = Math.min(U!.hi, Math.max(least, likelyEigenvalue(order, size, index)));
  const lo = U!.hi === start ? U!.lo : 0;
  // −a·start² to double-double accuracy; the rest of the exponent is relative to it.
  const square = multiply(multiply(exact(start), exact(start)), exact(order - 2));
  const sums = nothing(start);
  const law = { a, index, reference: start };
  const first = start > least ? walk(sums, statistics, law, start, lo, -1, least) : 'end';
  if (!first) return undefined;
  const last = U!.hi > start ? walk(sums, statistics, law, start, 0, 1, U!.hi) : 'end';
  if (!last) return undefined;
  // Where nothing more is added the energy needs no digits.
  if (last === 'end') sums.slope = endSlope(sums, statistics, law, U!.hi, lo);
  if (first === 'end') sums.slopeBelow = endSlope(sums, statistics, law, least, 0);
  sums.exponent -= (square.hi + square.lo) / (2 * order);
  return sums;
}

function nothing(reference: number): Sums {
  return { moments: [0, 0, 0], errors: [0, 0, 0], exponent: -Infinity, reference, slope: 0, slopeBelow: 0 };
}

interface Weighted {
  readonly a: number;
  readonly index: number;
  readonly reference: number;
}

/** Panel by panel from `start` to `end` (leftwards or rightwards) until what is left is less than 1e-15 of the sum; undefined when the law
 *  is out of reach already in the first. Leftwards the rest is at most F at the panel's end times the largest w; rightwards shares fall faster and faster. */
function walk(
  sums: Sums,
  statistics: OrderStatistics,
  law: Weighted,
  start: number,
  lo: number,
  direction: 1 | -1,
  end: number,
): 'end' | 'negligible' | undefined {
  let at = start;
  let extra = lo;
  let before = 0;
  // Nothing is known of what a first panel out of reach holds.
  let rest = Infinity;
  for (;;) {
    const panel = statistics.panelAt(at, direction < 0);
    const [from, to] = direction < 0 ? [Math.max(panel.from, end), at] : [at, Math.min(panel.to, end)];
    const piece = panelIntegral(panel, law, from - panel.from, to - panel.from + extra);
    if (!piece) {
      leaveOut(sums, rest, at);
      return sums.moments[0] > 0 ? 'negligible' : undefined;
    }
    accumulate(sums, piece);
    const share = piece.moments[0] * Math.exp(piece.exponent - sums.exponent);
    at = direction < 0 ? from : to;
    extra = 0;
    if (at === end) return 'end';
    if (direction < 0) rest = Math.exp(lnRestBelow(panel, law) - sums.exponent);
    else rest = share === 0 ? 0 : share < before ? share * (share / before) : Infinity;
    if (rest < 1e-15 * sums.moments[0]) {
      leaveOut(sums, rest, at);
      return 'negligible';
    }
    before = share;
  }
}

/** What lies beyond a place falls so fast that its moments are those at the place, doubled. */
function leaveOut(sums: Sums, rest: number, at: number): void {
  for (let p = 0; p < 3; p++) sums.errors[p]! += 2 ** p * rest * Math.abs(at - sums.reference) ** p;
}

/** ln w at a distance from the reference, relative to w there. */
function lnWeight({ a, reference }: Weighted, distance: number): number {
  return -a * distance * (distance + 2 * reference);
}

/** ln of F(m) max w on (−∞, m], m the beginning of the panel. */
function lnRestBelow(panel: Panel, law: Weighted): number {
  return panel.lnBelow(law.index, 0) + lnWeight(law, Math.min(0, panel.from) - law.reference);
}

/** Where index-k points of all energies are most frequent, roughly: the edge, shifted by the weight and by k. */
function likelyEigenvalue(order: number, size: number, index: number): number {
  if (2 * index > size - 1) return -likelyEigenvalue(order, size, size - 1 - index);
  const fraction = (index + 0.5) / size;
  const bulk = -Math.sqrt(2 * size) * Math.cos(0.92 * (1.5 * Math.PI * fraction) ** (2 / 3));
  const shifted = -Math.sqrt(2 * size) + 4 * Math.sqrt(damping(order)) * size ** (1 / 6) * edgeUnit(size);
  return Math.min(0, fraction > 0.2 ? bulk : Math.max(bulk, shifted));
}

/** One panel's share, cut into intervals over which the integrand changes by less than e⁴; undefined when the law is out of reach. */
function panelIntegral(panel: Panel, law: Weighted, from: number, to: number): Sums | undefined {
  const low = !(panel.lnBelow(law.index, to) > -Math.LN2);
  const relative = low ? panel.errorBelow(law.index) : panel.errorAbove(law.index);
  if (!(relative < 1)) return undefined;
  const shift = panel.from - law.reference;
  const lnWeighted = (offset: number) =>
    (low ? panel.lnBelow(law.index, offset) : panel.lnAbove(law.index, offset)) + lnWeight(law, shift + offset);
  const intervals = Math.max(2, Math.ceil(Math.abs(lnWeighted(from) - lnWeighted(to)) / 4));
  const sums = nothing(law.reference);
  for (let i = 0; i < intervals; i++) {
    const left = from + ((to - from) * i) / intervals;
    const right = i + 1 === intervals ? to : from + ((to - from) * (i + 1)) / intervals;
    const piece = byParts(law, shift, lnWeighted, left, right, low ? 1 : -1);
    for (let p = 0; p < 3; p++) piece.errors[p]! *= relative;
    accumulate(sums, piece);
  }
  return sums;
}

/** ±∫ w dF between two offsets; `errors` are the sums of absolute values. */
function byParts(
  { a, reference }: Weighted,
  shift: number,
  lnWeighted: (offset: number) => number,
  left: number,
  right: number,
  sign: 1 | -1,
): Sums {
  const [lnLeft, lnRight] = [lnWeighted(left), lnWeighted(right)];
  const exponent = Math.max(lnLeft, lnRight);
  const piece = { ...nothing(reference), exponent };
  const { moments, errors } = piece;
  if (exponent === -Infinity) return piece;
  for (const [offset, ln, side] of [
    [right, lnRight, sign],
    [left, lnLeft, -sign],
  ] as const) {
    const value = side * Math.exp(ln - exponent);
    for (let p = 0; p < 3; p++) moments[p]! += value * (shift + offset) ** p;
  }
  for (let p = 0; p < 3; p++) errors[p] = Math.abs(moments[p]!);
  for (const [i, node] of rule.nodes.entries()) {
    const offset = left + 0.5 * (right - left) * (node + 1);
    const y = shift + offset;
    const value = 0.5 * (right - left) * rule.weights[i]! * Math.exp(lnWeighted(offset) - exponent);
    const damped = 2 * a * (y + reference);
    const slopes = [damped, damped * y - 1, damped * y * y - 2 * y];
    for (let p = 0; p < 3; p++) {
      moments[p]! += sign * value * slopes[p]!;
      errors[p]! += Math.abs(value * slopes[p]!);
    }
  }
  return piece;
}

function accumulate(sums: Sums, piece: Sums): void {
  if (piece.exponent === -Infinity) return;
  const exponent = Math.max(sums.exponent, piece.exponent);
  const [kept, added] = [Math.exp(sums.exponent - exponent), Math.exp(piece.exponent - exponent)];
  for (let p = 0; p < 3; p++) {
    sums.moments[p] = kept * sums.moments[p]! + added * piece.moments[p]!;
    sums.errors[p] = kept * sums.errors[p]! + added * piece.errors[p]!;
  }
  sums.exponent = exponent;
}

/** Density at the upper end over the sum, from the last hundredth of an edge unit. */
function endSlope(sums: Sums, statistics: OrderStatistics, law: Weighted, end: number, lo: number): number {
  if (!Number.isFinite(end)) return 0;
  const panel = statistics.panelAt(end, true);
  const step = Math.min(0.01 * edgeUnit(statistics.size), end - panel.from);
  const last = panelIntegral(panel, law, end - step - panel.from, end - panel.from + lo);
  if (!last) return 0;
  return (last.moments[0] * Math.exp(last.exponent - sums.exponent)) / (step * sums.moments[0]);
}
