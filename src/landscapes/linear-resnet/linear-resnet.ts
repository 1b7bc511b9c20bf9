/**
 * A linear residual net as a landscape: the population loss of y = R x + ξ,
 *
 *     L(V) = E ‖y − (I + V_H) ⋯ (I + V_1) x‖² = ‖(R − (I + V_H) ⋯ (I + V_1)) Σ^½‖²_F + tr Cov ξ,
 *
 * Σ = E xxᵀ. It is the deep linear net on the d samples Σ^½ with targets R Σ^½, looked at from V_h = W_h − I.
 * @source [hardt2017identity]; [golikov2019landscape]
 */
import type { Kernels } from '../../kernels/contract.ts';
import { affine } from '../affine.ts';
import { deepLinear } from '../deep-linear/deep-linear.ts';
import type { Landscape } from '../landscape.ts';

export interface ResnetProblem {
  /** d × d, row-major: R. */
  readonly map: Float64Array;
  /** d × d, row-major: any F with F Fᵀ = Σ. */
  readonly factor: Float64Array;
  /** tr Cov ξ. */
  readonly noise: number;
}

/** @param layers  H ≥ 1 */
export function linearResnet(size: number, layers: number, problem: ResnetProblem, kernels?: Kernels): Landscape {
  const { map, factor, noise } = problem;
  const [d, x, t] = [size, new Float64Array(size * size), new Float64Array(size * size)];
  for (let s = 0; s < d; s++)
    for (let i = 0; i < d; i++) {
      x[s * d + i] = factor[i * d + s]!;
      for (let k = 0; k < d; k++) t[s * d + i]! += map[i * d + k]! * factor[k * d + s]!;
    }
  const net = deepLinear(new Array(layers + 1).fill(d), { count: d, inputs: d, outputs: d, x, t }, kernels);
  const shift = new Float64Array(layers * d * d);
  for (let h = 0; h < layers; h++) for (let i = 0; i < d; i++) shift[h * d * d + i * d + i] = 1;
  return affine(net, {
    name: `linear residual net of ${layers} layers, width ${d}`,
    quantity: { name: 'population loss', per: 1 },
    shift,
    constant: noise,
  });
}
