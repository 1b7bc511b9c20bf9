/**
 * Cholesky factorization A = L Lᵀ of a symmetric positive definite matrix, blocked. Besides solving it is the cheapest proof that
 * every eigenvalue is positive: when it runs to its end, λ_min(A) > −choleskyBound(A).
 * @source [higham2002accuracy, §10.1]
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { subtractProduct } from './trailing-update.ts';

/** Columns per panel; see ldl.ts. */
const panelWidth = 16;

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * Factors in place: the lower triangle becomes L. Only the lower triangle is read and written.
 * @param matrix   row-major n × n
 * @returns        false when a pivot is not positive (or not a number); the matrix is then spoiled
 */
export function factorCholesky(matrix: Float64Array, n: number): boolean {
  integer('factorCholesky', 'n', n, 0);
  if (matrix.length !== n * n)
    throw new ArgumentError('factorCholesky', 'matrix', `of length n² = ${n * n}`, matrix.length);
  for (let start = 0; start < n; start += panelWidth) {
    const end = Math.min(n, start + panelWidth);
    for (let i = start; i < n; i++) {
      const row = i * n;
      for (let j = start; j < end && j <= i; j++) {
        let rest = matrix[row + j]!;
        for (let p = start; p < j; p++) rest -= matrix[row + p]! * matrix[j * n + p]!;
        if (j < i) matrix[row + j] = rest / matrix[j * n + j]!;
        else if (rest > 0 && rest < Infinity) matrix[row + i] = Math.sqrt(rest);
        else return false;
      }
    }
    const panel = { data: matrix, origin: start, stride: n };
    subtractProduct(matrix, n, end, end - start, panel, panel);
  }
  return true;
}

/** Solves A x = b from the factor L, in place in `b`. */
export function solveCholesky(factor: Float64Array, n: number, b: Float64Array): void {
  if (b.length !== n) throw new ArgumentError('solveCholesky', 'b', `of length n = ${n}`, b.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0, row = i * n; j < i; j++) b[i]! -= factor[row + j]! * b[j]!;
    b[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    b[i]! /= factor[i * n + i]!;
    for (let j = 0, row = i * n; j < i; j++) b[j]! -= factor[row + j]! * b[i]!;
  }
}

/**
 * Bound on ‖E‖₂ where L Lᵀ = A + E, known before factoring:
 *      |E| ≤ γ_{n+1} |L||Lᵀ|  and  (|L||Lᵀ|)_ij ≤ √(l_i·l_i l_j·l_j),  so  ‖E‖₂ ≤ γ/(1 − γ) tr A
 * @param trace   Σ a_ii of the matrix that is factored, every a_ii ≥ 0
 * @source        [higham2002accuracy, Thm 10.3]; the γ of a shifted diagonal, one more rounding, is included
 */
export function choleskyBound(trace: number, n: number): number {
  const γ = ((n + 2) * u) / (1 - (n + 2) * u);
  return (γ / (1 - γ)) * trace;
}
