/** The value on the straight segment between two points: what is climbed on the way from a start to what was found. */
import type { Landscape } from '../landscapes/landscape.ts';

/** Places at which the segment is looked at, its ends included. */
const places = 65;

/**
 * Values of a landscape of flat space at 65 even places of the segment.
 *     φ(s) = L((1 − s) θ₀ + s θ₁),    s = 0, 1/64, …, 1
 */
export function segmentValues(landscape: Landscape, from: Float64Array, to: Float64Array): Float64Array {
  const n = landscape.dimension;
  const points = new Float64Array(places * n);
  for (let k = 0; k < places; k++) {
    const share = k / (places - 1);
    for (let i = 0; i < n; i++) points[k * n + i] = (1 - share) * from[i]! + share * to[i]!;
  }
  const values = new Float64Array(places);
  landscape.valueAndGradient(points, places, values, new Float64Array(points.length));
  return values;
}

/** The largest climb max_{i ≤ j} φ_j − φ_i: 0 where values never rise. */
export function largestRise(values: ArrayLike<number>): number {
  let [least, rise] = [Infinity, 0];
  for (let k = 0; k < values.length; k++) {
    least = Math.min(least, values[k]!);
    rise = Math.max(rise, values[k]! - least);
  }
  return rise;
}
