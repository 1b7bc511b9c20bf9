/**
 * Newton's method on the tangent space, as a polish: only where the tangent Hessian is positive definite and the step so short
 * that the basin cannot be left. The test is Kantorovich's with the landscape's estimate K of the Hessian's Lipschitz constant:
 * the step d is taken only if the Hessian minus 2K‖d‖ is still positive definite, that is λ_min ≥ 2K‖d‖ and
 * h = K ‖H⁻¹‖ ‖d‖ ≤ ½.
 * @source [absil2008optimization, §6.3]; Kantorovich's theorem
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

/** Convergence is quadratic: after eight steps from anywhere the test lets in, rounding has the last word. */
const maxNewtonSteps = 8;

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
      const shift = 2 * lipschitz * norm(direction);
      for (let i = 0; i < m; i++) matrix[i * m + i]! -= shift;
      if (!factorCholesky(matrix, m)) return undefined;
      const move = new Float64Array(point.length);
      frame.lift(direction, move);
      for (let i = 0; i < point.length; i++) point[i]! += move[i]!;
      landscape.manifold.retract(point);
    }
  };
}

function norm(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}
