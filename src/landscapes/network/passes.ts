/**
 * The three passes over a block of samples: forward, backward (gradient), and the R-pass (Hessian times vector). Each leaves its
 * numbers in the block for the next.
 * @source [rumelhart1986learning]; [pearlmutter1994fast]
 */
import type { Activation } from './activations.ts';
import type { Examples } from './examples.ts';
import { accumulate, backward, forward, forwardLinear, type LayerPlace } from './layers.ts';
import type { Loss } from './losses.ts';

/** Samples worked on at once: the block's numbers stay in cache. */
export const blockSize = 64;

/** One layer's numbers, samples × units: z, a = φ(z), d = ∂ℓ/∂z, g = ∂ℓ/∂a, and their derivatives along a direction. */
interface LayerBlock {
  readonly place: LayerPlace;
  readonly z: Float64Array;
  readonly a: Float64Array;
  readonly d: Float64Array;
  readonly g: Float64Array;
  readonly rz: Float64Array;
  readonly ra: Float64Array;
  readonly rd: Float64Array;
  readonly rg: Float64Array;
}

type Rows = (sample: number) => Float64Array;

export interface Block {
  readonly activation: Activation;
  readonly loss: Loss;
  readonly layers: readonly LayerBlock[];
  readonly inputs: number;
  readonly outputs: number;
  readonly x: Float64Array;
  readonly t: Float64Array;
  /** Weights of the samples, of mean 1 over all examples. */
  readonly w: Float64Array;
  /** Numbers of single samples: the outputs' z, d, rz, rd, and t. */
  readonly rows: Readonly<Record<'z' | 'd' | 'rz' | 'rd' | 't', Rows>>;
  /** Samples in the block now. */
  count: number;
}

/** @param examples  of so many are there; a block holds no more */
export function createBlock(
  places: readonly LayerPlace[],
  activation: Activation,
  loss: Loss,
  examples = blockSize,
): Block {
  const inputs = places[0]!.inputs;
  const outputs = places.at(-1)!.units;
  const samples = Math.min(blockSize, examples);
  const units = places.reduce((sum, place) => sum + place.units, 0);
  // One allocation: small blocks are made for one product.
  const all = new Float64Array(samples * (8 * units + inputs + outputs + 1));
  let used = 0;
  const numbers = (width: number) => {
    const start = used;
    used += samples * width;
    return all.subarray(start, used);
  };
  const layers = places.map((place) => {
    const some = () => numbers(place.units);
    return { place, z: some(), a: some(), d: some(), g: some(), rz: some(), ra: some(), rd: some(), rg: some() };
  });
  const [x, t, w] = [numbers(inputs), numbers(outputs), numbers(1)];
  const { z, d, rz, rd } = layers.at(-1)!;
  const of = (array: Float64Array) => rowsOf(array, outputs);
  const rows = { z: of(z), d: of(d), rz: of(rz), rd: of(rd), t: of(t) };
  return { activation, loss, layers, inputs, outputs, x, t, w, rows, count: 0 };
}

/** Views of single samples' numbers, each made when it is first asked for: small blocks are made for one product, which asks for few. */
function rowsOf(array: Float64Array, outputs: number): Rows {
  const made: Float64Array[] = [];
  return (s) => {
    made[s] ??= array.subarray(s * outputs, (s + 1) * outputs);
    return made[s];
  };
}

/** Fills the block with samples number first … first + count − 1 of the examples, or of their subset. */
export function load(block: Block, examples: Examples, first: number, count: number, subset?: Uint32Array): void {
  const { inputs, outputs } = block;
  for (let s = 0; s < count; s++) {
    const i = subset ? subset[first + s]! : first + s;
    block.x.set(examples.x.subarray(i * inputs, (i + 1) * inputs), s * inputs);
    block.t.set(examples.t.subarray(i * outputs, (i + 1) * outputs), s * outputs);
    block.w[s] = examples.weights?.[i] ?? 1;
  }
  block.count = count;
}

/** z and a of every layer at θ. */
export function runForward(block: Block, theta: Float64Array): void {
  const { layers, activation, count } = block;
  layers.forEach(({ place, z, a }, l) => {
    forward(theta, place, inputOf(block, l), count, z);
    if (l < layers.length - 1) for (let i = 0; i < count * place.units; i++) a[i] = activation.value(z[i]!);
  });
}

/** Logits of sample s. */
export function outputOf({ rows }: Block, s: number): Float64Array {
  return rows.z(s);
}

/** Σ w ℓ over the block. */
export function summedLoss(block: Block): number {
  let sum = 0;
  for (let s = 0; s < block.count; s++) sum += block.w[s]! * block.loss.value(outputOf(block, s), targetOf(block, s));
  return sum;
}

/** Adds scale · Σ w ∂ℓ/∂θ to out, after `runForward`. */
export function runBackward(block: Block, theta: Float64Array, scale: number, out: Float64Array): void {
  const { layers, activation, loss, rows, count } = block;
  for (let s = 0; s < count; s++) {
    const d = rows.d(s);
    loss.gradient(outputOf(block, s), targetOf(block, s), d);
    weigh(d, block.w[s]!);
  }
  for (let l = layers.length - 1; l >= 0; l--) {
    const { place, d } = layers[l]!;
    accumulate(out, place, d, inputOf(block, l), count, scale);
    if (l === 0) break;
    const below = layers[l - 1]!;
    backward(theta, place, d, count, below.g);
    for (let i = 0; i < count * place.inputs; i++) below.d[i] = below.g[i]! * activation.slope(below.z[i]!);
  }
}

/**
 * Σ w ℓ / count at θ, and its gradient to `gradient`, which is overwritten.
 * @param examples  with weights of mean 1, or none
 */
export function meanLossAt(block: Block, examples: Examples, theta: Float64Array, gradient: Float64Array): number {
  const { count } = examples;
  gradient.fill(0);
  let sum = 0;
  for (let first = 0; first < count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, count - first));
    runForward(block, theta);
    runBackward(block, theta, 1 / count, gradient);
    sum += summedLoss(block);
  }
  return sum / count;
}

/** Adds scale · Σ w (∂²ℓ/∂θ∂θ) v to out, after `runForward` and `runBackward`. */
export function runAlong(block: Block, theta: Float64Array, v: Float64Array, scale: number, out: Float64Array): void {
  const { layers, activation, loss, rows, count } = block;
  layers.forEach(({ place, z, rz, ra }, l) => {
    forward(v, place, inputOf(block, l), count, rz);
    if (l > 0) forwardLinear(theta, place, layers[l - 1]!.ra, count, rz);
    if (l < layers.length - 1) for (let i = 0; i < count * place.units; i++) ra[i] = activation.slope(z[i]!) * rz[i]!;
  });
  for (let s = 0; s < count; s++) {
    const rd = rows.rd(s);
    loss.curvature(outputOf(block, s), targetOf(block, s), rows.rz(s), rd);
    weigh(rd, block.w[s]!);
  }
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l]!;
    accumulate(out, layer.place, layer.rd, inputOf(block, l), count, scale);
    if (l === 0) break;
    const below = layers[l - 1]!;
    accumulate(out, { ...layer.place, biases: undefined }, layer.d, below.ra, count, scale);
    backward(theta, layer.place, layer.rd, count, below.rg);
    backward(v, layer.place, layer.d, count, below.rg, true);
    for (let i = 0; i < count * layer.place.inputs; i++) {
      const z = below.z[i]!;
      below.rd[i] = activation.slope(z) * below.rg[i]! + activation.bend(z) * below.rz[i]! * below.g[i]!;
    }
  }
}

function weigh(d: Float64Array, w: number): void {
  if (w !== 1) for (let o = 0; o < d.length; o++) d[o]! *= w;
}

function inputOf({ layers, x }: Block, l: number): Float64Array {
  return l === 0 ? x : layers[l - 1]!.a;
}

function targetOf({ rows }: Block, s: number): Float64Array {
  return rows.t(s);
}
