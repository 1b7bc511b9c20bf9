/**
 * Transformations of a network's parameters that leave its function unchanged: hidden units change places; for homogeneous activations
 * what goes into a unit grows as what comes out shrinks; for odd ones a unit changes all its signs; identity units mix linearly; and
 * softmax does not see what is added to all outputs.
 * @source [hechtnielsen1990algebraic]; rescaling [neyshabur2015path]
 */
import { exp } from '../../base/functions.ts';
import type { Symmetry } from '../landscape.ts';
import type { Activation } from './activations.ts';
import type { LayerPlace } from './layers.ts';
import { matchUnits } from './match-units.ts';
import { incoming, outgoing, reordered } from './units.ts';

/** Largest factor of a rescaling, as a power of e; its inverse is the smallest. */
const range = 2;

/** @param shifts  whether the loss ignores what is added to all outputs, as cross-entropy does */
export function networkSymmetries(places: readonly LayerPlace[], activation: Activation, shifts = false): Symmetry[] {
  const hidden = places.slice(0, -1).reduce((sum, { units }) => sum + units, 0);
  const symmetries: Symmetry[] = [];
  if (hidden > 0) symmetries.push(permutation(places, activation));
  if (hidden > 0 && activation.homogeneous) symmetries.push(rescaling(places));
  if (hidden > 0 && activation.odd) symmetries.push(signs(places));
  if (hidden > 0 && activation.linear) symmetries.push(mixing(places));
  if (shifts) symmetries.push(shift(places.at(-1)!));
  return symmetries;
}

function permutation(places: readonly LayerPlace[], activation: Activation): Symmetry {
  return {
    name: 'permutation',
    statement: 'hidden units of a layer may change places',
    sample(point, choice) {
      const { into, from, unit } = pick(places, choice);
      const order = Array.from({ length: into.units }, (_, u) => u);
      const other = (unit + 1) % into.units;
      [order[unit], order[other]] = [other, unit];
      return reordered(point, into, from, order);
    },
    nearest: (target, point) => matchUnits(places, activation, target, point),
  };
}

function rescaling(places: readonly LayerPlace[]): Symmetry {
  return {
    name: 'rescaling',
    statement: 'φ(c z) = c φ(z): what goes into a unit times c > 0, what comes out over c',
    sample: (point, choice) => {
      const { into, from, unit, rest } = pick(places, choice);
      return scaled(point, into, from, unit, exp(range * (2 * rest - 1)));
    },
    *directions(point) {
      for (const { into, from, unit } of hiddenUnits(places)) {
        const direction = new Float64Array(point.length);
        for (const i of incoming(into, unit)) direction[i] = point[i]!;
        for (const i of outgoing(from, unit)) direction[i] = -point[i]!;
        yield direction;
      }
    },
    nearest(target, point) {
      let best: Float64Array = point.slice();
      for (const { into, from, unit } of hiddenUnits(places)) {
        const norms = (at: Float64Array) => [incoming(into, unit), outgoing(from, unit)].map((list) => size(at, list));
        const [[tIn, tOut], [pIn, pOut]] = [norms(target), norms(best)] as [[number, number], [number, number]];
        // The same ratio of what enters to what leaves as the target's unit has.
        const factor = Math.sqrt((tIn * pOut) / (tOut * pIn));
        if (factor > 0 && Number.isFinite(factor)) best = scaled(best, into, from, unit, factor);
      }
      return best;
    },
  };
}

function signs(places: readonly LayerPlace[]): Symmetry {
  return {
    name: 'sign',
    statement: 'φ(−z) = −φ(z): all signs of a unit may change',
    sample: (point, choice) => {
      const { into, from, unit } = pick(places, choice);
      return scaled(point, into, from, unit, -1);
    },
    nearest(target, point) {
      let best: Float64Array = point.slice();
      for (const { into, from, unit } of hiddenUnits(places)) {
        const all = [...incoming(into, unit), ...outgoing(from, unit)];
        const along = all.reduce((sum, i) => sum + target[i]! * best[i]!, 0);
        if (along < 0) best = scaled(best, into, from, unit, -1);
      }
      return best;
    },
  };
}

function mixing(places: readonly LayerPlace[]): Symmetry {
  const add = (
    out: Float64Array,
    point: Float64Array,
    into: LayerPlace,
    from: LayerPlace,
    u: number,
    v: number,
    t: number,
  ) => {
    // Unit u takes up t of unit v, and the next layer undoes it: v's column loses t of u's.
    const [mine, theirs] = [incoming(into, u), incoming(into, v)];
    for (const [k, i] of mine.entries()) out[i]! += t * point[theirs[k]!]!;
    const [left, lost] = [outgoing(from, u), outgoing(from, v)];
    for (const [k, i] of lost.entries()) out[i]! -= t * point[left[k]!]!;
  };
  return {
    name: 'mixing',
    statement: 'identity units of a layer may be mixed linearly and shifted, which the next layer undoes',
    sample(point, choice) {
      const { into, from, unit, rest } = pick(places, choice);
      const out = point.slice();
      // A unit taken up by itself would be a rescaling to first order only.
      if (into.units > 1) add(out, point, into, from, unit, (unit + 1) % into.units, 2 * rest - 1);
      return out;
    },
    *directions(point) {
      for (const { into, from, unit } of hiddenUnits(places)) {
        for (let v = 0; v < into.units; v++) {
          const direction = new Float64Array(point.length);
          add(direction, point, into, from, unit, v, 1);
          yield direction;
        }
        // What an identity unit adds always, the next layer's biases may add as well.
        if (into.biases === undefined || from.biases === undefined) continue;
        const direction = new Float64Array(point.length);
        direction[into.biases + unit] = 1;
        for (const [k, i] of outgoing(from, unit).entries()) direction[from.biases + k]! -= point[i]!;
        yield direction;
      }
    },
  };
}

function shift(last: LayerPlace): Symmetry {
  const { inputs, units, biases } = last;
  const groups = Array.from({ length: inputs }, (_, k) => outgoing(last, k));
  if (biases !== undefined) groups.push(Array.from({ length: units }, (_, u) => biases + u));
  return {
    name: 'shift',
    statement: 'softmax does not see what is added to all outputs',
    sample(point, choice) {
      const at = choice * groups.length;
      const out = point.slice();
      for (const i of groups[Math.floor(at)]!) out[i]! += 2 * (at - Math.floor(at)) - 1;
      return out;
    },
    *directions(point) {
      for (const group of groups) {
        const direction = new Float64Array(point.length);
        for (const i of group) direction[i] = 1;
        yield direction;
      }
    },
    nearest(target, point) {
      const out = point.slice();
      for (const group of groups) {
        const mean = group.reduce((sum, i) => sum + target[i]! - point[i]!, 0) / group.length;
        for (const i of group) out[i]! += mean;
      }
      return out;
    },
  };
}

function scaled(point: Float64Array, into: LayerPlace, from: LayerPlace, unit: number, factor: number): Float64Array {
  const out = point.slice();
  for (const i of incoming(into, unit)) out[i]! *= factor;
  for (const i of outgoing(from, unit)) out[i]! /= factor;
  return out;
}

/** Every hidden unit with its layer and the next. */
function hiddenUnits(places: readonly LayerPlace[]): { into: LayerPlace; from: LayerPlace; unit: number }[] {
  return places
    .slice(0, -1)
    .flatMap((into, l) => Array.from({ length: into.units }, (_, unit) => ({ into, from: places[l + 1]!, unit })));
}

/** The hidden unit that `choice` in [0, 1) falls on, and where in the unit's share it falls, in [0, 1). */
function pick(places: readonly LayerPlace[], choice: number) {
  const units = hiddenUnits(places);
  const at = choice * units.length;
  return { ...units[Math.floor(at)]!, rest: at - Math.floor(at) };
}

function size(point: Float64Array, places: readonly number[]): number {
  return Math.sqrt(places.reduce((sum, i) => sum + point[i]! ** 2, 0));
}
