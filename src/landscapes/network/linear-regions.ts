/** Which examples a ReLU network treats alike: those whose hidden units are on and off alike lie in one linear region of it. */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { lossOf } from './losses.ts';
import { blockSize, createBlock, load, runForward } from './passes.ts';
import type { NetworkModel } from './shape.ts';

/**
 * The linear region of each example, numbered in the order in which they are met: equal where all hidden units of all layers are on (z > 0)
 * at both or off at both.
 * @param shape  with `relu`, any depth
 */
export function linearRegions(shape: NetworkModel, examples: Examples, point: Float64Array): Int32Array {
  const { layers } = layerPlaces(shape.sizes, shape.bias ?? true);
  const block = createBlock(layers, activations[shape.activation], lossOf(shape), examples.count);
  const numbers = new Map<string, number>();
  const regions = new Int32Array(examples.count);
  for (let first = 0; first < examples.count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, examples.count - first));
    runForward(block, point);
    for (let s = 0; s < block.count; s++) {
      const gates = block.layers
        .slice(0, -1)
        .flatMap(({ z, place: { units } }) =>
          Array.from(z.subarray(s * units, (s + 1) * units), (value) => (value > 0 ? '1' : '0')),
        );
      const pattern = gates.join('');
      if (!numbers.has(pattern)) numbers.set(pattern, numbers.size);
      regions[first + s] = numbers.get(pattern)!;
    }
  }
  return regions;
}

/** Examples that share the region of an example, itself included: Σ n_r² / N, from 1 (each alone) to N (one region for all). */
export function examplesPerRegion(regions: Int32Array): number {
  const counts = new Map<number, number>();
  for (const region of regions) counts.set(region, (counts.get(region) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum + n * n, 0) / regions.length;
}
