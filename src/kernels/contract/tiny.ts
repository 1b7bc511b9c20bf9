/** Networks of one hidden layer on a handful of samples, many side by side. */

/** f(x) = c + Σ_u v_u φ(w_u·x + b_u) on samples that stay with it; L the mean of ½(o − t)² of o = f or σ(f), or of ln(1 + e^f) − t f. */
export interface TinyShape {
  readonly inputs: 1 | 2;
  readonly hidden: number;
  readonly activation: 'relu' | 'sigmoid' | 'tanh';
  readonly loss: 'binary-cross-entropy' | 'squared';
  /** Of f before the squared loss; the cross-entropy has its own sigmoid. */
  readonly output: 'identity' | 'sigmoid';
}

/** Inputs and targets as numbers, a row a sample. */
export interface TinySamples {
  /** samples × inputs. */
  readonly x: Float64Array;
  readonly t: Float64Array;
  /** Samples of a step; all of them when absent. */
  readonly batch?: number;
}

/** Many networks of one shape on the same few samples, full batch or by minibatches that all of them see. Parameters W₁ (hidden × inputs), b₁, W₂, b₂, as elsewhere. */
export interface TinyFleet {
  readonly count: number;
  readonly dimension: number;
  /** Networks that share a vector. */
  readonly lanes: number;
  setParameters(k: number, parameters: Float64Array): void;
  getParameters(k: number, out: Float64Array): void;
  /**
   * Steps of the optimizer at these rates. Networks that rest may be left where they are (lanes whose networks all rest are), or go on:
   * whoever lets them rest has read them before. A network's bits do not depend on the others.
   * @param order  steps × batch numbers of samples, where steps see a batch
   */
  train(rates: Float64Array, rests?: (k: number) => boolean, order?: Uint32Array): void;
  /**
   * All that decides the further steps: how many were taken, then of each network its parameters and the two numbers that the optimizer
   * remembers of each, count × 3 × dimension. Engines of a backend share it.
   */
  save(): Float64Array;
  /** Goes on where a fleet like this one was saved. @throws ArgumentError for a state of another size */
  restore(state: Float64Array): void;
}
