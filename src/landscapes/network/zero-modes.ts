/**
 * Zero modes of a network's Hessian that no symmetry explains: weights from inputs that are zero in every example, and everything into
 * and out of ReLU units that are never active. Those of the symmetries are in symmetries.ts.
 */
import { decayRates } from './decay.ts';
import type { Examples } from './examples.ts';
import { inactiveUnits } from './inactive-units.ts';
import { layerPlaces } from './layers.ts';
import type { NetworkModel } from './shape.ts';
import { incoming, outgoing } from './units.ts';

/** @returns directions along one parameter each; there may be zero modes besides (examples fewer than weights, units that are equal) */
export function* zeroModes(shape: NetworkModel, examples: Examples, point: Float64Array): Generator<Float64Array> {
  for (const i of idleParameters(shape, examples, point)) {
    const direction = new Float64Array(point.length);
    direction[i] = 1;
    yield direction;
  }
}

/** Parameters that change nothing next to the point, ascending: their rows of the Hessian are zero. None that a penalty sums over is. */
export function idleParameters(shape: NetworkModel, examples: Examples, point: Float64Array): Int32Array {
  const rates = decayRates(shape);
  const { sizes, activation, bias = true } = shape;
  const { layers } = layerPlaces(sizes, bias);
  const idle = new Set<number>();
  const first = layers[0]!;
  for (let k = 0; k < first.inputs; k++) if (!isLit(examples, k)) for (const i of outgoing(first, k)) idle.add(i);
  const inactive = activation === 'relu' ? inactiveUnits(shape, examples, point) : [];
  for (let l = 0; l < layers.length - 1; l++)
    for (let u = 0; u < layers[l]!.units; u++)
      if (inactive[l]?.[u]) for (const i of [...incoming(layers[l]!, u), ...outgoing(layers[l + 1]!, u)]) idle.add(i);
  return Int32Array.from([...idle].filter((i) => !rates || rates[i] === 0)).sort();
}

function isLit({ count, inputs, x }: Examples, input: number): boolean {
  for (let s = 0; s < count; s++) if (x[s * inputs + input] !== 0) return true;
  return false;
}
