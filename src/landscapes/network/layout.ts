/** Names and places of a network's arrays, as files have them. */
import type { Layout } from '../family.ts';
import { layerPlaces } from './layers.ts';
import type { NetworkModel } from './shape.ts';

/** W1, b1, W2, b2, …; the last numbers as files have them: units × inputs. */
export function networkLayout({ sizes, bias = true }: Pick<NetworkModel, 'sizes' | 'bias'>): Layout {
  const arrays = layerPlaces(sizes, bias).layers.flatMap(({ inputs, units, weights, biases }, l) => {
    const layer = String(l + 1);
    const end = weights + units * inputs;
    const W = { name: `W${l + 1}`, layer, kind: 'weight' as const, shape: [units, inputs], start: weights, end };
    if (biases === undefined) return [W];
    const b = { name: `b${l + 1}`, layer, kind: 'bias' as const, shape: [units], start: biases, end: biases + units };
    return [W, b];
  });
  return { arrays };
}
