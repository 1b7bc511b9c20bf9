/**
 * The normal form of a deep linear net whose product has rank r: bases [F_h, n_h] of every layer in which
 *
 *     W_h = [F_h, n_h] diag(I_r, Z_h) [F_{h−1}, n_{h−1}]⁻¹,
 *
 * F_h what the product carries, n_h what the layers above lose. For any net F_h = W_h ⋯ W_1 F_0 and n_h spans the kernel of
 * U_Sᵀ W_H ⋯ W_{h+1}; W_h maps n_{h−1} into n_h since that kernel is handed down. The blocks Z_h decide what kind of point a critical one is.
 * @source [achour2024loss], computed without canonical factors
 */
import {
  beside,
  columnsOf,
  frobenius,
  type Matrix,
  matrix,
  scaledColumns,
  times,
  transpose,
} from '../linalg/matrix.ts';
import { orthogonalComplement, pseudoInverse, svd } from '../linalg/svd.ts';
import { productOf } from './linear-hessian.ts';

export interface NormalForm {
  readonly rank: number;
  /** [F_h, n_h] and its inverse, h = 0 … H. */
  readonly bases: readonly { readonly basis: Matrix; readonly inverse: Matrix }[];
  /** Z_1, …, Z_H: (d_h − r) × (d_{h−1} − r). */
  readonly blocks: readonly Matrix[];
}

/**
 * @param weights  of a net with at least one hidden layer, its product near `map`
 * @param map      of rank r: what the product would be
 * @param U        d_H × r, orthonormal columns that span its range
 * @returns        undefined where a layer does not carry the r directions, so that there is no net with this product near
 */
export function normalForm(
  weights: readonly Matrix[],
  widths: readonly number[],
  map: Matrix,
  U: Matrix,
): NormalForm | undefined {
  const H = weights.length;
  const r = U.columns;
  const V = columnsOf(svd(map).right, [...Array(r).keys()]);
  const bases: { basis: Matrix; inverse: Matrix }[] = [];
  for (let h = 0; h <= H; h++) {
    const F = h === H ? times(map, V) : times(productOf(weights, widths, h, 1), V);
    const rows = h === 0 ? V : transpose(times(transpose(U), productOf(weights, widths, H, h + 1)));
    const carried = svd(rows);
    if (r > 0 && !(carried.values[r - 1]! > lost * carried.values[0]!)) return undefined;
    const basis = beside(F, orthogonalComplement(columnsOf(carried.left, [...Array(r).keys()])));
    const { values } = svd(basis);
    if (!(values.at(-1)! > lost * values[0]!)) return undefined;
    bases.push({ basis, inverse: pseudoInverse(basis) });
  }
  const blocks = weights.map((W, i) => lowerBlock(times(bases[i + 1]!.inverse, W, bases[i]!.basis), r));
  return { rank: r, bases, blocks };
}

/** What is left of a direction, relative to the largest, where it counts as lost. */
const lost = 1e-9;

/** W_1, …, W_H. */
export function composed({ rank, bases, blocks }: NormalForm): Matrix[] {
  return blocks.map((Z, i) => times(bases[i + 1]!.basis, withIdentity(Z, rank), bases[i]!.inverse));
}

/** The weights' directions in which the blocks Z_h move by these. */
export function lifted({ rank, bases }: NormalForm, moves: readonly Matrix[]): Matrix[] {
  return moves.map((V, i) => {
    const padded = matrix(V.rows + rank, V.columns + rank);
    placeBlock(padded, V, rank);
    return times(bases[i + 1]!.basis, padded, bases[i]!.inverse);
  });
}

/** The block with singular values up to a level put to zero. */
export function truncated(Z: Matrix, level: number): Matrix {
  if (Z.entries.length === 0) return Z;
  const { left, right, values } = svd(Z);
  if (values.every((σ) => σ > level)) return Z;
  return times(
    scaledColumns(
      left,
      values.map((σ) => (σ > level ? σ : 0)),
    ),
    transpose(right),
  );
}

/** The largest singular value; 0 of an empty matrix. */
export function largestOf(Z: Matrix): number {
  return Z.entries.length === 0 || frobenius(Z) === 0 ? 0 : svd(Z).values[0]!;
}

function lowerBlock(A: Matrix, r: number): Matrix {
  const out = matrix(A.rows - r, A.columns - r);
  for (let i = 0; i < out.rows; i++)
    for (let j = 0; j < out.columns; j++) out.entries[i * out.columns + j] = A.entries[(i + r) * A.columns + j + r]!;
  return out;
}

function withIdentity(Z: Matrix, r: number): Matrix {
  const out = matrix(Z.rows + r, Z.columns + r);
  for (let i = 0; i < r; i++) out.entries[i * out.columns + i] = 1;
  placeBlock(out, Z, r);
  return out;
}

function placeBlock(out: Matrix, Z: Matrix, r: number): void {
  for (let i = 0; i < Z.rows; i++)
    for (let j = 0; j < Z.columns; j++) out.entries[(i + r) * out.columns + j + r] = Z.entries[i * Z.columns + j]!;
}
