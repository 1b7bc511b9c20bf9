/**
 * Levenberg–Marquardt on f = ½‖g‖², g the tangent gradient: with H the tangent Hessian the step solves (H² + μ) d = −H g, which is
 * Newton's step for μ → 0 and a short step along −∇f for large μ. μ follows the ratio of the decrease of f to the predicted one.
 * @source [nocedal2006numerical, §10.3]; the update of μ from [nielsen1999damping]
 */
import { power } from '../base/power.ts';
import { factorCholesky, solveCholesky } from '../linalg/cholesky.ts';
import { gradientNormAt, moved, multiply, norm, type SaddleMethod, type Stand } from './saddle-method.ts';

interface Damping {
  μ: number;
  /** Factor of the next increase of μ: doubles with each failure in a row. */
  growth: number;
}

/** μ at the start, relative to the largest diagonal entry of H². */
const initialDamping = 1e-3;
/** ‖H g‖ ≤ this · ‖H‖_F ‖g‖: g is so nearly in the kernel of H that f is stationary and not 0. */
const stationary = 1e-6;
/** Tries of a step before the search is given up. */
const maxTries = 40;

export const trustRegion: SaddleMethod<Damping> = {
  name: 'trust-region',
  begin: (_problem, { local }) => ({
    μ: initialDamping * largestDiagonal(square(local.matrix().entries, local.dimension)),
    growth: 2,
  }),
  step(problem, here, damping) {
    const { gradient: g, dimension: m } = here.local;
    const { entries: H } = here.local.matrix();
    const downhill = new Float64Array(m); // −∇f
    multiply(H, g, downhill);
    for (let i = 0; i < m; i++) downhill[i] = -downhill[i]!;
    if (norm(downhill) <= stationary * norm(H) * here.gradientNorm) return null;
    const A = square(H, m);
    for (let tries = 0; tries < maxTries; tries++) {
      const d = solveShifted(A, m, damping.μ, downhill);
      const next = d && moved(problem, here, d);
      const gain = next ? ratio(here, d, gradientNormAt(problem, next)) : -1;
      if (next && gain > 0) {
        damping.μ *= Math.max(1 / 3, 1 - power(2 * gain - 1, 3));
        damping.growth = 2;
        return next;
      }
      damping.μ *= damping.growth;
      damping.growth *= 2;
    }
    return null;
  },
};

/** Decrease of f over the decrease ½‖g‖² − ½‖g + H d‖² that the linear model promises. */
function ratio({ local, gradientNorm }: Stand, d: Float64Array, after: number): number {
  const linear = new Float64Array(d.length);
  multiply(local.matrix().entries, d, linear);
  for (let i = 0; i < d.length; i++) linear[i]! += local.gradient[i]!;
  return (gradientNorm ** 2 - after ** 2) / (gradientNorm ** 2 - norm(linear) ** 2);
}

function solveShifted(A: Float64Array, m: number, μ: number, b: Float64Array): Float64Array | null {
  const factor = A.slice();
  for (let i = 0; i < m; i++) factor[i * m + i]! += μ;
  if (!factorCholesky(factor, m)) return null;
  const d = b.slice();
  solveCholesky(factor, m, d);
  return d;
}

/** H², lower triangle. */
function square(H: Float64Array, m: number): Float64Array {
  const A = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, a = i * m, b = j * m; k < m; k++, a++, b++) sum += H[a]! * H[b]!;
      A[i * m + j] = sum;
    }
  return A;
}

function largestDiagonal(A: Float64Array): number {
  const m = Math.sqrt(A.length);
  let largest = 0;
  for (let i = 0; i < m; i++) largest = Math.max(largest, A[i * m + i]!);
  return largest;
}
