/**
 * What rounding can make of a network's gradient: the exact gradient of the mean loss at the parameters against the float64 one of
 * passes.ts, or of any code that adds the same products in another order.
 *
 * A weight's derivative is mean d a. With a and d off by at most Δa, Δd (reach.ts at radius 0),
 *      ‖d aᵀ − d̂ âᵀ‖_F ≤ ‖Δd‖ ‖(a, 1)‖ + ‖d̂‖ ‖Δa‖,
 * and the sum over N samples adds γ_{N+4} mean ‖d̂‖ ‖(â, 1)‖: two roundings of each product, one of 1/N, N − 1 additions and one more.
 */

import { norm } from '../../linalg/vectors.ts';
import type { Examples } from './examples.ts';
import type { NetworkModel } from './shape.ts';
import { sweep } from './sweep.ts';

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of the bound itself. */
const up = 1 + 1e-9;

/**
 * @returns  ε with ‖computed − exact‖ ≤ ε; Infinity where a ReLU or a kink of the loss is so near that rounding may decide its side
 * @accuracy as a rule some hundred times too large: norms for vectors, and roundings that add up
 */
export function gradientError(shape: NetworkModel, examples: Examples, point: Float64Array): number {
  const m = shape.sizes.length - 1;
  /** Of each layer, summed over the samples: what the numbers are off, and what their products are in size. */
  const [off, size] = [new Float64Array(m), new Float64Array(m)];
  const { count } = examples;
  const known = sweep(shape, examples, point, 'backward', (reach, _block, s, weight) => {
    if (!reach.forward(s, 0)) return false;
    reach.backward(s, 0);
    reach.layers.forEach(({ input, inputNorm, errorNorm, errorReach }, l) => {
      const valueError = l === 0 ? 0 : reach.layers[l - 1]!.valueError;
      off[l]! += weight * (errorReach * input + errorNorm * valueError);
      size[l]! += weight * errorNorm * inputNorm;
    });
    return true;
  });
  // Two more of each product: by the weight of its sample, and of that weight.
  const roundings = count + (examples.weights ? 6 : 4);
  const γ = (roundings * u) / (1 - roundings * u);
  const square = off.reduce((sum, x, l) => sum + ((x + γ * size[l]!) / count) ** 2, 0);
  // λ θ and its sum with the rest: a rounding each of λ‖θ‖, one of the gradient.
  const pull = (shape.decay ?? 0) * norm(point);
  const sum = pull === 0 ? 0 : Math.sqrt(size.reduce((all, x) => all + (x / count) ** 2, 0)) + pull;
  const error = (Math.sqrt(square) + 2 * u * (pull + sum)) * up;
  return known && error < Infinity ? error : Infinity;
}
