/**
 * What a search for critical points of any index is made of: where it stands, with the curvature there, and a way to make one step.
 * The methods are newton-mr.ts, prescribed-index.ts and trust-region.ts, the loop is saddles.ts.
 */
import type { TangentHessian } from '../curvature/tangent.ts';
import type { Landscape } from '../landscapes/landscape.ts';

/** Where a search stands: a point with the curvature there. */
export interface Stand {
  readonly point: Float64Array;
  readonly local: TangentHessian;
  /** ‖tangent gradient‖, not in units of the landscape. */
  readonly gradientNorm: number;
}

export interface SaddleProblem {
  readonly landscape: Landscape;
  /** On the manifold. */
  readonly start: Float64Array;
  /** Residual ‖tangent gradient‖, in the manifold's unit of length, at which the search has converged. */
  readonly tolerance: number;
  readonly maxSteps: number;
  /** The index that is looked for; used by `prescribed-index`, the index at the start when absent. */
  readonly index?: number;
}

/** A way to make one step. `Memory` is what it carries from step to step: a damping, a radius. */
export interface SaddleMethod<Memory = unknown> {
  readonly name: string;
  begin(problem: SaddleProblem, here: Stand): Memory;
  /** The next point, or null when the method sees none that is better. */
  step(problem: SaddleProblem, here: Stand, memory: Memory): Float64Array | null;
}

/** The retracted point after a displacement in the coordinates of the tangent frame. */
export function moved(problem: SaddleProblem, here: Stand, displacement: Float64Array): Float64Array {
  const next = new Float64Array(here.point.length);
  here.local.frame.lift(displacement, next);
  for (let i = 0; i < next.length; i++) next[i]! += here.point[i]!;
  problem.landscape.manifold.retract(next);
  return next;
}

/** ‖tangent gradient‖ at a point, without its Hessian. */
export function gradientNormAt({ landscape }: SaddleProblem, point: Float64Array): number {
  const gradient = new Float64Array(point.length);
  landscape.valueAndGradient(point, 1, new Float64Array(1), gradient);
  landscape.manifold.project(point, gradient);
  return norm(gradient);
}

export function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** out ← H v, H row-major m × m. */
export function multiply(H: Float64Array, v: Float64Array, out: Float64Array): void {
  const m = v.length;
  for (let i = 0, at = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++, at++) sum += H[at]! * v[j]!;
    out[i] = sum;
  }
}
