/**
 * The tangent Hessian at a critical point of energy u per spin. Given u it is −Hu plus a GOE matrix of size Λ − 1 with variance
 * H(H−1)/Λ off the diagonal and twice that on it; its spectrum is a semicircle around −Hu, which touches 0 at u = −E∞.
 * Source: [auffinger2013random, Lemma 3.2]; fluctuations at the edge by [bornemann2010numerical].
 */
import { finite, integer } from '../base/arguments.ts';
import { barrier } from './rate.ts';

export interface Semicircle {
  /** −Hu. */
  readonly center: number;
  /** 2√(H(H−1)) √((Λ−1)/Λ). */
  readonly radius: number;
  /** Lower and upper end, center ∓ radius. */
  readonly ends: readonly [number, number];
  /** Density of eigenvalues at x, total mass 1. */
  density(x: number): number;
}

/** @param size Λ ≥ 2, or Infinity for the limit */
export function hessianSpectrum(order: number, u: number, size = Infinity): Semicircle {
  checkArguments('hessianSpectrum', order, u, size);
  const center = -order * u;
  const radius = 2 * Math.sqrt(order * (order - 1)) * (size === Infinity ? 1 : Math.sqrt((size - 1) / size));
  const density = (x: number) => {
    const t = (x - center) / radius;
    return Math.abs(t) >= 1 ? 0 : (2 * Math.sqrt((1 - t) * (1 + t))) / (Math.PI * radius);
  };
  return { center, radius, ends: [center - radius, center + radius], density };
}

/** Share of negative eigenvalues in the limit, α(u) = ½ + (t√(1−t²) + asin t)/π with t = u/E∞; 0 below −E∞ and 1 above E∞. */
export function indexFraction(order: number, u: number): number {
  checkArguments('indexFraction', order, u, Infinity);
  const t = u / barrier(order);
  if (t <= -1) return 0;
  if (t >= 1) return 1;
  return 0.5 + (t * Math.sqrt((1 - t) * (1 + t)) + Math.asin(t)) / Math.PI;
}

/** The energy at which a share `fraction` of the eigenvalues is negative: the inverse of `indexFraction`, to 1e-15. */
export function energyAtIndexFraction(order: number, fraction: number): number {
  integer('energyAtIndexFraction', 'order', order, 2);
  finite('energyAtIndexFraction', 'fraction', fraction, 0, 1);
  let [low, high] = [-barrier(order), barrier(order)];
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    if (indexFraction(order, middle) < fraction) low = middle;
    else high = middle;
  }
}

/** Mean and variance of the Tracy–Widom law β = 1 of the largest eigenvalue [bornemann2010numerical, Table 10]. */
const tracyWidom = { mean: -1.206533574582, variance: 1.607781034581 };

/** Smallest eigenvalue of that matrix at fixed u: lower end + Tracy–Widom, leading order in Λ^{−2/3}.
 *  It does not carry the conditioning that makes the point a minimum. */
export function smallestHessianEigenvalue(order: number, u: number, size: number): { mean: number; sd: number } {
  checkArguments('smallestHessianEigenvalue', order, u, size);
  integer('smallestHessianEigenvalue', 'size', size, 2);
  const [end] = hessianSpectrum(order, u, size).ends;
  // √(H(H−1)/Λ) · n^{−1/6} is the width of the edge for n = Λ − 1 and unit variance off the diagonal.
  const width = Math.sqrt((order * (order - 1)) / size) * (size - 1) ** (-1 / 6);
  return { mean: end - width * tracyWidom.mean, sd: width * Math.sqrt(tracyWidom.variance) };
}

/**
 * Mean and standard deviation over disorders of the ground state of order 2, per spin. There L = Λ^{−1/2} wᵀ sym(X) w is a quadratic form,
 * and its least value on the sphere is the lowest eigenvalue of sym X over √Λ: −√2 + Λ^{−2/3}/√2 times a Tracy–Widom variable,
 * turned over. Every other critical point is an eigenvector with a higher eigenvalue, and no minimum.
 *  @param size      Λ ≥ 2
 *  @accuracy        leading order in Λ^{−2/3}; the deviation is within 3 % of simulated ones from Λ = 25 on
 *  @source          [bornemann2010numerical, Table 10]
 */
export function orderTwoGroundState(size: number): { mean: number; sd: number } {
  integer('orderTwoGroundState', 'size', size, 2);
  const width = size ** (-2 / 3) / Math.SQRT2;
  return { mean: -Math.SQRT2 - width * tracyWidom.mean, sd: width * Math.sqrt(tracyWidom.variance) };
}

function checkArguments(where: string, order: number, u: number, size: number): void {
  integer(where, 'order', order, 2);
  finite(where, 'u', u);
  if (size !== Infinity) integer(where, 'size', size, 2);
}

/** ψ(x) = ∫ ln|x − t| dσ(t), σ the semicircle on [−2, 2]: x²/4 − ½ inside, ψ′(x) = sign(x)(|x| − √(x² − 4))/2 beyond. */
export function semicirclePotential(x: number): number {
  const a = Math.abs(x);
  if (a <= 2) return (a * a) / 4 - 0.5;
  const s = Math.sqrt(a * a - 4);
  return (a * a) / 4 - 0.5 - ((a * s) / 4 - Math.log((a + s) / 2));
}
