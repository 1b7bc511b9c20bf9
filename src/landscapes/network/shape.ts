/** What a network is made of. */
import type { ActivationName } from './activations.ts';
import type { LossName } from './losses.ts';

export interface NetworkModel {
  /** n₀ inputs, the hidden layers' units, n_L outputs; at least two numbers. */
  readonly sizes: readonly number[];
  readonly activation: ActivationName;
  readonly loss: LossName;
  /** Default true. */
  readonly bias?: boolean;
}
