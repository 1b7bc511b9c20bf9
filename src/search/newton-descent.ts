/**
 * Damped Newton's method down to a minimum: the step solves (Hess L + μ) d = −grad L with the least μ of a ladder for which the matrix is positive definite and
 * the value falls. Where gradient steps creep along a valley it ends in some tens of steps; each takes a Hessian.
 * @source [nocedal2006numerical, §3.4]
 */
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { factorCholesky, solveCholesky } from '../linalg/cholesky.ts';
import { norm } from '../linalg/vectors.ts';
import type { DescentResult } from './gradient-descent.ts';
import type { Search } from './search.ts';

export interface NewtonDescentProblem {
  readonly landscape: Landscape;
  /** On the manifold. */
  readonly start: Float64Array;
  /** Residual ‖tangent gradient‖ over the manifold's unit of length. */
  readonly tolerance: number;
  readonly maxSteps: number;
}

interface State {
  point: Float64Array;
  value: number;
  residual: number;
  μ: number;
  steps: number;
  status: DescentResult['status'] | undefined;
}

/** μ of the first try, over the rms of the Hessian; by how much it grows and shrinks; and its largest. */
const [first, grow, shrink, largest] = [1e-3, 4, 10, 1e6];
/** Longest step over the length of the point, in the manifold's unit of length at least: beyond it the Hessian says nothing. */
const longest = 0.3;
/** A value that rises by less than this share of itself is rounding. */
const rounding = 1e-13;

export function newtonDescent(problem: NewtonDescentProblem): Search<State, DescentResult> {
  const { landscape, start, tolerance, maxSteps } = problem;
  const { manifold, dimension: n } = landscape;
  const unit = manifold.lengthUnit.value;
  const [value, gradient] = [new Float64Array(1), new Float64Array(n)];
  return {
    begin: () => ({ point: start.slice(), value: Infinity, residual: Infinity, μ: first, steps: 0, status: undefined }),
    step(state) {
      const here = tangentHessian(landscape, state.point);
      const m = here.dimension;
      const { entries } = here.matrix();
      here.release();
      state.value = here.value;
      state.residual = norm(here.gradient) / unit;
      if (!Number.isFinite(state.residual)) state.status = 'non-finite';
      else if (state.residual <= tolerance) state.status = 'converged';
      else if (state.steps++ >= maxSteps || !move()) state.status = 'step-limit';
      return state;

      function move(): boolean {
        const size = norm(entries) / Math.sqrt(m);
        const farthest = longest * Math.max(unit, norm(state.point));
        for (let μ = state.μ / shrink; μ <= largest; μ *= grow) {
          const factor = entries.slice();
          // Small μ are none.
          if (μ > first / shrink ** 4) for (let i = 0; i < m; i++) factor[i * m + i]! += μ * size;
          if (!factorCholesky(factor, m)) continue;
          const direction = here.gradient.map((g) => -g);
          solveCholesky(factor, m, direction);
          if (norm(direction) > farthest) continue;
          const there = new Float64Array(n);
          here.frame.lift(direction, there);
          for (let i = 0; i < n; i++) there[i]! += state.point[i]!;
          manifold.retract(there);
          landscape.valueAndGradient(there, 1, value, gradient);
          if (!(value[0]! <= here.value + rounding * Math.abs(here.value))) continue;
          Object.assign(state, { point: there, μ: Math.max(μ, first / shrink ** 5) });
          return true;
        }
        return false;
      }
    },
    done: ({ status }) => status !== undefined,
    result: ({ point, value: height, residual, status, steps }) => ({
      ...{ status: status ?? 'step-limit', point, value: height, residual, steps, newtonSteps: steps },
    }),
    share: ({ steps }) => [Math.min(1, steps / maxSteps), `step ${steps}`],
  };
}
