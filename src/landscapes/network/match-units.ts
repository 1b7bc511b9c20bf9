/**
 * Hidden units put into the order of another network's, layer after layer until nothing changes: in each layer the assignment whose
 * units agree best with the target's in all that goes in and comes out, the other layers held.
 * @source [ainsworth2023git, alg. 1]; the assignment: [munkres1957algorithms]
 */
import { munkres } from 'munkres';
import type { Activation } from './activations.ts';
import type { LayerPlace } from './layers.ts';
import { incoming, outgoing, reordered } from './units.ts';

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

/**
 * ‖difference‖² of two units; where signs or scales do not matter, that of their rank-one parts: ‖in outᵀ − in′ out′ᵀ‖², which neither
 * change.
 */
function unlikeness(
  [a, b]: readonly (readonly number[])[],
  [c, d]: readonly (readonly number[])[],
  { homogeneous, odd }: Pick<Activation, 'homogeneous' | 'odd'>,
): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, xi, i) => sum + xi * y[i]!, 0);
  if (homogeneous || odd) return dot(a!, a!) * dot(b!, b!) + dot(c!, c!) * dot(d!, d!) - 2 * dot(a!, c!) * dot(b!, d!);
  return dot(a!, a!) + dot(b!, b!) + dot(c!, c!) + dot(d!, d!) - 2 * (dot(a!, c!) + dot(b!, d!));
}
