/**
 * Gaussian inputs of paths (A2): every input begins as many paths as any other, so that uniform paths are uniform inputs.
 *      δ2² = mean over inputs of W₂²(law of x_a/s, N(0, 1)),  s² = mean of x² over inputs and samples,
 *      W₂² = mean over sorted samples of (x_(i) − Φ⁻¹((i − ½)/m))² = mean² + (sd − 1)² + 2 sd (1 − c), c the correlation of the quantiles,
 * up to the lattice of quantiles, whose variance is a little below 1. Not 0 for Gaussians: `nullValue` is its mean for them at the same m.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { normalQuantile } from '../base/normal.ts';
import type { Stream } from '../base/philox.ts';
import { deviation, type Estimate } from './jackknife.ts';
import type { Inputs } from './rectified-layers.ts';

export interface InputMeasure {
  /** δ2; error by the jackknife over groups of samples. */
  readonly delta2: Estimate;
  /** Shares of δ2², means over inputs: of means, of deviations, of shapes. */
  readonly split: { readonly mean: number; readonly scale: number; readonly shape: number };
  readonly nullValue: number;
}

/** Groups of samples that are left out one at a time. */
const groups = 10;
/** Gaussian inputs behind the null. */
const nullInputs = 100;

/** @throws ArgumentError when there are fewer than 2 samples, or all inputs are 0 */
export function inputMeasure({ count, inputs, x }: Inputs, draw: Stream): InputMeasure {
  integer('inputMeasure', 'samples', count, 2);
  const all = Int32Array.from({ length: count }, (_, s) => s);
  const { square, split } = meanDistance(x, inputs, all);
  const parts = Math.min(groups, count);
  const deleted = Float64Array.from({ length: count > 2 ? parts : 0 }, (_, g) =>
    Math.sqrt(
      meanDistance(
        x,
        inputs,
        all.filter((s) => s % parts !== g),
      ).square,
    ),
  );
  const normals = Float64Array.from({ length: count * nullInputs }, () => draw.normal());
  const quantiles = quantilesOf(count);
  let gaussian = 0;
  for (let a = 0; a < nullInputs; a++)
    gaussian += distance(normals.slice(a * count, (a + 1) * count).sort(), quantiles).square / nullInputs;
  return {
    delta2: { value: Math.sqrt(square), error: deleted.length > 0 ? deviation(deleted, parts) : 0 },
    split,
    nullValue: Math.sqrt(gaussian),
  };
}

function meanDistance(x: Float64Array, inputs: number, samples: Int32Array) {
  const m = samples.length;
  let total = 0;
  for (const s of samples) for (let i = 0; i < inputs; i++) total += x[s * inputs + i]! ** 2;
  const scale = Math.sqrt(total / (m * inputs));
  if (!(scale > 0)) throw new ArgumentError('inputMeasure', 'inputs', 'not all 0', scale);
  const quantiles = quantilesOf(m);
  const column = new Float64Array(m);
  const split = { mean: 0, scale: 0, shape: 0 };
  let square = 0;
  for (let i = 0; i < inputs; i++) {
    for (let k = 0; k < m; k++) column[k] = x[samples[k]! * inputs + i]! / scale;
    const here = distance(column.sort(), quantiles);
    square += here.square / inputs;
    split.mean += here.mean / inputs;
    split.scale += here.scale / inputs;
    split.shape += here.shape / inputs;
  }
  return { square, split };
}

function distance(sorted: Float64Array, quantiles: Float64Array) {
  const m = sorted.length;
  let [square, sum, squares, product, norm] = [0, 0, 0, 0, 0];
  for (let k = 0; k < m; k++) {
    const [value, quantile] = [sorted[k]!, quantiles[k]!];
    square += (value - quantile) ** 2 / m;
    sum += value / m;
    squares += (value * value) / m;
    product += (value * quantile) / m;
    norm += (quantile * quantile) / m;
  }
  const sd = Math.sqrt(Math.max(0, squares - sum * sum));
  const width = Math.sqrt(norm);
  return { square, mean: sum * sum, scale: (sd - width) ** 2, shape: 2 * (sd * width - product) };
}

/** Φ⁻¹((i − ½)/m). */
function quantilesOf(m: number): Float64Array {
  return Float64Array.from({ length: m }, (_, i) => normalQuantile((i + 0.5) / m));
}
