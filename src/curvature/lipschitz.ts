/**
 * Estimates of the two Lipschitz constants that landscapes without a theory of their own do not declare: of the gradient, which limits
 * the step of a descent, and of the Hessian, which limits how far a Newton step can be trusted. Both are estimates, not bounds.
 */
import { integer } from '../base/arguments.ts';
import type { Stream } from '../base/philox.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { extremes } from '../linalg/lanczos.ts';
import { tangentHessian, tangentOperator } from './tangent.ts';

/** Relative accuracy of the extreme eigenvalues: a step length needs no more. */
const roughly = 1e-2;

/**
 * max |λ| of the tangent Hessians at some points, by Lanczos.
 * @randomness  start vectors, of `draw`
 * @accuracy    1 percent at each point; between the points it may be larger
 */
export function estimateGradientLipschitz(draw: Stream, landscape: Landscape, points: readonly Float64Array[]): number {
  return points.reduce((largest, point) => {
    const ends = extremes(draw, tangentOperator(landscape, point), 1, { tolerance: roughly });
    return Math.max(largest, Math.abs(ends.smallest[0]!.value), Math.abs(ends.largest[0]!.value));
  }, 0);
}

/** Step between the Hessians that are compared, in units of gradientScale: the difference keeps ten digits. */
const step = 1e-4;
/** What the estimate is multiplied by: with four probes its square errs by a factor of 1.7 (one standard deviation) at most. */
const caution = 2;

/**
 * K with ‖∇²L(x) − ∇²L(y)‖ ≤ K ‖x − y‖ next to a point of flat space, from the Frobenius norm of the third derivatives T, which exceeds
 * what any direction can give: for random unit vectors v
 *      E ‖T v‖_F² = ‖T‖_F² / n,   T v ≈ (∇²L(x + δv) − ∇²L(x)) / δ.
 * One dense Hessian a probe.
 * @param probes  default 4
 * @returns       2 ‖T‖_F, estimated
 * @randomness    n normals a probe, of `draw`
 */
export function estimateHessianLipschitz(draw: Stream, landscape: Landscape, point: Float64Array, probes = 4): number {
  integer('estimateHessianLipschitz', 'probes', probes, 1);
  const n = point.length;
  const δ = step * landscape.gradientScale;
  const here = tangentHessian(landscape, point).matrix;
  let sum = 0;
  for (let probe = 0; probe < probes; probe++) {
    const v = Float64Array.from({ length: n }, () => draw.normal());
    const length = Math.sqrt(v.reduce((square, x) => square + x * x, 0));
    const there = tangentHessian(
      landscape,
      point.map((x, i) => x + (δ * v[i]!) / length),
    ).matrix;
    for (let i = 0; i < here.length; i++) sum += ((there[i]! - here[i]!) / δ) ** 2;
  }
  return caution * Math.sqrt((n * sum) / probes);
}
