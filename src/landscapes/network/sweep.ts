/** Every sample that counts once: the passes at θ, block by block, with the reach of its numbers at hand. */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { lossOf } from './losses.ts';
import { type Block, blockSize, createBlock, load, runBackward, runForward } from './passes.ts';
import { createReach, type Reach } from './reach.ts';
import type { NetworkModel } from './shape.ts';
import { weightNorms } from './weight-norms.ts';

/**
 * @param direction  whether the errors ∂ℓ/∂z are computed too
 * @param visit      told of sample s of the block, whose numbers are its own without its weight; false ends the sweep
 * @returns          false when it was ended
 */
export function sweep(
  shape: NetworkModel,
  examples: Examples,
  point: Float64Array,
  direction: 'forward' | 'backward',
  visit: (reach: Reach, block: Block, s: number, weight: number) => boolean,
): boolean {
  const { layers, dimension } = layerPlaces(shape.sizes, shape.bias ?? true);
  const block = createBlock(layers, activations[shape.activation], lossOf(shape), examples.count);
  const norms = layers.map((place) => weightNorms(point, place));
  const reach = createReach(block, norms, shape);
  const unused = new Float64Array(direction === 'backward' ? dimension : 0);
  for (let first = 0; first < examples.count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, examples.count - first));
    block.w.fill(1);
    runForward(block, point);
    if (direction === 'backward') runBackward(block, point, 1, unused);
    for (let s = 0; s < block.count; s++) {
      const weight = examples.weights?.[first + s] ?? 1;
      if (weight > 0 && !visit(reach, block, s, weight)) return false;
    }
  }
  return true;
}
