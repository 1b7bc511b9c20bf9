/**
 * Newton's method on the tangent space, as a polish: only where the tangent Hessian is positive definite, and only so far that it
 * stays so. With d the Newton step and K the usual Lipschitz constant of the landscape's Hessian (curvature/lipschitz.ts), the step t d with
 * t = 1, ½, ¼ or ⅛ is taken if the Hessian minus 2 K t‖d‖ is still positive definite: then it is so in the whole ball around the
 * step, the energy is convex there, and no barrier can be crossed. For t = 1 this is Kantorovich's h = K ‖H⁻¹‖ ‖d‖ ≤ ½.
 * @source [absil2008optimization, §6.3]; [ortega1970iterative, §12.6]
 */
import { usualHessianLipschitz } from '../curvature/lipschitz.ts';
import { acrossModes, knownZeroModes } from '../curvature/modes.ts';
import { tangentHessian } from '../curvature/tangent.ts';
import type { Cholesky } from '../kernels/index.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { factorCholesky, solveCholesky } from '../linalg/cholesky.ts';
import { norm } from '../linalg/vectors.ts';

export interface Polished {
  readonly point: Float64Array;
  readonly value: number;
  readonly residual: number;
  readonly newtonSteps: number;
}

/** Takes a point near a minimum to the minimum, or returns undefined and leaves the point to others. */
export type Polish = (point: Float64Array, tolerance: number) => Polished | undefined;

/** Full steps double the digits; damped ones take away at least an eighth of the gradient. Forty cover 1e-2 to rounding. */
const maxNewtonSteps = 40;
const dampings = [1, 1 / 2, 1 / 4, 1 / 8];

/**
 * Across the directions in which the landscape is known to be constant the Hessian can be definite where it is not along them.
 * @param cholesky  the kernels', where they are at hand
 */
export function newtonPolish(landscape: Landscape, cholesky: Cholesky = factorCholesky): Polish {
  const { manifold } = landscape;
  return (start, tolerance) => {
    const point = start.slice();
    manifold.retract(point);
    for (let step = 0; ; step++) {
      const here = tangentHessian(landscape, point);
      const { value, gradient, dimension, frame } = here;
      const residual = norm(gradient) / manifold.lengthUnit.value;
      if (residual <= tolerance || step === maxNewtonSteps) {
        here.release();
        return residual <= tolerance ? { point, value, residual, newtonSteps: step } : undefined;
      }
      const { entries } = here.matrix();
      here.release();
      const modes = knownZeroModes(landscape, point).map((mode) => {
        const out = new Float64Array(dimension);
        frame.restrict(mode, out);
        return out;
      });
      const slice = modes.length > 0 ? acrossModes(entries, dimension, modes) : null;
      const [matrix, m] = slice ? [slice.matrix, slice.n] : [entries, dimension];
      const factor = matrix.slice();
      if (!cholesky(factor, m)) return undefined;
      const direction = (slice ? slice.restrict(gradient) : gradient).map((g) => -g);
      solveCholesky(factor, m, direction);
      const length = norm(direction);
      const K = usualHessianLipschitz(landscape, point);
      const damping = dampings.find((t) => {
        factor.set(matrix);
        for (let i = 0; i < m; i++) factor[i * m + i]! -= 2 * K * t * length;
        return cholesky(factor, m);
      });
      if (!damping) return undefined;
      const move = new Float64Array(point.length);
      frame.lift(slice ? slice.lift(direction) : direction, move);
      for (let i = 0; i < point.length; i++) point[i]! += damping * move[i]!;
      manifold.retract(point);
    }
  };
}
