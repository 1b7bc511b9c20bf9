/**
 * The only door to fast numerics. A backend implements `Kernels`; the same suite runs on each.
 * A kernel object owns its memory; points are row-major (one point a row); results go to `out`, last.
 */

import type { StreamAddress } from '../base/philox.ts';

export const backendNames = ['wasm', 'wasm-relaxed', 'reference'] as const;
/** wasm: deterministic SIMD128, the default. wasm-relaxed: fused multiply-add, bits depend on the machine. reference: plain TypeScript, float64, the oracle. */
export type BackendName = (typeof backendNames)[number];

export type Precision = 'float32' | 'float64';

/** Which numbers a disorder is made of: normals number 0 … Λ^H − 1 of the stream (seed, 'spin-glass', disorder, 'couplings'), row-major, not symmetrized. */
export interface GlassShape {
  /** H ≥ 2, spins per coupling */
  readonly order: number;
  /** Λ ≥ 2, number of spins */
  readonly size: number;
  readonly seed: number;
  readonly disorder: number;
}

/** The couplings of one disorder, ready in memory. Energies are L = Λ^{−(H−1)/2} Σ X w…w, not per spin. */
export interface GlassKernel {
  readonly shape: GlassShape;
  /** A batch that lives in the kernel's memory and descends there. */
  fleet(capacity: number, precision: Precision): GlassFleet;
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
}

/** Replicas descending together on the sphere of radius √Λ. Lane r is replica `ids[r]` of its owner; the fleet does not know. */
export interface GlassFleet {
  readonly capacity: number;
  /** Live replicas, at most capacity. */
  readonly count: number;
  /** Fills the fleet with `count` points (count × Λ) and sets every replica's step length to `rate`. */
  load(points: Float64Array, count: number, rate: number): void;
  /**
   * n steps w ← √Λ (w − η r)/‖w − η r‖ with r the tangent gradient, all in the kernel. A replica's own η is halved whenever its
   * energy rose by more than rounding. Afterwards energies and residuals belong to the point before the last step's move.
   */
  advance(steps: number): void;
  /** Evaluates without moving. */
  measure(): void;
  /** w ← R(w + noise), noise count × Λ: the random part of a Langevin step. A replica's rise afterwards does not shorten its step. */
  kick(noise: Float64Array): void;
  /** L of each replica at the last evaluation (not per spin). */
  readonly energies: Float64Array;
  /** ‖tangent gradient‖/√Λ of each replica at the last evaluation. */
  readonly residuals: Float64Array;
  /** Copies replica r's point out (Λ). */
  point(r: number, out: Float64Array): void;
  /** Keeps the listed replicas, in that order, and drops the rest. */
  retain(keep: readonly number[]): void;
}

/** One-hidden-layer ReLU networks with softmax cross-entropy, trained side by side on the same minibatches. */
export interface NetworkShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** Images as rows of floats, labels as integers in [0, outputs). */
export interface Samples {
  readonly count: number;
  readonly inputs: number;
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Parameters of one network, flat, in this order: W1 (hidden × inputs, row a unit), b1 (hidden), W2 (outputs × hidden), b2 (outputs).
 */
export interface NetworkFleet {
  readonly shape: NetworkShape;
  readonly count: number;
  /** Sets network k's parameters (flat, as above). */
  setParameters(k: number, parameters: Float64Array): void;
  getParameters(k: number, out: Float64Array): void;
  /**
   * One pass over `order` (indices into samples) in minibatches of `batch` (the last may be shorter); with minibatch number t every
   * network takes the step θ ← θ − rates[t] ∇(mean loss of the minibatch). A network's bits do not depend on the others.
   */
  train(samples: Samples, order: Uint32Array, batch: number, rates: Float64Array): void;
  /** Mean cross-entropy and accuracy of every network over the samples; a network whose logits are not finite has loss NaN. */
  evaluate(samples: Samples, losses: Float64Array, accuracies: Float64Array): void;
}

export interface Kernels {
  readonly backend: BackendName;
  /** Standard normals number start … start + out.length − 1 of a stream; bit-equal on every backend. */
  fillNormals(stream: StreamAddress, start: number, out: Float64Array): void;
  glass(shape: GlassShape): GlassKernel;
  networks(shape: NetworkShape, count: number, precision: Precision): NetworkFleet;
}
