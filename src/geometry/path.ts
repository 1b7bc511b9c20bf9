/**
 * Paths on a manifold as a row of images: the shortest path between two points, its length, and images moved to equal distances along
 * it. Row-major, one image a row; the first and the last are the ends.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Manifold } from '../landscapes/manifold.ts';

export interface Path {
  readonly dimension: number;
  /** Number of images, ends included. */
  readonly count: number;
  /** count × dimension. */
  readonly images: Float64Array;
}

/**
 * The shortest path of the manifold, with images at equal distances.
 * @throws ArgumentError when an end has another length, or as the manifold's geodesic
 */
export function straightPath(manifold: Manifold, from: Float64Array, to: Float64Array, count: number): Path {
  const n = manifold.dimension;
  integer('straightPath', 'count', count, 2);
  for (const [name, point] of Object.entries({ from, to }))
    if (point.length !== n) throw new ArgumentError('straightPath', name, `of length ${n}`, point.length);
  const images = new Float64Array(count * n);
  for (let k = 1; k < count - 1; k++) manifold.geodesic(from, to, k / (count - 1), images.subarray(k * n, (k + 1) * n));
  images.set(from, 0);
  images.set(to, (count - 1) * n);
  return { dimension: n, count, images };
}

/** Image number k, a view. */
export function image({ dimension, images }: Path, k: number): Float64Array {
  return images.subarray(k * dimension, (k + 1) * dimension);
}

/** Distance along the chords from the first image to each. */
export function arcLengths(path: Path): Float64Array {
  const lengths = new Float64Array(path.count);
  for (let k = 1; k < path.count; k++) lengths[k] = lengths[k - 1]! + distance(image(path, k - 1), image(path, k));
  return lengths;
}

/** The same course with images at equal distances: linear between neighbors, then put back onto the manifold. Ends stay. */
export function redistribute(manifold: Manifold, path: Path): Path {
  const lengths = arcLengths(path);
  const total = lengths[path.count - 1]!;
  const images = path.images.slice();
  let segment = 1;
  for (let k = 1; k < path.count - 1; k++) {
    const at = (total * k) / (path.count - 1);
    while (segment < path.count - 1 && lengths[segment]! < at) segment++;
    const span = lengths[segment]! - lengths[segment - 1]!;
    const t = span > 0 ? (at - lengths[segment - 1]!) / span : 0;
    const [a, b] = [image(path, segment - 1), image(path, segment)];
    const moved = images.subarray(k * path.dimension, (k + 1) * path.dimension);
    for (let i = 0; i < path.dimension; i++) moved[i] = (1 - t) * a[i]! + t * b[i]!;
    manifold.retract(moved);
  }
  return { ...path, images };
}

/** Euclidean distance in the ambient space. */
export function distance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) square += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(square);
}
