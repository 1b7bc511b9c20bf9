/** The two large sums of the first pass in WASM: pre-activations as a product of tiles, couplings as moments of the pixels. */
import type { RectifiedShape } from '../contract.ts';
import type { LitSamples } from '../lit-samples.ts';
import type { PassSums } from '../rectified-pass.ts';
import { addMoments, chunk, floatsAt, type PassMemory, type PassSizes, tile, tileBytes } from './hessian-memory.ts';
import type { Instance } from './host.ts';

export function wasmPassSums(
  { inputs }: RectifiedShape,
  samples: LitSamples,
  sizes: PassSizes,
  at: PassMemory,
  instance: Instance,
): PassSums {
  const { count, width, units, stride } = sizes;
  const first = at.columns + width * stride;
  return {
    preActivations(parameters) {
      loadPixels(instance, samples, sizes, at);
      loadWeights(instance, inputs, samples.lit, parameters, sizes, at);
      for (let s = 0; s < count; s += tile)
        instance.exports['productTile']!(
          at.weights,
          at.columns + s * 8,
          stride,
          width,
          first + s * 8,
          stride,
          Math.ceil(units / 2),
        );
      return Array.from({ length: units }, (_, h) => floatsAt(instance, first + h * stride, count));
    },
    couplings(_, active, errors) {
      const out = new Float64Array(active.length * sizes.m * sizes.outputs);
      for (let unit = 0; unit < units; unit += sizes.stripe)
        coupleStripe(instance, sizes, at, active, errors, unit, out);
      return out;
    },
  };
}

/** Couplings of the units from `unit` on, a stripe of them: moments of the pixels, weighted by e where the unit is on. */
function coupleStripe(
  instance: Instance,
  { count, m, width, units, outputs, even, stride, stripe }: PassSizes,
  at: PassMemory,
  active: Int32Array,
  errors: Float64Array,
  unit: number,
  out: Float64Array,
): void {
  const pad = width - m;
  const features = Math.min(units - unit, stripe);
  const tiles = Math.ceil((features * outputs) / tile);
  const sums = floatsAt(instance, at.sums, width * tiles * tile).fill(0);
  const T = floatsAt(instance, at.T, chunk * even).fill(0);
  for (let s = 0; s < count; s += chunk) {
    const some = Math.min(count - s, chunk);
    for (let i = 0; i < some; i++) for (let o = 0; o < outputs; o++) T[i * even + o] = errors[(s + i) * outputs + o]!;
    const columns = at.columns + s * 8;
    const gates = columns + (width + unit) * stride;
    const { exports } = instance;
    exports['hessianProducts']!(gates, stride, features, some, at.T, outputs, even * 8, 1, at.D, tiles * tileBytes);
    const moments = { columns, stride, x: width - 1, some, factor: 1, D: at.D, tiles, sums: at.sums };
    addMoments(instance, at, moments, [pad, width]);
  }
  active.forEach((index, h) => {
    if (index < unit || index >= unit + features) return;
    for (let p = 0; p < m; p++)
      for (let o = 0; o < outputs; o++)
        out[(h * m + p) * outputs + o] = sums[(pad + p) * tiles * tile + (index - unit) * outputs + o]!;
  });
}

/** Pixels and the one as columns over the samples in their order, zeros before them and behind the last sample. */
function loadPixels(
  instance: Instance,
  { count, first, places, values }: LitSamples,
  { m, width, units, stride }: PassSizes,
  at: PassMemory,
): void {
  const columns = floatsAt(instance, at.columns, ((width + units) * stride) / 8).fill(0);
  for (let s = 0; s < count; s++)
    for (let e = first[s]!; e < first[s + 1]!; e++) columns[((width - m + places[e]!) * stride) / 8 + s] = values[e]!;
}

/** Input weights and biases as pairs of units over the columns of the inputs; the second of a last pair alone is zero. */
function loadWeights(
  instance: Instance,
  inputs: number,
  lit: Int32Array,
  parameters: Float64Array,
  { m, width, units }: PassSizes,
  at: PassMemory,
): void {
  const weights = floatsAt(instance, at.weights, Math.ceil(units / 2) * 2 * width).fill(0);
  for (let h = 0; h < units; h++) {
    const to = (h >> 1) * 2 * width + (h & 1);
    lit.forEach((k, p) => {
      weights[to + 2 * (width - m + p)] = parameters[h * inputs + k]!;
    });
    weights[to + 2 * (width - 1)] = parameters[units * inputs + h]!;
  }
}
