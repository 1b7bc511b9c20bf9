/**
 * Complex linear systems of the few unknowns a homotopy has: Gaussian elimination with partial pivoting. Complex numbers lie
 * interleaved, real part first: entry (i, j) of an n × n matrix at 2(i n + j).
 * @source [golub2013matrix, §3.4]
 */

export interface ComplexFactor {
  readonly n: number;
  readonly factor: Float64Array;
  readonly pivots: Int32Array;
}

/** L U = P A in place of `matrix`. null when a pivot is exactly zero or not finite. */
export function factorComplex(matrix: Float64Array, n: number): ComplexFactor | null {
  const A = matrix;
  const pivots = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    let largest = -1;
    for (let i = k; i < n; i++) {
      const at = 2 * (i * n + k);
      const square = A[at]! * A[at]! + A[at + 1]! * A[at + 1]!;
      if (square > largest) [pivot, largest] = [i, square];
    }
    if (!(largest > 0 && largest < Infinity)) return null;
    pivots[k] = pivot;
    if (pivot !== k)
      for (let j = 0; j < 2 * n; j++) {
        const held = A[2 * k * n + j]!;
        A[2 * k * n + j] = A[2 * pivot * n + j]!;
        A[2 * pivot * n + j] = held;
      }
    const head = 2 * (k * n + k);
    const [re, im] = [A[head]! / largest, -A[head + 1]! / largest]; // 1 / pivot
    for (let i = k + 1; i < n; i++) {
      const at = 2 * (i * n + k);
      const lr = A[at]! * re - A[at + 1]! * im;
      const li = A[at]! * im + A[at + 1]! * re;
      A[at] = lr;
      A[at + 1] = li;
      for (let j = k + 1; j < n; j++) {
        const to = 2 * (i * n + j);
        const from = 2 * (k * n + j);
        A[to]! -= lr * A[from]! - li * A[from + 1]!;
        A[to + 1]! -= lr * A[from + 1]! + li * A[from]!;
      }
    }
  }
  return { n, factor: A, pivots };
}

/** Overwrites b (n complex numbers) with A⁻¹ b. */
export function solveComplex({ n, factor: A, pivots }: ComplexFactor, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const p = pivots[k]!;
    if (p === k) continue;
    for (let c = 0; c < 2; c++) {
      const held = b[2 * k + c]!;
      b[2 * k + c] = b[2 * p + c]!;
      b[2 * p + c] = held;
    }
  }
  for (let i = 0; i < n; i++) subtractRow(A, n, i, 0, i, b);
  for (let i = n - 1; i >= 0; i--) {
    subtractRow(A, n, i, i + 1, n, b);
    const at = 2 * (i * n + i);
    const square = A[at]! * A[at]! + A[at + 1]! * A[at + 1]!;
    const [re, im] = [b[2 * i]!, b[2 * i + 1]!];
    b[2 * i] = (re * A[at]! + im * A[at + 1]!) / square;
    b[2 * i + 1] = (im * A[at]! - re * A[at + 1]!) / square;
  }
}

/** b_i ← b_i − Σ_{from ≤ j < to} A_ij b_j. */
function subtractRow(A: Float64Array, n: number, i: number, from: number, to: number, b: Float64Array): void {
  let re = b[2 * i]!;
  let im = b[2 * i + 1]!;
  for (let j = from; j < to; j++) {
    const at = 2 * (i * n + j);
    re -= A[at]! * b[2 * j]! - A[at + 1]! * b[2 * j + 1]!;
    im -= A[at]! * b[2 * j + 1]! + A[at + 1]! * b[2 * j]!;
  }
  b[2 * i] = re;
  b[2 * i + 1] = im;
}

/** ‖A⁻¹‖_F. */
export function inverseNorm(factor: ComplexFactor): number {
  const column = new Float64Array(2 * factor.n);
  let square = 0;
  for (let j = 0; j < factor.n; j++) {
    column.fill(0);
    column[2 * j] = 1;
    solveComplex(factor, column);
    for (const entry of column) square += entry * entry;
  }
  return Math.sqrt(square);
}

/** Σ |v_i|², also of a complex vector. */
export function squareNorm(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return sum;
}
