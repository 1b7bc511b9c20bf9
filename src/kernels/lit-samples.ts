/** Samples as a Hessian sees them: lit pixels only, and a one for the bias. */
import type { RectifiedShape, Samples } from './contract.ts';
import { checkShape, inspectSamples } from './minibatch.ts';

export interface LitSamples {
  readonly count: number;
  /** Pixels that are lit in some image. */
  readonly lit: Int32Array;
  readonly labels: Uint8Array;
  /** Entries first[s] … first[s + 1] − 1 of sample s: number among the lit pixels, and value; the last one is the bias, lit.length, 1. */
  readonly first: Int32Array;
  readonly places: Int32Array;
  readonly values: Float32Array;
  /** ‖x̃‖² of each sample, the one included. */
  readonly squares: Float64Array;
  /** For each lit pixel and the bias a bit a sample, ⌈count/32⌉ words: where it is not zero. */
  readonly bits: Uint32Array;
}

/** @throws ArgumentError when the samples do not fit the shape */
export function litSamples(shape: RectifiedShape, samples: Samples): LitSamples {
  checkShape('rectifiedHessians', shape, 1);
  inspectSamples('rectifiedHessians', shape, samples);
  const { count, inputs, images, labels } = samples;
  const number = new Int32Array(inputs); // of each pixel: how often it is lit, then its number among the lit ones
  for (let s = 0, i = 0; s < count; s++) for (let k = 0; k < inputs; k++, i++) if (images[i] !== 0) number[k]!++;
  const entries = number.reduce((sum, n) => sum + n, count);
  const lit = Int32Array.from(number.keys()).filter((k) => number[k]! > 0);
  lit.forEach((k, p) => {
    number[k] = p;
  });
  const words = Math.ceil(count / 32);
  const first = new Int32Array(count + 1);
  const places = new Int32Array(entries);
  const values = new Float32Array(entries);
  const squares = new Float64Array(count);
  const bits = new Uint32Array((lit.length + 1) * words);
  let at = 0;
  for (let s = 0, i = 0; s < count; s++) {
    const [word, bit] = [s >> 5, 1 << (s & 31)];
    let square = 0;
    for (let k = 0; k < inputs; k++, i++) {
      const x = images[i]!;
      if (x === 0) continue;
      const p = number[k]!;
      places[at] = p;
      values[at++] = x;
      square += x * x;
      bits[p * words + word]! |= bit;
    }
    places[at] = lit.length;
    values[at++] = 1;
    bits[lit.length * words + word]! |= bit;
    squares[s] = square + 1;
    first[s + 1] = at;
  }
  return { count, lit, labels, first, places, values, squares, bits };
}
