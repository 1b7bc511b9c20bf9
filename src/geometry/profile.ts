/** The value along a path, looked at between the images too: what a figure of a barrier draws, and what bounds its height. */
import type { Landscape } from '../landscapes/landscape.ts';
import { run, type Search, type Share, stepwise } from '../search/search.ts';
import { distance, image, type Path } from './path.ts';

export interface Profile {
  /** Length of the path up to each place. */
  readonly lengths: Float64Array;
  readonly values: Float64Array;
  /** The highest value on the path, looked for between the places too, and where it is. */
  readonly top: { readonly length: number; readonly value: number };
}

/** Places between two images, the first image of the two included. */
const between = 8;

/** Values at the images and at seven places between neighbors, on the chord and put back onto the manifold: 8 (count − 1) + 1 places. */
export function pathProfile(landscape: Landscape, path: Path): Profile {
  return run(profileSearch(landscape, path));
}

/** The same as a search: a slice of work is the places between two images, then the look for the top between them. */
export function profileSearch(landscape: Landscape, path: Path): Search<unknown, Profile> {
  const { dimension: n } = landscape;
  const places = between * (path.count - 1) + 1;
  const lengths = new Float64Array(places);
  const values = new Float64Array(places).fill(Number.NaN);
  function* work(): Generator<Share, Profile, void> {
    const points = new Float64Array(between * n);
    const gradients = new Float64Array(between * n);
    let last = image(path, 0).slice();
    for (let k = 0; k < path.count; k++) {
      const here = k < path.count - 1 ? between : 1;
      for (let j = 0; j < here; j++) {
        const point = points.subarray(j * n, (j + 1) * n);
        pointAt(landscape, path, k * between + j, point);
        const place = k * between + j;
        lengths[place] = place === 0 ? 0 : lengths[place - 1]! + distance(last, point);
        last = point.slice();
      }
      landscape.valueAndGradient(points.subarray(0, here * n), here, values.subarray(k * between), gradients);
      yield [(k + 1) / path.count, `values along the path, image ${k + 1} of ${path.count}`];
    }
    const place = values.indexOf(Math.max(...values));
    const top =
      place < 0 ? { length: Number.NaN, value: Number.NaN } : highestNear(landscape, path, { lengths, values }, place);
    return { lengths, values, top };
  }
  return stepwise(work, () => ({ lengths, values, top: { length: Number.NaN, value: Number.NaN } }));
}

/** The point at a place, which need not be an integer. */
function pointAt({ manifold }: Landscape, path: Path, place: number, out: Float64Array): void {
  const k = Math.min(Math.floor(place / between), path.count - 1);
  const [a, b] = [image(path, k), image(path, Math.min(k + 1, path.count - 1))];
  const share = place / between - k;
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + share * (b[i]! - a[i]!);
  if (share > 0) manifold.retract(out);
}

/** Looks of a golden section: the bracket shrinks to 1e-5 of a place. */
const looks = 24;
const golden = (Math.sqrt(5) - 1) / 2;

/** The highest value between the two places beside the highest one. */
function highestNear(
  landscape: Landscape,
  path: Path,
  { lengths, values }: Pick<Profile, 'lengths' | 'values'>,
  place: number,
): Profile['top'] {
  const [point, gradient] = [new Float64Array(landscape.dimension), new Float64Array(landscape.dimension)];
  const valueAt = (at: number) => {
    const value = new Float64Array(1);
    pointAt(landscape, path, at, point);
    landscape.valueAndGradient(point, 1, value, gradient);
    return value[0]!;
  };
  let [best, value] = [place, values[place]!];
  let [low, high] = [Math.max(0, place - 1), Math.min(values.length - 1, place + 1)];
  for (let look = 0; look < looks; look++) {
    // The best place so far stays inside; the look goes into the longer part beside it.
    const at = best - low > high - best ? best - (1 - golden) * (best - low) : best + (1 - golden) * (high - best);
    const there = valueAt(at);
    if (there > value) {
      if (at < best) high = best;
      else low = best;
      [best, value] = [at, there];
    } else if (at < best) low = at;
    else high = at;
  }
  const [before, share] = [Math.floor(best), best - Math.floor(best)];
  const after = Math.min(before + 1, lengths.length - 1);
  return { length: lengths[before]! + share * (lengths[after]! - lengths[before]!), value };
}
