/**
 * Elementary functions of intervals: those of base/functions.ts, monotone, at the two endpoints, moved outwards by more than their stated
 * errors (exp and log below 1 unit in the last place, tanh below 4, sigmoid below 3: one of exp, two roundings).
 */
import { exp as exp64, log as log64, sigmoid as sigmoid64, tanh as tanh64 } from '../../base/functions.ts';
import { above, add, below, type Interval, multiply, negate, point, subtract } from './interval.ts';

/** Widens an endpoint by `units` units in the last place: |x| 2⁻⁵² is at least one, and two more for what that rounds. */
function outwards(low: number, high: number, units: number): Interval {
  const [down, up] = [Math.abs(low) * units * 2 ** -52, Math.abs(high) * units * 2 ** -52];
  return {
    low: low === Infinity ? Number.MAX_VALUE : below(below(low - down)),
    high: high === -Infinity ? -Number.MAX_VALUE : above(above(high + up)),
  };
}

function within({ low, high }: Interval, least: number, most: number): Interval {
  return { low: Math.max(low, least), high: Math.min(high, most) };
}

export function exp({ low, high }: Interval): Interval {
  const bounds = outwards(exp64(low), exp64(high), 1);
  return { low: Math.max(bounds.low, 0), high: bounds.high };
}

/** Of the positive part. @throws RangeError when no number of it is positive */
export function log({ low, high }: Interval): Interval {
  if (!(high > 0)) throw new RangeError(`log of numbers ≤ ${high}`);
  return outwards(low > 0 ? log64(low) : -Infinity, log64(high), 1);
}

export function tanh({ low, high }: Interval): Interval {
  return within(outwards(tanh64(low), tanh64(high), 4), -1, 1);
}

export function sigmoid({ low, high }: Interval): Interval {
  return within(outwards(sigmoid64(low), sigmoid64(high), 3), 0, 1);
}

const one = point(1);

/** σ′ = σ(z) σ(−z), which is monotone on each side of 0 and at most ¼. */
export function sigmoidSlope(z: Interval): Interval {
  return within(multiply(sigmoid(z), sigmoid(negate(z))), 0, 0.25);
}

/** σ″ = σ′ (σ(−z) − σ(z)) */
export function sigmoidBend(z: Interval): Interval {
  return multiply(sigmoidSlope(z), subtract(sigmoid(negate(z)), sigmoid(z)));
}

/** tanh′ = (1 − tanh)(1 + tanh) */
export function tanhSlope(z: Interval): Interval {
  const t = tanh(z);
  return within(multiply(subtract(one, t), add(one, t)), 0, 1);
}

/** tanh″ = −2 tanh tanh′ */
export function tanhBend(z: Interval): Interval {
  return multiply(point(-2), multiply(tanh(z), tanhSlope(z)));
}
