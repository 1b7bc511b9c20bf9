/**
 * How large the derivatives of a loss in the outputs are near z, how exactly ∂ℓ/∂z is computed, and where its kinks are.
 *
 * Cross-entropy, p = softmax z: along a direction v the second and third derivatives are the second and third central moments of v under
 * p. Of a variable on an interval of length d they are at most d²/4 and d³/(6√3), attained by two points [with mean μ from the lower end
 * in units of d the third is greatest on two points, {0, 1} or {x, 1}, and μ(1 − μ)(1 − 2μ) ≤ 1/(6√3)]; and d ≤ √2 ‖v‖. So
 *      ‖∂²ℓ‖ ≤ ½,  ‖∂³ℓ‖ ≤ √2³/(6√3) = √6/9,
 * the best constants for targets of sum 1; the sum is a factor. At one p the first is at most max 2p(1 − p) (Gershgorin), and
 * ‖∂³ℓ‖ ≤ √2 ‖∂²ℓ‖, for no deviation exceeds d. Targets are taken to be nonnegative.
 *
 * A loss that is a sum over the outputs has diagonal derivatives, whose norm is the largest entry. With an activation φ of the outputs,
 *      (ℓ∘φ)′ = ℓ′φ′,  (ℓ∘φ)″ = ℓ″φ′² + ℓ′φ″,  (ℓ∘φ)‴ = ℓ‴φ′³ + 3 ℓ″φ′φ″ + ℓ′φ‴.
 */

import { power } from '../../base/power.ts';
import { norm } from '../../linalg/vectors.ts';
import { type Curves, curvesWithin, slopeError, valueError } from './activation-bounds.ts';
import { activations } from './activations.ts';
import { lossOf, type Objective, type ScalarLoss, total } from './losses.ts';

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

/** Bounds of one objective, made once for all samples. */
export interface OutputBounds {
  /**
   * @param z      outputs as computed, before their activation
   * @param d      ∂ℓ/∂z as computed
   * @param t      targets
   * @param reach  how far the outputs may be from where d was computed (Euclidean); no kink is within it
   */
  at(z: Float64Array, d: Float64Array, t: Float64Array, reach: number): LossBounds;
  /** Whether output z may come to a kink of its loss against target t by moving by `reach`; one that cannot move does not. */
  mayKink(z: number, t: number, reach: number): boolean;
}

export function outputBounds(objective: Objective): OutputBounds {
  const loss = lossOf(objective);
  const { output = 'identity' } = objective;
  const { scalar } = loss;
  return {
    at: (z, d, t, reach) => (scalar ? sumBounds(scalar, output, z, d, t, reach) : softmaxBounds(d, t, reach)),
    mayKink: (z, t, reach) => loss.smoothness === 'piecewise' && mayKink(objective, z, t, reach),
  };
}

/** Of cross-entropy. */
function softmaxBounds(d: Float64Array, t: Float64Array, reach: number): LossBounds {
  const whole = total(t);
  // Roundings of p: z − max moves e^x by u|x|e^x ≤ u/e; e^x errs by an ulp; n − 1 additions; a division; p − t.
  const error = (2 * d.length + 16) * u * Math.max(1, whole);
  let [steepest, targets] = [0, 0];
  for (let o = 0; o < d.length; o++) {
    const p = whole === 0 ? 0 : (d[o]! + t[o]!) / whole;
    steepest = Math.max(steepest, 2 * p * (1 - p));
    targets += t[o]! * t[o]!;
  }
  const curvature = Math.min(0.5, steepest + 2 * (error / (whole || 1)) + softmaxThird * reach);
  return {
    gradient: whole * Math.min(root2, 1 + Math.sqrt(targets) / (whole || 1)),
    curvature: whole * curvature,
    third: whole * Math.min(softmaxThird, root2 * curvature),
    error,
  };
}

/** |ℓ′|, |ℓ″| and |ℓ‴| of one output within reach, and what ℓ′ as computed is off. */
interface ScalarBounds {
  slope: number;
  bend: number;
  third: number;
  error: number;
}

function sumBounds(
  scalar: ScalarLoss,
  output: NonNullable<Objective['output']>,
  z: Float64Array,
  d: Float64Array,
  t: Float64Array,
  reach: number,
): LossBounds {
  const φ = activations[output];
  const share = scalar.mean ? 1 / z.length : 1;
  const curves: Curves = { slope: 1, bend: 0, twist: 0 };
  let [curvature, third, square] = [0, 0, 0];
  for (let o = 0; o < z.length; o++) {
    if (output === 'identity') {
      const own = scalarBounds(scalar, z[o]!, t[o]!, reach);
      curvature = Math.max(curvature, own.bend);
      third = Math.max(third, own.third);
      square += own.error ** 2;
      continue;
    }
    curvesWithin(output, z[o]!, reach, curves);
    const { slope, bend, twist } = curves;
    const y = φ.value(z[o]!);
    const rounding = φ.linear || output === 'relu' ? 0 : valueError * Math.abs(y);
    const own = scalarBounds(scalar, y, t[o]!, slope * reach + rounding);
    curvature = Math.max(curvature, own.bend * slope ** 2 + own.slope * bend);
    third = Math.max(third, own.third * power(slope, 3) + 3 * own.bend * slope * bend + own.slope * twist);
    const ofSlope = output === 'relu' ? 0 : slopeError;
    square += (own.error * slope + own.bend * rounding * slope + own.slope * ofSlope + 2 * u * Math.abs(d[o]!)) ** 2;
  }
  const rounding = scalar.mean ? 2 * u * norm(d) : 0;
  return {
    gradient: Infinity,
    curvature: share * curvature * (1 + 4 * u),
    third: share * third * (1 + 4 * u),
    error: share * Math.sqrt(square) + rounding,
  };
}

function scalarBounds({ name }: ScalarLoss, y: number, t: number, reach: number): ScalarBounds {
  switch (name) {
    case 'squared':
      return { slope: Math.abs(y - t) + reach, bend: 1, third: 0, error: 2 * u * Math.abs(y - t) };
    case 'mean-squared':
      return { slope: 2 * (Math.abs(y - t) + reach), bend: 2, third: 0, error: 4 * u * Math.abs(y - t) };
    case 'binary-cross-entropy': {
      const curves: Curves = { slope: 0, bend: 0, twist: 0 };
      curvesWithin('sigmoid', y, reach, curves);
      const p = activations.sigmoid.value(y);
      const error = valueError * p + 2 * u * (1 + Math.abs(t));
      return { slope: Math.abs(p - t) + error + curves.slope * reach, bend: curves.slope, third: curves.bend, error };
    }
    case 'hinge':
      return { slope: Math.abs(t), bend: 0, third: 0, error: 0 };
    default:
      return { slope: 1, bend: 0, third: 0, error: 0 };
  }
}

/** As `OutputBounds.mayKink`, of an objective with kinks. */
function mayKink({ output = 'identity', loss }: Objective, z: number, t: number, reach: number): boolean {
  if (reach === 0) return false;
  if (output === 'relu' && !(Math.abs(z) > reach)) return true;
  let [y, room] = [z, reach];
  if (output !== 'identity') {
    const curves: Curves = { slope: 0, bend: 0, twist: 0 };
    curvesWithin(output, z, reach, curves);
    y = activations[output].value(z);
    room = curves.slope * reach + valueError * Math.abs(y);
  }
  if (loss === 'absolute') return !(Math.abs(y - t) > room + 2 * u * Math.abs(y - t));
  // Hinge: t y = 1. Rounding of t y and of the difference.
  if (loss === 'hinge') return t !== 0 && !(Math.abs(1 - t * y) > Math.abs(t) * room + 4 * u * (1 + Math.abs(t * y)));
  return false;
}
