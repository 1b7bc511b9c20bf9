/**
 * The data set of Proposition 4 of [swirszcz2017local, B.1]: all features of N − 1 samples are negative, all those of one are positive, and
 * each feature has mean 0 and variance 1. Made of integers, so that what it has to fulfil can be checked without rounding.
 */
import { finite, integer } from '../base/arguments.ts';
import { stream } from '../base/philox.ts';

export interface OutlierSamples {
  /** N × d: features before the scale. A column adds up to 0; the outlier stands last. */
  readonly whole: readonly (readonly number[])[];
  /** Square of the scale of each feature, N over the sum of the column's squares, as a fraction. */
  readonly squaredScales: readonly { readonly numerator: number; readonly denominator: number }[];
  /** N × d: whole numbers times scale, in binary64. */
  readonly x: readonly (readonly number[])[];
  /** 1 for the outlier and for samples with a first feature above the middle, else 0: a hyperplane in the first feature separates them. */
  readonly labels: readonly number[];
  /** The whole number, plus ½, at which that hyperplane cuts the first feature: labels are 1 above it. */
  readonly cut: number;
}

export interface OutlierOptions {
  /** d ≥ 1 */
  readonly inputs: number;
  /** N ≥ 4 */
  readonly samples: number;
  /** In (0, 1): features of the N − 1 lie within this share of their common mean. */
  readonly spread: number;
  readonly seed: number;
}

/** Before the scale, the mean of a negative feature is −middle: fine enough for distinct samples, squares far below 2⁵³. */
const middle = 1000;

/**
 * The N − 1 samples lie at −middle (1 + spread · u), u from [−1, 1], in pairs of opposite u for each feature; the outlier at (N − 1) middle.
 * Drawn from the stream (seed, 'outlier-samples').
 * @throws ArgumentError unless inputs ≥ 1, 4 ≤ samples ≤ 10 000 and 0 < spread < 1
 */
export function outlierSamples({ inputs, samples, spread, seed }: OutlierOptions): OutlierSamples {
  integer('outlierSamples', 'inputs', inputs, 1);
  integer('outlierSamples', 'samples', samples, 4, 10_000);
  finite('outlierSamples', 'spread', spread, 2 / middle, 1 - 1 / middle);
  const draw = stream(seed, 'outlier-samples', 0, 'features');
  const columns = Array.from({ length: inputs }, () => {
    const offsets = new Array<number>(samples - 1).fill(0);
    for (let i = 0; i + 1 < samples - 1; i += 2) {
      const offset = Math.max(1, Math.round(spread * middle * draw.uniform()));
      [offsets[i], offsets[i + 1]] = [offset, -offset];
    }
    const order = Uint32Array.from(offsets.keys());
    draw.shuffle(order);
    return [...Array.from(order, (i) => -middle - offsets[i]!), (samples - 1) * middle];
  });
  const whole = columns[0]!.map((_, i) => columns.map((column) => column[i]!));
  const squaredScales = columns.map((column) => ({
    numerator: samples,
    denominator: column.reduce((sum, value) => sum + value * value, 0),
  }));
  const cut = -middle - 0.5;
  return {
    whole,
    squaredScales,
    x: whole.map((row) => row.map((value, k) => value * Math.sqrt(samples / squaredScales[k]!.denominator))),
    labels: whole.map((row) => (row[0]! > cut ? 1 : 0)),
    cut,
  };
}
