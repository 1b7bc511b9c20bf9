/** The Hessian by blocks of the parameters, a layer's weights or biases each: how large and how curved they are. */
import type { Stream } from '../base/philox.ts';
import { hutchPlusPlus } from '../linalg/hutch-plus-plus.ts';
import { extremes } from '../linalg/lanczos.ts';
import { blockOf, type Operator } from '../linalg/operator.ts';
import type { Estimate } from '../linalg/stochastic-quadrature.ts';

/** Consecutive parameters, such as an array of a family's layout. */
export interface ParameterBlock {
  readonly name: string;
  readonly start: number;
  readonly end: number;
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
  blocks: readonly ParameterBlock[],
  products = 60,
): BlockCurvature[] {
  return blocks.map(({ name, start, end }) => {
    const operator = blockOf(hessian, start, end);
    const { smallest, largest } = extremes(stream, operator, 1);
    return {
      name,
      start,
      end,
      smallest: smallest[0]!.value,
      largest: largest[0]!.value,
      residual: Math.max(smallest[0]!.residual, largest[0]!.residual),
      trace: hutchPlusPlus(stream, operator, products),
    };
  });
}
