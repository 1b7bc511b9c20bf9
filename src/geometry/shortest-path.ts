/** The shortest path between two points, or one of the shortest where there are several: a path to relax from any end to any other. */

import { ArgumentError } from '../base/errors.ts';
import { stream } from '../base/philox.ts';
import type { Manifold } from '../landscapes/manifold.ts';
import { type Path, straightPath } from './path.ts';

/**
 * The straight path where it is unique; between opposite points of a sphere the half circle through a point beside them.
 * @randomness  the point beside, of a stream of its own: always the same
 * @throws      ArgumentError as straightPath, for other reasons
 */
export function shortestPath(manifold: Manifold, from: Float64Array, to: Float64Array, count: number): Path {
  try {
    return straightPath(manifold, from, to, count);
  } catch (error) {
    if (!(error instanceof ArgumentError && error.argument === 'to' && to.length === manifold.dimension)) throw error;
  }
  if (count === 2) return { dimension: manifold.dimension, count, images: Float64Array.of(...from, ...to) };
  const beside = pointBeside(manifold, from);
  const first = straightPath(manifold, from, beside, Math.ceil(count / 2));
  const last = straightPath(manifold, beside, to, count - first.count + 1);
  const images = new Float64Array(count * manifold.dimension);
  images.set(first.images);
  images.set(last.images.subarray(manifold.dimension), first.images.length);
  return { dimension: manifold.dimension, count, images };
}

/** A point beside `from`, two units of length away in a random direction: on a sphere it is opposite to neither end. */
function pointBeside(manifold: Manifold, from: Float64Array): Float64Array {
  const draw = stream(1, 'shortest-path', 0, 'direction');
  const direction = from.map(() => draw.normal());
  manifold.project(from, direction);
  const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
  const point = from.map((x, i) => x + (2 * manifold.lengthUnit.value * direction[i]!) / length);
  manifold.retract(point);
  return point;
}
