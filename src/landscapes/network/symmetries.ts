/**
 * Transformations of a network's parameters that leave its function unchanged, one hidden unit at a time: exchange with its
 * neighbor, rescaling of what goes in against what goes out, and a change of both signs.
 * @source [hechtnielsen1990algebraic]; rescaling [neyshabur2015path]
 */
import { exp } from '../../base/functions.ts';
import type { Symmetry } from '../landscape.ts';
import type { Activation } from './activations.ts';
import type { LayerPlace } from './layers.ts';

/** Largest factor of a rescaling, as a power of e; its inverse is the smallest. */
const range = 2;

export function networkSymmetries(places: readonly LayerPlace[], activation: Activation): Symmetry[] {
  const hidden = places.slice(0, -1).reduce((sum, { units }) => sum + units, 0);
  if (hidden === 0) return [];
  /** The hidden unit that `choice` falls on, its layer and the next, and where in the unit's share it falls, in [0, 1). */
  const pick = (choice: number) => {
    const at = choice * hidden;
    let unit = Math.floor(at);
    let l = 0;
    while (unit >= places[l]!.units) unit -= places[l++]!.units;
    return { into: places[l]!, from: places[l + 1]!, unit, rest: at - Math.floor(at) };
  };
  const scaled = (point: Float64Array, choice: number, factorOf: (rest: number) => number) => {
    const { into, from, unit, rest } = pick(choice);
    const factor = factorOf(rest);
    const out = point.slice();
    for (const i of incoming(into, unit)) out[i]! *= factor;
    for (const i of outgoing(from, unit)) out[i]! /= factor;
    return out;
  };
  const symmetries: Symmetry[] = [
    {
      name: 'permutation',
      statement: 'hidden units of a layer may change places',
      apply(point, choice) {
        const { into, from, unit } = pick(choice);
        const other = (unit + 1) % into.units;
        const out = point.slice();
        const exchange = (mine: readonly number[], theirs: readonly number[]) =>
          mine.forEach((i, k) => {
            out[i] = point[theirs[k]!]!;
            out[theirs[k]!] = point[i]!;
          });
        exchange(incoming(into, unit), incoming(into, other));
        exchange(outgoing(from, unit), outgoing(from, other));
        return out;
      },
    },
  ];
  if (activation.homogeneous)
    symmetries.push({
      name: 'rescaling',
      statement: 'φ(c z) = c φ(z): what goes into a unit times c > 0, what comes out over c',
      apply: (point, choice) => scaled(point, choice, (rest) => exp(range * (2 * rest - 1))),
    });
  if (activation.odd)
    symmetries.push({
      name: 'sign',
      statement: 'φ(−z) = −φ(z): all signs of a unit may change',
      apply: (point, choice) => scaled(point, choice, () => -1),
    });
  return symmetries;
}

/** Weights and bias of a unit. */
export function incoming({ inputs, weights, biases }: LayerPlace, unit: number): number[] {
  const row = Array.from({ length: inputs }, (_, k) => weights + unit * inputs + k);
  return biases === undefined ? row : [...row, biases + unit];
}

/** Weights of the next layer that multiply a unit. */
export function outgoing({ inputs, units, weights }: LayerPlace, unit: number): number[] {
  return Array.from({ length: units }, (_, u) => weights + u * inputs + unit);
}
