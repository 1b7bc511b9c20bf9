/** What is proved near a float point, or why nothing is. */

import type { IntervalVector } from '../interval/vectors.ts';
import type { Proved } from '../prove/index.ts';

export interface ProvedNear {
  /** solved: a point with loss 0. cell: the minimum of the quadratic between kinks, exact. isolated: the only critical point in a box. */
  readonly kind: 'solved' | 'cell' | 'isolated';
  /** What it is: a global minimum, a local minimum, … */
  readonly statement: string;
  /** δ: it lies no farther from the given point. */
  readonly distance: number;
  /** It lies in this box, in all parameters. */
  readonly box: IntervalVector;
  /** Parameters that are free in the box; the others are their floats. */
  readonly free: readonly number[];
  /** Exact, where it is known. */
  readonly loss?: string;
  /** Negative eigenvalues of the Hessian; null where the landscape is not smooth or they are not known. */
  readonly index: number | null;
  /** Of the system that was solved, in Frobenius norms, an estimate. */
  readonly condition?: number;
  /** The decision at the exact point, with its certificate. */
  readonly exact?: Proved;
}

/** A proof, or why there is none by this way. */
export type Attempt = { readonly proved: ProvedNear } | { readonly reason: string; readonly zeroModes?: number };
