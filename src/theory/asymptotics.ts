/**
 * Leading asymptotics Λ → ∞ of the mean number of critical points, with the constant in front of the exponential, in five regimes.
 * [choromanska2015loss, Thm. 11.1] prints four; its constant at u = −E∞ is wrong (A(0)/3 instead of A(0)/3 + A′(0)², Airy's A), and
 * u = 0 is left out (half of all points, by the symmetry of the disorder). H ≥ 3 throughout: the formulas divide by H − 2.
 * Source: [auffinger2013random, Thm. 2.17 and Cor. 2.18]; docs/theory.md for the corrections.
 */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { complexity } from './complexity.ts';
import { damping } from './kac-rice.ts';
import { barrier, barrierComplexity } from './rate.ts';

export type Regime = 'below-barrier' | 'barrier' | 'bulk' | 'zero' | 'positive';

export interface Asymptotic {
  readonly regime: Regime;
  /** Natural logarithm of the leading term. */
  readonly ln: number;
}

/** A(0) and A′(0) of Airy's function. */
const airy = 0.3550280538878172;
const airySlope = -0.2588194037928068;

/** Energies closer to −E∞ than a few units in the last place count as −E∞. */
const atBarrier = 8 * Number.EPSILON;

/** Leading term of E C_Λ(u). Not uniform: close to −E∞ and to 0 it needs (E∞ + u)Λ^{2/3} ≫ 1 and |u|√Λ ≫ 1.
 *  @throws ArgumentError unless order is an integer ≥ 3, size an integer ≥ 2 and u finite or +Infinity */
export function asymptoticTotal(order: number, size: number, u: number): Asymptotic {
  checkArguments('asymptoticTotal', order, size, u);
  const edge = barrier(order);
  if (Math.abs(u + edge) <= atBarrier * edge)
    return { regime: 'barrier', ln: lnAtBarrier(order, size, airy / 3 + airySlope ** 2) };
  if (u < -edge) return { regime: 'below-barrier', ln: lnBelow(order, size, u) };
  const growth = size * complexity(order, u);
  if (u < 0) {
    const front = (2 * Math.sqrt(2 * order * (edge * edge - u * u))) / ((2 - order) * Math.PI * u);
    return { regime: 'bulk', ln: Math.log(front) + growth };
  }
  const all = Math.log((4 * Math.SQRT2) / Math.sqrt(Math.PI * (order - 2))) + 0.5 * Math.log(size) + growth;
  return u === 0 ? { regime: 'zero', ln: all - Math.LN2 } : { regime: 'positive', ln: all };
}

/** The printed term at u = −E∞, with A(0)/3 alone; only for the erratum. */
export function asymptoticAtBarrierAsPrinted(order: number, size: number): number {
  checkArguments('asymptoticAtBarrierAsPrinted', order, size, 0);
  return lnAtBarrier(order, size, airy / 3);
}

/** Leading term of E C_{Λ,0}(u) for u < −E∞: the same as for all indices [choromanska2015loss, Thm. 11.2]. */
export function asymptoticMinima(order: number, size: number, u: number): Asymptotic {
  checkArguments('asymptoticMinima', order, size, u);
  if (!(u < -barrier(order))) throw new ArgumentError('asymptoticMinima', 'u', `below −E∞ = ${-barrier(order)}`, u);
  return asymptoticTotal(order, size, u);
}

/** Minima of all energies, two leading orders, from the edge law below its plateau (not in the papers):
 *      ln E C_{Λ,0}(∞) ≈ Λ(½ ln(H−1) − (H−2)/H) + (16/3) a^{3/2} √Λ,   mean energy ≈ −E∞ (1 − 2 √(a/Λ)),   a = (H−2)/(2H). */
export function asymptoticMinimaOfAllEnergies(order: number, size: number): { ln: number; meanEnergy: number } {
  checkArguments('asymptoticMinimaOfAllEnergies', order, size, 0);
  const a = damping(order);
  return {
    ln: size * barrierComplexity(order) + (16 / 3) * a ** 1.5 * Math.sqrt(size),
    meanEnergy: -barrier(order) * (1 - 2 * Math.sqrt(a / size)),
  };
}

function lnAtBarrier(order: number, size: number, constant: number): number {
  const front = (2 * Math.sqrt(2 * order) * constant) / (order - 2);
  return Math.log(front) - Math.log(size) / 3 + size * barrierComplexity(order);
}

/** h(v) e^{I₁ − v I₁′/2} / (√(2πH) (I₁′ − Φ′)) Λ^{−1/2} e^{ΛΘ}, v = −u√(H/(2(H−1))), I₁′ = √(v²−2), Φ′ = −(H−2)v/H. */
function lnBelow(order: number, size: number, u: number): number {
  const v = -u * Math.sqrt(order / (2 * (order - 1)));
  const slope = Math.sqrt((v - Math.SQRT2) * (v + Math.SQRT2));
  const rate = 0.5 * v * slope - Math.log((v + slope) / Math.SQRT2);
  const quotient = ((v - Math.SQRT2) / (v + Math.SQRT2)) ** 0.25;
  const front = (quotient + 1 / quotient) / (Math.sqrt(2 * Math.PI * order) * (slope + ((order - 2) * v) / order));
  return Math.log(front) + rate - 0.5 * v * slope - 0.5 * Math.log(size) + size * complexity(order, u);
}

function checkArguments(where: string, order: number, size: number, u: number): void {
  integer(where, 'order', order, 3);
  integer(where, 'size', size, 2);
  if (u !== Infinity) finite(where, 'u', u);
}
