/** The Hessian of a network by layers: which rows belong to what, and how large, how curved and how coupled the blocks are. */
import type { Stream } from '../base/philox.ts';
import { layerPlaces } from '../landscapes/network/layers.ts';
import type { PerceptronShape } from '../landscapes/network/perceptron.ts';
import { hutchPlusPlus } from '../linalg/hutch-plus-plus.ts';
import { extremes } from '../linalg/lanczos.ts';
import { blockOf, type Operator } from '../linalg/operator.ts';
import type { Estimate } from '../linalg/stochastic-quadrature.ts';

export interface ParameterBlock {
  /** W₁, b₁, W₂, b₂, … */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Rows of each layer's weights and biases, in the order of the parameters. */
export function parameterBlocks({ sizes, bias = true }: PerceptronShape): ParameterBlock[] {
  const subscript = (l: number) => [...String(l)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
  return layerPlaces(sizes, bias).layers.flatMap(({ inputs, units, weights, biases }, l) => {
    const ends = { name: `W${subscript(l + 1)}`, start: weights, end: weights + units * inputs };
    if (biases === undefined) return [ends];
    return [ends, { name: `b${subscript(l + 1)}`, start: biases, end: biases + units }];
  });
}

export interface BlockCurvature extends ParameterBlock {
  /** Smallest and largest eigenvalue of the block, each within its residual. */
  readonly smallest: number;
  readonly largest: number;
  readonly residual: number;
  readonly trace: Estimate;
}

/**
 * Extreme eigenvalues and trace of every diagonal block, from products with the whole Hessian.
 * @param products    spent on each trace; a block no larger than a third of them is exact
 * @randomness        a normal vector and signs of `stream` for each block in turn
 */
export function blockCurvatures(
  stream: Stream,
  hessian: Operator,
  shape: PerceptronShape,
  products = 60,
): BlockCurvature[] {
  return parameterBlocks(shape).map((block) => {
    const operator = blockOf(hessian, block.start, block.end);
    const { smallest, largest } = extremes(stream, operator, 1);
    return {
      ...block,
      smallest: smallest[0]!.value,
      largest: largest[0]!.value,
      residual: Math.max(smallest[0]!.residual, largest[0]!.residual),
      trace: hutchPlusPlus(stream, operator, products),
    };
  });
}
