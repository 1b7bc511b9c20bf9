/**
 * Searches for critical points of any index from any start. What a descent does for the value these do for the gradient: a method
 * makes one step from a point whose tangent Hessian is known, and the loop is the same for all. A small gradient is not yet a
 * critical point: what a search ends at is for curvature/critical-point.ts to certify. A search that no longer gets ahead although
 * the gradient is not small, at a minimum of its norm, ends as `gradient-flat`.
 */
import { integer, positive } from '../base/arguments.ts';
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { newtonMr } from './newton-mr.ts';
import { prescribedIndex } from './prescribed-index.ts';
import { norm, type SaddleMethod, type SaddleProblem, type Stand } from './saddle-method.ts';
import type { Search, Status } from './search.ts';
import { trustRegion } from './trust-region.ts';

export const saddleMethodNames = ['newton-mr', 'prescribed-index', 'trust-region'] as const;
export type SaddleMethodName = (typeof saddleMethodNames)[number];

/** Name → method; every one meets the same tests. */
export const saddleMethods: Readonly<Record<SaddleMethodName, SaddleMethod>> = {
  'newton-mr': newtonMr,
  'prescribed-index': prescribedIndex,
  'trust-region': trustRegion,
};

export interface SaddleState {
  here: Stand;
  readonly memory: unknown;
  /** Steps taken; each costs one Hessian. */
  steps: number;
  status: Status | null;
}

export interface SaddleResult {
  readonly status: Status;
  readonly point: Float64Array;
  readonly value: number;
  readonly residual: number;
  readonly steps: number;
}

/** The search by one method.
 *  @throws ArgumentError when a number of the problem is out of range, or as tangentHessian */
export function saddleSearch(name: SaddleMethodName, problem: SaddleProblem): Search<SaddleState, SaddleResult> {
  const method = saddleMethods[name];
  const { landscape, maxSteps } = problem;
  return {
    begin() {
      positive('saddleSearch', 'tolerance', problem.tolerance);
      integer('saddleSearch', 'maxSteps', maxSteps, 0);
      const here = standAt(landscape, problem.start.slice());
      return judge(problem, { here, memory: method.begin(problem, here), steps: 0, status: null });
    },
    step(state) {
      const next = method.step(problem, state.here, state.memory);
      if (!next) {
        state.status = 'gradient-flat';
        state.here.local.release();
        return state;
      }
      state.here.local.release();
      state.here = standAt(landscape, next);
      state.steps++;
      return judge(problem, state);
    },
    done: ({ status }) => status !== null,
    result: ({ here, steps, status }) => ({
      status: status ?? 'step-limit',
      point: here.point,
      value: here.local.value,
      residual: here.gradientNorm / landscape.manifold.lengthUnit.value,
      steps,
    }),
    share: ({ steps }) => [steps / maxSteps, `${name}, step ${steps}`],
  };
}

function judge(problem: SaddleProblem, state: SaddleState): SaddleState {
  const { gradientNorm, local } = state.here;
  if (!Number.isFinite(gradientNorm)) state.status = 'non-finite';
  else if (gradientNorm <= problem.tolerance * problem.landscape.manifold.lengthUnit.value) state.status = 'converged';
  else if (state.steps >= problem.maxSteps) state.status = 'step-limit';
  if (state.status) local.release();
  return state;
}

function standAt(landscape: Landscape, point: Float64Array): Stand {
  const local = tangentHessian(landscape, point);
  return { point, local, gradientNorm: norm(local.gradient) };
}
