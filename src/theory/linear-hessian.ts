/**
 * Gradient and Hessian of ‖Y − W_H ⋯ W_1 X‖² from their formulas, matrix by matrix. With C_a = W_H ⋯ W_{a+1}, D_a = W_{a−1} ⋯ W_1 and
 * G = (R X − Y) Xᵀ:
 *
 *     ∂L/∂W_a = 2 C_aᵀ G D_aᵀ,
 *     ∂²L/∂W_a∂W_b = 2 (C_aᵀ C_b) ⊗ (D_a X Xᵀ D_bᵀ), and for a > b besides 2 (C_aᵀ G D_bᵀ)_{u k'} (W_{a−1} ⋯ W_{b+1})_{k u'}.
 *
 * It shares no code with the landscape that it predicts; the two are tested against each other.
 * @source worked out here; the zero Hessian at the origin of deep nets: [kawaguchi2016deep]
 */
import { identityMatrix, type Matrix, matrix, plus, times, transpose } from '../linalg/matrix.ts';

export interface LinearDerivatives {
  readonly gradients: readonly Matrix[];
  /** n × n, row-major, in the order W_1, …, W_H, each row by row. */
  hessian(): Float64Array;
}

/** W_hi ⋯ W_lo, numbers from 1; the identity where lo > hi. @param widths d_0, …, d_H */
export function productOf(weights: readonly Matrix[], widths: readonly number[], hi: number, lo: number): Matrix {
  let product = identityMatrix(widths[lo - 1]!);
  for (let h = lo; h <= hi; h++) product = times(weights[h - 1]!, product);
  return product;
}

/**
 * @param weights  W_1, …, W_H
 * @param X        inputs × samples
 * @param Y        outputs × samples
 */
export function linearDerivatives(weights: readonly Matrix[], X: Matrix, Y: Matrix): LinearDerivatives {
  const H = weights.length;
  const widths = widthsOf(weights);
  const above = weights.map((_, h) => productOf(weights, widths, H, h + 2));
  const below = weights.map((_, h) => productOf(weights, widths, h, 1));
  const G = times(plus(times(above[0]!, weights[0]!, X), -1, Y), transpose(X));
  const gradients = weights.map((_, h) => doubled(times(transpose(above[h]!), G, transpose(below[h]!))));
  return {
    gradients,
    hessian() {
      const covariance = times(X, transpose(X));
      const starts: number[] = [];
      let n = 0;
      for (const { entries } of weights) {
        starts.push(n);
        n += entries.length;
      }
      const out = new Float64Array(n * n);
      for (let a = 0; a < H; a++)
        for (let b = 0; b <= a; b++) {
          const CC = times(transpose(above[a]!), above[b]!);
          const DD = times(below[a]!, covariance, transpose(below[b]!));
          const CGD = times(transpose(above[a]!), G, transpose(below[b]!));
          const between = a > b ? productOf(weights, widths, a, b + 2) : undefined;
          const [rows, columns] = [weights[a]!.columns, weights[b]!.columns];
          for (let u = 0; u < weights[a]!.rows; u++)
            for (let k = 0; k < rows; k++)
              for (let v = 0; v < weights[b]!.rows; v++)
                for (let l = 0; l < columns; l++) {
                  let entry = CC.entries[u * CC.columns + v]! * DD.entries[k * DD.columns + l]!;
                  if (between) entry += CGD.entries[u * CGD.columns + l]! * between.entries[k * between.columns + v]!;
                  const [i, j] = [starts[a]! + u * rows + k, starts[b]! + v * columns + l];
                  out[i * n + j] = out[j * n + i] = 2 * entry;
                }
        }
      return out;
    },
  };
}

/** d_0, …, d_H of matrices that chain. */
export function widthsOf(weights: readonly Matrix[]): number[] {
  return [weights[0]!.columns, ...weights.map(({ rows }) => rows)];
}

/** The matrices of a net at a point in the order of its parameters. */
export function weightsAt(widths: readonly number[], point: Float64Array): Matrix[] {
  let start = 0;
  return widths.slice(1).map((rows, h) => {
    const columns = widths[h]!;
    const from = start;
    start += rows * columns;
    return matrix(rows, columns, point.slice(from, start));
  });
}

/** The point of a net's matrices. */
export function pointOf(weights: readonly Matrix[]): Float64Array {
  const out = new Float64Array(weights.reduce((sum, { entries }) => sum + entries.length, 0));
  let at = 0;
  for (const { entries } of weights) {
    out.set(entries, at);
    at += entries.length;
  }
  return out;
}

function doubled(A: Matrix): Matrix {
  return { ...A, entries: A.entries.map((a) => 2 * a) };
}
