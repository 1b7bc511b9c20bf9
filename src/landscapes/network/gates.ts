/** The gates of a ReLU network on its examples: units that never open, and how far the parameters may move before a gate does. */
import { activations } from './activations.ts';
import type { Examples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { losses } from './losses.ts';
import { blockSize, createBlock, load, runForward } from './passes.ts';
import type { PerceptronShape } from './shape.ts';

export interface Gates {
  /** Of each hidden layer and unit: the pre-activation is negative on every example. */
  readonly neverOpen: readonly (readonly boolean[])[];
  /**
   * Within this distance of the parameters no pre-activation changes its sign: min |z| / ‖(x, 1)‖ over the units and examples of one
   * hidden layer. 0 where it is not known: more layers, or a loss with kinks of its own.
   */
  readonly distance: number;
}

/** @param shape  with `relu`; a smooth activation has no gates */
export function gatesOf(shape: PerceptronShape, examples: Examples, point: Float64Array): Gates {
  const { layers } = layerPlaces(shape.sizes, shape.bias ?? true);
  const hidden = layers.length - 1;
  const block = createBlock(layers, activations[shape.activation], losses[shape.loss]);
  const neverOpen = layers.slice(0, hidden).map(({ units }) => new Array<boolean>(units).fill(true));
  let distance = Infinity;
  for (let first = 0; first < examples.count; first += blockSize) {
    load(block, examples, first, Math.min(blockSize, examples.count - first));
    runForward(block, point);
    for (let s = 0; s < block.count; s++) {
      const x = block.x.subarray(s * block.inputs, (s + 1) * block.inputs);
      const size = Math.sqrt(x.reduce((sum, xi) => sum + xi * xi, layers[0]!.biases === undefined ? 0 : 1));
      neverOpen.forEach((units, l) => {
        const z = block.layers[l]!.z.subarray(s * units.length, (s + 1) * units.length);
        z.forEach((zu, u) => {
          if (!(zu < 0)) units[u] = false;
          // Without a bias a blank image keeps its pre-activation of 0 wherever the parameters go.
          if (size > 0) distance = Math.min(distance, Math.abs(zu) / size);
        });
      });
    }
  }
  return { neverOpen, distance: hidden === 1 && losses[shape.loss].smoothness === 'analytic' ? distance : 0 };
}
