/** Small dense matrices as values, row-major: products and sums for formulas in which matrices of many shapes meet. */
import { ArgumentError } from '../base/errors.ts';

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row-major. */
  readonly entries: Float64Array;
}

/** @throws ArgumentError when there are not rows × columns entries */
export function matrix(
  rows: number,
  columns: number,
  entries: Float64Array = new Float64Array(rows * columns),
): Matrix {
  if (entries.length !== rows * columns)
    throw new ArgumentError('matrix', 'entries', `${rows} × ${columns} numbers`, entries.length);
  return { rows, columns, entries };
}

export function identityMatrix(n: number): Matrix {
  const I = matrix(n, n);
  for (let i = 0; i < n; i++) I.entries[i * n + i] = 1;
  return I;
}

/** A₁ A₂ ⋯ from the left. @throws ArgumentError when two of them do not chain */
export function times(first: Matrix, ...others: readonly Matrix[]): Matrix {
  return others.reduce(timesOne, first);
}

function timesOne(A: Matrix, B: Matrix): Matrix {
  if (A.columns !== B.rows) throw new ArgumentError('times', 'rows of the right factor', String(A.columns), B.rows);
  const out = matrix(A.rows, B.columns);
  for (let i = 0; i < A.rows; i++)
    for (let k = 0; k < A.columns; k++) {
      const a = A.entries[i * A.columns + k]!;
      if (a === 0) continue;
      for (let j = 0; j < B.columns; j++) out.entries[i * B.columns + j]! += a * B.entries[k * B.columns + j]!;
    }
  return out;
}

export function transpose({ rows, columns, entries }: Matrix): Matrix {
  const out = matrix(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out.entries[j * rows + i] = entries[i * columns + j]!;
  return out;
}

/** A + c B, of the same shape. */
export function plus(A: Matrix, c: number, B: Matrix): Matrix {
  if (A.rows !== B.rows || A.columns !== B.columns)
    throw new ArgumentError('plus', 'B', `${A.rows} × ${A.columns}`, [B.rows, B.columns]);
  return { ...A, entries: A.entries.map((a, at) => a + c * B.entries[at]!) };
}

/** Columns of the numbers given, in that order. */
export function columnsOf({ rows, columns, entries }: Matrix, which: readonly number[]): Matrix {
  const out = matrix(rows, which.length);
  which.forEach((j, to) => {
    for (let i = 0; i < rows; i++) out.entries[i * which.length + to] = entries[i * columns + j]!;
  });
  return out;
}

/** A beside B. */
export function beside(A: Matrix, B: Matrix): Matrix {
  const out = matrix(A.rows, A.columns + B.columns);
  for (let i = 0; i < A.rows; i++) {
    out.entries.set(A.entries.subarray(i * A.columns, (i + 1) * A.columns), i * out.columns);
    out.entries.set(B.entries.subarray(i * B.columns, (i + 1) * B.columns), i * out.columns + A.columns);
  }
  return out;
}

/** A diag(d). */
export function scaledColumns(A: Matrix, d: ArrayLike<number>): Matrix {
  return { ...A, entries: A.entries.map((a, at) => a * d[at % A.columns]!) };
}

/** ⟨A, B⟩ = tr AᵀB. */
export function inner(A: Matrix, B: Matrix): number {
  let sum = 0;
  for (let at = 0; at < A.entries.length; at++) sum += A.entries[at]! * B.entries[at]!;
  return sum;
}

/** ‖A‖_F. */
export const frobenius = (A: Matrix): number => Math.sqrt(inner(A, A));
