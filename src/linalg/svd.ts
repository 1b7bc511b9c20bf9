/**
 * The singular value decomposition of a small dense matrix by one-sided Jacobi rotations: small singular values come out relative to the
 * scaling of the columns, not to the largest one.
 * @source [golub2013matrix, §8.6.3]
 */
import { ArgumentError } from '../base/errors.ts';
import { columnsOf, type Matrix, matrix, scaledColumns, times, transpose } from './matrix.ts';

export interface Svd {
  /** rows × k and columns × k with orthonormal columns, k the smaller side. */
  readonly left: Matrix;
  readonly right: Matrix;
  /** σ_1 ≥ … ≥ σ_k ≥ 0. */
  readonly values: Float64Array;
}

/** Sweeps until all pairs of columns are orthogonal to rounding: six to twelve are usual. */
const maxSweeps = 60;
/**
 * Sweeps after which columns of the size of A's rounding count as zero: where many columns depend on others, each rotation leaves rounding
 * that the next one would turn again. Before, columns are orthogonal relative to their own sizes.
 */
const patience = 20;
/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * A = U diag(σ) Vᵀ.
 * @throws    ArgumentError when an entry is not finite
 * @accuracy  |σ̂ − σ| of order k u ‖A‖, columns orthonormal to k u
 */
export function svd(A: Matrix): Svd {
  if (!A.entries.every(Number.isFinite))
    throw new ArgumentError('svd', 'A', 'finite in every entry', 'NaN or infinity');
  if (A.rows < A.columns) {
    const { left, right, values } = svd(transpose(A));
    return { left: right, right: left, values };
  }
  const [m, n] = [A.rows, A.columns];
  // Columns as rows: rotations then run along memory.
  const W = transpose(A).entries;
  const V = new Float64Array(n * n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  const rounding = Math.max(m, n) * u * Math.hypot(...W);
  let least = 0;
  for (let sweep = 0; rotateAll(W, m, V, n, least); sweep++) {
    if (sweep === patience) least = rounding;
    if (sweep === maxSweeps) throw new Error(`svd: no convergence in ${maxSweeps} sweeps`);
  }
  const sizes = Array.from({ length: n }, (_, j) => Math.hypot(...W.subarray(j * m, (j + 1) * m)));
  const order = sizes.map((_, j) => j).sort((a, b) => sizes[b]! - sizes[a]!);
  const values = Float64Array.from(order, (j) => sizes[j]!);
  const columns = transpose(matrix(n, m, W));
  // Columns are orthogonal relative to their own sizes, however small; what underflows has no direction.
  const kept = order.filter((j) => sizes[j]! > Math.max(least, 1e-200 * values[0]!));
  const known = scaledColumns(
    columnsOf(columns, kept),
    kept.map((j) => 1 / sizes[j]!),
  );
  const left = completed(known, n);
  return { left, right: columnsOf(transpose(matrix(n, n, V)), order), values };
}

/** One sweep over all pairs of columns longer than `least`; whether any was not orthogonal to rounding. */
function rotateAll(W: Float64Array, m: number, V: Float64Array, n: number, least: number): boolean {
  let rotated = false;
  for (let p = 0; p < n - 1; p++)
    for (let q = p + 1; q < n; q++) {
      let [a, b, c] = [0, 0, 0];
      for (let k = 0, i = p * m, j = q * m; k < m; k++, i++, j++) {
        a += W[i]! * W[i]!;
        b += W[j]! * W[j]!;
        c += W[i]! * W[j]!;
      }
      if (Math.min(a, b) <= least * least || Math.abs(c) <= m * u * Math.sqrt(a * b)) continue;
      rotated = true;
      const θ = (b - a) / (2 * c);
      const t = (θ >= 0 ? 1 : -1) / (Math.abs(θ) + Math.sqrt(θ * θ + 1));
      const cos = 1 / Math.sqrt(t * t + 1);
      rotate(W, m, p, q, cos, t * cos);
      rotate(V, n, p, q, cos, t * cos);
    }
  return rotated;
}

function rotate(M: Float64Array, width: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0, i = p * width, j = q * width; k < width; k++, i++, j++) {
    const [x, y] = [M[i]!, M[j]!];
    M[i] = c * x - s * y;
    M[j] = s * x + c * y;
  }
}

/** Orthonormal columns with others added until there are `count`: unit vectors made orthogonal, the one with most left first. */
function completed(Q: Matrix, count: number): Matrix {
  const vectors: Float64Array[] = Array.from({ length: Q.columns }, (_, j) => columnsOf(Q, [j]).entries);
  while (vectors.length < count) {
    let best: Float64Array = new Float64Array(Q.rows);
    let most = 0;
    for (let e = 0; e < Q.rows; e++) {
      const rest = new Float64Array(Q.rows);
      rest[e] = 1;
      for (let pass = 0; pass < 2; pass++)
        for (const v of vectors) {
          const along = v.reduce((sum, x, i) => sum + x * rest[i]!, 0);
          for (let i = 0; i < rest.length; i++) rest[i]! -= along * v[i]!;
        }
      const size = Math.hypot(...rest);
      if (size <= most) continue;
      best = rest.map((x) => x / size);
      most = size;
    }
    vectors.push(best);
  }
  const rows = new Float64Array(count * Q.rows);
  vectors.forEach((v, j) => void rows.set(v, j * Q.rows));
  return transpose(matrix(count, Q.rows, rows));
}

/** Orthonormal columns that span what is orthogonal to the columns of Q, which are orthonormal. */
export function orthogonalComplement(Q: Matrix): Matrix {
  const all = completed(Q, Q.rows);
  return columnsOf(
    all,
    Array.from({ length: Q.rows - Q.columns }, (_, j) => Q.columns + j),
  );
}

/**
 * A⁺ with singular values up to `tolerance` times the largest taken as zero.
 * @param tolerance  default max(rows, columns) · 2⁻⁵²
 */
export function pseudoInverse(A: Matrix, tolerance = 2 * u * Math.max(A.rows, A.columns)): Matrix {
  const { left, right, values } = svd(A);
  const inverse = values.map((σ) => (σ > tolerance * values[0]! ? 1 / σ : 0));
  return times(scaledColumns(right, inverse), transpose(left));
}
