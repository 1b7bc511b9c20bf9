/**
 * The multilayer perceptron as a landscape: the mean loss of a network of any depth over a set of examples, a function of all
 * weights and biases in flat space. Float64, plain TypeScript, in blocks of samples; the fused fleets are tested against it.
 *
 *     z_l = W_l a_{l−1} + b_l    a_l = φ(z_l)    a_0 = x    L(θ) = (1/n) Σ ℓ(z_L, t)
 *
 * Parameters in the order W₁ (a unit's row at a time), b₁, W₂, b₂, …: with one hidden layer, that of the network fleets. The last
 * layer is linear. Gradients by back-propagation; Hessian-vector products exact, by the R-operator, at the cost of two gradients.
 */
import { integer, oneOf } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Landscape } from '../landscape.ts';
import { flat } from '../manifold.ts';
import { type ActivationName, activations } from './activations.ts';
import { type Examples, isRight } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { type LossName, losses } from './losses.ts';
import {
  type Block,
  blockSize,
  createBlock,
  load,
  outputOf,
  runAlong,
  runBackward,
  runForward,
  summedLoss,
} from './passes.ts';
import { networkSymmetries } from './symmetries.ts';

export interface PerceptronShape {
  /** n₀ inputs, the hidden layers' units, n_L outputs; at least two numbers. */
  readonly sizes: readonly number[];
  readonly activation: ActivationName;
  readonly loss: LossName;
  /** Default true. */
  readonly bias?: boolean;
}

export interface Perceptron extends Landscape {
  readonly shape: Required<PerceptronShape>;
  subsetGradient(point: Float64Array, subset: Uint32Array, gradient: Float64Array): number;
  hessianVector(point: Float64Array, vector: Float64Array, out: Float64Array): void;
  observe(point: Float64Array): Readonly<Record<string, number>>;
}

/**
 * @param train  what the value is the mean loss over
 * @param test   what `observe` reports beside it
 * @throws ArgumentError when sizes are no integers ≥ 1 or do not fit the examples, or the loss needs more outputs
 */
export function perceptron(shape: PerceptronShape, train: Examples, test?: Examples): Perceptron {
  const complete = { ...shape, bias: shape.bias ?? true };
  checkPerceptron(complete, train, test);
  const { sizes, bias } = complete;
  const activation = activations[shape.activation];
  const loss = losses[shape.loss];
  const { layers: places, dimension } = layerPlaces(sizes, bias);
  const block = createBlock(places, activation, loss);
  /** Mean loss over `count` samples; the mean gradient goes to out. */
  const gradientOver = (point: Float64Array, count: number, out: Float64Array, subset?: Uint32Array): number => {
    out.fill(0);
    let sum = 0;
    for (let first = 0; first < count; first += blockSize) {
      load(block, train, first, Math.min(blockSize, count - first), subset);
      runForward(block, point);
      runBackward(block, point, 1 / count, out);
      sum += summedLoss(block);
    }
    return sum / count;
  };

  return {
    name: `perceptron ${sizes.join('-')}`,
    shape: complete,
    dimension,
    manifold: flat(dimension),
    smoothness: [activation.smoothness, loss.smoothness].includes('piecewise') ? 'piecewise' : 'analytic',
    symmetries: networkSymmetries(places, activation),
    gradientScale: 1,
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++) {
        const [from, to] = [r * dimension, (r + 1) * dimension];
        values[r] = gradientOver(points.subarray(from, to), train.count, gradients.subarray(from, to));
      }
    },
    subsetGradient(point, subset, gradient) {
      integer('subsetGradient', 'subset.length', subset.length, 1);
      for (const i of subset) integer('subsetGradient', 'subset', i, 0, train.count - 1);
      return gradientOver(point, subset.length, gradient, subset);
    },
    hessianVector(point, vector, out) {
      out.fill(0);
      const gradient = new Float64Array(dimension);
      for (let first = 0; first < train.count; first += blockSize) {
        load(block, train, first, Math.min(blockSize, train.count - first));
        runForward(block, point);
        runBackward(block, point, 1 / train.count, gradient);
        runAlong(block, point, vector, 1 / train.count, out);
      }
    },
    observe: (point) => ({
      ...quality(block, point, train, shape.loss, 'train'),
      ...(test && quality(block, point, test, shape.loss, 'test')),
    }),
  };
}

/** Mean loss, and the share of right answers where the examples have labels. */
function quality(block: Block, point: Float64Array, examples: Examples, loss: LossName, words: 'train' | 'test') {
  let [sum, hits] = [0, 0];
  for (let first = 0; first < examples.count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, examples.count - first));
    runForward(block, point);
    sum += summedLoss(block);
    for (let s = 0; examples.labels && s < block.count; s++)
      if (isRight(outputOf(block, s), examples.labels[first + s]!, loss)) hits++;
  }
  const seen: Record<string, number> = { [`${words}Loss`]: sum / examples.count };
  if (examples.labels) seen[`${words}Accuracy`] = hits / examples.count;
  return seen;
}

function checkPerceptron(shape: PerceptronShape, train: Examples, test: Examples | undefined): void {
  const { sizes } = shape;
  oneOf('perceptron', 'activation', shape.activation, Object.keys(activations));
  const loss = oneOf('perceptron', 'loss', shape.loss, Object.keys(losses) as LossName[]);
  if (sizes.length < 2) throw new ArgumentError('perceptron', 'sizes', 'at least two numbers', sizes);
  for (const size of sizes) integer('perceptron', 'sizes', size, 1);
  integer('perceptron', 'outputs', sizes.at(-1), losses[loss].outputs);
  for (const [words, examples] of Object.entries({ train, test })) {
    if (!examples) continue;
    integer('perceptron', `${words}.count`, examples.count, 1);
    if (examples.inputs !== sizes[0] || examples.outputs !== sizes.at(-1))
      throw new ArgumentError('perceptron', words, `${sizes[0]} inputs and ${sizes.at(-1)} outputs`, [
        examples.inputs,
        examples.outputs,
      ]);
  }
}
