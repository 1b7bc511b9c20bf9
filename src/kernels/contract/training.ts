/**
 * Networks that train side by side: what they are trained on, what is minimized, and by which steps. Every kernel that trains takes the
 * same examples and objectives.
 */

/** Samples with their targets as numbers. */
export interface Examples {
  readonly count: number;
  /** Numbers in an input, and in a target. */
  readonly inputs: number;
  readonly outputs: number;
  /** count × inputs, count × outputs. */
  readonly x: Float32Array | Float64Array;
  readonly t: Float32Array | Float64Array;
  /** Present when the targets are classes: accuracy means something then. */
  readonly labels?: Uint8Array;
  /** wₛ ≥ 0 of each sample in the mean Σ wₛ ℓₛ / Σ wₛ; equal when absent. */
  readonly weights?: Float64Array;
}

/**
 * ℓ(z, t) of the outputs z of one sample, K of them, in the conventions of landscapes/network/losses.ts:
 *
 *     binary-cross-entropy  (1/K) Σ (ln(1 + eᶻ) − t z)
 *     cross-entropy         Σ −t log softmax(z), K ≥ 2
 *     mean-squared          (1/K) Σ (z − t)²
 *     squared               ½ Σ (z − t)²
 */
export type TrainingLoss = 'binary-cross-entropy' | 'cross-entropy' | 'mean-squared' | 'squared';

/** L = Σ wₛ ℓₛ / Σ wₛ + (λ/2) Σ θᵢ², the first over the samples of a minibatch in a step. */
export interface TrainingObjective {
  readonly loss: TrainingLoss;
  /** λ ≥ 0 of the penalty; default 0. */
  readonly decay?: number;
  /** What the penalty sums over: all parameters (the default), or weights without biases. */
  readonly decays?: 'all' | 'weights';
}

/** Networks of one shape that train side by side on the same minibatches. */
export interface TrainingFleet {
  readonly count: number;
  /** Parameters of one network, flat: W₁ (units × inputs, row a unit), b₁, W₂, b₂, … */
  readonly dimension: number;
  /** Sets network k's parameters; what an optimizer remembers stays. */
  setParameters(k: number, parameters: Float64Array): void;
  getParameters(k: number, out: Float64Array): void;
  /**
   * One pass over `order` (indices into the examples) in minibatches of `batch` (the last may be shorter); with minibatch number t every
   * network takes a step of its optimizer at rates[t] along the gradient of the objective on the minibatch: θ ← θ − rates[t] ∇ where
   * nothing else is said. Weights are normalized within the minibatch, as torch normalizes class weights; a minibatch whose weights are
   * all 0 has the penalty alone. Examples are read in the fleet's precision. A network's bits do not depend on the others.
   */
  train(examples: Examples, order: Uint32Array, batch: number, rates: Float64Array): void;
  /**
   * Weighted mean loss, without the penalty, and the unweighted share of right answers (NaN without labels) of every network over the
   * examples; a network whose outputs are not finite has loss NaN. The answer is the first largest output; a single output stands for
   * label 1 where its loss is smaller with target 1 than with target 0.
   */
  evaluate(examples: Examples, losses: Float64Array, accuracies: Float64Array): void;
  /** Absent where parameters are all that decides the next steps. */
  readonly memory?: OptimizerMemory;
}

/** What an optimizer knows besides parameters. With them set in another fleet it goes on in the same bits. */
export interface OptimizerMemory {
  /** Steps taken, which Adam's corrections count. */
  steps(): number;
  /** Takes the next step as the one after so many. */
  goOn(steps: number): void;
  /** Numbers of a network: each moment, in the order of the parameters; 0 where the last gradient is all that counts. */
  readonly size: number;
  get(k: number, out: Float64Array): void;
  set(k: number, moments: Float64Array): void;
}

/** Networks of one hidden layer of rectified units, in groups of lanes. */
export interface RectifiedShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** W₁ (hidden × inputs), b₁ (hidden), W₂ (outputs × hidden), b₂ (outputs); steps of gradient descent. */
export interface RectifiedFleet extends TrainingFleet {
  readonly shape: RectifiedShape;
  /** Networks that share a vector: the fleet pays for whole vectors. */
  readonly lanes: number;
}

/** A network of any depth and its objective; the last layer is linear. Words as in landscapes/network. */
export interface NetworkShape extends TrainingObjective {
  /** n₀ inputs, the hidden layers' units, n_L outputs; at least two numbers. */
  readonly sizes: readonly number[];
  readonly activation: 'identity' | 'relu' | 'sigmoid' | 'tanh';
}

/**
 * What a step makes of the gradient g at rate η. What it remembers starts at 0 with the fleet.
 * sgd: m ← μ m + g, θ ← θ − η m; μ = `momentum`, default 0. Full-batch descent is a batch of all samples.
 * adam: moments with β₁ (0.9), β₂ (0.999), bias corrected, ε (1e-8) beside the root. @source [kingma2015adam, alg. 1]
 */
export type Optimizer =
  | { readonly name: 'sgd'; readonly momentum?: number }
  | { readonly name: 'adam'; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number };

export interface NetworkFleet extends TrainingFleet {
  readonly shape: NetworkShape;
  readonly memory: OptimizerMemory;
}
