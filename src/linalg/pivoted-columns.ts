/**
 * Which m columns of an m × n matrix are best inverted: orthogonalization with column pivoting, each time the column of which most is left.
 * @source [businger1965linear]
 */
export interface ChosenColumns {
  /** m numbers, in the order in which they were chosen. */
  readonly columns: readonly number[];
  /** Near the inverse of the matrix of these columns, m × m, row-major: row i belongs to columns[i]. */
  readonly inverse: Float64Array;
  /** Condition number of that matrix in Frobenius norms, an estimate. */
  readonly condition: number;
}

/** What is left of a column below this share of the first is taken for rounding. */
const negligible = 1e-11;

/**
 * @param rows  m vectors of n numbers
 * @returns     fewer columns than rows, without an inverse, when the rank is smaller
 */
export function pivotedColumns(rows: readonly Float64Array[]): ChosenColumns | { readonly rank: number } {
  const m = rows.length;
  const n = rows[0]?.length ?? 0;
  const columns = Array.from({ length: n }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
  const left = columns.map((column) => column.slice());
  const chosen: number[] = [];
  const basis: Float64Array[] = [];
  let first = 0;
  for (let k = 0; k < m; k++) {
    const norms = left.map((column, j) => (chosen.includes(j) ? -1 : Math.sqrt(inner(column, column))));
    const pivot = norms.reduce((best, norm, j) => (norm > (norms[best] ?? -1) ? j : best), 0);
    const norm = norms[pivot] ?? 0;
    if (k === 0) first = norm;
    if (!(norm > negligible * first)) return { rank: k };
    const direction = left[pivot]!.map((x) => x / norm);
    chosen.push(pivot);
    basis.push(direction);
    // Twice is enough: what the first pass leaves is rounding.
    for (let pass = 0; pass < 2; pass++)
      for (const column of left) for (const q of basis) subtractScaled(column, inner(q, column), q);
  }
  return {
    columns: chosen,
    ...inverted(
      basis,
      chosen.map((j) => columns[j]!),
    ),
  };
}

/** A⁻¹ = R⁻¹ Qᵀ, A = Q R. */
function inverted(basis: readonly Float64Array[], columns: readonly Float64Array[]) {
  const m = basis.length;
  const inverse = new Float64Array(m * m);
  let [size, inverseSize] = [0, 0];
  for (const column of columns) size += inner(column, column);
  for (let j = 0; j < m; j++)
    for (let i = m - 1; i >= 0; i--) {
      let sum = basis[i]![j]!;
      for (let k = i + 1; k < m; k++) sum -= inner(basis[i]!, columns[k]!) * inverse[k * m + j]!;
      inverse[i * m + j] = sum / inner(basis[i]!, columns[i]!);
      inverseSize += inverse[i * m + j]! ** 2;
    }
  return { inverse, condition: Math.sqrt(size * inverseSize) };
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtractScaled(out: Float64Array, factor: number, v: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! -= factor * v[i]!;
}
