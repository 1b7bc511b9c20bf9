/**
 * Whitened data with given singular values, X = I and Y = U diag(s) Vᵀ with random orthonormal U and V, and balanced starts along them:
 * W_H ⋯ W_1 = U diag(a) Vᵀ with a^{1/H} on the diagonal of every layer. From there every singular mode learns by itself.
 * @source [saxe2014exact]
 */

import { stream } from '../../base/philox.ts';
import { root } from '../../base/power.ts';
import { type Matrix, matrix, scaledColumns, times, transpose } from '../../linalg/matrix.ts';
import { svd } from '../../linalg/svd.ts';
import type { Examples } from '../network/examples.ts';

export interface WhitenedData {
  readonly seed: number;
  readonly disorder: number;
  readonly widths: readonly number[];
  /** s, at most as many as inputs and outputs. */
  readonly spectrum: readonly number[];
}

/** U (outputs × k) and V (inputs × k), k the number of singular values. */
function framesOf({ seed, disorder, widths, spectrum }: WhitenedData): { U: Matrix; V: Matrix } {
  const draw = stream(seed, 'deep-linear', disorder, `frames/${widths[0]}-${widths.at(-1)}`);
  const frame = (rows: number) => {
    const entries = Float64Array.from({ length: rows * spectrum.length }, () => draw.normal());
    return svd(matrix(rows, spectrum.length, entries)).left;
  };
  return { U: frame(widths.at(-1)!), V: frame(widths[0]!) };
}

/** As many samples as inputs. */
export function whitenedExamples(data: WhitenedData): Examples {
  const [inputs, outputs] = [data.widths[0]!, data.widths.at(-1)!];
  const { U, V } = framesOf(data);
  const Y = times(scaledColumns(U, data.spectrum), transpose(V));
  const x = Float64Array.from({ length: inputs ** 2 }, (_, at) => Number(at % (inputs + 1) === 0));
  return { count: inputs, inputs, outputs, x, t: transpose(Y).entries };
}

/** Writes the balanced start whose leading min(d_h) modes have the strength a. */
export function alignedWeights(data: WhitenedData, strength: number, out: Float64Array): void {
  const { widths } = data;
  const H = widths.length - 1;
  const modes = Math.min(...widths, data.spectrum.length);
  const each = root(strength, H);
  const { U, V } = framesOf(data);
  let start = 0;
  for (let h = 0; h < H; h++) {
    const [rows, columns] = [widths[h + 1]!, widths[h]!];
    const layer = out.subarray(start, start + rows * columns).fill(0);
    for (let m = 0; m < modes; m++)
      for (let u = 0; u < rows; u++) {
        const left = h === H - 1 ? U.entries[u * U.columns + m]! : Number(u === m);
        for (let k = 0; k < columns; k++) {
          const right = h === 0 ? V.entries[k * V.columns + m]! : Number(k === m);
          layer[u * columns + k]! += each * left * right;
        }
      }
    start += rows * columns;
  }
}
