/** The energy of a p-spin glass, its derivatives, and batches of replicas that descend on it. */
import type { Fleet } from './fleet.ts';
import type { Precision } from './precision.ts';

/** Which numbers a disorder is made of: normals number 0 … Λ^H − 1 of the stream (seed, 'spin-glass', disorder, 'couplings'), row-major, not symmetrized. */
export interface GlassShape {
  /** H ≥ 2, spins per coupling */
  readonly order: number;
  /** Λ ≥ 2, number of spins */
  readonly size: number;
  readonly seed: number;
  readonly disorder: number;
}

/** A tensor of order H that is given: Λ^H finite numbers, row-major; only its symmetrization matters to the energy. */
export interface GivenTensor {
  readonly order: number;
  readonly size: number;
  readonly entries: Float64Array;
}

/** The couplings of one disorder, or of a tensor that was given, ready in memory. Energies are L = Λ^{−(H−1)/2} Σ X w…w, not per spin. */
export interface GlassKernel {
  readonly shape: Pick<GlassShape, 'order' | 'size'>;
  /** A batch that lives in the kernel's memory and descends there; each call gives one with memory of its own. */
  fleet(capacity: number, precision: Precision): Fleet;
  /** Energy and Euclidean gradient of a batch. points: count × Λ; energies: count; gradients: count × Λ. */
  evaluate(
    points: Float64Array,
    count: number,
    precision: Precision,
    energies: Float64Array,
    gradients: Float64Array,
  ): void;
  /** Euclidean Hessian ∂²L/∂w∂w at one point, float64, full symmetric Λ × Λ. Returns the energy; writes the Euclidean gradient too (both follow from it by Euler's identity). */
  hessian(point: Float64Array, gradient: Float64Array, out: Float64Array): number;
  /** How large the couplings are, and what rounding makes of them; computed at the first call. */
  norms(): CouplingNorms;
}

/** Upper bounds, of the exact sums of the float64 couplings X. Y = sym X is the mean of X over the orders of its indices. */
export interface CouplingNorms {
  /** ‖Y‖_F. */
  readonly frobenius: number;
  /** ε with ‖E‖_F ≤ Λ^{−(H−1)/2} H(H−1) ‖w‖^{H−2} ε, for what `hessian` writes at w: ∇²L + E. */
  readonly hessianRounding: number;
  /** ε with ‖e‖ ≤ Λ^{−(H−1)/2} H ‖w‖^{H−1} ε, for the gradient ∇L + e that it writes. */
  readonly gradientRounding: number;
  /** Writes G_ij = Σ Y_{i…} Y_{j…} (Λ × Λ), √λ_max(G) ≥ |Y(x₁, …, x_H)| for unit vectors x. Returns ε ≥ ‖written − G‖₂. */
  gram(out: Float64Array): number;
}
