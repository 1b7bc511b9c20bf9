/**
 * Hidden units put into the order of another network's, layer after layer until nothing changes: in each layer the assignment whose
 * units agree best with the target's in all that goes in and comes out, the other layers held.
 * @source [ainsworth2023git, alg. 1]; the assignment: [munkres1957algorithms]
 */
import { munkres } from 'munkres';
import type { Activation } from './activations.ts';
import type { LayerPlace } from './layers.ts';
import { incoming, outgoing, reordered, scaled } from './units.ts';

/** Rounds over the layers. With one hidden layer the first is the best of all orders. */
const rounds = 10;

export function matchUnits(
  places: readonly LayerPlace[],
  activation: Pick<Activation, 'homogeneous' | 'odd'>,
  target: Float64Array,
  point: Float64Array,
): Float64Array {
  let best: Float64Array = point.slice();
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    for (let l = 0; l < places.length - 1; l++) {
      const [into, from] = [places[l]!, places[l + 1]!];
      const parts = (at: Float64Array) =>
        Array.from({ length: into.units }, (_, u) =>
          [incoming(into, u), outgoing(from, u)].map((list) => list.map((i) => at[i]!)),
        );
      const [wanted, given] = [parts(target), parts(best)];
      const costs = wanted.map((mine) => given.map((theirs) => unlikeness(mine, theirs, activation)));
      const order = Array.from({ length: into.units }, (_, u) => u);
      for (const [k, unit] of munkres(costs)) order[k] = unit;
      if (order.every((unit, k) => unit === k)) continue;
      best = reordered(best, into, from, order);
      moved = true;
    }
    if (!moved || places.length <= 2) break;
  }
  return best;
}

/** What may differ between a layer's units and the target's. */
export interface UnitFreedom {
  readonly order: boolean;
  readonly scale: boolean;
  readonly sign: boolean;
}

/**
 * Layer after layer from the inputs, by what goes into the units alone: the order whose units point the same way, then signs, then the
 * target's norms. A copy that differs by these comes back exactly, at any depth; of another network it need not be the nearest.
 */
export function alignUnits(
  places: readonly LayerPlace[],
  free: UnitFreedom,
  target: Float64Array,
  point: Float64Array,
): Float64Array {
  let best: Float64Array = point.slice();
  for (let l = 0; l < places.length - 1; l++) {
    const [into, from] = [places[l]!, places[l + 1]!];
    const parts = (at: Float64Array) =>
      Array.from({ length: into.units }, (_, u) => incoming(into, u).map((i) => at[i]!));
    const wanted = parts(target);
    if (free.order) {
      const given = parts(best);
      const order = Array.from({ length: into.units }, (_, u) => u);
      for (const [k, unit] of munkres(wanted.map((a) => given.map((b) => -likeness(a, b, free))))) order[k] = unit;
      best = reordered(best, into, from, order);
    }
    parts(best).forEach((b, unit) => {
      const a = wanted[unit]!;
      const sign = free.sign && dot(a, b) < 0 ? -1 : 1;
      const scale = free.scale ? Math.sqrt(dot(a, a) / dot(b, b)) : 1;
      if (sign * scale !== 1 && scale > 0 && Number.isFinite(scale))
        best = scaled(best, into, from, unit, sign * scale);
    });
  }
  return best;
}

/** Larger the nearer: −‖a − b‖², or that of the two at unit length where scales do not matter, and of the nearer sign. */
function likeness(a: readonly number[], b: readonly number[], { scale, sign }: UnitFreedom): number {
  const along = sign ? Math.abs(dot(a, b)) : dot(a, b);
  if (scale) return 2 * (along / Math.sqrt(dot(a, a) * dot(b, b)) || 0) - 2;
  return 2 * along - dot(a, a) - dot(b, b);
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, xi, i) => sum + xi * y[i]!, 0);
}

/**
 * ‖difference‖² of two units; where signs or scales do not matter, that of their rank-one parts: ‖in outᵀ − in′ out′ᵀ‖², which neither
 * change.
 */
function unlikeness(
  [a, b]: readonly (readonly number[])[],
  [c, d]: readonly (readonly number[])[],
  { homogeneous, odd }: Pick<Activation, 'homogeneous' | 'odd'>,
): number {
  if (homogeneous || odd) return dot(a!, a!) * dot(b!, b!) + dot(c!, c!) * dot(d!, d!) - 2 * dot(a!, c!) * dot(b!, d!);
  return dot(a!, a!) + dot(b!, b!) + dot(c!, c!) + dot(d!, d!) - 2 * (dot(a!, c!) + dot(b!, d!));
}
