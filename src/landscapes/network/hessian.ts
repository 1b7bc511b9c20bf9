/**
 * The exact Hessian of a network of any depth, activation and loss, and its two parts:
 *
 *     ∇²L = G + C,   G = mean Jᵀ (∂²ℓ/∂z∂z) J  (Gauss–Newton),   C = mean Σ_o ∂ℓ/∂z_o ∇²z_o  (residual),   J = ∂z/∂θ.
 *
 * Both come from the R-pass: with the loss gradient put to zero it gives G v, with the loss curvature put to zero C v. Dense matrices
 * are formed by one product a column: the plain path, which the fast one of the kernels is tested against. A penalty adds its diagonal
 * to the whole and to neither part.
 * @source [pearlmutter1994fast]; [schraudolph2002fast] for G v
 */
import { ArgumentError } from '../../base/errors.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { symmetricNorm } from '../../linalg/inertia.ts';
import { fromProduct, matrixOf, type Operator } from '../../linalg/operator.ts';
import type { PointHessian } from '../landscape.ts';
import { activations } from './activations.ts';
import { addDecay, addDecayProducts, decayRates } from './decay.ts';
import { type Examples, normalizedWeights } from './examples.ts';
import { gradientError } from './gradient-error.ts';
import { layerPlaces } from './layers.ts';
import { type Loss, lossOf } from './losses.ts';
import { type Block, blockSize, createBlock, load, meanLossAt, runAlong, runBackward, runForward } from './passes.ts';
import { preparedHessians } from './prepared.ts';
import { rectifiedHessiansOf } from './rectified.ts';
import type { NetworkModel } from './shape.ts';
import { idleParameters } from './zero-modes.ts';

export interface NetworkHessianParts {
  /** G, positive semidefinite for a convex loss. */
  readonly gaussNewton: Operator;
  /** C, zero where the network fits or is linear in its parameters. */
  readonly residual: Operator;
  /** G + C, and the diagonal of the penalty. */
  readonly whole: Operator;
}

/**
 * The Hessian of the mean loss over the examples at a point, as three operators; the point is copied. A product costs about two gradients.
 * @throws ArgumentError when the point or the examples do not fit the shape
 */
export function networkHessian(shape: NetworkModel, given: Examples, point: Float64Array): NetworkHessianParts {
  const examples = normalizedWeights(given);
  const { layers, dimension } = layerPlaces(shape.sizes, shape.bias ?? true);
  if (point.length !== dimension)
    throw new ArgumentError('networkHessian', 'point', `${dimension} numbers`, point.length);
  if (examples.inputs !== shape.sizes[0] || examples.outputs !== shape.sizes.at(-1))
    throw new ArgumentError(
      'networkHessian',
      'examples',
      `${shape.sizes[0]} inputs and ${shape.sizes.at(-1)} outputs`,
      [examples.inputs, examples.outputs],
    );
  const theta = point.slice();
  const [activation, loss] = [activations[shape.activation], lossOf(shape)];
  const flatLoss = {
    ...loss,
    curvature: (_z: Float64Array, _t: Float64Array, _v: Float64Array, out: Float64Array) => void out.fill(0),
  };
  const gradient = new Float64Array(dimension);
  const rates = decayRates(shape);
  /** Σ over blocks of the R-pass; a block that never runs backward keeps a loss gradient of zero. */
  const part = (loss: Loss, backward: boolean, penalty?: Float64Array) => {
    let block: Block | undefined;
    return fromProduct(dimension, true, (v, out) => {
      block ??= createBlock(layers, activation, loss, examples.count);
      out.fill(0);
      for (let first = 0; first < examples.count; first += blockSize) {
        load(block, examples, first, Math.min(blockSize, examples.count - first));
        runForward(block, theta);
        if (backward) runBackward(block, theta, 0, gradient);
        runAlong(block, theta, v, 1 / examples.count, out);
      }
      if (penalty) addDecayProducts(penalty, v, 1, out);
    });
  };
  return { gaussNewton: part(loss, false), residual: part(flatLoss, true), whole: part(loss, true, rates) };
}

/** The Hessian at one point after another, by the fastest route there is for the shape. */
export function hessiansOf(
  shape: Required<NetworkModel>,
  examples: Examples,
  kernels?: Kernels,
): (point: Float64Array) => PointHessian {
  const plain = (point: Float64Array) => plainHessian(shape, examples, point);
  if (!kernels) return plain;
  const prepared = preparedHessians(kernels, shape, examples, plain);
  return rectifiedHessiansOf(kernels, shape, examples, prepared) ?? prepared;
}

/** Products by the R-pass; the matrix by one product a column. */
function plainHessian(shape: Required<NetworkModel>, examples: Examples, point: Float64Array): PointHessian {
  const { whole, gaussNewton } = networkHessian(shape, examples, point);
  const { layers } = layerPlaces(shape.sizes, shape.bias);
  const block = createBlock(layers, activations[shape.activation], lossOf(shape), examples.count);
  const gradient = new Float64Array(point.length);
  const mean = meanLossAt(block, examples, point, gradient);
  const rates = decayRates(shape);
  const penalty = rates ? addDecay(rates, point, gradient) : 0;
  return {
    ...whole,
    value: mean + penalty,
    gradient,
    get gradientError() {
      return { value: gradientError(shape, examples, point), kind: 'bound' as const };
    },
    formed: false,
    matrix() {
      const entries = matrixOf(whole);
      return {
        entries,
        error: { value: whole.size * 2 ** -53 * symmetricNorm(entries, whole.size), kind: 'estimate' },
      };
    },
    form: () => void matrixOf(whole),
    idle: idleParameters(shape, examples, point),
    gaussNewton: () => gaussNewton,
    release() {},
  };
}
