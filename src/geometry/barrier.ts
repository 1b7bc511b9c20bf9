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
import { type Profile, profileSearch } from './profile.ts';
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
  /** Values along the shortest path, before it was relaxed. */
  readonly straight: Profile;
  /** Values along the path that the barrier is of: relaxed, where it was. */
  readonly profile: Profile;
  /** Why the barrier is an upper bound alone; null where it is certified. */
  readonly reason: string | null;
}

/** How far from the highest image the saddle may lie, in distances between images. */
const reach = 1.5;
/** How far the path may rise above the saddle, relative to the saddle's height over the ends: more, and there is another top. */
const excess = 0.02;
/** Length of a path, in the manifold's unit, up to which its ends are one point. */
const onePlace = 1e-9;
const saddleSteps = 200;
const saddleTolerance = 1e-11;

/** Shares of the work that are done when the shortest path is known, when it is relaxed, and when the relaxed one is known. */
const [straightShare, relaxedShare, profileShare] = [0.05, 0.85, 0.9];

/**
 * The shortest path first, then the string method to its end, then the climb to its end. Stopped before, it gives what it has: null
 * while the shortest path is not known.
 * @throws ArgumentError as shortestPath
 */
export function barrierSearch(problem: BarrierProblem): Search<unknown, Barrier | null> {
  const { landscape, from, to, images } = problem;
  const path = shortestPath(landscape.manifold, from, to, images);
  let known: Pick<Barrier, 'relaxed' | 'straight' | 'profile'> | null = null;
  function* work(): Generator<Share, Barrier, void> {
    const straight = yield* within(profileSearch(landscape, path), [0, straightShare]);
    known = { relaxed: null, straight, profile: straight };
    if (problem.relax === false) return bound(known, 'the path was not relaxed');
    if (straight.lengths.at(-1)! <= onePlace * landscape.manifold.lengthUnit.value)
      return bound(known, 'the two ends are one point');
    const string = stringMethod({ ...problem, path });
    let relaxed = string.result(string.begin());
    for (let state = string.begin(); !string.done(state); ) {
      state = string.step(state) as typeof state;
      relaxed = string.result(state);
      known = { relaxed, straight, profile: profileOfImages(relaxed) };
      const [share, doing] = string.share(state);
      yield [straightShare + (relaxedShare - straightShare) * share, doing];
    }
    const profile = yield* within(profileSearch(landscape, relaxed.path), [relaxedShare, profileShare]);
    known = { relaxed, straight, profile };
    const { values } = relaxed;
    const highest = values.indexOf(Math.max(...values));
    if (!(highest > 0 && highest < images - 1)) return bound(known, 'the path is highest at an end');
    if (problem.climb === false) return bound(known, 'no saddle was looked for');
    const start = image(relaxed.path, highest).slice();
    const climber = { landscape, start, tolerance: saddleTolerance, maxSteps: saddleSteps, index: 1 };
    const end = yield* within(
      saddleSearch('prescribed-index', climber),
      [profileShare, 1],
      (doing) => `climb: ${doing}`,
    );
    const spacing = arcLengths(relaxed.path)[images - 1]! / (images - 1);
    const near = end.status === 'converged' && distance(end.point, start) <= reach * spacing;
    const saddle = near ? classifyCriticalPoint(landscape, end.point, problem) : null;
    const none = bound(known, 'no certified saddle of index 1 at its top');
    if (!saddle || !isCertified(saddle) || saddle.index.negative !== 1) return none;
    const ends = Math.max(values[0]!, values.at(-1)!);
    if (none.value - saddle.value > excess * (saddle.value - ends)) return none;
    const kind = saddle.certainty as Exclude<Certainty, 'uncertified'>;
    return { ...known, kind, value: saddle.value, saddle, reason: null };
  }
  return stepwise<Barrier | null>(work, () => known && bound(known, 'it was interrupted'));
}

/** What is known of a path while it is relaxed: the values at its images. */
function profileOfImages({ path, values }: RelaxedPath): Profile {
  const lengths = arcLengths(path);
  const highest = values.indexOf(Math.max(...values));
  return { lengths, values, top: { length: lengths[highest]!, value: values[highest]! } };
}

function bound(known: Pick<Barrier, 'relaxed' | 'straight' | 'profile'>, reason: string): Barrier {
  return { ...known, kind: 'upper-bound', value: known.profile.top.value, saddle: null, reason };
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
  return run(barrierSearch({ ...options, landscape, from, to }))!;
}
