/**
 * A panel of a Cholesky factorization A = L Lᵀ; its columns are those that symmetric.ts subtracts from what is behind them. Every entry
 * is summed in the order of linalg/cholesky.ts, so that the bits are the same.
 * @source [higham2002accuracy, §10.1]
 */
export const cholesky = () => `
/**
 * Columns start … end − 1 of the lower triangle of A (row-major, stride n), from which the earlier panels are subtracted, to those of L,
 * there and in \`columns\` (n numbers each). x: scratch of n numbers. Returns 0 at a pivot that is not positive and finite, else 1.
 */
export function choleskyPanel(A: usize, n: usize, start: usize, end: usize, columns: usize, x: usize): i32 {
  const row = n << 3;
  for (let k = start; k < end; k++) {
    const done = k - start, l = columns + done * row;
    symmetricColumn(A, n, k, k, done, columns, columns, x);
    const pivot = load<f64>(x + (k << 3));
    if (!(pivot > 0 && pivot < Infinity)) return 0;
    const root = sqrt(pivot);
    store<f64>(l + (k << 3), root);
    store<f64>(A + k * row + (k << 3), root);
    for (let i = k + 1; i < n; i++) {
      const q = load<f64>(x + (i << 3)) / root;
      store<f64>(l + (i << 3), q);
      store<f64>(A + i * row + (k << 3), q);
    }
  }
  return 1;
}
`;
