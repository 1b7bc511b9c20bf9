/**
 * Symmetric indefinite factorization P A Pᵀ = L D Lᵀ with Bunch–Kaufman pivoting: L unit lower triangular, D block diagonal with
 * blocks of order 1 and 2. Blocked as in LAPACK's dsytrf: a panel of columns is factored looking left, then the trailing block is
 * updated once. Unlike LAPACK, interchanges are applied to all of L, so P is one permutation.
 * @source [bunch1977stable, Algorithm A]; [higham2002accuracy, §11.1]
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { subtractProduct } from './trailing-update.ts';

export interface Ldl {
  readonly n: number;
  /** Row-major n × n. Strictly below the diagonal: L; on it: D; below the diagonal of a block of order 2: its off-diagonal entry. Above: untouched. */
  readonly factor: Float64Array;
  /** Row i of P A Pᵀ is row permutation[i] of A. */
  readonly permutation: Int32Array;
  /** 1 or 2 where a block of D begins, 0 at the second row of a block of order 2. */
  readonly blocks: Uint8Array;
}

/** Bunch and Kaufman's (1 + √17)/8 ≈ 0.64: makes the growth of two steps with order 1 equal to that of one step with order 2. */
const α = (1 + Math.sqrt(17)) / 8;

/** Columns per panel; 16 was fastest of 8, 12, 16, 24, 32, 48, 64 at n = 500 and 1000. */
const panelWidth = 16;

/**
 * Factors a symmetric matrix in place. Only the lower triangle is read and written.
 * @param matrix   row-major n × n, finite
 * @accuracy       P(A + E)Pᵀ = L D Lᵀ with |E| ≤ p(n) u (|A| + |L||D||Lᵀ|); see inertia.ts for p(n)
 * @source         [higham2002accuracy, Thm 11.3]
 */
export function factorLdl(matrix: Float64Array, n: number): Ldl {
  integer('factorLdl', 'n', n, 0);
  if (matrix.length !== n * n) throw new ArgumentError('factorLdl', 'matrix', `of length n² = ${n * n}`, matrix.length);
  const permutation = Int32Array.from({ length: n }, (_, i) => i);
  const ldl: Ldl = { n, factor: matrix, permutation, blocks: new Uint8Array(n) };
  // A block of order 2 may begin in a panel's last column, hence one column more than the width.
  const stride = panelWidth + 1;
  const W = new Float64Array(n * stride);
  for (let start = 0; start < n; ) {
    const end = factorPanel(ldl, start, Math.min(n, start + panelWidth), W, stride);
    const left = { data: matrix, origin: start, stride: n };
    subtractProduct(matrix, n, end, end - start, left, { data: W, origin: 0, stride });
    start = end;
  }
  return ldl;
}

/** Factors columns start … end − 1 (or one more) and leaves W = L D in `W`, row i at i · stride. Returns the first column not factored. */
function factorPanel(ldl: Ldl, start: number, end: number, W: Float64Array, stride: number): number {
  const { n, factor: A, blocks } = ldl;
  const column = new Float64Array(n);
  const second = new Float64Array(n);
  let k = start;
  while (k < end) {
    updatedColumn(ldl, start, k, k, W, stride, column);
    const pivot = choosePivot(ldl, start, k, W, stride, column, second);
    if (pivot.order === 1) {
      const c = pivot.row === k ? column : second;
      exchange(ldl, k, pivot.row, W, stride);
      exchangeEntries(c, k, pivot.row);
      eliminateOne(A, n, k, c, W, stride, k - start);
      blocks[k] = 1;
      k += 1;
    } else {
      exchange(ldl, k + 1, pivot.row, W, stride);
      exchangeEntries(column, k + 1, pivot.row);
      exchangeEntries(second, k + 1, pivot.row);
      eliminateTwo(A, n, k, column, second, W, stride, k - start);
      blocks[k] = 2;
      k += 2;
    }
  }
  return k;
}

/** Bunch–Kaufman's choice for step k; `column` holds the updated column k, `second` receives the updated column of the row it returns, if that was needed. */
function choosePivot(
  ldl: Ldl,
  start: number,
  k: number,
  W: Float64Array,
  stride: number,
  column: Float64Array,
  second: Float64Array,
): { order: 1 | 2; row: number } {
  const diagonal = Math.abs(column[k]!);
  let r = k;
  let below = 0;
  for (let i = k + 1; i < ldl.n; i++) {
    const size = Math.abs(column[i]!);
    if (size > below) {
      below = size;
      r = i;
    }
  }
  if (diagonal >= α * below) return { order: 1, row: k };
  updatedColumn(ldl, start, k, r, W, stride, second);
  let beside = 0;
  for (let i = k; i < ldl.n; i++) if (i !== r) beside = Math.max(beside, Math.abs(second[i]!));
  // below/beside ≤ 1 keeps the comparison free of overflow.
  if (diagonal >= α * below * (below / beside)) return { order: 1, row: k };
  if (Math.abs(second[r]!) >= α * beside) return { order: 1, row: r };
  return { order: 2, row: r };
}

/** out[i] ← entry (i, c) of the trailing block, with the panel's columns start … k − 1 eliminated, for k ≤ i < n. */
function updatedColumn(
  { n, factor: A }: Ldl,
  start: number,
  k: number,
  c: number,
  W: Float64Array,
  stride: number,
  out: Float64Array,
): void {
  const w = c * stride;
  const width = k - start;
  for (let i = k; i < n; i++) {
    const l = i * n + start;
    let sum = 0;
    for (let p = 0; p < width; p++) sum += A[l + p]! * W[w + p]!;
    out[i] = (i < c ? A[c * n + i]! : A[i * n + c]!) - sum;
  }
}

/** Interchanges rows and columns k and r ≥ k of the trailing block, rows k and r of L and of W. */
function exchange({ n, factor: A, permutation }: Ldl, k: number, r: number, W: Float64Array, stride: number): void {
  if (r === k) return;
  for (let j = 0; j < k; j++) exchangeEntries(A, k * n + j, r * n + j);
  for (let i = k + 1; i < r; i++) exchangeEntries(A, i * n + k, r * n + i);
  for (let i = r + 1; i < n; i++) exchangeEntries(A, i * n + k, i * n + r);
  exchangeEntries(A, k * n + k, r * n + r);
  for (let p = 0; p < stride; p++) exchangeEntries(W, k * stride + p, r * stride + p);
  exchangeEntries(permutation, k, r);
}

function exchangeEntries(array: Float64Array | Int32Array, i: number, j: number): void {
  const kept = array[i]!;
  array[i] = array[j]!;
  array[j] = kept;
}

/** Pivot of order 1: l = c/d. A column that is exactly zero gives d = 0 and l = 0. */
function eliminateOne(
  A: Float64Array,
  n: number,
  k: number,
  c: Float64Array,
  W: Float64Array,
  stride: number,
  p: number,
) {
  const d = c[k]!;
  A[k * n + k] = d;
  for (let i = k + 1; i < n; i++) {
    W[i * stride + p] = c[i]!;
    A[i * n + k] = d === 0 ? 0 : c[i]! / d;
  }
}

/** Pivot of order 2: (l₁ l₂) D = (c e), solved with D scaled by its off-diagonal entry, whose square exceeds |d₁₁d₂₂| by 1/α² ≈ 2.4. */
function eliminateTwo(
  A: Float64Array,
  n: number,
  k: number,
  c: Float64Array,
  e: Float64Array,
  W: Float64Array,
  stride: number,
  p: number,
): void {
  const b = c[k + 1]!;
  const d1 = c[k]! / b;
  const d2 = e[k + 1]! / b;
  const scale = 1 / (d1 * d2 - 1) / b;
  A[k * n + k] = c[k]!;
  A[(k + 1) * n + k] = b;
  A[(k + 1) * n + k + 1] = e[k + 1]!;
  for (let i = k + 2; i < n; i++) {
    W[i * stride + p] = c[i]!;
    W[i * stride + p + 1] = e[i]!;
    A[i * n + k] = scale * (d2 * c[i]! - e[i]!);
    A[i * n + k + 1] = scale * (d1 * e[i]! - c[i]!);
  }
}

/**
 * Solves A x = b with a factorization, in place in `b`. D must be nonsingular.
 * @throws ArgumentError when a pivot is exactly zero
 */
export function solveLdl({ n, factor: A, permutation, blocks }: Ldl, b: Float64Array): void {
  if (b.length !== n) throw new ArgumentError('solveLdl', 'b', `of length n = ${n}`, b.length);
  const x = Float64Array.from(permutation, (row) => b[row]!);
  for (let i = 1; i < n; i++) {
    const columns = blocks[i] === 0 ? i - 1 : i;
    for (let j = 0, row = i * n; j < columns; j++) x[i]! -= A[row + j]! * x[j]!;
  }
  for (let k = 0; k < n; k++) {
    const d = A[k * n + k]!;
    if (blocks[k] === 1) {
      if (d === 0)
        throw new ArgumentError('solveLdl', 'factorization', 'of a nonsingular matrix', `a zero pivot at ${k}`);
      x[k]! /= d;
    } else if (blocks[k] === 2) {
      const off = A[(k + 1) * n + k]!;
      const d1 = d / off;
      const d2 = A[(k + 1) * n + k + 1]! / off;
      const scale = 1 / (d1 * d2 - 1) / off;
      const first = x[k]!;
      x[k] = scale * (d2 * first - x[k + 1]!);
      x[k + 1] = scale * (d1 * x[k + 1]! - first);
    }
  }
  for (let i = n - 1; i > 0; i--) {
    const columns = blocks[i] === 0 ? i - 1 : i;
    for (let j = 0, row = i * n; j < columns; j++) x[j]! -= A[row + j]! * x[i]!;
  }
  for (let i = 0; i < n; i++) b[permutation[i]!] = x[i]!;
}
