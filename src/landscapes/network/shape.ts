/** What a network is made of, and what is minimized. */
import type { ActivationName } from './activations.ts';
import type { LossName } from './losses.ts';

export interface NetworkModel {
  /** n₀ inputs, the hidden layers' units, n_L outputs; at least two numbers. */
  readonly sizes: readonly number[];
  readonly activation: ActivationName;
  readonly loss: LossName;
  /** Default true. */
  readonly bias?: boolean;
  /** Activation of the outputs before the loss; default identity. Cross-entropy has its softmax and takes no other. */
  readonly output?: ActivationName;
  /** λ ≥ 0 of the penalty (λ/2) Σ θᵢ² that is added to the mean loss; default 0. */
  readonly decay?: number;
  /** Over which parameters the penalty sums: all (as weight decay of an optimizer does; default), or the weights without biases. */
  readonly decays?: 'all' | 'weights';
}
