/** The value along a path, looked at between the images too: what a figure of a barrier draws, and what bounds its height. */
import type { Landscape } from '../landscapes/landscape.ts';
import { run, type Search, type Share, stepwise } from '../search/search.ts';
import { distance, image, type Path } from './path.ts';

export interface Profile {
  /** Length of the path up to each place. */
  readonly lengths: Float64Array;
  readonly values: Float64Array;
}

/** Places between two images, the first image of the two included. */
const between = 8;

/** Values at the images and at seven places between neighbors, on the chord and put back onto the manifold: 8 (count − 1) + 1 places. */
export function pathProfile(landscape: Landscape, path: Path): Profile {
  return run(profileSearch(landscape, path));
}

/** The same as a search: a slice of work is the places between two images. */
export function profileSearch(landscape: Landscape, path: Path): Search<unknown, Profile> {
  const { valueAndGradient, manifold, dimension: n } = landscape;
  const places = between * (path.count - 1) + 1;
  const lengths = new Float64Array(places);
  const values = new Float64Array(places).fill(Number.NaN);
  function* work(): Generator<Share, Profile, void> {
    const points = new Float64Array(between * n);
    const gradients = new Float64Array(between * n);
    let last = image(path, 0).slice();
    for (let k = 0; k < path.count; k++) {
      const [a, b] = [image(path, k), image(path, Math.min(k + 1, path.count - 1))];
      const here = k < path.count - 1 ? between : 1;
      for (let j = 0; j < here; j++) {
        const point = points.subarray(j * n, (j + 1) * n);
        for (let i = 0; i < n; i++) point[i] = a[i]! + (j / between) * (b[i]! - a[i]!);
        if (j > 0) manifold.retract(point);
        const place = k * between + j;
        lengths[place] = place === 0 ? 0 : lengths[place - 1]! + distance(last, point);
        last = point.slice();
      }
      valueAndGradient(points.subarray(0, here * n), here, values.subarray(k * between), gradients);
      yield [(k + 1) / path.count, `values along the path, image ${k + 1} of ${path.count}`];
    }
    return { lengths, values };
  }
  return stepwise(work, () => ({ lengths, values }));
}

/** The highest value on the way. */
export function top({ values }: Profile): number {
  return values.reduce((a, b) => Math.max(a, b));
}
