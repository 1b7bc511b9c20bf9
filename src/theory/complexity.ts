/**
 * The complexities: growth rates of the mean number of critical points below energy u per spin,
 *      Θ_H(u) = lim (1/Λ) ln E C_Λ(u),      Θ_{k,H}(u) = lim (1/Λ) ln E C_{Λ,k}(u).
 * The upper branch of Θ_{k,H} is printed wrongly in [choromanska2015loss, §4]; it is kept under its own name for the erratum.
 * Source: [auffinger2013random, Thms. 2.5 and 2.8].
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { barrier, barrierComplexity, rateFunction } from './rate.ts';

/** Θ_H(u) = ½ ln(H−1) − (H−2)u²/(4(H−1)) − I(u) below 0 (I = 0 above −E∞), and ½ ln(H−1) above 0.
 *  @param order H ≥ 2
 *  @param u     energy per spin, may be ±Infinity
 *  @returns     continuous and non-decreasing in u; −Infinity at u = −Infinity
 *  @throws      ArgumentError when order is no integer ≥ 2 or u is NaN
 *  @accuracy    absolute 1e-15 max(1, |Θ|) */
export function complexity(order: number, u: number): number {
  checkArguments('complexity', order, u);
  return parabola(order, Math.min(u, 0)) - rateFunction(order, u);
}

/** Θ_{k,H}(u), corrected: ½ ln(H−1) − (H−2)u²/(4(H−1)) − (k+1)I(u) up to −E∞, and its value there, ½ ln(H−1) − (H−2)/H, above.
 *  Arguments, errors and accuracy as for `complexity`; the accuracy is relative to (k+1)I as well. */
export function indexComplexity(order: number, index: number, u: number): number {
  checkArguments('indexComplexity', order, u);
  integer('indexComplexity', 'index', index, 0);
  if (u >= -barrier(order)) return barrierComplexity(order);
  return parabola(order, u) - (index + 1) * rateFunction(order, u);
}

/** Θ_{k,H}(u) as printed: the parabola goes on above −E∞, so that it falls for u > 0. Wrong; only to show the erratum. */
export function indexComplexityAsPrinted(order: number, index: number, u: number): number {
  checkArguments('indexComplexityAsPrinted', order, u);
  integer('indexComplexityAsPrinted', 'index', index, 0);
  return parabola(order, u) - (index + 1) * rateFunction(order, u);
}

/** ½ ln(H−1) − (H−2)u²/(4(H−1)); flat for H = 2, also at u = ±∞. */
function parabola(order: number, u: number): number {
  return order === 2 ? 0 : 0.5 * Math.log(order - 1) - ((order - 2) * u * u) / (4 * (order - 1));
}

function checkArguments(where: string, order: number, u: number): void {
  integer(where, 'order', order, 2);
  if (typeof u !== 'number' || Number.isNaN(u)) throw new ArgumentError(where, 'u', 'a number, not NaN', u);
}
