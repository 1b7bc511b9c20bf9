/** Where the sums of templates/hessian.ts belong in the matrix: upper triangle and diagonal, means instead of sums. */
import type { SymmetricKernel } from '../contract.ts';

/** Hidden units of a stripe of products with the outputs: as many whole panels as outputs. */
export const stripeUnits = 14;

/** Sizes of a pass: samples, inputs of a unit with its bias, active units, outputs and outputs made even. */
export interface Sizes {
  readonly count: number;
  readonly m: number;
  readonly u: number;
  readonly outputs: number;
  readonly even: number;
}

/** sums[p ≤ q][start + h′ − h] to rows (h, p) and columns (h′, q). */
export function placeInputs(
  { matrix, diagonal, size }: SymmetricKernel,
  { count, m, u }: Sizes,
  h: number,
  sums: Float64Array,
  start: number,
  row: number,
): void {
  for (let p = 0; p < m; p++)
    for (let other = h; other < u; other++) {
      const to = (h * m + p) * size + other * m;
      for (let q = other === h ? p : 0; q < m; q++) {
        const value = sums[pairAt(Math.min(p, q), Math.max(p, q), m) * row + start + other - h]! / count;
        if (other === h && q === p) diagonal[h * m + p] = value;
        else matrix[to + q] = value;
      }
    }
}

/** cross[stripe][p][h′, o] to rows (h, p) and the columns of the output weights and biases. */
export function placeCross(
  { matrix, size }: SymmetricKernel,
  sizes: Sizes,
  h: number,
  cross: Float64Array,
  stripeRow: number,
): void {
  const { count, m, u, outputs, even } = sizes;
  for (let p = 0; p < m; p++)
    for (let other = 0; other <= u; other++) {
      const stripe = Math.floor(other / stripeUnits);
      const from = (stripe * m + p) * stripeRow + (other - stripe * stripeUnits) * even;
      const to = (h * m + p) * size + outputRow(sizes, other);
      for (let o = 0; o < outputs; o++) matrix[to + o] = cross[from + o]! / count;
    }
}

/** sums[a ≤ b][o ≤ o′] to the block of output weights and biases. */
export function placeOutputs(
  { matrix, diagonal, size }: SymmetricKernel,
  sizes: Sizes,
  sums: Float64Array,
  row: number,
): void {
  const { count, u, outputs } = sizes;
  for (let a = 0; a <= u; a++)
    for (let b = a; b <= u; b++)
      for (let o = 0; o < outputs; o++)
        for (let other = a === b ? o : 0; other < outputs; other++) {
          const value =
            sums[pairAt(a, b, u + 1) * row + pairAt(Math.min(o, other), Math.max(o, other), outputs)]! / count;
          const [i, j] = [outputRow(sizes, a) + o, outputRow(sizes, b) + other];
          if (i === j) diagonal[i] = value;
          else matrix[Math.min(i, j) * size + Math.max(i, j)] = value;
        }
}

/** First row of the output weights of unit h, or of the output biases for h = u. */
function outputRow({ m, u, outputs }: Sizes, h: number): number {
  return h === u ? u * m : u * m + (h + 1) * outputs;
}

/** Pairs p ≤ q of n, and the number of one of them, q running fastest. */
export function pairs(n: number): number {
  return (n * (n + 1)) / 2;
}

function pairAt(p: number, q: number, n: number): number {
  return p * n - (p * (p - 1)) / 2 + q - p;
}
