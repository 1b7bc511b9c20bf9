/** The χ² law, by which a fit's sum of squares is judged. */
import { finite, integer } from '../../base/arguments.ts';
import { erfc } from '../../base/normal-cdf.ts';

/**
 * P(χ²_k > x): Q_1 = erfc(√(x/2)), Q_2 = e^{−x/2}, Q_{k+2} = Q_k + (x/2)^{k/2} e^{−x/2}/Γ(k/2 + 1).
 * @param x        ≥ 0
 * @param freedom  k ≥ 1, an integer
 * @source         [abramowitz1964handbook, §26.4]
 */
export function chiSquareTail(x: number, freedom: number): number {
  finite('chiSquareTail', 'x', x, 0);
  integer('chiSquareTail', 'freedom', freedom, 1);
  const half = x / 2;
  const odd = freedom % 2 === 1;
  let tail = odd ? erfc(Math.sqrt(half)) : Math.exp(-half);
  // (x/2)^{k/2} e^{−x/2}/Γ(k/2 + 1) for k = 1 and k = 2; Γ(3/2) = √π/2.
  let term = odd ? 2 * Math.sqrt(half / Math.PI) * Math.exp(-half) : half * Math.exp(-half);
  for (let k = odd ? 1 : 2; k + 2 <= freedom; k += 2) {
    tail += term;
    term *= half / (k / 2 + 1);
  }
  return tail;
}

/**
 * x with P(χ²_k > x) = tail, by bisection.
 * @param tail  strictly between 0 and 1
 */
export function chiSquareQuantile(tail: number, freedom: number): number {
  finite('chiSquareQuantile', 'tail', tail, Number.MIN_VALUE, 1 - Number.EPSILON);
  let [low, high] = [0, freedom];
  while (chiSquareTail(high, freedom) > tail) high *= 2;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
