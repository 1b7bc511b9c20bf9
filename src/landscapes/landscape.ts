/**
 * A landscape: a function of `dimension` parameters on a manifold. Value and gradient for a batch of points is all it must offer;
 * every further capability is optional and tested against that plain path (test/contract/landscapes.test.ts).
 */
import type { Manifold } from './manifold.ts';

/** A transformation that leaves the value unchanged; identity of critical points is meant modulo these. */
export interface Symmetry {
  readonly name: 'sign' | 'permutation' | 'rescaling' | 'rotation';
  readonly statement: string;
  /** A transformed copy of the point, chosen by `choice` in [0, 1). */
  apply(point: Float64Array, choice: number): Float64Array;
}

/** analytic: everywhere. piecewise: kinks on a set of measure zero, which `nonsmooth` points sit on. */
export type Smoothness = 'analytic' | 'piecewise';

export interface Landscape {
  readonly name: string;
  readonly dimension: number;
  readonly manifold: Manifold;
  readonly smoothness: Smoothness;
  readonly symmetries: readonly Symmetry[];
  /** Gradient residuals are quoted in this unit: √Λ on the sphere of radius √Λ, 1 in flat space. */
  readonly gradientScale: number;
  /** Estimate of the largest curvature met on the way down; a descent's default step is its inverse. */
  readonly gradientLipschitz?: number;
  /** Estimate of the Lipschitz constant of the Hessian; bounds how far a Newton step can be trusted. */
  readonly hessianLipschitz?: number;
  /** Values (count) and Euclidean gradients (count × dimension) of `count` points (count × dimension), float64. */
  valueAndGradient(points: Float64Array, count: number, values: Float64Array, gradients: Float64Array): void;

  /** Euclidean ∇²L·v at a point. */
  hessianVector?(point: Float64Array, vector: Float64Array, out: Float64Array): void;
  /** Euclidean ∇²L at a point, full symmetric; returns the value and writes the gradient, which come with it. */
  hessian?(point: Float64Array, gradient: Float64Array, out: Float64Array): number;
  /** Value and gradient on a subset of the terms the value is a mean of (samples of a data set), scaled to estimate the whole. */
  subsetGradient?(point: Float64Array, subset: Uint32Array, gradient: Float64Array): number;
  /** A batch that lives in the kernel and takes n fused descent steps there. */
  fleet?(capacity: number): Fleet;
  /** Change of the value when one coordinate moves by `change` (simulated annealing). */
  delta?(point: Float64Array, coordinate: number, change: number): number;
  /** What else can be seen at a point: test loss, accuracy, overlap … */
  observe?(point: Float64Array): Readonly<Record<string, number>>;
}

/** The `advance` capability: points resident in a kernel. Same words as kernels/contract.ts, whatever the landscape. */
export interface Fleet {
  readonly capacity: number;
  readonly count: number;
  readonly energies: Float64Array;
  readonly residuals: Float64Array;
  load(points: Float64Array, count: number, rate: number): void;
  advance(steps: number): void;
  measure(): void;
  kick(noise: Float64Array): void;
  point(r: number, out: Float64Array): void;
  retain(keep: readonly number[]): void;
}
