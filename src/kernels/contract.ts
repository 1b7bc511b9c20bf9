/**
 * The only door to fast numerics. A backend implements `Kernels`; the same suite runs on each.
 * A kernel object owns its memory; points are row-major (one point a row); results go to `out`, last.
 */

import type { StreamAddress } from '../base/philox.ts';
import type { NetworkCurvature, NetworkInputs, NetworkLayers } from './contract/network-curvature.ts';
import type { SymmetricKernel } from './contract/symmetric.ts';
import type {
  NetworkFleet,
  NetworkShape,
  Optimizer,
  RectifiedFleet,
  RectifiedShape,
  TrainingObjective,
} from './contract/training.ts';

export type { Factorization, Pivots, SymmetricKernel } from './contract/symmetric.ts';
export type {
  Examples,
  NetworkFleet,
  NetworkShape,
  Optimizer,
  OptimizerMemory,
  RectifiedFleet,
  RectifiedShape,
  TrainingFleet,
  TrainingLoss,
  TrainingObjective,
} from './contract/training.ts';

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

/** Replicas descending together on their manifold, in a kernel's memory. Lane r is replica `ids[r]` of its owner; the fleet does not know. */
export interface Fleet {
  readonly capacity: number;
  /** Of points, energies and residuals: those in float32 are off the manifold, and off their values, by its rounding. */
  readonly precision: Precision;
  /** Live replicas, at most capacity. */
  readonly count: number;
  /** Fills the fleet with `count` points (count × dimension) and sets every replica's step length to `rate`. */
  load(points: Float64Array, count: number, rate: number): void;
  /**
   * n steps w ← R(w − η r) with r the tangent gradient and R the retraction, all in the kernel. A replica's own η is halved whenever its
   * energy rose by more than rounding. Afterwards energies and residuals belong to the point before the last step's move.
   * @param handOver  residual below which a replica's steps are Barzilai–Borwein's until it is four times as large again; default 0: never
   */
  advance(steps: number, handOver?: number): void;
  /** Evaluates without moving. */
  measure(): void;
  /** w ← R(w + noise), noise count × dimension: the random part of a Langevin step. A replica's rise afterwards does not shorten its step. */
  kick(noise: Float64Array): void;
  /** L of each replica at the last evaluation (of a glass, not per spin). */
  readonly energies: Float64Array;
  /** ‖tangent gradient‖ in the manifold's unit of length (√Λ on the sphere), of each replica at the last evaluation. */
  readonly residuals: Float64Array;
  /** How often each replica's step length was halved; absent where the kernel does not tell. */
  readonly halvings?: Int32Array;
  /** Copies replica r's point out. */
  point(r: number, out: Float64Array): void;
  /** Keeps the listed replicas, in that order, and drops the rest. */
  retain(keep: readonly number[]): void;
}

/** Images as rows of floats, labels as integers in [0, outputs). */
export interface Samples {
  readonly count: number;
  readonly inputs: number;
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

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

/** The Hessian of a network at a point, without the rows that are zero, in a kernel's memory. */
export interface RectifiedHessian {
  /** The parameter each row belongs to: inputs and bias of the active units, a unit at a time, as the pass's rows say; output biases; output weights, a unit at a time. */
  readonly kept: Int32Array;
  /** ‖E‖₂ ≤ error for the formed matrix H + E, given the pass: rounding of sums and products. */
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
  pass(parameters: Float64Array): RectifiedPass;
  form(pass: RectifiedPass): RectifiedHessian;
}

/**
 * A point on a Metropolis walk: of each proposal the value's change Δ is computed, and the move is made with probability
 * min(1, e^{−Δ/T}). Proposal number n, counted from the last `load`, draws from block n of the walk's stream, however the walk is cut
 * into calls.
 */
export interface MetropolisWalk {
  readonly dimension: number;
  /** The value, kept up to date from move to move. */
  readonly value: number;
  /** Places the walk at a point and starts the count of proposals anew. */
  load(point: Float64Array): void;
  /** Proposals at temperature T > 0, in units of the value, each at most `step` far. Returns how many were accepted. */
  advance(proposals: number, temperature: number, step: number): number;
  /** Computes everything that is kept up to date from the point alone. Returns by how much the value had drifted. */
  refresh(): number;
  point(out: Float64Array): void;
}

export interface RectifiedWalkOptions {
  readonly stream: StreamAddress;
  /** s ≥ 2: parameters take s values spaced uniformly on [−1, 1], and a proposal is any of the others. null: any real number. */
  readonly levels: number | null;
  /** Parameters stay within ± bound: a proposal beyond it is rejected. null: anywhere. */
  readonly bound: number | null;
  readonly precision: Precision;
}

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

/**
 * Factors A = L Lᵀ in place: the lower triangle becomes L, nothing else is read. False when a pivot is not positive or not finite; the
 * matrix is then spoiled. |L Lᵀ − A| ≤ γ_{n+1} |L||Lᵀ|.
 * @param matrix  row-major n × n
 * @source        [higham2002accuracy, Thm 10.3]
 */
export type Cholesky = (matrix: Float64Array, n: number) => boolean;

export interface Kernels {
  readonly backend: BackendName;
  /** Standard normals number start … start + out.length − 1 of a stream; bit-equal on every backend. */
  fillNormals(stream: StreamAddress, start: number, out: Float64Array): void;
  glass(couplings: GlassShape | GivenTensor): GlassKernel;
  /** @param objective  default: the mean cross-entropy */
  rectified(shape: RectifiedShape, count: number, precision: Precision, objective?: TrainingObjective): RectifiedFleet;
  networks(shape: NetworkShape, count: number, precision: Precision, optimizer: Optimizer): NetworkFleet;
  tiny(shape: TinyShape, samples: TinySamples, count: number, precision: Precision, optimizer: Optimizer): TinyFleet;
  /** A walk over the parameters of one network under its mean loss over the samples; one parameter a proposal, uniformly chosen. */
  rectifiedWalk(shape: RectifiedShape, samples: Samples, options: RectifiedWalkOptions): MetropolisWalk;
  rectifiedHessians(shape: RectifiedShape, samples: Samples): RectifiedHessians;
  /** The same of a network of any depth under any loss, at several points at once; products too. */
  networkCurvature(layers: NetworkLayers, inputs: NetworkInputs): NetworkCurvature;
  symmetric(size: number): SymmetricKernel;
  /** For matrices of any size, one after another. */
  cholesky(): Cholesky;
}
