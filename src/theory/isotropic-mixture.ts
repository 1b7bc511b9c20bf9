/**
 * Isotropic Gaussian fields on the sphere, Cov = Λ ξ(R) with ξ(R) = Σ c_p² R^p, Σ c_p² = 1: mixtures of spherical glasses. With ν′ = ξ′(1), ν″ = ξ″(1), a
 * point with energy per spin u and radial derivative r has the Hessian √ν″ GOE − r, and the annealed complexity is
 *      Σ(u, r) = ½ ln(ν″/ν′) + ½ + ψ(r/√ν″) − u²/2 − (r − ν′u)²/(2δ),   δ = ν″ + ν′ − ν′² ≥ 0,
 *      ψ(x) = x²/4 − ½ for |x| ≤ 2, ψ′(x) = sign(x)(|x| − √(x² − 4))/2 beyond; δ = 0 for pure models, where r = ν′u.
 * Two thresholds, equal for pure models alone: E∞ = (ν″ − ν′ + ν′²)/(ν′√ν″), below −E∞ the dominant critical points are minima, and
 * E_marg = 2ν′√ν″/(ν′ + ν″), the energy of the most numerous marginal minima. Where descents end in mixtures is not settled [folena2020rethinking].
 * @source [auffinger2013complexity]
 */
import { finite } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { semicirclePotential } from './semicircle.ts';

export interface MixtureTerm {
  /** p ≥ 1. */
  readonly power: number;
  /** c_p² ≥ 0; the sum is scaled to 1. */
  readonly share: number;
}

export interface IsotropicMixture {
  /** ν′ and ν″. */
  readonly first: number;
  readonly second: number;
  readonly barrier: number;
  readonly marginal: number;
  /** E_0: max_r Σ(−E_0, r) = 0, annealed. Where E_0 > E∞ it depends on ν′ alone: the count is the mean Euler characteristic there. */
  readonly groundState: number;
}

/** @throws ArgumentError when no term has a share, a power is below 1, or ν″ ≤ ν′ (no exponentially many critical points) */
export function isotropicMixture(terms: readonly MixtureTerm[]): IsotropicMixture {
  const where = 'isotropicMixture';
  for (const { power, share } of terms) {
    finite(where, 'power', power, 1);
    finite(where, 'share', share, 0);
  }
  const total = terms.reduce((sum, { share }) => sum + share, 0);
  if (!(total > 0)) throw new ArgumentError(where, 'terms', 'at least one with a share above 0', total);
  const mean = (f: (power: number) => number) =>
    terms.reduce((sum, { power, share }) => sum + (share / total) * f(power), 0);
  const first = mean((p) => p);
  const second = mean((p) => p * (p - 1));
  if (!(second > first * (1 + 1e-12)))
    throw new ArgumentError(
      where,
      'terms',
      'with ξ″(1) > ξ′(1), so that critical points are exponentially many',
      second / first,
    );
  return {
    first,
    second,
    barrier: (second - first + first ** 2) / (first * Math.sqrt(second)),
    marginal: (2 * first * Math.sqrt(second)) / (first + second),
    groundState: lastZero((e) => mixtureComplexity(first, second, -e)),
  };
}

/** max_r Σ(u, r). @param first ν′ @param second ν″ */
export function mixtureComplexity(first: number, second: number, u: number): number {
  const root = Math.sqrt(second);
  const δ = Math.max(0, second + first - first ** 2);
  const front = 0.5 * Math.log(second / first) + 0.5 - (u * u) / 2;
  // Strictly concave in r, since ψ″ ≤ ½ and δ ≤ ν″; |ψ′| ≤ 1 bounds where the slope is 0. In units t = (r − ν′u) √ν″/δ.
  let [low, high] = [-1, 1];
  const at = (t: number) => (first * u + (t * δ) / root) / root;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (slope(at(middle)) > middle) low = middle;
    else high = middle;
  }
  const t = (low + high) / 2;
  return front + semicirclePotential(at(t)) - (t * t * δ) / (2 * second);
}

/** ψ′(x). */
function slope(x: number): number {
  const a = Math.abs(x);
  return (Math.sign(x) * (a <= 2 ? a : a - Math.sqrt(a * a - 4))) / 2;
}

/** The largest e with f(e) = 0, f above 0 at 0 and below at infinity, decreasing where it crosses. */
function lastZero(f: (e: number) => number): number {
  let [low, high] = [0, 1];
  while (f(high) > 0) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return low;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
}
