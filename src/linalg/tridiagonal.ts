/**
 * Orthogonal reduction of a symmetric matrix to tridiagonal form by Householder reflections: T = Qᵀ A Q, same eigenvalues.
 * Works on the lower triangle from the last row up, so that every inner loop runs along a row.
 * @source [golub2013matrix, §8.3.1]; order of work as in EISPACK's tred1
 */
import { ArgumentError } from '../base/errors.ts';

export interface Tridiagonal {
  /** n diagonal entries. */
  readonly diagonal: Float64Array;
  /** n entries, the first 0: offDiagonal[i] couples i − 1 and i. */
  readonly offDiagonal: Float64Array;
}

export interface Reduction extends Tridiagonal {
  /** n numbers β: with v the first i numbers of row i of the reduced matrix, reflection i is I − β_i v vᵀ. */
  readonly factors: Float64Array;
}

/**
 * Reduces in place; the lower triangle is read and spoiled: below the diagonal it holds the reflections. 4n³/3 operations.
 * @accuracy backward stable: T is exactly similar to A + E with ‖E‖ of order n u ‖A‖
 */
export function tridiagonalize(matrix: Float64Array, n: number): Reduction {
  if (matrix.length !== n * n)
    throw new ArgumentError('tridiagonalize', 'matrix', `of length n² = ${n * n}`, matrix.length);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const factors = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    diagonal[i] = matrix[i * n + i]!;
    const v = matrix.subarray(i * n, i * n + i);
    const { β, head } = reflector(v);
    offDiagonal[i] = head;
    factors[i] = β;
    if (β !== 0) reflectBothSides(matrix, n, v, β, p);
  }
  if (n > 0) diagonal[0] = matrix[0]!;
  return { diagonal, offDiagonal, factors };
}

/**
 * Q of T = Qᵀ A Q, by columns (row-major Qᵀ), from what `tridiagonalize` left in the matrix. Qᵀ = P₁ P₂ … P_{n−1}, where P_i moves the first
 * i coordinates only: multiplied from the left, each factor finds the rest still an identity. 4n³/3 operations.
 */
export function reflectionProduct(reduced: Float64Array, factors: Float64Array): Float64Array {
  const n = factors.length;
  const Q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    const β = factors[i]!;
    if (β === 0) continue;
    const v = reduced.subarray(i * n, i * n + i);
    for (let k = 0; k < i; k++) {
      const row = k * n;
      let along = 0;
      for (let j = 0; j < i; j++) along += Q[row + j]! * v[j]!;
      along *= β;
      for (let j = 0; j < i; j++) Q[row + j]! -= along * v[j]!;
    }
  }
  return Q;
}

/** x ← Qᵀ x, in place; Q as above. */
export function reflectVector(reduced: Float64Array, factors: Float64Array, x: Float64Array): void {
  const n = factors.length;
  for (let i = n - 1; i > 0; i--) {
    if (factors[i] === 0) continue;
    let along = 0;
    for (let j = 0, row = i * n; j < i; j++) along += reduced[row + j]! * x[j]!;
    along *= factors[i]!;
    for (let j = 0, row = i * n; j < i; j++) x[j]! -= along * reduced[row + j]!;
  }
}

/** Turns x into v with (I − β v vᵀ) x = head · e_last, in place; scaled so that nothing overflows. β = 0 when x is already so. */
function reflector(x: Float64Array): { β: number; head: number } {
  const last = x.length - 1;
  let scale = 0;
  for (let j = 0; j < last; j++) scale = Math.max(scale, Math.abs(x[j]!));
  if (scale === 0) return { β: 0, head: x[last]! };
  scale = Math.max(scale, Math.abs(x[last]!));
  let square = 0;
  for (let j = 0; j <= last; j++) {
    x[j]! /= scale;
    square += x[j]! * x[j]!;
  }
  const head = x[last]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  x[last]! -= head;
  return { β: -1 / (head * x[last]!), head: head * scale };
}

/** A ← (I − β v vᵀ) A (I − β v vᵀ) on the leading block of v's length: A − v qᵀ − q vᵀ with q = β A v − ½β²(v·A v) v. */
function reflectBothSides(matrix: Float64Array, n: number, v: Float64Array, β: number, q: Float64Array): void {
  const m = v.length;
  q.fill(0, 0, m);
  for (let i = 0; i < m; i++) {
    const row = i * n;
    const vi = v[i]!;
    let sum = matrix[row + i]! * vi;
    for (let j = 0; j < i; j++) {
      sum += matrix[row + j]! * v[j]!;
      q[j]! += matrix[row + j]! * vi;
    }
    q[i]! += sum;
  }
  let along = 0;
  for (let i = 0; i < m; i++) along += q[i]! * v[i]!;
  const half = (β * β * along) / 2;
  for (let i = 0; i < m; i++) q[i] = β * q[i]! - half * v[i]!;
  for (let i = 0; i < m; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) matrix[row + j]! -= v[i]! * q[j]! + q[i]! * v[j]!;
  }
}
