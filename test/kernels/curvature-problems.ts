import { stream } from '../../src/base/philox.ts';
import type { HessianPart, NetworkLayers, PreparedPoint } from '../../src/kernels/index.ts';
import { type ActivationName, activations } from '../../src/landscapes/network/activations.ts';
import { layerPlaces } from '../../src/landscapes/network/layers.ts';
import { distance } from '../linalg/matrices.ts';

export const activationNames = Object.keys(activations) as ActivationName[];
export const parts: HessianPart[] = ['whole', 'gauss-newton', 'residual'];
/** Odd and even units, one of each, no hidden layer to four; more inputs than a product sums at once. */
export const shapes = [
  [1, 1],
  [3, 2],
  [2, 1, 1],
  [5, 3, 4, 2],
  [7, 5, 3, 3, 2],
  [4, 3, 2, 3, 2, 3],
  [9, 17, 5],
  [259, 3, 2],
];
/** Around tiles of 8 and blocks of 256. */
export const counts = [1, 3, 7, 31, 33, 63, 64, 65, 129, 257];

export const every: [sizes: string, activation: ActivationName, count: number, bias: boolean][] = shapes.flatMap(
  (sizes, k) =>
    activationNames.flatMap((activation, a) =>
      // Each size meets each activation with and without biases at two numbers of samples, each number of samples most sizes.
      [true, false].map((bias, b) => {
        return [sizes.join('-'), activation, counts[(3 * k + 5 * a + 7 * b) % counts.length]!, bias] as const;
      }),
    ),
) as never;

export function problem(
  sizes: readonly number[],
  activation: ActivationName,
  count: number,
  bias: boolean,
  replica = 0,
) {
  const draw = stream(3, 'test/perceptron', replica, `${sizes}/${activation}/${count}/${bias}`);
  const layers: NetworkLayers = { sizes, activation, bias };
  const { dimension } = layerPlaces(sizes, bias);
  // A tenth of the inputs are not zero, as of pixels: the kernel lists these; or all.
  const share = activation === 'relu' || activation === 'sigmoid' ? 0.1 : 1;
  const x = Float64Array.from({ length: count * sizes[0]! }, () => (draw.uniform() < share ? draw.normal() : 0));
  const point = Float64Array.from({ length: dimension }, () => draw.normal());
  return { draw, layers, inputs: { count, x }, point, n: dimension, outputs: sizes.at(-1)! };
}

export const sizesOf = (text: string) => text.split('-').map(Number);

export function product(at: PreparedPoint, vectors: Float64Array, count: number, part?: HessianPart): Float64Array {
  const out = new Float64Array(count * at.gradient.length);
  at.multiply(vectors, count, out, part);
  return out;
}

export function matrix(at: PreparedPoint, part?: HessianPart): Float64Array {
  const out = new Float64Array(at.gradient.length ** 2);
  at.matrix(out, part);
  return out;
}

/** max |a − b| over max |b|; 0 where both are 0. */
export function deviation(a: Float64Array, b: Float64Array): number {
  return distance(a, b) / (b.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1);
}
