/**
 * All eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, in cyclic order: the short and accurate method for up to
 * a few hundred rows.
 * @source [golub2013matrix, §8.5]
 */
import { ArgumentError } from '../base/errors.ts';

export interface Eigensystem {
  /** In increasing order. */
  readonly values: Float64Array;
  /** Row-major n × n; row k is the unit eigenvector of value k. */
  readonly vectors: Float64Array;
}

/** Sweeps until the off-diagonal vanishes to rounding: six to ten are usual. */
const maxSweeps = 40;

/**
 * @param matrix  row-major n × n, symmetric, finite; not changed
 * @throws        ArgumentError when an entry is not finite
 * @accuracy      eigenvalues absolute, of order n u ‖A‖; the vectors orthonormal to n u (u = 2⁻⁵³)
 */
export function symmetricEigensystem(matrix: Float64Array, n: number): Eigensystem {
  if (!matrix.every(Number.isFinite))
    throw new ArgumentError('symmetricEigensystem', 'matrix', 'finite', 'NaN or infinity');
  const A = matrix.slice();
  const V = new Float64Array(n * n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  const negligible = (2 ** -53 * Math.sqrt(A.reduce((sum, a) => sum + a * a, 0))) / n;
  for (let sweep = 0; sweep < maxSweeps; sweep++) if (!rotateAll(A, V, n, negligible)) return sorted(A, V, n);
  throw new Error(`symmetricEigensystem: no convergence in ${maxSweeps} sweeps`);
}

/** One sweep over all pairs of rows; whether any rotation was needed. */
function rotateAll(A: Float64Array, V: Float64Array, n: number, negligible: number): boolean {
  let rotated = false;
  for (let p = 0; p < n - 1; p++)
    for (let q = p + 1; q < n; q++) {
      const off = A[p * n + q]!;
      const [app, aqq] = [A[p * n + p]!, A[q * n + q]!];
      if (Math.abs(off) <= negligible) continue;
      rotated = true;
      const θ = (aqq - app) / (2 * off);
      const t = (θ >= 0 ? 1 : -1) / (Math.abs(θ) + Math.sqrt(θ * θ + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      const s = t * c;
      rotateRows(A, n, p, q, c, s);
      for (let k = 0; k < n; k++) {
        A[k * n + p] = A[p * n + k]!;
        A[k * n + q] = A[q * n + k]!;
      }
      A[p * n + p] = app - t * off;
      A[q * n + q] = aqq + t * off;
      A[p * n + q] = A[q * n + p] = 0;
      rotateRows(V, n, p, q, c, s);
    }
  return rotated;
}

/** Rows p and q ← c p − s q and s p + c q. */
function rotateRows(M: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0, i = p * n, j = q * n; k < n; k++, i++, j++) {
    const [x, y] = [M[i]!, M[j]!];
    M[i] = c * x - s * y;
    M[j] = s * x + c * y;
  }
}

function sorted(A: Float64Array, V: Float64Array, n: number): Eigensystem {
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => A[a * n + a]! - A[b * n + b]!);
  const vectors = new Float64Array(n * n);
  order.forEach((k, row) => void vectors.set(V.subarray(k * n, (k + 1) * n), row * n));
  return { values: Float64Array.from(order, (k) => A[k * n + k]!), vectors };
}
