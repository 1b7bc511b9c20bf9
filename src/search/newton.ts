/**
 * Newton's method on the tangent space, as a polish: only where the tangent Hessian is positive definite, and only so far that it
 * provably stays so. With d the Newton step and K the landscape's estimate of the Hessian's Lipschitz constant, the step t d with
 * t = 1, ½, ¼ or ⅛ is taken if the Hessian minus 2 K t‖d‖ is still positive definite: then it is so in the whole ball around the
 * step, the energy is convex there, and no barrier can be crossed. For t = 1 this is Kantorovich's h = K ‖H⁻¹‖ ‖d‖ ≤ ½.
 * @source [absil2008optimization, §6.3]; [ortega1970iterative, §12.6]
 */
import { tangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { factorCholesky, solveCholesky } from '../linalg/cholesky.ts';

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

export function newtonPolish(landscape: Landscape): Polish {
  const lipschitz = landscape.hessianLipschitz ?? 0;
  return (start, tolerance) => {
    const point = start.slice();
    landscape.manifold.retract(point);
    for (let step = 0; ; step++) {
      const { energy, matrix, gradient, dimension: m, frame } = tangentHessian(landscape, point);
      const residual = norm(gradient) / landscape.gradientScale;
      if (residual <= tolerance) return { point, value: energy, residual, newtonSteps: step };
      if (step === maxNewtonSteps) return undefined;
      const factor = matrix.slice();
      if (!factorCholesky(factor, m)) return undefined;
      const direction = gradient.map((g) => -g);
      solveCholesky(factor, m, direction);
      const length = norm(direction);
      const damping = dampings.find((t) => {
        factor.set(matrix);
        for (let i = 0; i < m; i++) factor[i * m + i]! -= 2 * lipschitz * t * length;
        return factorCholesky(factor, m);
      });
      if (!damping) return undefined;
      const move = new Float64Array(point.length);
      frame.lift(direction, move);
      for (let i = 0; i < point.length; i++) point[i]! += damping * move[i]!;
      landscape.manifold.retract(point);
    }
  };
}

function norm(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}
