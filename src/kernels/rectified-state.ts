/** What the Hessian of a rectified network is formed from: behind the contract, shared by the backends. */

/**
 * First pass of a network over its samples: what the Hessian's parts are made of, on the pixels that are ever lit and the units that
 * are ever active. All else are exact zero modes. m = lit.length + 1 inputs of a unit, the last one the bias; u = active.length.
 */
export interface RectifiedPass {
  readonly parameters: Float64Array;
  readonly loss: number;
  /** Of the mean loss, in all parameters. */
  readonly gradient: Float64Array;
  readonly lit: Int32Array;
  readonly active: Int32Array;
  /** u × m: the row of the Hessian of each input of an active unit; −1 where no sample has the two together and the row is zero. */
  readonly rows: Int32Array;
  /** samples × (u + 1): what a unit gives out, the last column 1. */
  readonly hidden: Float64Array;
  /** samples × outputs: softmax, and the loss gradient in the outputs. */
  readonly probabilities: Float64Array;
  readonly errors: Float64Array;
  /** u × m × outputs: M_h = mean of [unit h active] x̃ eᵀ, the residual part of the Hessian between a unit's input and output weights. */
  readonly couplings: Float64Array;
  /** Largest ‖x̃‖ of a sample, and mean over the samples of ‖∂z/∂θ‖² (Frobenius, outputs in parameters): what rounding is measured against. */
  readonly inputNorm: number;
  readonly jacobianSquare: number;
  /** min |z| over units and samples: no gate changes while no pre-activation moves as far. */
  readonly kink: number;
}
