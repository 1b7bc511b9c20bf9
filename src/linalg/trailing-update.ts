/**
 * The step where blocked factorizations spend their time: the lower triangle of a trailing block minus a product of two panels.
 * Two rows by four columns of the result are held in scalars while the panels stream past; every inner loop is contiguous.
 */

/** A panel inside a larger row-major array: row i starts at `origin + i · stride`. */
export interface Panel {
  readonly data: Float64Array;
  readonly origin: number;
  readonly stride: number;
}

/**
 *      a_ij ← a_ij − Σ_{p < width} l_ip w_jp      for from ≤ j ≤ i < n
 * Row-major, lower triangle only. Each entry is summed over p in increasing order and subtracted once, whatever tile it falls in.
 */
export function subtractProduct(
  matrix: Float64Array,
  n: number,
  from: number,
  width: number,
  left: Panel,
  right: Panel,
): void {
  const L = left.data;
  const W = right.data;
  let i = from;
  for (; i + 1 < n; i += 2) {
    const l0 = left.origin + i * left.stride;
    const l1 = l0 + left.stride;
    const a0 = i * n;
    const a1 = a0 + n;
    let j = from;
    for (; j + 3 <= i; j += 4) {
      const w0 = right.origin + j * right.stride;
      const w1 = w0 + right.stride;
      const w2 = w1 + right.stride;
      const w3 = w2 + right.stride;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let p = 0; p < width; p++) {
        const x0 = L[l0 + p]!;
        const x1 = L[l1 + p]!;
        const y0 = W[w0 + p]!;
        const y1 = W[w1 + p]!;
        const y2 = W[w2 + p]!;
        const y3 = W[w3 + p]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
      }
      matrix[a0 + j]! -= s00;
      matrix[a0 + j + 1]! -= s01;
      matrix[a0 + j + 2]! -= s02;
      matrix[a0 + j + 3]! -= s03;
      matrix[a1 + j]! -= s10;
      matrix[a1 + j + 1]! -= s11;
      matrix[a1 + j + 2]! -= s12;
      matrix[a1 + j + 3]! -= s13;
    }
    subtractRow(matrix, a0, j, i, width, L, l0, right);
    subtractRow(matrix, a1, j, i + 1, width, L, l1, right);
  }
  if (i < n) subtractRow(matrix, i * n, from, i, width, L, left.origin + i * left.stride, right);
}

/** The same for one row and its columns first … last. */
function subtractRow(
  matrix: Float64Array,
  row: number,
  first: number,
  last: number,
  width: number,
  L: Float64Array,
  l: number,
  right: Panel,
): void {
  for (let j = first; j <= last; j++) {
    const w = right.origin + j * right.stride;
    let sum = 0;
    for (let p = 0; p < width; p++) sum += L[l + p]! * right.data[w + p]!;
    matrix[row + j]! -= sum;
  }
}
