/** What a network answers on its examples: the same at all parameters that its symmetries connect. */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { lossOf } from './losses.ts';
import { blockSize, createBlock, load, runForward } from './passes.ts';
import type { NetworkModel } from './shape.ts';

/** Outputs z of the last layer, examples × outputs; less their mean over the outputs where the loss does not see it (cross-entropy). */
export function answers(shape: NetworkModel, examples: Examples, point: Float64Array): Float64Array {
  const { layers } = layerPlaces(shape.sizes, shape.bias ?? true);
  const block = createBlock(layers, activations[shape.activation], lossOf(shape));
  const { outputs, count } = examples;
  const all = new Float64Array(count * outputs);
  for (let first = 0; first < count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, count - first));
    runForward(block, point);
    all.set(block.layers.at(-1)!.z.subarray(0, block.count * outputs), first * outputs);
  }
  if (shape.loss === 'cross-entropy')
    for (let s = 0; s < count; s++) {
      const z = all.subarray(s * outputs, (s + 1) * outputs);
      const mean = z.reduce((sum, x) => sum + x, 0) / outputs;
      z.set(z.map((x) => x - mean));
    }
  return all;
}
