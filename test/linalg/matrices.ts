/** Matrices for the tests of linalg and curvature, from seeded streams. */
import { type Stream, stream } from '../../src/base/philox.ts';
import { applyEach, fromProduct, type Operator } from '../../src/linalg/operator.ts';

/** Sizes around tile and panel borders. */
export const awkwardSizes = [1, 2, 3, 7, 8, 9, 15, 16, 17, 18, 31, 33, 50, 65];

/** Symmetric with independent N(0, 1) entries. */
export function randomSymmetric(n: number, replica = 0): Float64Array {
  const draw = stream(7, 'test/linalg', replica, `symmetric-${n}`);
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = draw.normal();
  return A;
}

/** Q diag(eigenvalues) Qᵀ with Q a product of n random reflections: a symmetric matrix whose spectrum is known to rounding. */
export function withSpectrum(eigenvalues: readonly number[], replica = 0): Float64Array {
  const n = eigenvalues.length;
  const draw = stream(7, 'test/linalg', replica, `spectrum-${n}`);
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) A[i * n + i] = eigenvalues[i]!;
  for (let k = 0; k < n; k++) reflect(A, n, direction(draw, n));
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) A[j * n + i] = A[i * n + j]!;
  return A;
}

/** A uniformly random unit vector. */
export function direction(draw: Stream, n: number): Float64Array {
  const v = Float64Array.from({ length: n }, () => draw.normal());
  const norm = Math.hypot(...v);
  return v.map((x) => x / norm);
}

/** A ← (I − 2vvᵀ) A (I − 2vvᵀ). */
function reflect(A: Float64Array, n: number, v: Float64Array): void {
  for (const [row, column] of [
    [n, 1],
    [1, n],
  ] as const)
    for (let i = 0; i < n; i++) {
      let along = 0;
      for (let j = 0; j < n; j++) along += A[i * row + j * column]! * v[j]!;
      for (let j = 0; j < n; j++) A[i * row + j * column]! -= 2 * along * v[j]!;
    }
}

/** C = A B for row-major square matrices. */
export function multiply(A: Float64Array, B: Float64Array, n: number): Float64Array {
  const C = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) C[i * n + j]! += A[i * n + k]! * B[k * n + j]!;
  return C;
}

export function transpose(A: Float64Array, n: number): Float64Array {
  return A.map((_, at) => A[(at % n) * n + Math.floor(at / n)]!);
}

/** max |a − b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}

/** Second difference on n points: eigenvalues 2 − 2 cos(kπ/(n + 1)). */
export const chain = (n: number) =>
  fromProduct(n, true, (v, out) => {
    for (let i = 0; i < n; i++) out[i] = 2 * v[i]! - (v[i - 1] ?? 0) - (v[i + 1] ?? 0);
  });

/** The same operator without its blocks. */
export function single({ size, symmetric, apply }: Operator): Operator {
  return { size, symmetric, apply };
}

/** ‖A x − θ x‖ of each pair, by a product of its own. */
export function trueResiduals(
  operator: Operator,
  pairs: readonly { readonly value: number; readonly vector: Float64Array }[],
): number[] {
  return pairs.map(({ value, vector }) => {
    const out = new Float64Array(operator.size);
    applyEach(operator, vector, 1, out);
    return Math.hypot(...out.map((x, i) => x - value * vector[i]!));
  });
}

/** max |V Vᵀ − I| of rows. */
export function skewness(rows: readonly Float64Array[]): number {
  let worst = 0;
  for (const [i, p] of rows.entries())
    for (const [j, q] of rows.entries())
      worst = Math.max(worst, Math.abs(p.reduce((sum, x, k) => sum + x * q[k]!, i === j ? -1 : 0)));
  return worst;
}
