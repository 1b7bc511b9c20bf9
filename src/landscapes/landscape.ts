/**
 * A landscape: a function of `dimension` parameters on a manifold, value and gradient for a batch of points. What else is known of it
 * (second derivatives, smoothness, symmetries) stands beside these and is tested against them (check-landscape.ts); what is not known
 * is estimated by whoever needs it, and said so.
 */
import type { Fleet, OnRise } from '../kernels/contract.ts';
import type { Bound, Count, Operator } from '../linalg/operator.ts';
import type { Manifold } from './manifold.ts';
import type { Examples } from './network/examples.ts';
import type { NetworkModel } from './network/shape.ts';

export type { Fleet } from '../kernels/contract.ts';

/**
 * The Euclidean second derivative ∇²L at one point, prepared once: gates, activations or the dense matrix are kept here. It stays right
 * until `release`; preparing another one does not change it.
 */
export interface PointHessian extends Operator {
  /** L at the point. */
  readonly value: number;
  /** ∇L at the point, Euclidean. */
  readonly gradient: Float64Array;
  /** ε with ‖computed ∇L − ∇L‖ ≤ ε. */
  readonly gradientError?: Bound;
  /** Whether forming the matrix is cheaper than `size` products. */
  readonly formed: boolean;
  /** Row-major n × n, exactly symmetric; ‖E‖₂ ≤ error for the formed ∇²L + E. */
  matrix(): { readonly entries: Float64Array; readonly error: Bound };
  /** Does what `matrix` and `countBelow` need, and leaves it in the kernel: for a forecast. */
  form?(): void;
  /** Rows known to be zero, ascending: left out of spectra, counted as idle. */
  readonly idle?: Int32Array;
  /** Eigenvalues of the whole n × n matrix (idle rows are eigenvalues 0) below a level, by a faster route than one factorization. */
  countBelow?(level: number): Count;
  /** No eigenvalue lies below `value`, which is known without a matrix; `name` says from what. */
  readonly floor?: { readonly name: string; readonly value: number };
  /** Its Gauss–Newton part Jᵀ (∂²ℓ/∂z∂z) J, where the value is a loss of outputs z; without penalties. */
  gaussNewton?(): Operator;
  /** Gives its memory back; what it says afterwards is void. */
  release(): void;
}

/**
 * What is known about smoothness next to a point. The constants are those of t ↦ L(R(Q t)) on ‖t‖ ≤ radius, Q the manifold's frame at
 * the point and R its retraction: in flat space, those of L itself.
 */
export interface Regularity {
  /** The gradient changes by at most `value` times the distance. */
  gradientLipschitz?(point: Float64Array, radius: number): Bound;
  /** The Hessian changes in norm by at most `value` times the distance: what a certificate of Newton–Kantorovich rests on. */
  hessianLipschitz?(point: Float64Array, radius: number): Bound;
  /** Radius of the ball in which the value is analytic; Infinity for analytic landscapes, 0 where unknown. */
  kinkDistance(point: Float64Array): number;
  /** Usual sizes of the two constants, for the lengths of steps alone: no verdict rests on them. */
  readonly usual?: { readonly gradientLipschitz?: number; readonly hessianLipschitz?: number };
}

/** A group acting on the parameters without changing the value: identity, alignment and zero modes all come from here. */
export interface Symmetry {
  readonly name: string;
  readonly statement: string;
  /** A transformed copy of the point, chosen by `choice` in [0, 1). */
  sample(point: Float64Array, choice: number): Float64Array;
  /** Directions along which a continuous group moves the point: exact zero modes of the Hessian at critical points. */
  directions?(point: Float64Array): Iterable<Float64Array>;
  /** The copy of `point` nearest to `target`. */
  nearest?(target: Float64Array, point: Float64Array): Float64Array;
}

/**
 * The cells of smoothness that meet next to a point: between them lie kinks, and each kink i has a gate that is 0 on one side and 1 on the other. With its
 * gates held at numbers θ_i the value is a smooth function of the whole space, one cell for every choice of 0 and 1; Clarke's subgradients at a point where
 * all kinks meet are the convex hull of the cells' gradients.
 */
export interface AdjacentCells {
  /** θ of the point's own cell, one for each kink. */
  readonly own: Float64Array;
  /** Kinks that can act together, by number: gradients are linear in gates of different groups, and of one group in each gate alone. */
  readonly groups: readonly (readonly number[])[];
  /** The value with gates held, and all others as they are at the point. */
  held(gates: Float64Array): Pick<Landscape, 'valueAndGradient' | 'hessianAt'>;
  /** The part of it that the kinks of one group act in: between two choices of their gates it differs by as much as the whole. */
  part(group: number, gates: Float64Array): Pick<Landscape, 'valueAndGradient'>;
}

/** What is done at a point, for a forecast: one value with its gradient, one product with the Hessian, its matrix, an index. */
export type Work = 'value' | 'product' | 'hessian' | 'index';

/** L(w) = Λ^{−(H−1)/2} Σ X_{i₁…i_H} w_{i₁}…w_{i_H} on |w|² = Λ. */
export interface HomogeneousForm {
  /** H ≥ 2. */
  readonly order: number;
  /** Λ. */
  readonly size: number;
  /** X, Λ^H numbers, row-major, not symmetrized. @throws CapacityError beyond 2^28 of them */
  entries(): Float64Array;
}

/** Cov(L(w), L(w′)) = Λ (w·w′/Λ)^H on the sphere |w|² = Λ. */
export interface IsotropicField {
  readonly order: number;
  readonly size: number;
}

/** L(θ) = Σ wₛ ℓ(f(xₛ; θ), tₛ) / Σ wₛ + penalty, f a network of dense layers. */
export interface Perceptron {
  readonly model: Required<NetworkModel>;
  readonly examples: Examples;
}

export interface Landscape {
  /** Where the value is the mean loss of a network of dense layers: what it is made of, from which its numbers are enclosed. */
  readonly perceptron?: Perceptron;
  /** Where the value is a form on a sphere: its critical points are the eigenvectors of a tensor, and can all be found while these are few. */
  readonly form?: HomogeneousForm;
  /** The random field it is one draw of, where that is Gaussian and isotropic: theory counts its critical points on average. */
  readonly isotropic?: IsotropicField;
  /** What a reader of any result should know of it: that a tensor was symmetrized. */
  readonly remarks?: readonly string[];
  readonly name: string;
  /** Ambient dimension: numbers in a point. */
  readonly dimension: number;
  readonly manifold: Manifold;
  /** What the value is, as it is shown: "energy per spin", over Λ; "mean loss", over 1. */
  readonly quantity: {
    readonly name: string;
    readonly per: number;
    /** How it is defined where there is more than one way: the loss of a sample, what the mean is over, penalties. */
    readonly convention?: string;
  };
  /** Values (count) and Euclidean gradients (count × dimension) of `count` points (count × dimension), float64. */
  valueAndGradient(points: Float64Array, count: number, values: Float64Array, gradients: Float64Array): void;
  /** @throws CapacityError when the Hessian does not fit */
  hessianAt?(point: Float64Array): PointHessian;
  readonly regularity: Regularity;
  readonly symmetries: readonly Symmetry[];
  /** No point with a Hessian has more negative eigenvalues, whatever the numbers: structural-index-bound.ts. */
  readonly indexBound?: number;
  /** Zero modes of the Hessian at a point that no symmetry explains: pixels never lit, units never active. */
  zeroModes?(point: Float64Array): Iterable<Float64Array>;
  /** Whether two points are the same function although no symmetry is known to connect them. */
  same?(a: Float64Array, b: Float64Array, closeness: number): boolean;
  /**
   * Where the value has kinks: the cells next to a point, those behind kinks within `reach` of it (relative to the sizes that meet there).
   * undefined where the loss itself has a kink.
   */
  adjacent?(point: Float64Array, reach: number): AdjacentCells | undefined;
  /** What else is measured at a point, by name: how often a network is right. */
  measures?(point: Float64Array): Readonly<Record<string, number>>;
  /**
   * A batch that lives in a kernel and takes n fused descent steps there.
   * @param onRise  what becomes of a step that rises (kernels/reference/fleet.ts); undefined where the kernel's steps are of the other kind
   */
  fleet?(capacity: number, onRise: OnRise): Fleet | undefined;
  /** Seconds that one piece of work takes here, timed on a part of it by `clock` (milliseconds); forecasts stand on this. */
  forecast?(work: Work, point: Float64Array, clock: () => number): number;
  /** Ends what stands behind it (a process, workers); absent where nothing does. */
  close?(): void;
}
