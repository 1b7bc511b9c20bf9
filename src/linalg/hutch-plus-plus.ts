/**
 * Hutch++: the trace of a symmetric operator from products alone. A third of them finds a subspace Q that holds the large
 * eigenvalues, whose trace is taken exactly; Hutchinson's estimator takes what is left, where its variance is small.
 *
 *     tr A ≈ tr QᵀAQ + (1/m) Σ gᵀ(I − QQᵀ) A (I − QQᵀ) g,   g = ±1
 *
 * @source [meyer2021hutch, Algorithm 1]
 */
import { integer } from '../base/arguments.ts';
import type { Stream } from '../base/philox.ts';
import type { Operator } from './operator.ts';
import { type Estimate, estimate } from './stochastic-quadrature.ts';
import { dot } from './vectors.ts';

/**
 * @param products     products with A, at least 6: a third for Q, a third for its trace, a third for the rest
 * @randomness         signs from uniforms of `stream`
 * @accuracy           standard error of the Hutchinson part; 0 when Q holds everything, and when there are products for every unit
 *                     vector: these are taken then
 */
export function hutchPlusPlus(stream: Stream, { size: n, apply }: Operator, products: number): Estimate {
  integer('hutchPlusPlus', 'products', products, 6);
  if (products >= n) return exactTrace(n, apply);
  const third = Math.floor(products / 3);
  const signs = () => Float64Array.from({ length: n }, () => (stream.uniform() < 0.5 ? -1 : 1));
  const times = (v: Float64Array) => {
    const out = new Float64Array(n);
    apply(v, out);
    return out;
  };
  const Q: Float64Array[] = [];
  for (let k = 0; k < Math.min(n, third); k++) {
    const w = times(signs());
    const before = Math.sqrt(dot(w, w));
    project(w, Q);
    project(w, Q);
    const norm = Math.sqrt(dot(w, w));
    if (norm > dependent * before) Q.push(w.map((x) => x / norm));
  }
  const held = Q.reduce((sum, q) => sum + dot(q, times(q)), 0);
  const rest = Array.from({ length: third }, () => {
    const g = signs();
    project(g, Q);
    return dot(g, times(g));
  });
  const { value, standardError } = estimate(rest);
  return { value: held + value, standardError };
}

function exactTrace(n: number, apply: Operator['apply']): Estimate {
  const [unit, out] = [new Float64Array(n), new Float64Array(n)];
  let value = 0;
  for (let i = 0; i < n; i++) {
    unit.fill(0)[i] = 1;
    apply(unit, out);
    value += out[i]!;
  }
  return { value, standardError: 0 };
}

/** A product with less than this share outside of Q adds nothing but rounding. */
const dependent = 2 ** -44;

/** w ← (I − QQᵀ) w */
function project(w: Float64Array, Q: readonly Float64Array[]): void {
  for (const q of Q) {
    const along = dot(q, w);
    for (let i = 0; i < w.length; i++) w[i]! -= along * q[i]!;
  }
}
