/**
 * Block Lanczos with full reorthogonalization: a symmetric operator compressed to Qᵀ A Q, block tridiagonal, on the Krylov space of several
 * start vectors, within the complement of vectors that are known already. Of a multiple eigenvalue it sees as many copies as it has start
 * vectors.
 * @source [parlett1998symmetric, §13.10]
 */
import { ArgumentError } from '../base/errors.ts';
import { householderEigensystem, tridiagonalEigenpairs } from './eigenvalues.ts';
import { applyEach, type Operator } from './operator.ts';
import { reflectVector, tridiagonalize } from './tridiagonal.ts';
import { add, dot, scale } from './vectors.ts';

/** A remainder this small beside ‖A‖ is no direction: what is left is rounding. */
const exhausted = 2 ** -46;

/** A space that grows in place. Memory: n numbers for each vector of the basis, and two blocks. */
export class BlockKrylov {
  /** Q: k orthonormal rows of length n. */
  readonly basis: Float64Array[] = [];
  private readonly operator: Operator;
  private readonly known: readonly Float64Array[];
  /** Rows of the lower triangle of Qᵀ A Q: their last entries, from the block before the own one to the diagonal. */
  private readonly band: number[][] = [];
  /** Orthonormal rows that come next. */
  private pending: Float64Array[] = [];
  /** pending × last block: what Qᵀ A Q will have there, and what A Q has outside the space. */
  private coupling: Float64Array[] = [];
  /** Largest number met in Qᵀ A Q. */
  private size = 0;

  /**
   * @param start  rows of length n, not zero; changed. Rows that depend on others are left out
   * @param known  orthonormal rows that the space stays orthogonal to
   */
  constructor(operator: Operator, start: readonly Float64Array[], known: readonly Float64Array[]) {
    this.operator = operator;
    this.known = known;
    for (const row of start) scale(row, 1 / Math.sqrt(dot(row, row)));
    this.pending = this.orthonormalize(start, 1).rows;
  }

  /** Vectors of the next block; 0 when the space is invariant. */
  get width(): number {
    return this.pending.length;
  }

  /**
   * Adds blocks while the space has no more than `limit` vectors afterwards.
   * @throws ArgumentError when the operator meets NaN or infinity
   */
  grow(limit: number): void {
    const n = this.operator.size;
    while (this.width > 0 && this.basis.length + this.width <= limit) {
      const block = new Float64Array(this.width * n);
      for (const [c, row] of this.pending.entries()) block.set(row, c * n);
      const products = new Float64Array(block.length);
      applyEach(this.operator, block, this.width, products);
      const rows = rowsOf(products, n);
      this.append(rows);
      const { rows: next, coupling } = this.orthonormalize(rows, this.size);
      this.pending = next;
      this.coupling = coupling;
      this.size = largest(this.size, ...coupling);
    }
  }

  /** Eigenvalues of Qᵀ A Q in increasing order, each with the ‖A x − θ x‖ that the recurrence gives. */
  ritzValues(): { readonly values: Float64Array; readonly residuals: Float64Array } {
    const k = this.basis.length;
    const reduced = this.projected();
    const reduction = tridiagonalize(reduced, k);
    const last = this.coupling[0]?.length ?? 0;
    const Z = new Float64Array(last * k); // the last rows of Q, by columns
    for (let a = 0; a < last; a++) {
      const unit = new Float64Array(k);
      unit[k - last + a] = 1;
      reflectVector(reduced, reduction.factors, unit);
      for (let i = 0; i < k; i++) Z[i * last + a] = unit[i]!;
    }
    const { values, rows } = tridiagonalEigenpairs(reduction, Z);
    return { values, residuals: values.map((_, i) => this.outside(rows.subarray(i * last, (i + 1) * last))) };
  }

  /** Q s of the eigenvectors with these numbers, in the order of `ritzValues`, one a row. */
  ritzVectors(numbers: readonly number[]): Float64Array {
    const k = this.basis.length;
    const n = this.operator.size;
    const { vectors } = householderEigensystem(this.projected(), k);
    const ritz = new Float64Array(numbers.length * n);
    for (const [row, i] of numbers.entries())
      for (const [j, q] of this.basis.entries()) add(ritz.subarray(row * n, (row + 1) * n), vectors[i * k + j]!, q);
    return ritz;
  }

  /** Moves the pending block into the basis; `products` are A times its rows. */
  private append(products: readonly Float64Array[]): void {
    const start = this.basis.length;
    this.basis.push(...this.pending);
    for (const [a, w] of products.entries()) {
      const inside = this.basis.slice(start, start + a + 1).map((q) => dot(q, w));
      this.band.push([...(this.coupling[a] ?? []), ...inside]);
      this.size = largest(this.size, inside);
    }
  }

  /**
   * An orthonormal basis of what the rows (changed) have outside of all that is known, each orthogonalized twice; coupling[p][a] is the
   * part of row a along its vector p. A row with nothing outside gives no vector.
   */
  private orthonormalize(rows: readonly Float64Array[], size: number) {
    const outside: Float64Array[] = [];
    const coupling: Float64Array[] = [];
    for (const [a, w] of rows.entries()) {
      for (let pass = 0; pass < 2; pass++) {
        for (const q of this.known) add(w, -dot(q, w), q);
        for (const q of this.basis) add(w, -dot(q, w), q);
        for (const [p, q] of outside.entries()) {
          const along = dot(q, w);
          coupling[p]![a]! += along;
          add(w, -along, q);
        }
      }
      const length = Math.sqrt(dot(w, w));
      if (!Number.isFinite(length)) throw new ArgumentError('extremes', 'operator', 'finite', length);
      const room = this.operator.size - this.known.length - this.basis.length - outside.length;
      if (room === 0 || length <= exhausted * Math.max(size, length)) continue;
      scale(w, 1 / length);
      outside.push(w);
      coupling.push(new Float64Array(rows.length));
      coupling.at(-1)![a] = length;
    }
    return { rows: outside, coupling };
  }

  /** Qᵀ A Q, the lower triangle of a row-major k × k matrix. */
  private projected(): Float64Array {
    const k = this.basis.length;
    const H = new Float64Array(k * k);
    for (const [p, entries] of this.band.entries()) H.set(entries, p * k + p + 1 - entries.length);
    return H;
  }

  /** Length of the coupling times the last entries of a Ritz vector: what A x has outside the space. */
  private outside(last: Float64Array): number {
    return Math.sqrt(this.coupling.reduce((sum, row) => sum + dot(row, last) ** 2, 0));
  }
}

/** Views of the rows of a matrix with n columns. */
export function rowsOf(matrix: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: matrix.length / n }, (_, i) => matrix.subarray(i * n, (i + 1) * n));
}

function largest(size: number, ...rows: readonly ArrayLike<number>[]): number {
  for (const row of rows) for (let i = 0; i < row.length; i++) size = Math.max(size, Math.abs(row[i]!));
  return size;
}
