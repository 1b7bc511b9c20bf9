/** Small seeded networks of every activation and loss, of no, one, two and three hidden layers, with and without biases. */
import { type Stream, stream } from '../../../src/base/philox.ts';
import { type ActivationName, activations } from '../../../src/landscapes/network/activations.ts';
import { type Examples, normalizedWeights } from '../../../src/landscapes/network/examples.ts';
import { type LossName, losses } from '../../../src/landscapes/network/losses.ts';
import { type NetworkLandscape, networkLandscape } from '../../../src/landscapes/network/network.ts';
import type { NetworkModel } from '../../../src/landscapes/network/shape.ts';

export interface SomeNetwork {
  readonly name: string;
  readonly shape: NetworkModel;
  readonly examples: Examples;
  readonly landscape: NetworkLandscape;
  readonly point: Float64Array;
  /** For what is drawn on top. */
  readonly draw: Stream;
}

export const activationNames = Object.keys(activations) as ActivationName[];
export const lossNames = Object.keys(losses) as LossName[];
/** Of every form of curvature, with and without kinks. */
const twistedLosses: readonly LossName[] = ['cross-entropy', 'hinge', 'binary-cross-entropy'];
const depths = [
  [3, 2],
  [3, 4, 2],
  [3, 4, 3, 2],
  [2, 3, 4, 3, 2],
];

/** Of 5 samples each: every depth, activation and loss, with and without biases, and the objectives below. */
export function someNetworks(): SomeNetwork[] {
  const plain = depths.flatMap((sizes) =>
    activationNames.flatMap((activation) =>
      (sizes.length > 3 ? twistedLosses : lossNames).flatMap((loss) =>
        [true, false].map((bias) => someNetwork({ sizes, activation, loss, bias }, 5, bias ? 1 : 2)),
      ),
    ),
  );
  const [shallow, deep] = [depths[1]!, depths[2]!];
  const others = lossNames.flatMap((loss, l) => [
    weighted(someNetwork({ sizes: shallow, activation: 'tanh', loss, decay: 0.3 }, 5, 3)),
    weighted(someNetwork({ sizes: deep, activation: 'sigmoid', loss, decay: 0.2, decays: 'weights' }, 5, 4)),
    ...(loss === 'cross-entropy'
      ? []
      : activationNames.slice(1).map((output) => {
          const activation = activationNames[l % activationNames.length]!;
          return weighted(someNetwork({ sizes: shallow, activation, loss, output }, 5, 5));
        })),
  ]);
  return [...plain, ...others];
}

/** The same network with samples of weights 1, 2, 0, 3, …; the third does not count. */
function weighted(network: SomeNetwork): SomeNetwork {
  const weights = Float64Array.from({ length: network.examples.count }, (_, s) => [1, 2, 0, 3][s % 4]!);
  // Of mean 1, as whatever looks below the landscape takes them.
  const examples = normalizedWeights({ ...network.examples, weights });
  const name = `${network.name}, weighted`;
  return { ...network, name, examples, landscape: networkLandscape(network.shape, examples) };
}

/** Inputs N(0, 1), one-hot targets as the loss wants them, weights N(0, 0.8²). */
export function someNetwork(shape: NetworkModel, count: number, replica = 0): SomeNetwork {
  const { sizes, activation, loss, bias = true } = shape;
  const objective = `${shape.output ? ` of ${shape.output}` : ''}${shape.decay ? `, decay of ${shape.decays ?? 'all'}` : ''}`;
  const name = `${sizes.join('-')} ${activation} ${loss}${bias ? '' : ' without biases'}${objective}`;
  const draw = stream(21, 'test/regularity', replica, name);
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const { label, other } = losses[loss].targets;
  const t = new Float64Array(count * outputs).fill(other);
  for (let s = 0; s < count; s++) t[s * outputs + draw.integer(outputs)] = label;
  const x = Float64Array.from({ length: count * inputs }, () => draw.normal());
  const examples = { count, inputs, outputs, x, t };
  const landscape = networkLandscape(shape, examples);
  const point = Float64Array.from({ length: landscape.dimension }, () => 0.8 * draw.normal());
  return { name, shape, examples, landscape, point, draw };
}

/**
 * Thin networks, one unit a layer and one sample, on which little is lost: bounds that lack a term fail here. The scale of the weights
 * varies, so that each term leads somewhere.
 */
export function thinNetworks(count: number): SomeNetwork[] {
  return activationNames.flatMap((activation) =>
    lossNames.flatMap((loss) =>
      [1, 2, 3].flatMap((hidden) =>
        Array.from({ length: count }, (_, k) => {
          const outputs = loss === 'cross-entropy' ? 2 : 1;
          const sizes = [1, ...new Array<number>(hidden).fill(1), outputs];
          const network = someNetwork({ sizes, activation, loss, bias: k % 2 === 0 }, 1, 10 + k);
          return { ...network, point: network.point.map((w) => 2 ** (((k * 7) % 20) / 5 - 2) * w) };
        }),
      ),
    ),
  );
}

export function unit(v: Float64Array): Float64Array {
  const length = norm(v);
  return length > 0 ? v.map((x) => x / length) : v;
}

export function norm(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}

export function randomUnit(draw: Stream, n: number): Float64Array {
  return unit(Float64Array.from({ length: n }, () => draw.normal()));
}

/** x + t v. */
export function moved(x: Float64Array, t: number, v: Float64Array): Float64Array {
  return x.map((xi, i) => xi + t * v[i]!);
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
