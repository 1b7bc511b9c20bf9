/**
 * The Gaussian orthogonal ensemble in the natural scaling: eigenvalue density ∝ Π|m_i − m_j| exp(−½ Σ m_i²), that is a symmetric
 * matrix with variance 1 on the diagonal and ½ off it; the bulk ends at ±√(2N). Other conventions:
 *      [auffinger2013random]  λ = m/√N, edge √2;     spectrum of the Hessian of a spin glass: see semicircle.ts.
 * Source: [mehta2004random, ch. 7]; sampling by [dumitriu-edelman2002matrix].
 */
import { finite, integer } from '../base/arguments.ts';
import { exact, ln2, multiply, scale, subtract } from '../base/double-double.ts';
import { CapacityError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import { tridiagonalEigenvalues } from '../linalg/eigenvalues.ts';

export const largestSize = 10_000;

/** √(2/(n+1)) and √(n/(n+1)) of φ_{n+1} = √(2/(n+1)) x φ_n − √(n/(n+1)) φ_{n−1}, by n. */
export const recurrence = {
  up: Float64Array.from({ length: largestSize }, (_, n) => Math.sqrt(2 / (n + 1))),
  down: Float64Array.from({ length: largestSize }, (_, n) => Math.sqrt(n / (n + 1))),
};

/** One-point density R1_N(x), ∫ R1_N = N:
 *      R1 = Σ_{j<N} φ_j² + √(N/2) φ_{N−1} e_N + [N odd] φ_{N−1}/κ_{N−1},   e_j(x) = ∫ ½ sgn(x−t) φ_j(t) dt.
 *  @returns ln R1_N(x); finite also where R1 underflows
 *  @throws  ArgumentError unless size is an integer from 1 to 10 000 and x finite
 *  @accuracy relative 1e-13 of R1 for N ≤ 1000, growing like N */
export function lnOnePointDensity(size: number, x: number): number {
  integer('lnOnePointDensity', 'size', size, 1, largestSize);
  finite('lnOnePointDensity', 'x', x);
  const s = -Math.abs(x);
  const half = scale(multiply(exact(s), exact(s)), 0.5);
  // lower and upper are φ_{n−1} and φ_n divided by e^σ, σ = shift ln 2 − x²/2.
  let [lower, upper, squares, shift, factor] = [0, Math.PI ** -0.25, 0, 0, Math.exp(-half.hi) * (1 - half.lo)];
  let [kappa, integral] = [kappaZero, size % 2 === 0 ? 0.5 * kappaZero * erf(s * Math.SQRT1_2) : 0];
  const { up, down } = recurrence;
  for (let n = 0; n < size; n++) {
    squares += upper * upper;
    if ((n + 1 - size) % 2 === 0) integral = (n === 0 ? 0 : down[n]! * integral) - up[n]! * (upper * factor);
    if (n % 2 === 1 && n < size - 1) kappa *= down[n]!;
    const next = up[n]! * s * upper - down[n]! * lower;
    [lower, upper] = [upper, next];
    if (Math.abs(upper) > 2 ** 300) {
      shift += 300;
      [lower, upper, squares] = [lower * 2 ** -300, upper * 2 ** -300, squares * 2 ** -600];
      const sigma = subtract(multiply(exact(shift), ln2), half);
      factor = Math.exp(sigma.hi) * (1 + sigma.lo);
    }
  }
  const sigma = subtract(multiply(exact(shift), ln2), half);
  const boundary = Math.sqrt(size / 2) * integral + (size % 2 === 1 ? 1 / kappa : 0);
  return sigma.hi + (sigma.lo + Math.log(factor * squares + lower * boundary));
}

/** κ_0 = ∫ φ_0 = √2 π^{1/4}. */
export const kappaZero = Math.SQRT2 * Math.PI ** 0.25;

/** erf(t), absolute error 3e-16: e^{−t²}(2/√π) Σ 2ⁿ t^{2n+1}/(2n+1)!!, all terms of one sign. */
export function erf(t: number): number {
  if (Math.abs(t) > 6) return Math.sign(t);
  let [term, sum] = [t, t];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * t * t) / (2 * n + 1);
    sum += term;
  }
  return ((2 * Math.exp(-t * t)) / Math.sqrt(Math.PI)) * sum;
}

/** The `count` smallest eigenvalues of one GOE matrix, by its tridiagonal form: N(0,1) on the diagonal, χ_{N−1}/√2, χ_{N−2}/√2, …
 *  beside it. Only the first 16 N^{1/3} + 10·count rows matter for the low edge and are drawn.
 *  @throws CapacityError when more than half of the spectrum is asked for at a size over 400 */
export function sampleLowestEigenvalues(stream: Stream, size: number, count: number): Float64Array {
  integer('sampleLowestEigenvalues', 'size', size, 1, largestSize);
  integer('sampleLowestEigenvalues', 'count', count, 1, size);
  const rows = size <= 400 ? size : Math.min(size, Math.ceil(16 * Math.cbrt(size)) + 10 * count);
  if (rows > 2000)
    throw new CapacityError(`sampleLowestEigenvalues: ${rows} rows exceed 2000; ask for fewer eigenvalues`);
  const diagonal = Float64Array.from({ length: rows }, () => stream.normal());
  // Entry i couples rows i − 1 and i; entry 0 is not used.
  const offDiagonal = Float64Array.from({ length: rows }, (_, i) =>
    i === 0 ? 0 : chi(stream, size - i) * Math.SQRT1_2,
  );
  return tridiagonalEigenvalues({ diagonal, offDiagonal }).slice(0, count);
}

/** χ with `freedom` ≥ 1 degrees: √(2Γ(freedom/2)) by [marsaglia-tsang2000simple], boosted below shape 1. */
function chi(stream: Stream, freedom: number): number {
  const boosted = freedom < 2 ? freedom / 2 + 1 : freedom / 2;
  const d = boosted - 1 / 3;
  for (;;) {
    const z = stream.normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v <= 0) continue;
    if (Math.log(stream.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) {
      const gamma = freedom < 2 ? d * v * stream.uniform() ** (2 / freedom) : d * v;
      return Math.sqrt(2 * gamma);
    }
  }
}
