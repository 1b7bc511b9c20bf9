/** Every sample once: the passes at θ, block by block, with the reach of its numbers at hand. */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { losses } from './losses.ts';
import { type Block, blockSize, createBlock, load, runBackward, runForward } from './passes.ts';
import { createReach, type Reach } from './reach.ts';
import type { NetworkModel } from './shape.ts';
import { weightNorms } from './weight-norms.ts';

/**
 * @param direction  whether the errors ∂ℓ/∂z are computed too
 * @param visit      told of sample s of the block; false ends the sweep
 * @returns          false when it was ended
 */
export function sweep(
  shape: NetworkModel,
  examples: Examples,
  point: Float64Array,
  direction: 'forward' | 'backward',
  visit: (reach: Reach, block: Block, s: number) => boolean,
): boolean {
  const { layers, dimension } = layerPlaces(shape.sizes, shape.bias ?? true);
  const block = createBlock(layers, activations[shape.activation], losses[shape.loss]);
  const norms = layers.map((place) => weightNorms(point, place));
  const reach = createReach(block, norms, shape.activation, shape.loss);
  const unused = new Float64Array(direction === 'backward' ? dimension : 0);
  for (let first = 0; first < examples.count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, examples.count - first));
    runForward(block, point);
    if (direction === 'backward') runBackward(block, point, 1, unused);
    for (let s = 0; s < block.count; s++) if (!visit(reach, block, s)) return false;
  }
  return true;
}
