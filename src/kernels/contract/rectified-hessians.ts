/** The Hessian of a network of one hidden layer of rectified units, softmax cross-entropy, at one set of parameters after another. */
import type { Samples } from './samples.ts';
import type { SymmetricKernel } from './symmetric.ts';
import type { RectifiedShape } from './training.ts';

/**
 * The network at a point, on the pixels that are ever lit and the units that are ever active: all else are exact zero modes.
 * m = lit.length + 1 inputs of a unit, the last one the bias.
 */
export interface RectifiedPoint {
  readonly shape: RectifiedShape;
  /** Not copied. */
  readonly parameters: Float64Array;
  readonly loss: number;
  /** Of the mean loss, in all parameters. */
  readonly gradient: Float64Array;
  readonly lit: Int32Array;
  readonly active: Int32Array;
  /** active units × m × outputs: M_h = mean of [unit h active] x̃ eᵀ, the residual part of the Hessian between a unit's input and output weights. */
  readonly couplings: Float64Array;
  /** ‖E‖₂ ≤ this for each computed M_h + E, given gates and errors e in float64. */
  readonly couplingError: number;
  /** min |z| over units and samples: no gate changes while no pre-activation moves as far. */
  readonly kink: number;
  /**
   * The parameters whose rows of the Hessian are not known to be zero, in the order of its rows: inputs and bias of the active units, a
   * unit at a time; output biases; output weights, a unit at a time. An input whose unit is never active with it has no row.
   */
  readonly kept: Int32Array;
  /** @throws CapacityError when the matrix does not fit */
  form(): RectifiedHessian;
}

/** The Hessian of a network at a point, without the rows that are zero, in a kernel's memory. */
export interface RectifiedHessian {
  /** The point's: the parameter each row belongs to. */
  readonly kept: Int32Array;
  /** ‖E‖₂ ≤ error for the formed matrix H + E, given gates, probabilities and errors in float64: rounding of sums and products. */
  readonly error: number;
  /** Rows before the output weights. On them the Hessian is positive semidefinite: the outputs are linear in these parameters. */
  readonly convex: number;
  /** Holds the matrix until the next one is formed. */
  readonly matrix: SymmetricKernel;
}

/** Second derivatives over one set of samples, for one network after another in the same memory. */
export interface RectifiedHessians {
  readonly shape: RectifiedShape;
  readonly samples: Samples;
  /** @throws ArgumentError when parameters are of the wrong number or not finite */
  at(parameters: Float64Array): RectifiedPoint;
}
