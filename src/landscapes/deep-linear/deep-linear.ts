/**
 * A deep linear net as a landscape: L(W) = ‖Y − W_H ⋯ W_1 X‖²_F over all matrices W_h (d_h × d_{h−1}) in flat space. It is a network with
 * identity units and without biases, whose mean of halved squares is multiplied by twice the number of samples: the curvature kernels,
 * Lipschitz constants and symmetries (GL(d_h) mixes the units of each hidden layer, rescaling among them) are those of networks.
 * @source [kawaguchi2016deep]; [golikov2019landscape]
 */
import { ArgumentError } from '../../base/errors.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { affine } from '../affine.ts';
import type { Landscape } from '../landscape.ts';
import type { Examples } from '../network/examples.ts';
import { layerPlaces } from '../network/layers.ts';
import { networkLandscape } from '../network/network.ts';

/**
 * @param widths    d_0, …, d_H
 * @param examples  columns of X as rows of inputs, columns of Y as rows of targets
 * @throws ArgumentError when the widths are no integers ≥ 1, or do not begin with the inputs and end with the outputs of the examples
 */
export function deepLinear(widths: readonly number[], examples: Examples, kernels?: Kernels): Landscape {
  checkWidths('deep-linear', widths, examples);
  const net = networkLandscape(
    { sizes: widths, activation: 'identity', loss: 'squared', bias: false },
    examples,
    kernels,
  );
  return affine(net, {
    name: `deep linear net ${widths.join('-')} on ${examples.count} samples`,
    quantity: { name: 'squared error', per: 1 },
    scale: 2 * examples.count,
  });
}

/** @throws ArgumentError when the first and the last width are not those of the data */
export function checkWidths(
  where: string,
  widths: readonly number[],
  { inputs, outputs }: Pick<Examples, 'inputs' | 'outputs'>,
): void {
  if (widths[0] !== inputs || widths.at(-1) !== outputs)
    throw new ArgumentError(where, 'widths', `from ${inputs} inputs to ${outputs} outputs of the data`, widths);
}

/**
 * The largest entry of W_{h+1}ᵀ W_{h+1} − W_h W_hᵀ over the hidden layers h: zero where the net is balanced, and constant along the
 * gradient flow matrix by matrix.
 * @param point  of a net of these widths
 * @source [saxe2014exact]; [arora2018optimization]
 */
export function imbalance(widths: readonly number[], point: Float64Array): number {
  const { layers } = layerPlaces(widths, false);
  let most = 0;
  for (let h = 0; h + 1 < layers.length; h++) {
    const [into, from] = [layers[h]!, layers[h + 1]!];
    const units = into.units;
    for (let a = 0; a < units; a++)
      for (let b = 0; b <= a; b++) {
        let difference = 0;
        for (let v = 0; v < from.units; v++)
          difference += point[from.weights + v * units + a]! * point[from.weights + v * units + b]!;
        for (let k = 0; k < into.inputs; k++)
          difference -= point[into.weights + a * into.inputs + k]! * point[into.weights + b * into.inputs + k]!;
        most = Math.max(most, Math.abs(difference));
      }
  }
  return most;
}
