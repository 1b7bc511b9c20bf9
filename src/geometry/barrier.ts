/**
 * The barrier between two minima: the relaxed path's highest image is taken to a saddle by the dynamics of prescribed index 1. Only
 * where that ends at a certified critical point of index 1, on the path, the barrier counts as found. Otherwise the height of the path
 * is given, which a lower path may undercut: an upper bound, and it says so. Even a certified saddle is the barrier of this path; the
 * lowest pass between the two minima may lie elsewhere.
 * @source [wales2003energy, ch. 6]
 */
import { type CriticalPoint, classifyCriticalPoint } from '../curvature/critical-point.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { saddleSearch } from '../search/saddles.ts';
import { run } from '../search/search.ts';
import { arcLengths, distance, image, type Path, straightPath } from './path.ts';
import { type RelaxedPath, stringMethod } from './string-method.ts';

export interface BarrierOptions {
  /** Images of the path, ends included. */
  readonly images: number;
  /** Steps of the string method, and the residual at which it stops. */
  readonly maxSteps: number;
  readonly tolerance: number;
  /** τ of the index, and the Hessian's Lipschitz constant where the landscape has none. */
  readonly threshold: number;
  readonly lipschitz?: number;
}

export const barrierKinds = ['certified', 'upper-bound'] as const;
/** certified: a certified saddle of index 1 on the path. upper-bound: the highest value met along the path. */
export type BarrierKind = (typeof barrierKinds)[number];

export interface Barrier {
  readonly kind: BarrierKind;
  /** Value at the saddle, or the highest along the path. */
  readonly value: number;
  /** The saddle of a certified barrier. */
  readonly saddle: CriticalPoint | null;
  readonly relaxed: RelaxedPath;
  /** The highest value on the straight path, before it was relaxed. */
  readonly straight: number;
}

/** How far from the highest image the saddle may lie, in distances between images. */
const reach = 1.5;
/** How far the path may rise above the saddle, relative to the saddle's height over the ends: more, and there is another top. */
const excess = 0.02;
const saddleSteps = 200;
const saddleTolerance = 1e-11;
/** Points between two images at which the value is looked at for the upper bound. */
const between = 8;

/**
 * @param from, to  minima on the landscape's manifold
 * @throws          ArgumentError as straightPath
 */
export function barrierBetween(
  landscape: Landscape,
  from: Float64Array,
  to: Float64Array,
  options: BarrierOptions,
): Barrier {
  const start = straightPath(landscape.manifold, from, to, options.images);
  const relaxed = run(stringMethod, { ...options, landscape, path: start });
  const straight = highest(landscape, start);
  const top = relaxed.values.indexOf(Math.max(...relaxed.values));
  const bound = highest(landscape, relaxed.path);
  const saddle = top > 0 && top < options.images - 1 ? saddleNear(landscape, relaxed.path, top, options) : null;
  const ends = Math.max(relaxed.values[0]!, relaxed.values.at(-1)!);
  if (saddle && bound - saddle.energy <= excess * (saddle.energy - ends))
    return { kind: 'certified', value: saddle.energy, saddle, relaxed, straight };
  return { kind: 'upper-bound', value: bound, saddle: null, relaxed, straight };
}

/** The certified saddle of index 1 next to image `top`, or null. */
function saddleNear(landscape: Landscape, path: Path, top: number, options: BarrierOptions): CriticalPoint | null {
  const start = image(path, top);
  const end = run(saddleSearch('prescribed-index'), {
    landscape,
    start,
    tolerance: saddleTolerance,
    maxSteps: saddleSteps,
    index: 1,
  });
  const spacing = arcLengths(path)[path.count - 1]! / (path.count - 1);
  if (end.status !== 'converged' || distance(end.point, start) > reach * spacing) return null;
  const point = classifyCriticalPoint(landscape, end.point, options);
  return point.certainty === 'certified' && point.index.negative === 1 ? point : null;
}

/** The highest value on the path, looked at between the images too. */
function highest({ valueAndGradient, manifold, dimension }: Landscape, path: Path): number {
  const points: number[] = [];
  for (let k = 1; k < path.count; k++)
    for (let j = 0; j <= between; j++) {
      const t = j / between;
      const [a, b] = [image(path, k - 1), image(path, k)];
      const point = a.map((x, i) => (1 - t) * x + t * b[i]!);
      manifold.retract(point);
      points.push(...point);
    }
  const count = points.length / dimension;
  const values = new Float64Array(count);
  valueAndGradient(Float64Array.from(points), count, values, new Float64Array(points.length));
  return Math.max(...values);
}
