/** How a minibatch of examples gets into a kernel's memory: rows of numbers, and what each sample counts. */
import type { Examples, TrainingLoss } from '../contract.ts';

type Numbers = Float32Array | Float64Array;

/** Rows up to this length are copied number by number, which is faster than a view of each. */
const shortRow = 32;

/** Copies the listed rows of `width` numbers to the front of `to`, `stride` numbers from row to row. */
export function copyRows(from: Numbers, width: number, order: Uint32Array, to: Numbers, stride: number): void {
  if (width > shortRow) {
    for (let i = 0; i < order.length; i++)
      to.set(from.subarray(order[i]! * width, (order[i]! + 1) * width), i * stride);
    return;
  }
  for (let i = 0; i < order.length; i++) {
    const first = order[i]! * width;
    for (let k = 0; k < width; k++) to[i * stride + k] = from[first + k]!;
  }
}

/** Copies the listed labels; by itself, because loops over arrays of many kinds are slow. */
export function copyLabels(from: Uint8Array, order: Uint32Array, to: Uint8Array): void {
  for (let i = 0; i < order.length; i++) to[i] = from[order[i]!]!;
}

/** Writes what each of the listed samples counts. */
export type Shares = (order: Uint32Array, out: Float64Array) => void;

/** In a step: the weight over the sum of the listed weights, 0 where that is 0, times the loss's factor. */
export function stepShares(loss: TrainingLoss, { weights, outputs }: Examples): Shares {
  const factor = factorOf(loss, outputs);
  return (order, out) => {
    if (!weights) {
      out.fill(factor / order.length);
      return;
    }
    let sum = 0;
    for (const s of order) sum += weights[s]!;
    for (let i = 0; i < order.length; i++) out[i] = sum > 0 ? (factor * weights[order[i]!]!) / sum : 0;
  };
}

/** In an evaluation: the weight times the loss's factor; the mean is taken when all are seen. */
export function lookShares(loss: TrainingLoss, { weights, outputs }: Examples): Shares {
  const factor = factorOf(loss, outputs);
  return (order, out) => {
    if (!weights) out.fill(factor);
    else for (let i = 0; i < order.length; i++) out[i] = factor * weights[order[i]!]!;
  };
}

/** What the mean is over: Σ wₛ, or the number of samples. */
export function weightSum({ weights, count }: Examples): number {
  return weights ? weights.reduce((sum, w) => sum + w, 0) : count;
}

/** What a loss takes of Σ ½ (z − t)², Σ (ln(1 + eᶻ) − t z) or Σ −t log softmax(z) over K outputs. */
function factorOf(loss: TrainingLoss, outputs: number): number {
  if (loss === 'mean-squared') return 2 / outputs;
  return loss === 'binary-cross-entropy' ? 1 / outputs : 1;
}
