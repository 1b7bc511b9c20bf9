/**
 * All eigenvalues of a symmetric matrix: Householder tridiagonalization, then implicit QL with Wilkinson's shift. The slow, plain
 * route that the index is checked against, and the tool for whole spectra up to a few thousand.
 * @source [golub2013matrix, §8.3.3]; [dubrulle1968implicit]
 */
import { ArgumentError } from '../base/errors.ts';
import { type Tridiagonal, tridiagonalize } from './tridiagonal.ts';

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

/** Eigenvalues of a symmetric tridiagonal matrix in increasing order; the arguments are not changed. */
export function tridiagonalEigenvalues({ diagonal, offDiagonal }: Tridiagonal): Float64Array {
  const n = diagonal.length;
  const size = Math.max(
    ...[diagonal, offDiagonal].map((entries) => entries.reduce((a, b) => Math.max(a, Math.abs(b)), 0)),
  );
  if (size === 0) return new Float64Array(n);
  const d = diagonal.map((x) => x / size); // scaled, so that squares neither overflow nor vanish
  const e = new Float64Array(n); // e[i] couples i and i + 1
  e.set(offDiagonal.subarray(1).map((x) => x / size));
  for (let l = 0; l < n; l++) {
    let sweeps = 0;
    for (let m = blockEnd(d, e, l); m > l; m = blockEnd(d, e, l)) {
      if (sweeps++ === maxSweeps) throw new Error(`tridiagonalEigenvalues: no convergence in ${maxSweeps} sweeps`);
      sweep(d, e, l, m);
    }
  }
  return d.map((x) => x * size).sort();
}

/** Last index of the unreduced block that begins at l: the first m ≥ l whose coupling to m + 1 is below rounding. */
function blockEnd(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  while (m < d.length - 1) {
    const beside = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
    if (Math.abs(e[m]!) + beside === beside) break;
    m++;
  }
  return m;
}

/** One implicit QL sweep over rows l … m: a bulge is chased upward by plane rotations. */
function sweep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.hypot(half, 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // The rotation is void: the block falls apart here.
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}
