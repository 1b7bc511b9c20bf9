/**
 * How far products with the Hessian of a network, and its dense matrix, may be from what they mean. Each is a sum of products of the
 * pass's numbers (inputs, activations, slopes, bends, loss derivatives at the outputs) and of weights, and no term is rounded more than
 * k times one after another, so that |E| ≤ γ_k M entry by entry, with M the same sum of absolute values:
 *
 *     ‖E‖₂ ≤ γ_k ‖M‖₂,   γ_k = k u/(1 − k u).
 *
 * The pass's numbers are taken as they are, and nothing underflows.
 * @source [higham2002accuracy, §3.1]
 */
import type { RoundingBound } from './contract/network-curvature.ts';

/** Unit roundoff of float64. */
const roundoff = 2 ** -53;
/** Products with M: each gives a bound, the smallest counts. More than these gain a few percent. */
const iterations = 4;

/** Roundings of a term in a sum of n products over units, and in a sum over all samples. */
export interface SumLengths {
  terms(n: number): number;
  readonly samplesOfProduct: number;
  readonly samplesOfMatrix: number;
}

/** The k above. */
export interface RoundingCounts {
  readonly product: number;
  readonly matrix: number;
}

/**
 * k for a product: along the layers, two sums each; at the outputs; back through layers L … 2, two sums each; over the samples.
 * k for the matrix: from the outputs to the first layer by both of its sides, two factors, over the samples; or a product a column, and
 * a mean.
 */
export function roundings(sizes: readonly number[], { terms, ...samples }: SumLengths): RoundingCounts {
  const outputs = sizes.at(-1)!;
  const total = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0);
  const along = total(sizes.slice(0, -1).map((n) => terms(n + 1) + 2));
  const back = total(sizes.slice(2).map((n) => terms(n) + 3));
  const product = along + terms(outputs) + 5 + back + 1 + samples.samplesOfProduct;
  const formed = 8 + 2 * back + samples.samplesOfMatrix;
  return { product, matrix: Math.max(formed, product + 1) };
}

/** @param multiply   out ← M v */
export function roundingErrors(
  dimension: number,
  multiply: (v: Float64Array, out: Float64Array) => void,
  { product, matrix }: RoundingCounts,
): { readonly product: RoundingBound; readonly matrix: RoundingBound } {
  const norm = positiveNorm(dimension, multiply);
  const bound = (k: number) => ({ value: 1.01 * k * roundoff * norm, kind: 'bound' }) as const;
  return { product: bound(product), matrix: bound(matrix) };
}

/**
 * ‖M‖₂ ≤ max_i (M v)_i / v_i for symmetric M ≥ 0 and any v > 0 (Collatz–Wielandt), with v from a few steps of the power method.
 * Infinite when a number is not finite.
 * @source [horn2013matrix, §8.1]
 */
function positiveNorm(n: number, multiply: (v: Float64Array, out: Float64Array) => void): number {
  const v = new Float64Array(n).fill(1);
  const out = new Float64Array(n);
  let least = Infinity;
  for (let k = 0; k < iterations; k++) {
    multiply(v, out);
    const largest = out.reduce((most, x) => Math.max(most, x), 0);
    if (!Number.isFinite(largest)) return Infinity;
    if (largest === 0) return 0;
    const ratio = out.reduce((most, x, i) => Math.max(most, x / v[i]!), 0);
    least = Math.min(least, ratio);
    // Parameters that change nothing stay above zero.
    for (let i = 0; i < n; i++) v[i] = out[i]! / largest + 1e-3;
  }
  return least;
}
