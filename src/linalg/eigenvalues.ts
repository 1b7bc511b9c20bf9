/**
 * All eigenvalues of a symmetric matrix: Householder tridiagonalization, then implicit QL with Wilkinson's shift; with or
 * without its eigenvectors. The slow, plain route that the index is checked against, and the tool for whole spectra up to a few thousand.
 * @source [golub2013matrix, §8.3.3]; [dubrulle1968implicit]
 */
import { ArgumentError } from '../base/errors.ts';
import type { Eigensystem } from './jacobi.ts';
import { reflectionProduct, type Tridiagonal, tridiagonalize } from './tridiagonal.ts';

/** Unit roundoff of float64. */
const u = 2 ** -53;

/** Sweeps per eigenvalue before giving up; two or three are usual, and EISPACK's limit is 30. */
const maxSweeps = 60;

/**
 * Eigenvalues in increasing order.
 * @param matrix   row-major n × n, symmetric, finite; only the lower triangle is read
 * @throws         ArgumentError when an entry is not finite
 * @accuracy       absolute, of order n u ‖A‖ (u = 2⁻⁵³)
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  if (!matrix.every(Number.isFinite))
    throw new ArgumentError('symmetricEigenvalues', 'matrix', 'finite', 'NaN or infinity');
  return tridiagonalEigenvalues(tridiagonalize(matrix.slice(), n));
}

/**
 * All eigenvalues and eigenvectors: what `symmetricEigensystem` gives, by the reflections and rotations of this file: about 8n³ operations
 * in all, where Jacobi takes 6n³ a sweep.
 * @param matrix   row-major n × n, symmetric, finite; only the lower triangle is read; not changed
 * @throws         ArgumentError when an entry is not finite
 * @accuracy       values absolute, of order n u ‖A‖; vectors orthonormal to n u
 */
export function householderEigensystem(matrix: Float64Array, n: number): Eigensystem {
  if (!matrix.every(Number.isFinite))
    throw new ArgumentError('householderEigensystem', 'matrix', 'finite', 'NaN or infinity');
  const reduced = matrix.slice();
  const reduction = tridiagonalize(reduced, n);
  const { values, rows } = tridiagonalEigenpairs(reduction, reflectionProduct(reduced, reduction.factors));
  return { values, vectors: rows };
}

/** Eigenvalues of a symmetric tridiagonal matrix in increasing order; the arguments are not changed. */
export function tridiagonalEigenvalues(tridiagonal: Tridiagonal): Float64Array {
  return tridiagonalEigenpairs(tridiagonal, new Float64Array(0)).values;
}

export interface Eigenpairs {
  /** In increasing order. */
  readonly values: Float64Array;
  /** Z V, by columns: numbers i · r … i · r + r − 1 belong to eigenvalue i. */
  readonly rows: Float64Array;
}

/**
 * Eigenvalues of T = V diag(θ) Vᵀ with r rows of interest of the orthogonal V: all for eigenvectors, the first for quadrature weights,
 * the last for Lanczos residuals. O(n² (n + r)) at most.
 * @param Z   r × n by columns; copied
 * @source    [golub1969calculation] for the first row alone
 */
export function tridiagonalEigenpairs({ diagonal, offDiagonal }: Tridiagonal, Z: Float64Array): Eigenpairs {
  const n = diagonal.length;
  const r = n > 0 ? Z.length / n : 0;
  const rows = Z.slice();
  const size = Math.max(
    ...[diagonal, offDiagonal].map((entries) => entries.reduce((a, b) => Math.max(a, Math.abs(b)), 0)),
  );
  if (size === 0) return { values: new Float64Array(n), rows };
  const d = diagonal.map((x) => x / size); // scaled, so that squares neither overflow nor vanish
  const e = new Float64Array(n); // e[i] couples i and i + 1
  e.set(offDiagonal.subarray(1).map((x) => x / size));
  for (let l = 0; l < n; l++) {
    let sweeps = 0;
    for (let m = blockEnd(d, e, l); m > l; m = blockEnd(d, e, l)) {
      if (sweeps++ === maxSweeps) throw new Error(`tridiagonalEigenpairs: no convergence in ${maxSweeps} sweeps`);
      sweep(d, e, l, m, rows, r);
    }
  }
  const order = Int32Array.from(d.keys()).sort((a, b) => d[a]! - d[b]!);
  const sorted = new Float64Array(rows.length);
  order.forEach((from, to) => {
    sorted.set(rows.subarray(from * r, (from + 1) * r), to * r);
  });
  return { values: Float64Array.from(order, (i) => d[i]! * size), rows: sorted };
}

/**
 * Last index of the unreduced block that begins at l: the first m ≥ l whose coupling to m + 1 is below rounding, of its neighbors or of
 * the largest entry, which is 1. The latter for null spaces: a shift is blurred by the rounding of the largest entries, rows much smaller
 * than that do not feel it, and their couplings never fall below what is beside them.
 */
function blockEnd(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  while (m < d.length - 1) {
    const beside = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
    const coupling = Math.abs(e[m]!);
    if (coupling <= u || coupling + beside === beside) break;
    m++;
  }
  return m;
}

/** One implicit QL sweep over rows l … m: a bulge is chased upward by plane rotations, which the columns of `rows` (r long) undergo too. */
function sweep(d: Float64Array, e: Float64Array, l: number, m: number, rows: Float64Array, r: number): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.hypot(half, 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      // The rotation is void: the block falls apart here.
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / length;
    c = g / length;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    for (let k = i * r; k < (i + 1) * r; k++) {
      const right = rows[k + r]!;
      rows[k + r] = s * rows[k]! + c * right;
      rows[k] = c * rows[k]! - s * right;
    }
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}
