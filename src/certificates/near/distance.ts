/** How far a box is from a float point. */
import { above } from '../interval/interval.ts';
import type { IntervalVector } from '../interval/vectors.ts';

/** An upper bound on ‖x − θ‖ for all x in the box. */
export function distanceTo(theta: Float64Array, { low, high }: IntervalVector): number {
  let sum = 0;
  for (let i = 0; i < theta.length; i++) {
    const far = above(Math.max(high[i]! - theta[i]!, theta[i]! - low[i]!));
    if (high[i]! !== theta[i]! || low[i]! !== theta[i]!) sum = above(sum + above(far * far));
  }
  return above(Math.sqrt(sum));
}
