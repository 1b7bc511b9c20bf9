/**
 * How large the derivatives of a loss in the outputs are near z, how exactly ∂ℓ/∂z is computed, and where its kinks are.
 *
 * Cross-entropy, p = softmax z: along a direction v the second and third derivatives are the second and third central moments of v under
 * p. Of a variable on an interval of length d they are at most d²/4 and d³/(6√3), attained by two points [with mean μ from the lower end
 * in units of d the third is greatest on two points, {0, 1} or {x, 1}, and μ(1 − μ)(1 − 2μ) ≤ 1/(6√3)]; and d ≤ √2 ‖v‖. So
 *      ‖∂²ℓ‖ ≤ ½,  ‖∂³ℓ‖ ≤ √2³/(6√3) = √6/9,
 * the best constants. At one p the first is at most max 2p(1 − p) (Gershgorin), and ‖∂³ℓ‖ ≤ √2 ‖∂²ℓ‖, for no deviation exceeds d.
 * Targets are taken to be nonnegative with sum 1.
 */
import type { LossName } from './losses.ts';

export interface LossBounds {
  /** ‖∂ℓ/∂z‖ for any z. */
  readonly gradient: number;
  /** ‖∂²ℓ/∂z∂z‖ and ‖∂³ℓ/∂z³‖ over all outputs within reach. */
  readonly curvature: number;
  readonly third: number;
  /** What ∂ℓ/∂z as computed is off for the z it was computed from. */
  readonly error: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** √6/9, rounded up. */
const softmaxThird = 0.272165526975909;
/** √2; the double is above it. */
const root2 = Math.SQRT2;

/**
 * @param d      ∂ℓ/∂z as computed
 * @param t      targets
 * @param reach  how far the outputs may be from where d was computed (Euclidean); no kink is within it
 */
export function lossBounds(loss: LossName, d: Float64Array, t: Float64Array, reach: number): LossBounds {
  if (loss === 'squared') {
    let square = 0;
    for (const x of d) square += x * x;
    return { gradient: Infinity, curvature: 1, third: 0, error: 2 * u * Math.sqrt(square) };
  }
  if (loss !== 'cross-entropy') return { gradient: Infinity, curvature: 0, third: 0, error: 0 };
  // Roundings of p: z − max moves e^x by u|x|e^x ≤ u/e; e^x errs by an ulp; n − 1 additions; a division; p − t.
  const error = (2 * d.length + 16) * u;
  let [steepest, targets] = [0, 0];
  for (let o = 0; o < d.length; o++) {
    const p = d[o]! + t[o]!;
    steepest = Math.max(steepest, 2 * p * (1 - p));
    targets += t[o]! * t[o]!;
  }
  const curvature = Math.min(0.5, steepest + 2 * error + softmaxThird * reach);
  return {
    gradient: Math.min(root2, 1 + Math.sqrt(targets)),
    curvature,
    third: Math.min(softmaxThird, root2 * curvature),
    error,
  };
}

/** Whether output z may come to a kink of its loss against target t by moving by `reach`; one that cannot move does not. */
export function mayKink(loss: LossName, z: number, t: number, reach: number): boolean {
  if (reach === 0 || loss === 'squared' || loss === 'cross-entropy') return false;
  if (loss === 'absolute') return !(Math.abs(z - t) > reach + 2 * u * Math.abs(z - t));
  // Hinge: t z = 1. Rounding of t z and of the difference.
  return t !== 0 && !(Math.abs(1 - t * z) > Math.abs(t) * reach + 4 * u * (1 + Math.abs(t * z)));
}
