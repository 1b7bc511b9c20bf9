/**
 * Hessian descent: from the centre of the ball outward, every step of length ρ/√K along the lowest eigenvector of the Hessian orthogonal to the point,
 * downhill; after K steps |x| = ρ. For a homogeneous function the eigenvector at x is that at x/|x| on the sphere, where step k turns the point by
 * an angle of tangent 1/√k, along the lowest eigenvector of the tangent Hessian. On a pure spherical glass it reaches −E∞ as K and then Λ grow; at finite
 * Λ the lowest eigenvalue lies 0.603 Λ^{−2/3} of itself above its limit, and so does the end.
 * @source [subag2021following]
 */
import { integer } from '../base/arguments.ts';
import type { Stream } from '../base/philox.ts';
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { extremes } from '../linalg/lanczos.ts';
import { dot, norm } from '../linalg/vectors.ts';
import type { Search } from './search.ts';

export interface HessianDescentProblem {
  readonly landscape: Landscape;
  /** On the manifold: the direction of the first step. */
  readonly start: Float64Array;
  /** K. */
  readonly steps: number;
  /** For the start vectors of Krylov spaces. */
  readonly draw: Stream;
}

export interface HessianDescentState {
  readonly point: Float64Array;
  taken: number;
}

/** Residual of an eigenvector over the largest |eigenvalue|: its value errs by the square of that. */
const tolerance = 1e-3;

/** @throws ArgumentError when the landscape has no second derivatives or no curvature, or there is no step */
export function hessianDescent({
  landscape,
  start,
  steps,
  draw,
}: HessianDescentProblem): Search<HessianDescentState, Float64Array> {
  integer('hessianDescent', 'steps', steps, 1);
  const { manifold } = landscape;
  return {
    begin: () => ({ point: start.slice(), taken: 0 }),
    step(state) {
      const { point } = state;
      state.taken++;
      const here = tangentHessian(landscape, point);
      const lowest = extremes(draw, here.operator, 1, { tolerance }).smallest[0]!.vector;
      const direction = new Float64Array(point.length);
      here.frame.lift(lowest, direction);
      const side = dot(here.gradient, lowest) > 0 ? -1 : 1;
      here.release();
      const length = (side * manifold.lengthUnit.value) / (Math.sqrt(state.taken) * norm(direction));
      for (let i = 0; i < point.length; i++) point[i]! += length * direction[i]!;
      manifold.retract(point);
      return state;
    },
    done: ({ taken }) => taken >= steps,
    result: ({ point }) => point.slice(),
    share: ({ taken }) => [taken / steps, `step ${taken} of ${steps}`],
  };
}
