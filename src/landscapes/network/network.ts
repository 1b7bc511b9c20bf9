/**
 * A network as a landscape: the mean loss of a network of any depth over a set of examples, a function of all
 * weights and biases in flat space.
 *
 *     z_l = W_l a_{l−1} + b_l    a_l = φ(z_l)    a_0 = x    L(θ) = Σ wₛ ℓ(z_L, t) / Σ wₛ + (λ/2) Σ θᵢ²
 *
 * Parameters in the order W₁ (a unit's row at a time), b₁, W₂, b₂, …: with one hidden layer, that of the network fleets. The last
 * layer is linear unless the outputs have an activation of their own. Value and gradient in float64, plain TypeScript, in blocks of samples by back-propagation; the fused fleets are
 * tested against it. Second derivatives: hessian.ts.
 */
import { finite, integer, oneOf } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { Landscape, PointHessian } from '../landscape.ts';
import { flat } from '../manifold.ts';
import { accuracy } from './accuracy.ts';
import { activations } from './activations.ts';
import { answers } from './answers.ts';
import { addDecay, decayRates } from './decay.ts';
import { type Examples, normalizedWeights } from './examples.ts';
import { networkForecast } from './forecast.ts';
import { hessiansOf } from './hessian.ts';
import { kinkDistance } from './kink-distance.ts';
import { layerPlaces } from './layers.ts';
import { type LossName, losses, lossOf } from './losses.ts';
import { createBlock, meanLossAt } from './passes.ts';
import { networkLipschitz } from './regularity.ts';
import type { NetworkModel } from './shape.ts';
import { networkIndexBound } from './structural-index.ts';
import { networkSymmetries } from './symmetries.ts';
import { zeroModes } from './zero-modes.ts';

export interface NetworkLandscape extends Landscape {
  readonly shape: Required<NetworkModel>;
  hessianAt(point: Float64Array): PointHessian;
}

/**
 * @param given    examples that the value is the mean loss over
 * @param kernels   form Hessians and count their eigenvalues, much faster; without them products are plain TypeScript
 * @throws ArgumentError when sizes are no integers ≥ 1 or do not fit the examples, or the loss needs more outputs
 */
export function networkLandscape(shape: NetworkModel, given: Examples, kernels?: Kernels): NetworkLandscape {
  const complete: Required<NetworkModel> = { bias: true, output: 'identity', decay: 0, decays: 'all', ...shape };
  const examples = normalizedWeights(given);
  checkModel(complete, examples);
  const { sizes, bias } = complete;
  const activation = activations[shape.activation];
  const loss = lossOf(complete);
  const rates = decayRates(complete);
  const { layers: places, dimension } = layerPlaces(sizes, bias);
  const block = createBlock(places, activation, loss);
  return {
    name: `network ${sizes.join('-')}`,
    shape: complete,
    perceptron: { model: complete, examples },
    dimension,
    manifold: flat(dimension),
    quantity: { name: rates ? 'mean loss and penalty' : 'mean loss', per: 1 },
    symmetries: networkSymmetries(
      places,
      activation,
      shape.loss === 'cross-entropy',
      rates ? complete.decays : 'nothing',
    ),
    ...networkIndexBound(complete),
    regularity: {
      gradientLipschitz: (point, radius) => networkLipschitz(complete, examples, point, radius).gradient,
      hessianLipschitz: (point, radius) => networkLipschitz(complete, examples, point, radius).hessian,
      kinkDistance: (point) => kinkDistance(complete, examples, point),
    },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++) {
        const [from, to] = [r * dimension, (r + 1) * dimension];
        const [point, gradient] = [points.subarray(from, to), gradients.subarray(from, to)];
        values[r] = meanLossAt(block, examples, point, gradient) + (rates ? addDecay(rates, point, gradient) : 0);
      }
    },
    hessianAt: hessiansOf(complete, examples, kernels),
    forecast: networkForecast(examples, kernels, (part) => networkLandscape(complete, part, kernels)),
    zeroModes: (point) => zeroModes(complete, examples, point),
    ...(examples.labels && { measures: (point) => ({ accuracy: accuracy(complete, examples, point) }) }),
    same(a, b, closeness) {
      const [here, there] = [a, b].map((point) => answers(complete, examples, point)) as [Float64Array, Float64Array];
      const largest = here.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
      return here.every((z, i) => Math.abs(z - there[i]!) <= closeness * largest);
    },
  };
}

function checkModel(shape: Required<NetworkModel>, examples: Examples): void {
  const { sizes } = shape;
  oneOf('networkLandscape', 'activation', shape.activation, Object.keys(activations));
  const loss = oneOf('networkLandscape', 'loss', shape.loss, Object.keys(losses) as LossName[]);
  const output = oneOf('networkLandscape', 'output', shape.output, Object.keys(activations));
  if (loss === 'cross-entropy' && output !== 'identity') {
    const rule = 'identity with cross-entropy, which takes the softmax of the outputs itself';
    throw new ArgumentError('networkLandscape', 'output', rule, output);
  }
  finite('networkLandscape', 'decay', shape.decay, 0);
  oneOf('networkLandscape', 'decays', shape.decays, ['all', 'weights']);
  if (sizes.length < 2) throw new ArgumentError('networkLandscape', 'sizes', 'at least two numbers', sizes);
  for (const size of sizes) integer('networkLandscape', 'sizes', size, 1);
  integer('networkLandscape', 'outputs', sizes.at(-1), losses[loss].outputs);
  integer('networkLandscape', 'examples.count', examples.count, 1);
  if (examples.inputs !== sizes[0] || examples.outputs !== sizes.at(-1))
    throw new ArgumentError('networkLandscape', 'examples', `${sizes[0]} inputs and ${sizes.at(-1)} outputs`, [
      examples.inputs,
      examples.outputs,
    ]);
}
