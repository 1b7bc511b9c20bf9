/**
 * Transformations of a network's parameters that leave its function unchanged: hidden units change places; for homogeneous activations
 * what goes into a unit grows as what comes out shrinks; for odd ones a unit changes all its signs; identity units mix linearly; and
 * softmax does not see what is added to all outputs. A penalty on Σ θᵢ² leaves those that keep it: exchanges, signs, rotations of identity
 * units, and shifts of biases that it does not sum over.
 * @source [hechtnielsen1990algebraic]; rescaling [neyshabur2015path]
 */
import { exp, log } from '../../base/functions.ts';
import type { Symmetry } from '../landscape.ts';
import type { Activation } from './activations.ts';
import type { LayerPlace } from './layers.ts';
import { alignUnits, matchUnits } from './match-units.ts';
import { incoming, outgoing, reordered, scaled } from './units.ts';

const newtonSteps = 20;

/** Largest factor of a rescaling, as a power of e; its inverse is the smallest. */
const range = 2;

/**
 * @param shifts    whether the loss ignores what is added to all outputs, as cross-entropy does
 * @param penalized what a penalty sums over, if there is one
 */
export function networkSymmetries(
  places: readonly LayerPlace[],
  activation: Activation,
  shifts = false,
  penalized: 'nothing' | 'weights' | 'all' = 'nothing',
): Symmetry[] {
  const hidden = places.slice(0, -1).reduce((sum, { units }) => sum + units, 0);
  const free = penalized === 'nothing';
  const others: Symmetry[] = [];
  if (hidden > 0 && activation.homogeneous && free) others.push(rescaling(places));
  if (hidden > 0 && activation.odd) others.push(signs(places));
  if (hidden > 0 && activation.linear) others.push(free ? mixing(places) : rotation(places));
  if (shifts && penalized !== 'all') {
    const groups = shiftGroups(places.at(-1)!, free);
    if (groups.length > 0) others.push(shift(groups));
  }
  return hidden > 0 ? [permutation(places, activation, others, free && activation.homogeneous), ...others] : others;
}

/**
 * @param others  what units are brought near by besides, once they are in order
 * @param scale   whether units may be rescaled
 */
function permutation(
  places: readonly LayerPlace[],
  activation: Activation,
  others: readonly Symmetry[],
  scale: boolean,
): Symmetry {
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
    nearest(target, point) {
      const free = { order: true, scale, sign: activation.odd };
      const forward = alignUnits(places, free, target, point);
      const orders = [point, forward, matchUnits(places, activation, target, point)];
      // Which order is right is seen when scales, signs and shifts are as near as they come; forward, the former have come already.
      const near = (copy: Float64Array, by: readonly Symmetry[]) =>
        by.reduce((at, { nearest }) => nearest?.(target, at) ?? at, copy);
      const shifts = others.filter(({ name }) => name === 'shift');
      return nearestOf(target, [near(forward, shifts), ...orders.map((copy) => near(copy, others))]);
    },
  };
}

function rescaling(places: readonly LayerPlace[]): Symmetry {
  return {
    name: 'rescaling',
    statement: 'φ(c z) = c φ(z): a factor c > 0 on what enters a unit and 1/c on what leaves it change nothing',
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
      const forward = alignUnits(places, { order: false, scale: true, sign: false }, target, point);
      let best: Float64Array = point;
      for (const { into, from, unit } of hiddenUnits(places)) {
        const factor = nearestFactor(target, best, incoming(into, unit), outgoing(from, unit));
        if (factor !== 1) best = scaled(best, into, from, unit, factor);
      }
      return nearestOf(target, [point, forward, best]);
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
      const forward = alignUnits(places, { order: false, scale: false, sign: true }, target, point);
      let best: Float64Array = point;
      for (const { into, from, unit } of hiddenUnits(places)) {
        const all = [...incoming(into, unit), ...outgoing(from, unit)];
        const along = all.reduce((sum, i) => sum + target[i]! * best[i]!, 0);
        if (along < 0) best = scaled(best, into, from, unit, -1);
      }
      return nearestOf(target, [point, forward, best]);
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

function rotation(places: readonly LayerPlace[]): Symmetry {
  return {
    name: 'rotation',
    statement: 'identity units of a layer may be rotated, with what comes in and what goes out',
    sample(point, choice) {
      const { into, from, unit, rest } = pick(places, choice);
      const out = point.slice();
      const other = (unit + 1) % into.units;
      if (other === unit) return out;
      const [c, s] = [Math.cos(2 * Math.PI * rest), Math.sin(2 * Math.PI * rest)];
      for (const list of [incoming, outgoing]) {
        const place = list === incoming ? into : from;
        const theirs = list(place, other);
        for (const [k, i] of list(place, unit).entries()) {
          const [a, b] = [point[i]!, point[theirs[k]!]!];
          out[i] = c * a - s * b;
          out[theirs[k]!] = s * a + c * b;
        }
      }
      return out;
    },
    *directions(point) {
      for (const { into, from, unit } of hiddenUnits(places))
        for (let other = 0; other < unit; other++) {
          const direction = new Float64Array(point.length);
          for (const list of [incoming, outgoing]) {
            const place = list === incoming ? into : from;
            const theirs = list(place, other);
            for (const [k, i] of list(place, unit).entries()) {
              direction[i] = -point[theirs[k]!]!;
              direction[theirs[k]!] = point[i]!;
            }
          }
          yield direction;
        }
    },
  };
}

/** Parameters that the outputs share a factor of: weights from one unit, and the biases; the biases alone where weights are penalized. */
function shiftGroups(last: LayerPlace, weights: boolean): number[][] {
  const { inputs, units, biases } = last;
  const groups = weights ? Array.from({ length: inputs }, (_, k) => outgoing(last, k)) : [];
  if (biases !== undefined) groups.push(Array.from({ length: units }, (_, u) => biases + u));
  return groups;
}

function shift(groups: readonly number[][]): Symmetry {
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

/**
 * The factor c > 0 that makes ‖t_in − c p_in‖² + ‖t_out − p_out/c‖² least, by Newton's method in ln c from where the ratio of the two
 * norms is the target's; 1 where nothing better is found.
 */
function nearestFactor(target: Float64Array, point: Float64Array, into: readonly number[], out: readonly number[]) {
  const product = (a: Float64Array, b: Float64Array, list: readonly number[]) =>
    list.reduce((sum, i) => sum + a[i]! * b[i]!, 0);
  const [A, D] = [product(point, point, into), product(point, point, out)];
  const [B, E] = [product(target, point, into), product(target, point, out)];
  const gain = (c: number) => A - 2 * B + D - 2 * E - (A * c * c - 2 * B * c + D / (c * c) - (2 * E) / c);
  let s = 0.25 * log((product(target, target, into) * D) / (product(target, target, out) * A));
  for (let step = 0; step < newtonSteps; step++) {
    const c = exp(s);
    const slope = 2 * A * c * c - 2 * B * c - (2 * D) / (c * c) + (2 * E) / c;
    const bend = 4 * A * c * c - 2 * B * c + (4 * D) / (c * c) - (2 * E) / c;
    s -= bend > 0 ? slope / bend : Math.sign(slope) * 0.1;
  }
  const factor = exp(s);
  return gain(factor) > 0 ? factor : 1;
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

/** The copy next to the target; the first of those as near. */
function nearestOf(target: Float64Array, copies: readonly Float64Array[]): Float64Array {
  const away = copies.map((copy) => copy.reduce((sum, x, i) => sum + (x - target[i]!) ** 2, 0));
  return copies[away.indexOf(Math.min(...away))]!.slice();
}
