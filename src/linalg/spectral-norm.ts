/**
 * Proved upper bounds of spectral norms, where a Frobenius norm would be several times too large.
 * Rounding is counted; overflow and underflow are not expected.
 */
import { choleskyBound, factorCholesky } from './cholesky.ts';
import { symmetricNorm } from './inertia.ts';

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of a bound itself: sums of at most 10⁶ nonnegative terms, each n u relative. */
const up = 1 + 1e-9;
/** What the estimate is multiplied by before it is proved: within two percent of the largest eigenvalue after some thirty products. */
const margin = 1.02;
const products = 30;
/** A matrix whose smaller side is longer keeps the cheaper bound: n³/3 operations and n² numbers are too many. */
export const longestSide = 300;

/**
 * At least the largest eigenvalue of a positive semidefinite matrix G: an estimate s by the power method, proved by a Cholesky
 * factorization of sI − G that runs to its end, so that λ_max(G) ≤ s + choleskyBound(sI − G).
 * @param gram   row-major n × n; only the lower triangle is read
 * @accuracy     2 to 6 percent too large, unless the power method missed the largest eigenvalue altogether
 */
export function largestEigenvalueBound(gram: Float64Array, n: number): number {
  const ceiling = symmetricNorm(gram, n);
  if (!(ceiling > 0 && ceiling < Infinity)) return ceiling === 0 ? 0 : Infinity;
  const work = new Float64Array(n * n);
  for (let s = margin * powerEstimate(gram, n, ceiling), growth = margin; s < ceiling; s *= growth) {
    growth *= growth;
    let trace = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) work[i * n + j] = -gram[i * n + j]!;
      work[i * n + i] = s - gram[i * n + i]!;
      trace += work[i * n + i]!;
    }
    if (factorCholesky(work, n)) return (s + choleskyBound(trace, n)) * up;
  }
  return ceiling * up;
}

/**
 * At least ‖A‖₂ of a row-major matrix: the least of √(‖A‖₁‖A‖_∞), ‖A‖_F and, while the smaller side is at most `longestSide`, the root
 * of the bound on the Gram matrix of that side, whose entries are off by γ_k ‖a_i‖‖a_j‖, k the longer side.
 * @throws nothing; infinite where an entry is not finite
 */
export function spectralNormBound(A: Float64Array, rows: number, columns: number): number {
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let square = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(A[i * columns + j]!);
      rowSums[i]! += size;
      columnSums[j]! += size;
      square += size * size;
    }
  if (!(square < Infinity)) return Infinity;
  const largest = (sums: Float64Array) => sums.reduce((a, b) => Math.max(a, b), 0);
  const cheap = Math.sqrt(Math.min(square, largest(rowSums) * largest(columnSums)));
  const n = Math.min(rows, columns);
  if (n === 1 || n > longestSide) return (n === 1 ? Math.sqrt(square) : cheap) * up;
  const k = Math.max(rows, columns);
  const proved = largestEigenvalueBound(gramOf(A, rows, columns), n) + 2 * k * u * square;
  return Math.min(cheap, Math.sqrt(proved)) * up;
}

/** A Aᵀ or AᵀA, whichever is smaller, lower triangle. */
function gramOf(A: Float64Array, rows: number, columns: number): Float64Array {
  const n = Math.min(rows, columns);
  const gram = new Float64Array(n * n);
  if (rows <= columns) {
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0, a = i * columns, b = j * columns; k < columns; k++) sum += A[a + k]! * A[b + k]!;
        gram[i * n + j] = sum;
      }
    return gram;
  }
  for (let k = 0; k < rows; k++)
    for (let i = 0; i < n; i++) {
      const x = A[k * columns + i]!;
      for (let j = 0; j <= i; j++) gram[i * n + j]! += x * A[k * columns + j]!;
    }
  return gram;
}

/** Largest eigenvalue by the power method on the lower triangle, from a start that no symmetry of the matrix is likely to be orthogonal to. */
function powerEstimate(gram: Float64Array, n: number, ceiling: number): number {
  let x = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 0.6180339887498949) % 1));
  let value = 0;
  for (let step = 0; step < products; step++) {
    const norm = Math.sqrt(x.reduce((sum, xi) => sum + xi * xi, 0));
    if (!(norm > 0)) return ceiling;
    for (let i = 0; i < n; i++) x[i]! /= norm;
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let j = 0, row = i * n; j < i; j++) {
        y[i]! += gram[row + j]! * x[j]!;
        y[j]! += gram[row + j]! * x[i]!;
      }
      y[i]! += gram[i * n + i]! * x[i]!;
    }
    value = Math.sqrt(y.reduce((sum, yi) => sum + yi * yi, 0));
    x = y;
  }
  return value;
}
