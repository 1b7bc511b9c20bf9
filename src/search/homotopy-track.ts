/**
 * Follows one solution along a homotopy from t = 0 to t = 1: a Runge–Kutta step along the tangent, then Newton's method at the new t. A step
 * is taken when Newton's corrections are small and fall, and halved when not. The patch moves with the point, which the system brings back
 * to its scale. For eigenpairs Newton–Kantorovich says at the end how far the exact one can be and within which radius it is alone.
 * @source [sommese2005numerical, §2.3]; [ortega1970iterative, §12.6]
 */
import type { Equations, SymmetricTensor } from './homotopy-family.ts';
import { type ComplexFactor, factorComplex, inverseNorm, solveComplex, squareNorm } from './homotopy-linear.ts';

export interface Tracked {
  /** Normalized, at t. */
  readonly z: Float64Array;
  /** The end of the stretch, or where the step length fell below 1e-9, or too many were needed. */
  readonly t: number;
  readonly steps: number;
}

/** Largest first Newton correction after a step, relative to ‖z‖ ≈ 1; a retry tracks with a tenth of it. */
const looseness = 1e-3;
/** A second correction of this size is rounding, of Jacobians with a condition of up to some 1e5; of others, this many units in the last place times ‖J⁻¹‖. */
const noise = 1e-10;
const units = 4 * Number.EPSILON;
const maxSteps = 4000;
const leastStep = 1e-9;

/** The path's end, or how far it could be followed.
 *  @param care     divides the tolerance of a step: 1, 10, …
 *  @param stretch  of the path, by its t */
export function track(
  system: Equations,
  start: Float64Array,
  care: number,
  stretch: readonly [from: number, to: number] = [0, 1],
): Tracked {
  const m = system.unknowns;
  const workspace = allocate(m);
  let z: Float64Array = start.slice();
  const end = stretch[1];
  let t = stretch[0];
  let step = 0.1 * (end - t);
  for (let steps = 1; steps <= maxSteps; steps++) {
    const rest = end - t;
    // No crumb is left: a step of the size of rounding would not be seen to converge.
    const arrives = step >= rest * (1 - 1e-9);
    const h = arrives ? rest : step;
    const moved = predict(system, z, t, h, workspace);
    if (moved && correct(system, moved, t + h, z, looseness / care, workspace)) {
      system.normalize(moved);
      z = moved;
      t = arrives ? end : t + h;
      step *= workspace.correction < (0.05 * looseness) / care ? 2 : 1;
      if (t === end) return { z, t, steps };
    } else {
      step = h / 2;
      if (step < leastStep * (end - stretch[0])) return { z, t, steps };
    }
  }
  return { z, t, steps: maxSteps };
}

interface Workspace {
  readonly F: Float64Array;
  readonly J: Float64Array;
  readonly dt: Float64Array;
  /** A slope of the path, and the point between two of them. */
  readonly slope: Float64Array;
  readonly between: Float64Array;
  /** Norm of the first Newton correction after the last step. */
  correction: number;
  /** Of J in the last Newton step that was taken. */
  factor?: ComplexFactor;
}

function allocate(m: number): Workspace {
  return {
    F: new Float64Array(2 * m),
    J: new Float64Array(2 * m * m),
    dt: new Float64Array(2 * m),
    slope: new Float64Array(2 * m),
    between: new Float64Array(2 * m),
    correction: 0,
  };
}

/** Where the four slopes of a classical Runge–Kutta step are taken, as shares of the step, and their weights. */
const [stages, weights] = [
  [0, 1 / 2, 1 / 2, 1],
  [1 / 6, 1 / 3, 1 / 3, 1 / 6],
] as const;

/** A classical Runge–Kutta step of J ż = −∂F/∂t; null where J is singular. */
function predict(system: Equations, z: Float64Array, t: number, h: number, w: Workspace): Float64Array | null {
  const { slope, between } = w;
  const out = z.slice();
  for (let stage = 0; stage < 4; stage++) {
    const ahead = h * stages[stage]!;
    if (stage > 0) for (let i = 0; i < z.length; i++) between[i] = z[i]! + ahead * slope[i]!;
    if (!tangent(system, stage > 0 ? between : z, t + ahead, z, w)) return null;
    const share = h * weights[stage]!;
    for (let i = 0; i < out.length; i++) out[i]! += share * slope[i]!;
  }
  return out;
}

/** Writes ż to the workspace's slope; false where J is singular. */
function tangent(system: Equations, z: Float64Array, t: number, patch: Float64Array, w: Workspace): boolean {
  system.evaluate(z, t, patch, w.F, w.J, w.dt);
  const factor = factorComplex(w.J, system.unknowns);
  if (!factor) return false;
  for (let i = 0; i < w.dt.length; i++) w.slope[i] = -w.dt[i]!;
  solveComplex(factor, w.slope);
  return true;
}

/** Two Newton steps in place; whether the first is short and the second ten times shorter. */
function correct(system: Equations, z: Float64Array, t: number, patch: Float64Array, limit: number, w: Workspace) {
  const first = newtonStep(system, z, t, patch, w);
  w.correction = first;
  if (!(first <= limit)) return false;
  const second = newtonStep(system, z, t, patch, w);
  if (second <= 0.1 * first || second <= noise) return true;
  return second <= 0.1 * limit && second <= units * inverseNorm(w.factor!);
}

/** z ← z − J⁻¹ F; the length of the step, NaN where J is singular. */
function newtonStep(system: Equations, z: Float64Array, t: number, patch: Float64Array, w: Workspace): number {
  system.evaluate(z, t, patch, w.F, w.J, w.dt);
  const factor = factorComplex(w.J, system.unknowns);
  if (!factor) return Number.NaN;
  w.factor = factor;
  solveComplex(factor, w.F);
  for (let i = 0; i < z.length; i++) z[i]! -= w.F[i]!;
  return Math.sqrt(squareNorm(w.F));
}

export interface Isolated {
  /** (x, λ) with ‖x‖ = 1. */
  readonly z: Float64Array;
  /** An exact eigenpair lies within `error` of z in the patch of z, and no other within `radius`. */
  readonly error: number;
  readonly radius: number;
}

/**
 * Polishes an end point and certifies it: with β ≥ ‖J⁻¹F‖ and K ≥ ‖J⁻¹‖ sup ‖F″‖ over the unit ball around z, K β ≤ ½ and 1/K < 1
 * put one eigenpair within 2β and no second one within 1/K. null when they do not: K β ≤ 1/20 is asked, so that 2β is far below 1/K.
 * @accuracy β includes the rounding of F; a factor 2 on ‖J⁻¹‖ covers that of the factorization
 */
export function isolate(system: Equations, tensor: SymmetricTensor, end: Float64Array): Isolated | null {
  const { order: H, size: n, norm } = tensor;
  const w = allocate(system.unknowns);
  const z = end.slice();
  for (let step = 0; step < 3; step++) {
    if (!Number.isFinite(newtonStep(system, z, 1, z.slice(), w))) return null;
    system.normalize(z);
  }
  system.evaluate(z, 1, z, w.F, w.J, w.dt);
  const factor = factorComplex(w.J, system.unknowns);
  if (!factor) return null;
  const inverse = 2 * inverseNorm(factor);
  const rounding = 8 * (H - 1) * (n + 2) * 2 ** -53 * (norm + 1);
  const β = inverse * (Math.sqrt(squareNorm(w.F)) + rounding);
  const K = inverse * ((H - 1) * (H - 2) * norm * 2 ** (H - 3) + 2); // ‖x‖ ≤ 2 in the unit ball
  return K * β <= 0.05 && K > 1 ? { z, error: 2 * β, radius: 1 / K } : null;
}
