/** Networks without biases whose hidden units pass what gates let through: values and gradients of many points, and their descent. */
import type { SampleLossName } from '../sample-losses.ts';
import type { Fleet } from './fleet.ts';
import type { Precision } from './precision.ts';

/** L(w) = f Σ_μ ℓ(s y_μ Y_μ),  a_0 = x_μ,  z_k = W_k a_{k−1},  a_k = g_k(μ) z_k or φ(z_k),  Y = z_H. */
export interface GatedNetwork {
  /** n_0 … n_H, the last of them 1. */
  readonly widths: readonly number[];
  /** D, numbers in a point. */
  readonly weights: number;
  /** The weight of each edge, layer after layer, units × inputs. */
  readonly colors: Int32Array;
  /** m × n_0. */
  readonly x: Float64Array;
  /** ±1, one a sample. */
  readonly y: Float64Array;
  /** g, m × (n_1 + … + n_{H−1}), where gates are given; where units have their own, κ of φ = ln(1 + e^{κz})/κ, Infinity of ReLU. */
  readonly gates: Float64Array | number;
  /** Of a margin; the linear one is −z, without its constant. */
  readonly loss: SampleLossName;
  /** s. */
  readonly margin: number;
  /** f. */
  readonly front: number;
}

/** Where the weights of a point may be, and what is added to the loss for it. */
export interface WeightDomain {
  /** Spheres that the weights lie on, one after another; one of radius 0 is flat. Their dimensions add up to D. */
  readonly blocks: readonly { readonly dimension: number; readonly radius: number }[];
  /** Residuals are divided by it. */
  readonly unit: number;
  /** γ of ½ γ |w|² beside the loss. */
  readonly pull: number;
}

export interface GatedKernel {
  /**
   * L + ½ γ |w|² and its Euclidean gradient at `count` points (count × D). A point's bits do not depend on the others. In float64 they are
   * those of the plain sums, sample after sample, on engines that do not fuse.
   */
  evaluate(points: Float64Array, count: number, precision: Precision, values: Float64Array, gradients: Float64Array): void;
  /**
   * Descents from nowhere near: a step that rises is taken back and its rate halved, one that is good enough makes the next one longer
   * (reference/fleet.ts, take-back). In float64 on engines that do not fuse its bits are those of the plain fleet.
   */
  fleet(capacity: number, precision: Precision): Fleet;
}
