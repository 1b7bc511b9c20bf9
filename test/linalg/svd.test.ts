/** The SVD against its definition, against ml-matrix, and on matrices of known rank. */
import { Matrix as Oracle, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  frobenius,
  identityMatrix,
  type Matrix,
  matrix,
  plus,
  scaledColumns,
  times,
  transpose,
} from '../../src/linalg/matrix.ts';
import { orthogonalComplement, pseudoInverse, svd } from '../../src/linalg/svd.ts';

function random(rows: number, columns: number, rank = Math.min(rows, columns)): Matrix {
  const draw = stream(1, 'svd', rank, `${rows}-${columns}`);
  const normals = (a: number, b: number) =>
    matrix(
      a,
      b,
      Float64Array.from({ length: a * b }, () => draw.normal()),
    );
  return times(normals(rows, rank), normals(rank, columns));
}

const off = (A: Matrix, B: Matrix) => frobenius(plus(A, -1, B));
const shapes = [
  [1, 1, 1],
  [3, 7, 3],
  [9, 4, 4],
  [8, 8, 3],
  [5, 6, 1],
  [4, 3, 0],
  // Dependent columns whose rounding keeps turning.
  [33, 31, 4],
  [40, 33, 2],
] as const;

describe.each(shapes)('%i × %i of rank %i', (rows, columns, rank) => {
  const A = random(rows, columns, rank);
  const { left, right, values } = svd(A);
  const k = Math.min(rows, columns);
  // Twenty roundings a number of the smaller side; measured: below four.
  const small = 20 * k * 2 ** -53;

  it('is U diag(σ) Vᵀ with orthonormal columns and falling σ', () => {
    expect(off(times(scaledColumns(left, values), transpose(right)), A)).toBeLessThanOrEqual(small * frobenius(A));
    for (const Q of [left, right]) expect(off(times(transpose(Q), Q), identityMatrix(k))).toBeLessThan(small);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    expect(values.filter((σ) => σ > 1e-12 * values[0]!)).toHaveLength(rank);
  });

  it('has the singular values of ml-matrix', () => {
    const rowsOf = Array.from({ length: rows }, (_, i) => [...A.entries.subarray(i * columns, (i + 1) * columns)]);
    const expected = new SingularValueDecomposition(new Oracle(rowsOf), { autoTranspose: true }).diagonal;
    values.forEach(
      (σ, i) => void expect(Math.abs(σ - expected[i]!)).toBeLessThanOrEqual(small * (values[0]! + 1e-300)),
    );
  });

  it('gives the pseudo-inverse of Penrose: A A⁺ A = A, A⁺ A A⁺ = A⁺, both products symmetric', () => {
    const P = pseudoInverse(A);
    const scale = frobenius(A) * frobenius(P) + 1;
    expect(off(times(A, P, A), A)).toBeLessThanOrEqual(small * scale * (frobenius(A) + 1));
    expect(off(times(P, A, P), P)).toBeLessThanOrEqual(small * scale * (frobenius(P) + 1));
    for (const S of [times(A, P), times(P, A)]) expect(off(S, transpose(S))).toBeLessThanOrEqual(small * scale);
  });
});

it('small singular values keep their digits when columns are small: σ = 1, 1e-10, 1e-20 to 1e-14 relative', () => {
  const { left } = svd(random(5, 3));
  const values = svd(scaledColumns(left, [1, 1e-10, 1e-20])).values;
  values.forEach((σ, i) => void expect(Math.abs(σ / 10 ** (-10 * i) - 1)).toBeLessThan(1e-14));
});

it('the complement is orthonormal and orthogonal', () => {
  const { left } = svd(random(7, 3));
  const rest = orthogonalComplement(left);
  expect(rest.columns).toBe(4);
  expect(frobenius(times(transpose(left), rest))).toBeLessThan(1e-15);
  expect(off(times(transpose(rest), rest), identityMatrix(4))).toBeLessThan(1e-15);
});

it('what is not finite is refused', () => {
  expect(() => svd(matrix(1, 1, Float64Array.of(Number.NaN)))).toThrow('svd: A must be finite in every entry');
});
