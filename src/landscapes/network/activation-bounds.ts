/**
 * How large the derivatives of an activation are near a number, and how exactly φ and φ′ are computed.
 *
 * With T = tanh z the derivatives of tanh are 1 − T², −2T(1 − T²) and −2(1 − T²)(1 − 3T²); the middle one is at most 4/√27 in size.
 * The sigmoid is ½ + ½ tanh(z/2).
 */
import { tanh } from '../../base/functions.ts';
import type { ActivationName } from './activations.ts';

/** Upper bounds of φ′, |φ″| and |φ‴|. */
export interface Curves {
  slope: number;
  bend: number;
  twist: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Computed values of φ are within `valueError` |φ|, those of φ′ within `slopeError`: tanh errs by 4 ulp, exp by 1 (base/functions.ts). */
export const valueError = 9 * u;
export const slopeError = 24 * u;
/** 4/√27, rounded up. */
const steepestBend = 0.769800358919502;

/**
 * Bounds over all numbers within `reach` of z, to out. A ReLU's are those of its side: whoever asks sees to it that no kink is within
 * reach, or that z is 0 and stays so.
 */
export function curvesWithin(activation: ActivationName, z: number, reach: number, out: Curves): void {
  if (activation === 'identity' || activation === 'relu') {
    out.slope = activation === 'identity' || z > 0 ? 1 : 0;
    out.bend = out.twist = 0;
    return;
  }
  const half = activation === 'sigmoid' ? 0.5 : 1;
  const near = tanh(half * Math.max(0, Math.abs(z) - reach));
  const far = tanh(half * (Math.abs(z) + reach));
  // Cancellation in 1 − T² is an absolute error: slopeError, generously.
  const slope = Math.min(1, 1 - near * near + slopeError);
  const bend = Math.min(steepestBend, 2 * Math.min(1, far * (1 + valueError)) * slope);
  const twist = 2 * slope * (Math.max(Math.abs(1 - 3 * near * near), Math.abs(1 - 3 * far * far)) + 3 * slopeError);
  // d/dz of ½ tanh(z/2) gives a factor ½ each time, and ½ in front.
  const front = activation === 'sigmoid' ? 0.5 : 1;
  out.slope = front * half * slope;
  out.bend = front * half * half * bend;
  out.twist = front * half * half * half * twist;
}
