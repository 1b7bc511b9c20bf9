/** Random linear problems and nets that the claims on deep linear nets are evaluated on. */
import { ArgumentError } from '../../base/errors.ts';
import { type Stream, stream } from '../../base/philox.ts';
import { type HessianIndex, hessianIndex } from '../../curvature/index.ts';
import { deepLinear, type Landscape, randomExamples } from '../../landscapes/index.ts';
import { type Matrix, matrix, transpose } from '../../linalg/index.ts';
import { type DescentResult, gradientDescent, run as runSearch, saddleSearch } from '../../search/index.ts';
import {
  classifyLinear,
  type LinearCriticalPoint,
  type LinearProblem,
  linearProblem,
  weightsAt,
} from '../../theory/index.ts';
import type { ClaimRun } from '../claim.ts';

export interface RandomNet {
  readonly widths: readonly number[];
  readonly problem: LinearProblem;
  readonly landscape: Landscape;
}

/** Widths of two to five layers, most with a bottleneck inside. */
export const architectures: readonly (readonly number[])[] = [
  [3, 2, 3],
  [4, 2, 3, 3],
  [3, 1, 4, 2],
  [3, 3, 3, 3],
  [4, 3, 2, 3, 4],
  [3, 2, 2, 2, 2, 3],
  [2, 4, 3],
];

/** Examples as a linear problem: X and Y with a column a sample. */
export function problemOf({ count, inputs, outputs, x, t }: ReturnType<typeof randomExamples>): LinearProblem {
  const columns = (rows: Matrix) => transpose(rows);
  return linearProblem(
    columns(matrix(count, inputs, Float64Array.from(x))),
    columns(matrix(count, outputs, Float64Array.from(t))),
  );
}

/** Problem number `k` of a run on a net of these widths; with fewer samples than inputs X Xᵀ is singular. */
export function randomNet({ seed, kernels }: ClaimRun, widths: readonly number[], k: number, samples = 15): RandomNet {
  const examples = randomExamples(seed, k, widths[0]!, widths.at(-1)!, samples);
  return { widths, problem: problemOf(examples), landscape: deepLinear(widths, examples, kernels) };
}

/** Draws of one claim's evaluation. */
export function drawOf({ seed }: ClaimRun, claim: string, k: number, purpose: string): Stream {
  return stream(seed, claim, k, purpose);
}

/** A start with weights of variance 1/inputs. */
export function startOf(draw: Stream, widths: readonly number[]): Float64Array {
  return Float64Array.from(
    widths.slice(1).flatMap((rows, h) => {
      const columns = widths[h]!;
      return Array.from({ length: rows * columns }, () => draw.normal() / Math.sqrt(columns));
    }),
  );
}

/** Value and gradient norm of one point. */
export function lookAt(landscape: Landscape, point: Float64Array): { value: number; slope: number } {
  const [value, gradient] = [new Float64Array(1), new Float64Array(point.length)];
  landscape.valueAndGradient(point, 1, value, gradient);
  return { value: value[0]!, slope: Math.hypot(...gradient) };
}

/** Residual at which a descent has converged, at which its steps become Barzilai–Borwein's, and the most steps. */
const descending = { tolerance: 1e-9, handOver: 1, maxSteps: 10_000 };
/** The same for descents that go on: Barzilai–Borwein's steps from wherever they are. */
const goingOn = { tolerance: 1e-9, handOver: Number.MAX_VALUE, maxSteps: 200_000 };

/** Gradient descents from starts number 0 … count − 1. */
export function descentsOf(
  landscape: Landscape,
  count: number,
  start: (r: number) => Float64Array,
): readonly DescentResult[] {
  return descend(
    landscape,
    Array.from({ length: count }, (_, r) => start(r)),
    descending,
  );
}

/** Descents that go on from where others stopped at their step limit. */
export function continued(landscape: Landscape, ends: readonly DescentResult[]): readonly DescentResult[] {
  const left = [...ends.keys()].filter((r) => ends[r]!.status === 'step-limit');
  const points = left.map((r) => ends[r]!.point);
  const further = points.length > 0 ? descend(landscape, points, goingOn) : [];
  return ends.map((end, r) => further[left.indexOf(r)] ?? end);
}

function descend(landscape: Landscape, points: readonly Float64Array[], how: typeof descending) {
  const starts = new Float64Array(points.length * landscape.dimension);
  for (const [r, point] of points.entries()) starts.set(point, r * landscape.dimension);
  return runSearch(gradientDescent({ landscape, starts, count: points.length, ...how }));
}

/** Newton steps towards the critical point next to one that the classifier refuses, and the residual at which they end. */
const approach = { tolerance: 1e-15, maxSteps: 60 };

/**
 * The critical point next to a given one. Near saddles of high order gradients of 1e-9 lie far from the saddle still: where the classifier
 * refuses the point, Newton–MR takes it nearer. undefined when that is refused as well.
 */
export function kindNear(net: RandomNet, point: Float64Array): LinearCriticalPoint | undefined {
  const { widths, problem, landscape } = net;
  const kindAt = (at: Float64Array) => {
    try {
      return classifyLinear(problem, weightsAt(widths, at));
    } catch (reason) {
      if (reason instanceof ArgumentError) return undefined;
      throw reason;
    }
  };
  return kindAt(point) ?? kindAt(runSearch(saddleSearch('newton-mr', { landscape, start: point, ...approach })).point);
}

/** Times the bound on the Hessian's rounding: the first level about 0 that is tried, and the last. */
const margins = { first: 10, last: 1e5 } as const;

/**
 * Signs of the Hessian's eigenvalues at one point, counted by inertia: zero are those within the least multiple of the bound on its rounding,
 * doubled from ten, at which every eigenvalue can be placed.
 */
export function signsAt(landscape: Landscape, point: Float64Array): HessianIndex {
  const prepared = landscape.hessianAt!(point);
  const { entries, error } = prepared.matrix();
  prepared.release();
  for (let margin = margins.first; ; margin *= 2) {
    const index = hessianIndex(entries, landscape.dimension, {
      // At the origin of three layers or more the Hessian is 0 in every bit, and so is the bound.
      threshold: Math.max(margin * error.value, Number.EPSILON ** 2),
      gradientNorm: 0,
      lipschitz: 0,
      hessianError: error.value,
    });
    if (index.undetermined === 0 || margin > margins.last) return index;
  }
}
