/**
 * Minima above the barrier: all Λ eigenvalues of a GOE matrix lie beyond a wall at −w√Λ, w < √2, as a gas pushed together. With
 *      L = ⅔(w + √(w² + 6)),   c = L/2 − w,   density (1/π) √((L − y)/y) (y + c) at the distance y from the wall,
 * the probability of that is e^{−Λ²Φ(w) − ½Λ ΔS(w)} to two orders, where
 *      Φ(w) = (36w² − w⁴ − (15w + w³)√(w² + 6) + 27 ln 18 − 54 ln(w + √(w² + 6)))/108 = (√2 − w)³/(6√2) − (√2 − w)⁴/64 + …
 * is the work of the wall [dean2006large] and ΔS the growth of ∫ρ ln ρ, which by the Fourier series of ln ρ is
 *      ΔS(w) = ln((A + D)/√2) + (L/2)(c(1 − q) + q²L/8) − ½,   A = L/2 + c,   D = √(A² − L²/4),   q = 2(A − D)/L.
 * At depths of Λ^{−1/2} below √2, where most minima are, the law of the lowest eigenvalue is the left tail of Tracy–Widom,
 *      τ ξ^{−1/16} e^{−ξ³/24 − ξ^{3/2}/(3√2)},   τ = 2^{−11/48} e^{½ζ′(−1)}   [baik2008asymptotics],
 * with the next orders of Φ and ΔS beside it. Order, size and energy are those of a glass: w = √2 |u|/E∞.
 */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { damping, lnPrefactor } from './kac-rice.ts';
import { gaussLegendre } from './quadrature.ts';
import { barrier } from './rate.ts';

const rule = gaussLegendre(24);

/** Φ at w = −√2 u/E∞: −ln(number of minima above Λu)/Λ² as Λ → ∞ [auffinger2013random, Thm. 2.14: of that order].
 *  @param order H ≥ 3  @param u  energy per spin; 0 up to −E∞
 *  @throws ArgumentError when order is no integer ≥ 3 or u is not finite
 *  @accuracy relative 1e-13 */
export function pushedRate(order: number, u: number): number {
  integer('pushedRate', 'order', order, 3);
  finite('pushedRate', 'u', u);
  return workOfWall(wallAt(order, u));
}

/** ln of the mean number of minima above Λu, orders Λ² and Λ: what is left is of order ln Λ.
 *      −Λ²Φ(w) + Λ(½ ln(H−1) − a w² − ½ΔS(w)),   a = (H−2)/(2H)
 *  @param order H ≥ 3  @param size Λ ≥ 2  @param u energy per spin above −E∞ */
export function lnMinimaAbove(order: number, size: number, u: number): number {
  integer('lnMinimaAbove', 'order', order, 3);
  integer('lnMinimaAbove', 'size', size, 2);
  finite('lnMinimaAbove', 'u', u);
  const edge = barrier(order);
  if (!(u > -edge)) throw new ArgumentError('lnMinimaAbove', 'u', `above −E∞ = ${-edge}`, u);
  const w = wallAt(order, u);
  const linear = 0.5 * Math.log(order - 1) - damping(order) * w * w - 0.5 * entropyRise(w);
  return size * (linear - size * workOfWall(w));
}

const wallAt = (order: number, u: number) => Math.min(Math.SQRT2, (-Math.SQRT2 * u) / barrier(order));

/** Φ = ∫_w^{√2} 2(x² − 2)²/(18x − x³ + (x² + 6)^{3/2}) dx, in which nothing cancels, for w ≥ 0; the closed form below 0. */
function workOfWall(w: number): number {
  const r = Math.sqrt(w * w + 6);
  if (w < 0) return (36 * w * w - w ** 4 - (15 * w + w ** 3) * r + 27 * Math.log(18) - 54 * Math.log(w + r)) / 108;
  const half = 0.5 * (Math.SQRT2 - w);
  let sum = 0;
  for (const [i, node] of rule.nodes.entries()) {
    const x = Math.SQRT2 - half * (1 - node);
    const gap = (x - Math.SQRT2) * (x + Math.SQRT2);
    sum += (rule.weights[i]! * 2 * gap * gap) / (18 * x - x ** 3 + (x * x + 6) ** 1.5);
  }
  return half * sum;
}

/** ΔS */
function entropyRise(w: number): number {
  const length = (2 / 3) * (w + Math.sqrt(w * w + 6));
  const c = 0.5 * length - w;
  const A = 0.5 * length + c;
  const D = Math.sqrt(c * (length + c));
  const q = (2 * (A - D)) / length;
  return Math.log((A + D) / Math.SQRT2) + 0.5 * length * (c * (1 - q) + (q * q * length) / 8) - 0.5;
}

/** ln τ, with ζ′(−1) = −0.16542114370045…; ln F1′(0) of Tracy and Widom’s law for β = 1. */
const lnTau = (-11 / 48) * Math.LN2 - 0.5 * 0.1654211437004509;
const lnDensityAtEdge = -1.70694285725673;

/**
 * ln of the mean number of minima of all energies, up to what vanishes, like Λ^{−1/4}. With ξ = 4√a Λ^{1/6}, where the weight e^{−am²} and the law of
 * the lowest eigenvalue balance,
 *      ln(2√(2/H)) + Λ(½ ln(H−1) − 2a) + (16/3)a^{3/2}√Λ − ξ^{3/2}/(3√2) + ln(ξ²/8) + ½ ln(8π/ξ) − (1/16) ln ξ + ln τ + ¼ + a − 7a².
 * ¼ is half the square of the shift that ξ^{3/2} brings; a − 7a² come from ΔS ≈ … − ¼(√2 − w)², Φ’s fourth order and the curvature of am².
 * @param order H ≥ 3  @param size Λ ≥ 2
 */
export function lnMinimaOfAllEnergies(order: number, size: number): number {
  integer('lnMinimaOfAllEnergies', 'order', order, 3);
  integer('lnMinimaOfAllEnergies', 'size', size, 2);
  const a = damping(order);
  const xi = 4 * Math.sqrt(a) * size ** (1 / 6);
  const balance = (16 / 3) * a ** 1.5 * Math.sqrt(size) - xi ** 1.5 / (3 * Math.SQRT2);
  const front = Math.log((xi * xi) / 8) + 0.5 * Math.log((8 * Math.PI) / xi) - Math.log(xi) / 16;
  return lnPrefactor(order, size) - 2 * a * size + balance + front + lnTau + 0.25 + a - 7 * a * a;
}

/**
 * ln of the share of minima below −ΛE∞, up to what vanishes: F1′(0)/(2aΛ^{1/3}) e^{−2aΛ} 2√(2/H) (H−1)^{Λ/2} over the number of all.
 * To leading order −(16/3)a^{3/2}√Λ, from which the term in Λ^{1/4} is far at every size that can be computed.
 * @param order H ≥ 3  @param size Λ ≥ 2
 */
export function lnShareBelowBarrier(order: number, size: number): number {
  const all = lnMinimaOfAllEnergies(order, size);
  const a = damping(order);
  return lnPrefactor(order, size) - 2 * a * size + lnDensityAtEdge - Math.log(2 * a * Math.cbrt(size)) - all;
}
