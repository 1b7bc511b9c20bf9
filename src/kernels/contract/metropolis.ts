/** A Metropolis walk over the parameters of one network. */
import type { StreamAddress } from '../../base/philox.ts';
import type { Precision } from './precision.ts';

/**
 * A point on a Metropolis walk: of each proposal the value's change Δ is computed, and the move is made with probability
 * min(1, e^{−Δ/T}). Proposal number n, counted from the last `load`, draws from block n of the walk's stream, however the walk is cut
 * into calls.
 */
export interface MetropolisWalk {
  readonly dimension: number;
  /** The value, kept up to date from move to move. */
  readonly value: number;
  /** Places the walk at a point and starts the count of proposals anew. */
  load(point: Float64Array): void;
  /** Proposals at temperature T > 0, in units of the value, each at most `step` far. Returns how many were accepted. */
  advance(proposals: number, temperature: number, step: number): number;
  /** Computes everything that is kept up to date from the point alone. Returns by how much the value had drifted. */
  refresh(): number;
  point(out: Float64Array): void;
}

export interface RectifiedWalkOptions {
  readonly stream: StreamAddress;
  /** s ≥ 2: parameters take s values spaced uniformly on [−1, 1], and a proposal is any of the others. null: any real number. */
  readonly levels: number | null;
  /** Parameters stay within ± bound: a proposal beyond it is rejected. null: anywhere. */
  readonly bound: number | null;
  readonly precision: Precision;
}
