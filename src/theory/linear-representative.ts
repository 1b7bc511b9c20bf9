/**
 * Critical points of ‖Y − W_H ⋯ W_1 X‖² made to order: for a subset S of the spectrum with r elements, random invertible D_h and blocks Z_h,
 *
 *     W_1 = D_1 [U_SᵀB; Z_1],   W_h = D_h diag(I_r, Z_h) D_{h−1}⁻¹,   W_H = [U_S, U_⊥ Z_H] D_{H−1}⁻¹.
 *
 * Where at least two Z_h are zero the gradient vanishes whatever the others are; with fewer it may not.
 * @source [achour2024loss]
 */
import type { Stream } from '../base/philox.ts';
import { beside, columnsOf, identityMatrix, type Matrix, matrix, plus, times, transpose } from '../linalg/matrix.ts';
import { orthogonalComplement, pseudoInverse } from '../linalg/svd.ts';
import { type LinearProblem, mapOf } from './reduced-rank.ts';

/**
 * @param draw    of the invertible D_h = normals + 2 I and of the blocks, half of normals
 * @param widths  d_0, …, d_H with at least one hidden layer
 * @param subset  numbers of eigenvalues from 1, at most min d_i
 * @param zeros   layers from 1 whose Z_h is zero
 * @returns       W_1, …, W_H; critical if the blocks allow it, which the gradient says
 */
export function representative(
  draw: Stream,
  problem: LinearProblem,
  widths: readonly number[],
  subset: readonly number[],
  zeros: readonly number[],
): Matrix[] {
  const H = widths.length - 1;
  const r = subset.length;
  const normals = (rows: number, columns: number) =>
    matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => draw.normal()),
    );
  const D = widths.map((d, h) => (h === 0 || h === H ? identityMatrix(d) : plus(normals(d, d), 2, identityMatrix(d))));
  const U = columnsOf(
    problem.answer.U,
    subset.map((i) => i - 1),
  );
  const B = mapOf(problem, subset);
  const range = beside(U, orthogonalComplement(U));
  return Array.from({ length: H }, (_, at) => {
    const h = at + 1;
    const [rows, columns] = [widths[h]!, widths[at]!];
    const Z = normals(rows - r, h === 1 ? columns : columns - r);
    const factor = zeros.includes(h) ? 0 : 0.5;
    const middle = matrix(rows, columns);
    const skipped = h === 1 ? 0 : r;
    for (let i = 0; i < rows - r; i++)
      for (let j = 0; j < columns - skipped; j++)
        middle.entries[(i + r) * columns + j + skipped] = factor * Z.entries[i * (columns - skipped) + j]!;
    const top = h === 1 ? times(transpose(U), B) : matrix(r, columns);
    if (h > 1) for (let i = 0; i < r; i++) top.entries[i * columns + i] = 1;
    middle.entries.set(top.entries, 0);
    const left = h === H ? range : D[h]!;
    return h === 1 ? times(left, middle) : times(left, middle, pseudoInverse(D[at]!));
  });
}
