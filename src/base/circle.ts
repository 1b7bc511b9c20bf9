/** Points of the unit circle with the same bits on every engine. */
import { type DoubleDouble, divide, exact, multiply, negate, one, pi, scale, subtract } from './double-double.ts';

/** Terms of the series up to a quarter of a half turn: the next is below 1e-32. */
const terms = 14;

/**
 * cos φ and sin φ through double-doubles, each rounded once at the end. `Math.cos` and `Math.sin` have other last bits in Chromium than in Node.
 * @param φ   radians, |φ| ≤ 1e6
 */
export function onCircle(φ: number): readonly [cosine: number, sine: number] {
  const quarters = Math.round(φ / (Math.PI / 2));
  const rest = subtract(exact(φ), multiply(exact(quarters), scale(pi, 0.5)));
  const [c, s] = [series(rest, 0), multiply(rest, series(rest, 1))];
  const [cosine, sine] = [
    [c, s],
    [negate(s), c],
    [negate(c), negate(s)],
    [s, negate(c)],
  ][((quarters % 4) + 4) % 4]!;
  return [rounded(cosine!), rounded(sine!)];
}

/** Σ (−x²)ⁿ/(2n + from)!, by Horner's rule: cos x from 0, sin x/x from 1. */
function series(x: DoubleDouble, from: 0 | 1): DoubleDouble {
  const square = multiply(x, x);
  let sum = one;
  for (let n = terms; n > 0; n--) {
    const factor = divide(square, exact((2 * n + from) * (2 * n + from - 1)));
    sum = subtract(one, multiply(factor, sum));
  }
  return sum;
}

const rounded = ({ hi, lo }: DoubleDouble) => hi + lo;
