/** ReLU units that no example activates. */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { lossOf } from './losses.ts';
import { blockSize, createBlock, load, runForward } from './passes.ts';
import type { NetworkModel } from './shape.ts';

/**
 * @param shape  with `relu`
 * @returns of each hidden layer and unit: the pre-activation is negative on every example
 */
export function inactiveUnits(shape: NetworkModel, examples: Examples, point: Float64Array): boolean[][] {
  const { layers } = layerPlaces(shape.sizes, shape.bias ?? true);
  const block = createBlock(layers, activations[shape.activation], lossOf(shape), examples.count);
  const inactive = layers.slice(0, -1).map(({ units }) => new Array<boolean>(units).fill(true));
  for (let first = 0; first < examples.count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, examples.count - first));
    runForward(block, point);
    inactive.forEach((units, l) => {
      block.layers[l]!.z.subarray(0, block.count * units.length).forEach((z, at) => {
        if (!(z < 0)) units[at % units.length] = false;
      });
    });
  }
  return inactive;
}
