/**
 * The normal distribution: complementary error function and distribution function, accurate in both tails; normal.ts has the
 * inverse. Built on functions.ts, so that a p-value is the same number on every engine.
 */
import { exp } from './functions.ts';

/** Where the series for erf hands over to the continued fraction for erfc. */
const border = 1.5;

/** Terms of the fraction; with 80 its error is below 1e-16 from `border` on. */
const depth = 80;

/**
 *      erfc(x) = 2/√π ∫_x^∞ e^{−t²} dt
 * @accuracy  relative 2e-14 for x ≤ 26, where erfc falls below 1e-295 (checked against cephes and scipy)
 * @source    series [abramowitz1964handbook, 7.1.6], continued fraction [abramowitz1964handbook, 7.1.14]
 */
export function erfc(x: number): number {
  if (Math.abs(x) < border) return 1 - erfSeries(x);
  if (x < 0) return 2 - erfc(-x);
  // x² in two parts: e^{−x²} would lose log₂ x² bits to the rounding of the square.
  const high = Math.round(x * 65536) / 65536;
  const gaussian = exp(-high * high) * exp(-(x - high) * (x + high));
  let fraction = x;
  for (let k = depth; k >= 1; k--) fraction = x + k / 2 / fraction;
  return gaussian / (fraction * Math.sqrt(Math.PI));
}

/** erf x = 2/√π e^{−x²} Σ 2ⁿ x^{2n+1}/(1·3·…·(2n+1)): all terms of one sign. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * exp(-x * x) * sum;
}

/** Φ(x), standard normal. Relative accuracy 2e-14 + 2x²u (u = 2⁻⁵³, from the rounding of x/√2), in the lower tail too. */
export function normalCdf(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}
