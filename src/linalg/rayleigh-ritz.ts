/** Approximate eigenpairs on the span of given vectors, from the products of these vectors with the operator. */
import { householderEigensystem } from './eigenvalues.ts';
import { add, dot } from './vectors.ts';

/** A Ritz pair: an eigenvalue of A lies within `residual` = ‖A x − θ x‖ of `value`. */
export interface RitzPair {
  readonly value: number;
  readonly residual: number;
  readonly vector: Float64Array;
}

/** A Ritz pair with A x. */
export interface MultipliedPair extends RitzPair {
  readonly product: Float64Array;
}

/**
 * The Ritz pairs on the span of orthonormal vectors, in increasing order: V = Xᵀ S and A V = (A X) S with the eigenvectors S of Xᵀ A X.
 * The vectors are as orthonormal as those given, and the residuals are those of products with A.
 */
export function rayleighRitz(given: readonly { vector: Float64Array; product: Float64Array }[]): MultipliedPair[] {
  const m = given.length;
  const H = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j <= i; j++) H[i * m + j] = dot(given[i]!.vector, given[j]!.product);
  const { values, vectors } = householderEigensystem(H, m);
  return Array.from(values, (value, i) => {
    const [vector, product] = (['vector', 'product'] as const).map((part) => {
      const sum = new Float64Array(given[0]!.vector.length);
      for (let j = 0; j < m; j++) add(sum, vectors[i * m + j]!, given[j]![part]);
      return sum;
    });
    const residual = Math.sqrt(product!.reduce((sum, y, j) => sum + (y - value * vector![j]!) ** 2, 0));
    return { value, residual, vector: vector!, product: product! };
  });
}
