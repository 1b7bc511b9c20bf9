/** Values on the straight segment between two points: what is climbed on the way from a start to what was found. */

/** Places at which the segment is looked at, its ends included. */
export const segmentPlaces = 65;

/**
 * Values of a function of flat space at 65 even places of the segment.
 *     φ(s) = L((1 − s) θ₀ + s θ₁),    s = 0, 1/64, …, 1
 * @param value  of a point that is its own only during the call
 */
export function segmentValues(
  value: (point: Float64Array) => number,
  from: Float64Array,
  to: Float64Array,
): Float64Array {
  const point = new Float64Array(from.length);
  return Float64Array.from({ length: segmentPlaces }, (_, k) => {
    const share = k / (segmentPlaces - 1);
    for (let i = 0; i < point.length; i++) point[i] = (1 - share) * from[i]! + share * to[i]!;
    return value(point);
  });
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
