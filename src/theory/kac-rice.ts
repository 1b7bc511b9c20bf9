/**
 * Mean number of critical points with energy below Λu, exactly, at every finite size (Kac–Rice; derivation in docs/theory.md):
 *      E C_Λ(u) = 2√(2/H) (H−1)^{Λ/2} ∫_{−∞}^U e^{−a m²} R1_Λ(m) dm,   a = (H−2)/(2H),   U = u √(ΛH/(2(H−1))).
 * The disorder is symmetric under L → −L, so that the count below 0 is half of all.
 * Source: [auffinger2013random, Thm. 2.2].
 */
import { integer } from '../base/arguments.ts';
import type { DoubleDouble } from '../base/double-double.ts';
import { divide, exact, multiply, squareRoot } from '../base/double-double.ts';
import { ArgumentError } from '../base/errors.ts';
import { largestSize, lnOnePointDensity } from './goe.ts';
import { gaussLegendre } from './quadrature.ts';

/** A natural logarithm with a bound on its absolute error, rounding of the energy to a double included. */
export interface LogMean {
  readonly ln: number;
  readonly error: number;
}

/** ln E C_Λ(u), all indices together.
 *  @param order H from 2 to 1000
 *  @param size  Λ from 2 to 10 000
 *  @param u     energy per spin, may be ±Infinity
 *  @returns     −Infinity with error 0 at u = −Infinity
 *  @throws      ArgumentError when an argument is out of range or u is NaN
 *  @accuracy    1e-13 for Λ ≤ 1000, plus |d ln/du| times half a unit in the last place of u */
export function lnMeanTotal(order: number, size: number, u: number): LogMean {
  checkModel('lnMeanTotal', order, size, u);
  if (u === -Infinity) return { ln: -Infinity, error: 0 };
  const front = lnPrefactor(order, size);
  if (u <= 0) {
    const { ln, slope } = lnIntegral(order, size, u);
    return { ln: front + ln, error: rounding(size, front) + slope * halfUnit(u) };
  }
  const half = lnIntegral(order, size, 0).ln;
  if (u === Infinity) return { ln: front + half + Math.LN2, error: rounding(size, front) };
  const tail = lnIntegral(order, size, -u);
  const ln = half + Math.log(2 - Math.exp(tail.ln - half));
  return { ln: front + ln, error: rounding(size, front) + tail.slope * Math.exp(tail.ln - ln) * halfUnit(u) };
}

/** Totals over all energies that have a closed form: Λ = 2, Λ = 3 (real eigenpairs of a Gaussian tensor, twice), and H = 2. */
export function closedFormTotal(order: number, size: number): number | undefined {
  checkModel('closedFormTotal', order, size, 0);
  if (order === 2) return 2 * size;
  if (size === 2) return 2 * Math.sqrt(3 * order - 2);
  if (size === 3) return 2 * (1 + (4 * (order - 1) ** 1.5) / Math.sqrt(3 * order - 2));
  return undefined;
}

/** Throws unless order, size and energy are in range. */
export function checkModel(where: string, order: number, size: number, u: number, maxSize = largestSize): void {
  integer(where, 'order', order, 2, 1000);
  integer(where, 'size', size, 2, maxSize);
  if (typeof u !== 'number' || Number.isNaN(u)) throw new ArgumentError(where, 'energy', 'a number, not NaN', u);
}

/** a = (H−2)/(2H). */
export function damping(order: number): number {
  return (order - 2) / (2 * order);
}

/** ln 2√(2/H) (H−1)^{Λ/2}. */
export function lnPrefactor(order: number, size: number): number {
  return 0.5 * Math.log(8 / order) + (order === 2 ? 0 : (size / 2) * Math.log(order - 1));
}

/** √(ΛH/(2(H−1))): what an energy per spin is multiplied by to become a GOE eigenvalue. */
export function energyScale(order: number, size: number): DoubleDouble {
  return squareRoot(divide(exact(size * order), exact(2 * (order - 1))));
}

/** U = u √(ΛH/(2(H−1))) with the digits that a double has not. */
export function thresholdOf(order: number, size: number, u: number): DoubleDouble {
  return multiply(exact(u), energyScale(order, size));
}

/** Half a unit in the last place of u: energies are typed in decimals. */
export function halfUnit(u: number): number {
  return Math.abs(u) * 2 ** -53;
}

/** Rounding of the prefactor and of R1, measured against multiprecision tables: below 2e-16 Λ + 1e-14. */
function rounding(size: number, front: number): number {
  return 2e-14 + 4e-16 * size + Number.EPSILON * Math.abs(front);
}

const rule = gaussLegendre(20);

/** ln ∫_{−∞}^U and d ln/du, for u ≤ 0: panels leftwards from U until one adds less than 1e-18. */
function lnIntegral(order: number, size: number, u: number): { ln: number; slope: number } {
  const U = thresholdOf(order, size, u);
  const a = damping(order);
  const edge = Math.sqrt(2 * size);
  const lnIntegrand = (m: number) => lnOnePointDensity(size, m) - a * m * m;
  const end = lnIntegrand(U.hi) + U.lo * slopeOf(a, edge, U.hi);
  let reference = end;
  let sum = 0;
  let to = U.hi;
  for (;;) {
    const length = Math.min(0.5, 5 / Math.sqrt(size), 6 / slopeOf(a, edge, to));
    let piece = 0;
    for (const [i, node] of rule.nodes.entries()) {
      const ln = lnIntegrand(to + 0.5 * length * (node - 1));
      if (ln > reference + 600) {
        sum *= Math.exp(reference - ln);
        piece *= Math.exp(reference - ln);
        reference = ln;
      }
      piece += 0.5 * length * rule.weights[i]! * Math.exp(ln - reference);
    }
    sum += piece;
    to -= length;
    if (piece < 1e-18 * sum) break;
  }
  const ln = reference + Math.log(sum) + (U.lo * Math.exp(end - reference)) / sum;
  return { ln, slope: (energyScale(order, size).hi * Math.exp(end - reference)) / sum };
}

/** d ln(integrand)/dm left of the edge, about; inside the bulk only the factor e^{−am²} counts. */
function slopeOf(a: number, edge: number, m: number): number {
  return 2 * a * Math.abs(m) + Math.sqrt(Math.max(0, m * m - edge * edge));
}
