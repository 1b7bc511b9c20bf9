/**
 * The barrier between two minima: the relaxed path's highest image is taken to a saddle by the dynamics of prescribed index 1. Only
 * where that ends at a certified critical point of index 1, on the path, the barrier counts as found. Otherwise the height of the path
 * is given, which a lower path may undercut: an upper bound, and it says so. Even a certified saddle is the barrier of this path; the
 * lowest pass between the two minima may lie elsewhere.
 * @source [wales2003energy, ch. 6]
 */
import { type CriticalPoint, classifyCriticalPoint } from '../curvature/critical-point.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import type { SaddleProblem } from '../search/saddle-method.ts';
import { type SaddleState, saddleSearch } from '../search/saddles.ts';
import { run, type Search } from '../search/search.ts';
import { arcLengths, distance, image, type Path, straightPath } from './path.ts';
import { pathProfile } from './profile.ts';
import { type RelaxedPath, type StringState, stringMethod } from './string-method.ts';

export interface BarrierOptions {
  /** Images of the path, ends included. */
  readonly images: number;
  /** Steps of the string method, and the residual at which it stops. */
  readonly maxSteps: number;
  readonly tolerance: number;
  /** τ of the index, and the Hessian's Lipschitz constant where the landscape has none. */
  readonly threshold: number;
  readonly lipschitz?: number;
  /** How a saddle is certified; classifyCriticalPoint with these options when absent. */
  readonly classify?: (point: Float64Array) => CriticalPoint;
  /** false: no saddle is looked for, which takes the eigenvectors of dense Hessians. Default true. */
  readonly climb?: boolean;
}

export interface BarrierProblem extends BarrierOptions {
  readonly landscape: Landscape;
  /** Minima on the landscape's manifold. */
  readonly from: Float64Array;
  readonly to: Float64Array;
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

export interface BarrierState {
  readonly start: Path;
  string: StringState;
  /** The search from the highest image, once the path is relaxed and its top lies between the ends. */
  climb: { readonly problem: SaddleProblem; state: SaddleState } | null;
  finished: boolean;
}

/** How far from the highest image the saddle may lie, in distances between images. */
const reach = 1.5;
/** How far the path may rise above the saddle, relative to the saddle's height over the ends: more, and there is another top. */
const excess = 0.02;
const saddleSteps = 200;
const saddleTolerance = 1e-11;
const climber = saddleSearch('prescribed-index');

/** The string method to its end, then the climb to its end.
 *  @throws ArgumentError as straightPath */
export const barrierSearch: Search<BarrierProblem, BarrierState, Barrier> = {
  name: 'barrier',
  begin(problem) {
    const { landscape, from, to, images } = problem;
    const start = straightPath(landscape.manifold, from, to, images);
    return { start, string: stringMethod.begin({ ...problem, path: start }), climb: null, finished: false };
  },
  step(problem, state) {
    const { climb, start } = state;
    const relaxing = { ...problem, path: start };
    if (climb) {
      climb.state = climber.step(climb.problem, climb.state);
      state.finished = climber.done(climb.problem, climb.state);
    } else if (!stringMethod.done(relaxing, state.string)) state.string = stringMethod.step(relaxing, state.string);
    else {
      state.climb = climbFrom(problem, state.string);
      state.finished = !state.climb || climber.done(state.climb.problem, state.climb.state);
    }
    return state;
  },
  done: (_problem, { finished }) => finished,
  result(problem, state) {
    const relaxed = stringMethod.result({ ...problem, path: state.start }, state.string);
    const straight = highest(problem.landscape, state.start);
    const bound = highest(problem.landscape, relaxed.path);
    const saddle = state.climb && saddleOf(problem, state.climb, relaxed.path);
    const ends = Math.max(relaxed.values[0]!, relaxed.values.at(-1)!);
    if (saddle && bound - saddle.energy <= excess * (saddle.energy - ends))
      return { kind: 'certified', value: saddle.energy, saddle, relaxed, straight };
    return { kind: 'upper-bound', value: bound, saddle: null, relaxed, straight };
  },
};

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
  return run(barrierSearch, { ...options, landscape, from, to });
}

/** The search from the highest image, or null where that is an end. */
function climbFrom({ landscape, images, climb }: BarrierProblem, { path, values }: StringState): BarrierState['climb'] {
  const top = values.indexOf(Math.max(...values));
  if (climb === false || !(top > 0 && top < images - 1)) return null;
  const start = image(path, top).slice();
  const problem = { landscape, start, tolerance: saddleTolerance, maxSteps: saddleSteps, index: 1 };
  return { problem, state: climber.begin(problem) };
}

/** The certified saddle of index 1 next to the image that the climb began at, or null. */
function saddleOf(
  { landscape, ...options }: BarrierProblem,
  { problem, state }: NonNullable<BarrierState['climb']>,
  path: Path,
): CriticalPoint | null {
  const end = climber.result(problem, state);
  const spacing = arcLengths(path)[path.count - 1]! / (path.count - 1);
  if (end.status !== 'converged' || distance(end.point, problem.start) > reach * spacing) return null;
  const { classify = (point: Float64Array) => classifyCriticalPoint(landscape, point, options) } = options;
  const point = classify(end.point);
  return point.certainty === 'certified' && point.index.negative === 1 ? point : null;
}

/** The highest value on the path, looked at between the images too. */
function highest(landscape: Landscape, path: Path): number {
  return Math.max(...pathProfile(landscape, path).values);
}
