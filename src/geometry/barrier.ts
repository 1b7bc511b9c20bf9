/**
 * The barrier between two minima: the relaxed path's highest image is taken to a saddle by the dynamics of prescribed index 1. Only
 * where that ends at a certified critical point of index 1, on the path, the barrier counts as found. Otherwise the height of the path
 * is given, which a lower path may undercut: an upper bound, and it says so. Even a certified saddle is the barrier of this path; the
 * lowest pass between the two minima may lie elsewhere.
 * @source [wales2003energy, ch. 6]
 */
import { type Certainty, type CriticalPoint, classifyCriticalPoint, isCertified } from '../curvature/index.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { saddleSearch } from '../search/saddles.ts';
import { run, type Search, type Share, stepwise, within } from '../search/search.ts';
import { arcLengths, distance, image } from './path.ts';
import { type Profile, pathProfile } from './profile.ts';
import { shortestPath } from './shortest-path.ts';
import { type RelaxedPath, stringMethod } from './string-method.ts';

export interface BarrierOptions {
  /** Images of the path, ends included. */
  readonly images: number;
  /** Steps of the string method, and the residual at which it stops. */
  readonly maxSteps: number;
  readonly tolerance: number;
  /** τ of the index. */
  readonly threshold: number;
  /** false: the path stays as it is, the shortest one. Default true. */
  readonly relax?: boolean;
  /** false: no saddle is looked for, which takes the eigenvectors of dense Hessians. Default true. */
  readonly climb?: boolean;
}

export interface BarrierProblem extends BarrierOptions {
  readonly landscape: Landscape;
  /** Minima on the landscape's manifold. */
  readonly from: Float64Array;
  readonly to: Float64Array;
}

export const barrierKinds = ['certified', 'certified-given-K', 'upper-bound'] as const;
/** certified: a certified saddle of index 1 on the path, on proved constants or on an estimated one. upper-bound: the highest value met along the path. */
export type BarrierKind = Exclude<Certainty, 'uncertified'> | 'upper-bound';

export interface Barrier {
  readonly kind: BarrierKind;
  /** Value at the saddle, or the highest along the path. */
  readonly value: number;
  /** The saddle of a certified barrier. */
  readonly saddle: CriticalPoint | null;
  /** The path as far as it was relaxed; null where it was not. */
  readonly relaxed: RelaxedPath | null;
  /** The shortest path, before it was relaxed, and its highest value. */
  readonly profile: Profile;
  readonly straight: number;
  /** Why the barrier is an upper bound alone; null where it is certified. */
  readonly reason: string | null;
}

/** How far from the highest image the saddle may lie, in distances between images. */
const reach = 1.5;
/** How far the path may rise above the saddle, relative to the saddle's height over the ends: more, and there is another top. */
const excess = 0.02;
const saddleSteps = 200;
const saddleTolerance = 1e-11;

/** Share of the work that is done when the path is relaxed. */
const relaxedShare = 0.9;

/**
 * The shortest path first, then the string method to its end, then the climb to its end. Stopped before, it gives what it has.
 * @throws ArgumentError as shortestPath
 */
export function barrierSearch(problem: BarrierProblem): Search<unknown, Barrier> {
  const { landscape, from, to, images } = problem;
  const path = shortestPath(landscape.manifold, from, to, images);
  const profile = pathProfile(landscape, path);
  const straight = Math.max(...profile.values);
  let relaxed: RelaxedPath | null = null;
  const bound = (reason: string): Barrier => {
    const value = relaxed ? Math.max(...pathProfile(landscape, relaxed.path).values) : straight;
    return { kind: 'upper-bound', value, saddle: null, relaxed, profile, straight, reason };
  };
  function* work(): Generator<Share, Barrier, void> {
    if (problem.relax === false) return bound('the path was not relaxed');
    const string = stringMethod({ ...problem, path });
    relaxed = yield* within(string, [0, relaxedShare]);
    const { values } = relaxed;
    const top = values.indexOf(Math.max(...values));
    if (!(top > 0 && top < images - 1)) return bound('the path is highest at an end');
    if (problem.climb === false) return bound('no saddle was looked for');
    const start = image(relaxed.path, top).slice();
    const climber = { landscape, start, tolerance: saddleTolerance, maxSteps: saddleSteps, index: 1 };
    const end = yield* within(
      saddleSearch('prescribed-index', climber),
      [relaxedShare, 1],
      (doing) => `climb: ${doing}`,
    );
    const spacing = arcLengths(relaxed.path)[images - 1]! / (images - 1);
    const near = end.status === 'converged' && distance(end.point, start) <= reach * spacing;
    const saddle = near ? classifyCriticalPoint(landscape, end.point, problem) : null;
    const none = 'no certified saddle of index 1 at its top';
    if (!saddle || !isCertified(saddle) || saddle.index.negative !== 1) return bound(none);
    const highest = bound(none);
    const ends = Math.max(values[0]!, values.at(-1)!);
    if (highest.value - saddle.value > excess * (saddle.value - ends)) return highest;
    const kind = saddle.certainty as Exclude<Certainty, 'uncertified'>;
    return { ...highest, kind, value: saddle.value, saddle, reason: null };
  }
  return stepwise(work, () => bound('it was interrupted'));
}

/**
 * @param from  a minimum on the landscape's manifold
 * @param to    another
 * @throws      ArgumentError as shortestPath
 */
export function barrierBetween(
  landscape: Landscape,
  from: Float64Array,
  to: Float64Array,
  options: BarrierOptions,
): Barrier {
  return run(barrierSearch({ ...options, landscape, from, to }));
}
