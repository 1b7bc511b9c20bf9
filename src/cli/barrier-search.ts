/** Between two ends: the relaxed path, its barrier, and what a table, a JSON document and a figure say of them. */
import { stream } from '../base/philox.ts';
import { estimateGradientLipschitz } from '../curvature/index.ts';
import { type Barrier, barrierSearch, image, type Profile, pathProfile, straightPath } from '../geometry/index.ts';
import type { Landscape } from '../landscapes/index.ts';
import type { Attendance } from './attendance.ts';
import type { PathEnds } from './barrier-ends.ts';

export interface PathOptions {
  readonly pathImages: number;
  readonly maxSteps: number;
  readonly tolerance: number;
  readonly threshold: number;
}

/** An end in shown units, and its gradient norm in those of the landscape. */
export interface End {
  readonly value: number;
  readonly gradientNorm: number;
}

export interface MeasuredBarrier {
  readonly barrier: Barrier;
  readonly ends: readonly [End, End];
  readonly straight: Profile;
  readonly relaxed: Profile;
  /** Why the barrier is an upper bound alone; null where it is certified. */
  readonly reason: string | null;
}

/** Eigenvectors by Jacobi's rotations take n³ a step: above, no saddle is looked for. */
export const largestClimb = 600;

/** @throws Error when the path leaves the finite numbers; ArgumentError when the ends are opposite on the sphere; Interrupted */
export async function searchBarrier(
  attended: Attendance,
  { named, from, to }: PathEnds,
  { pathImages: images, maxSteps, tolerance, threshold }: PathOptions,
): Promise<MeasuredBarrier> {
  const { dimension, classify } = named;
  const landscape = withStep(named.landscape, from, to);
  const problem = {
    ...{ landscape, from, to, images, maxSteps, tolerance, threshold },
    climb: dimension <= largestClimb,
    classify: (point: Float64Array) => classify(point, threshold),
  };
  const barrier = await attended.run(barrierSearch, problem, ({ string, climb }) =>
    climb
      ? [0.95, `climb to the saddle, step ${climb.state.steps}`]
      : [0.3 + 0.65 * (string.steps / maxSteps), `string method, step ${string.steps} of at most ${maxSteps}`],
  );
  const { status, steps, values, path } = barrier.relaxed;
  if (status === 'non-finite') throw new Error(`barrier: the path left the finite numbers after ${steps} steps`);
  const top = values.indexOf(Math.max(...values));
  const reason =
    barrier.kind === 'certified'
      ? null
      : top === 0 || top === images - 1
        ? 'the path is highest at an end'
        : problem.climb
          ? 'no certified saddle of index 1 at its top'
          : `no saddle is looked for above ${largestClimb} dimensions`;
  return {
    barrier,
    ends: [endOf(landscape, named.scale, from), endOf(landscape, named.scale, to)],
    straight: pathProfile(landscape, straightPath(landscape.manifold, from, to, images)),
    relaxed: pathProfile(landscape, path),
    reason,
  };
}

function endOf({ valueAndGradient, manifold, gradientScale }: Landscape, scale: number, point: Float64Array): End {
  const value = new Float64Array(1);
  const gradient = new Float64Array(point.length);
  valueAndGradient(point, 1, value, gradient);
  manifold.project(point, gradient);
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  return { value: value[0]! / scale, gradientNorm: norm / gradientScale };
}

/** Places on the straight path where the curvature is looked at. */
const looks = 5;
/** The path bends away from where it was looked at. */
const caution = 2;

/** The landscape with a step for the string method: where it declares none, the curvature along the straight path limits it. */
function withStep(landscape: Landscape, from: Float64Array, to: Float64Array): Landscape {
  if (landscape.gradientLipschitz !== undefined) return landscape;
  const path = straightPath(landscape.manifold, from, to, looks);
  const places = Array.from({ length: looks }, (_, k) => image(path, k).slice());
  const gradientLipschitz = caution * estimateGradientLipschitz(stream(1, 'barrier', 0, 'step'), landscape, places);
  return { ...landscape, gradientLipschitz };
}
