/**
 * Second derivatives of a network of any depth at prepared points: value, gradient, products with blocks of vectors and
 * the dense Hessian. The kernel knows nothing of losses: the caller gives their first two derivatives at the outputs.
 */
import type { SymmetricKernel } from './symmetric.ts';

/** z_l = W_l a_{l−1} + b_l, a_l = φ(z_l), a_0 = x; the last layer is linear. */
export interface NetworkLayers {
  /** n₀ inputs, the hidden layers' units, n_L outputs; at least two numbers. */
  readonly sizes: readonly number[];
  readonly activation: 'identity' | 'relu' | 'sigmoid' | 'tanh';
  /** Without, there are no b_l. */
  readonly bias: boolean;
}

export interface NetworkInputs {
  readonly count: number;
  /** count × n₀ */
  readonly x: Float32Array | Float64Array;
}

/**
 * ∂²L/∂z∂z of each sample, symmetric; all weights are in the numbers.
 * zero: L is linear in the outputs, between kinks. diagonal: `entries` count × outputs. covariance: w (diag(p) − p pᵀ), `weights` w
 * count, `probabilities` p count × outputs, as of a softmax. full: `entries` count × outputs × outputs, of which o ≤ o′ is read.
 */
export type OutputCurvature =
  | { readonly kind: 'zero' }
  | { readonly kind: 'diagonal'; readonly entries: Float64Array }
  | { readonly kind: 'covariance'; readonly weights: Float64Array; readonly probabilities: Float64Array }
  | { readonly kind: 'full'; readonly entries: Float64Array };

/** What the caller knows about L as a function of all outputs. */
export interface OutputDerivatives {
  readonly value: number;
  /** ∂L/∂z, count × outputs. */
  readonly gradient: Float64Array;
  readonly curvature: OutputCurvature;
}

/** @param outputs   z, count × outputs, to be read before it returns */
export type OutputLoss = (outputs: Float64Array) => OutputDerivatives;

/**
 * H = G + C: gauss-newton G = Σ Jᵀ (∂²L/∂z∂z) J, J = ∂z/∂θ; residual C = Σ ∂L/∂z_o ∇²z_o.
 * @source [schraudolph2002fast]
 */
export type HessianPart = 'whole' | 'gauss-newton' | 'residual';

/** A number with what it is worth. */
export interface RoundingBound {
  readonly value: number;
  readonly kind: 'bound' | 'estimate';
}

/**
 * A network at one point: what all samples give out is kept, so that no product runs the network again. It stays right, whatever
 * other points are prepared, until `release`. Not finite where the network or its derivatives are not.
 */
export interface PreparedPoint {
  readonly value: number;
  /** In all parameters. */
  readonly gradient: Float64Array;
  /** ‖computed − H v‖ ≤ product ‖v‖ and ‖computed − H‖ ≤ matrix, in 2-norm, whatever the part; found when first asked, at the cost of four products. */
  readonly errors: { readonly product: RoundingBound; readonly matrix: RoundingBound };
  /** out ← H v, count × n. A vector's product does not depend on the others. */
  multiply(vectors: Float64Array, count: number, out: Float64Array, part?: HessianPart): void;
  /** H, n × n row-major, both triangles; a kernel's diagonal too. */
  matrix(into: Float64Array | SymmetricKernel, part?: HessianPart): void;
  /** Gives the place back. Value and gradient stay; the rest throws from then on. */
  release(): void;
}

export interface NetworkCurvature {
  readonly layers: NetworkLayers;
  /** Samples. */
  readonly count: number;
  /** n: W₁ (a unit's row at a time), b₁, W₂, b₂, … */
  readonly dimension: number;
  /** Points that may be prepared at once. */
  readonly capacity: number;
  /**
   * Prepares a point, which is copied. Takes about count × (4 hidden units + outputs + numbers of the curvature) × 8 bytes until released.
   * @throws ArgumentError when the point or the derivatives are of the wrong length, or the point is not finite; CapacityError when
   *         `capacity` points are prepared already, or memory ends
   */
  at(point: Float64Array, loss: OutputLoss): PreparedPoint;
}
