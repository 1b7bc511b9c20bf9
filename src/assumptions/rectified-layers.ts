/** A ReLU network as plain arrays, with linear outputs: its forward pass, the gates on the way, and how many paths it has. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';

export interface RectifiedLayers {
  /** n₀, …, n_H. */
  readonly sizes: readonly number[];
  /** W_k, n_k × n_{k−1}, a unit a row. */
  readonly weights: readonly Float64Array[];
  /** b_k, n_k numbers, or null for a network without biases: all layers have them or none. */
  readonly biases: readonly Float64Array[] | null;
}

/** Inputs of m samples, row-major. */
export interface Inputs {
  readonly count: number;
  readonly inputs: number;
  readonly x: Float64Array;
}

/** What happens on the samples: gates of each hidden layer as bits, 32 units a word, and the outputs. */
export interface ForwardPass {
  /** Of hidden layer k: m rows of ⌈n_k/32⌉ words. */
  readonly gates: readonly Int32Array[];
  /** m × n_H. */
  readonly outputs: Float64Array;
}

/** @throws ArgumentError when shapes do not fit each other */
export function checkLayers(where: string, { sizes, weights, biases }: RectifiedLayers): void {
  integer(where, 'layers', sizes.length - 1, 1);
  for (const [k, size] of sizes.entries()) integer(where, `sizes[${k}]`, size, 1);
  const layers = sizes.length - 1;
  if (weights.length !== layers) throw new ArgumentError(where, 'weights', `of ${layers} layers`, weights.length);
  if (biases && biases.length !== layers)
    throw new ArgumentError(where, 'biases', `of ${layers} layers`, biases.length);
  for (let k = 0; k < layers; k++) {
    const [units, inputs] = [sizes[k + 1]!, sizes[k]!];
    if (weights[k]!.length !== units * inputs)
      throw new ArgumentError(where, `W${k + 1}`, `of the shape ${units} × ${inputs}`, `${weights[k]!.length} numbers`);
    if (biases && biases[k]!.length !== units)
      throw new ArgumentError(where, `b${k + 1}`, `of ${units} numbers`, biases[k]!.length);
  }
}

/**
 * Gates z > 0 and outputs of every sample.
 * @throws ArgumentError when the network takes other inputs
 */
export function forward(network: RectifiedLayers, { count, inputs, x }: Inputs): ForwardPass {
  const { sizes, weights, biases } = network;
  checkLayers('forward', network);
  if (inputs !== sizes[0]) throw new ArgumentError('forward', 'inputs', `${sizes[0]}, as the network takes`, inputs);
  const gates: Int32Array[] = [];
  let from = x;
  weights.forEach((W, k) => {
    const [before, after] = [sizes[k]!, sizes[k + 1]!];
    const hidden = k < weights.length - 1;
    const words = Math.ceil(after / 32);
    const open = new Int32Array(hidden ? count * words : 0);
    const to = new Float64Array(count * after);
    for (let s = 0; s < count; s++)
      for (let u = 0; u < after; u++) {
        const z = (biases ? biases[k]![u]! : 0) + rowProduct(from, s, W, u, before);
        if (!hidden) to[s * after + u] = z;
        else if (z > 0) {
          to[s * after + u] = z;
          open[s * words + (u >>> 5)]! |= 1 << (u & 31);
        }
      }
    if (hidden) gates.push(open);
    from = to;
  });
  return { gates, outputs: from };
}

/** Product of row r of a and row s of b, n numbers each: four sums, so that none waits for the last. */
export function rowProduct(a: Float64Array, r: number, b: Float64Array, s: number, n: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = r * n;
  let j = s * n;
  for (const end = i + n - (n % 4); i < end; i += 4, j += 4) {
    s0 += a[i]! * b[j]!;
    s1 += a[i + 1]! * b[j + 1]!;
    s2 += a[i + 2]! * b[j + 2]!;
    s3 += a[i + 3]! * b[j + 3]!;
  }
  for (const end = (r + 1) * n; i < end; i++, j++) s0 += a[i]! * b[j]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * dY/dα at α = 1 of the outputs of the network with all parameters times α, m × n_H: z′_k = W_k (a + a′) + b_k, a′ = z′ where a gate is open.
 * @param gates  of the forward pass
 */
export function radialDerivative(
  { sizes, weights, biases }: RectifiedLayers,
  { count, x }: Inputs,
  { gates }: Pick<ForwardPass, 'gates'>,
): Float64Array {
  let value = x;
  let moved = new Float64Array(0);
  weights.forEach((W, k) => {
    const [before, after] = [sizes[k]!, sizes[k + 1]!];
    const words = Math.ceil(after / 32);
    // Inputs do not move: in the first layer both products are one.
    const both = k === 0 ? value : value.map((a, i) => a + moved[i]!);
    const [next, nextMoved] = [new Float64Array(count * after), new Float64Array(count * after)];
    for (let s = 0; s < count; s++)
      for (let u = 0; u < after; u++) {
        if (k < gates.length && ((gates[k]![s * words + (u >>> 5)]! >>> (u & 31)) & 1) === 0) continue;
        const b = biases ? biases[k]![u]! : 0;
        const z = b + rowProduct(both, s, W, u, before);
        nextMoved[s * after + u] = z;
        if (k < gates.length) next[s * after + u] = k === 0 ? z : b + rowProduct(value, s, W, u, before);
      }
    value = next;
    moved = nextMoved;
  });
  return moved;
}

export interface PathCount {
  /** Paths that begin at an input, n₀ … n_H. */
  readonly fromInputs: number;
  /** All of them: those that begin at a bias too. */
  readonly all: number;
}

/** Ψ, the number of paths. A bias of layer k is an input of constant 1 whose paths begin there. */
export function pathCount({ sizes, biases }: Pick<RectifiedLayers, 'sizes' | 'biases'>): PathCount {
  const fromInputs = sizes.reduce((product, size) => product * size, 1);
  let all = fromInputs;
  if (biases) for (let k = 1, tail = fromInputs; k < sizes.length; k++) all += tail /= sizes[k - 1]!;
  return { fromInputs, all };
}

/** Weights N(0, 2/n_{k−1}), biases 0 or absent. */
export function randomLayers(draw: Stream, sizes: readonly number[], biases = false): RectifiedLayers {
  const weights = sizes
    .slice(1)
    .map((units, k) =>
      Float64Array.from({ length: units * sizes[k]! }, () => Math.sqrt(2 / sizes[k]!) * draw.normal()),
    );
  return { sizes, weights, biases: biases ? sizes.slice(1).map((units) => new Float64Array(units)) : null };
}
