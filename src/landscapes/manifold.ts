/**
 * Where parameters live, as a value. A manifold projects, retracts, and corrects a Euclidean Hessian to the Riemannian one.
 */
import { positive } from '../base/arguments.ts';

export interface Manifold {
  readonly name: 'flat' | 'sphere' | 'lattice' | 'product';
  /** Ambient dimension. */
  readonly dimension: number;
  /** Dimension of the tangent space (Λ − 1 on the sphere; 0 on a lattice). */
  readonly tangentDimension: number;
  /** In place: the tangent part of an ambient vector at `point`. */
  project(point: Float64Array, vector: Float64Array): void;
  /** In place: the nearest point of the manifold. */
  retract(point: Float64Array): void;
  /** How far the point is off the manifold, in units of the manifold's size (0 when on it). */
  drift(point: Float64Array): number;
  /**
   * Riemannian Hessian-vector product from the Euclidean one. `product` holds ∇²L·v on entry and, on return,
   * P(∇²L·v) minus the curvature term; `vector` is tangent.
   */
  correct(point: Float64Array, gradient: Float64Array, vector: Float64Array, product: Float64Array): void;
}

/** ℝⁿ: nothing to do. */
export function flat(dimension: number): Manifold {
  return {
    name: 'flat',
    dimension,
    tangentDimension: dimension,
    project() {},
    retract() {},
    drift: () => 0,
    correct() {},
  };
}

/**
 * The sphere of radius ρ in ℝⁿ: P = I − wwᵀ/ρ²; Hessian P∇²L P − (w·∇L/ρ²) P.
 * @source [choromanska2015loss, eq. 3]; [absil2008optimization, §5.3]
 */
export function sphere(dimension: number, radius = Math.sqrt(dimension)): Manifold {
  positive('sphere', 'radius', radius);
  const square = radius * radius;
  const project = (point: Float64Array, vector: Float64Array) => {
    const along = dot(point, vector) / square;
    for (let i = 0; i < dimension; i++) vector[i]! -= along * point[i]!;
  };
  return {
    name: 'sphere',
    dimension,
    tangentDimension: dimension - 1,
    project,
    retract(point) {
      const scale = radius / Math.sqrt(dot(point, point));
      for (let i = 0; i < dimension; i++) point[i]! *= scale;
    },
    drift: (point) => Math.abs(Math.sqrt(dot(point, point)) / radius - 1),
    correct(point, gradient, vector, product) {
      const curvature = dot(point, gradient) / square;
      for (let i = 0; i < dimension; i++) product[i]! -= curvature * vector[i]!;
      project(point, product);
    },
  };
}

/** Each coordinate takes one of s values spaced uniformly in [−1, 1]. Nothing is tangent to it: searches move by single coordinates. */
export function lattice(dimension: number, values: number): Manifold {
  const spacing = 2 / (values - 1);
  const nearest = (x: number) => Math.min(values - 1, Math.max(0, Math.round((x + 1) / spacing))) * spacing - 1;
  return {
    name: 'lattice',
    dimension,
    tangentDimension: 0,
    project: (_point, vector) => void vector.fill(0),
    retract(point) {
      for (let i = 0; i < dimension; i++) point[i] = nearest(point[i]!);
    },
    drift: (point) => point.reduce((worst, x) => Math.max(worst, Math.abs(x - nearest(x))), 0),
    correct: (_point, _gradient, _vector, product) => void product.fill(0),
  };
}

/** Coordinates split into consecutive blocks, each on its own manifold. */
export function product(factors: readonly Manifold[]): Manifold {
  const blocks: { factor: Manifold; start: number; end: number }[] = [];
  let start = 0;
  for (const factor of factors) {
    blocks.push({ factor, start, end: start + factor.dimension });
    start += factor.dimension;
  }
  return {
    name: 'product',
    dimension: start,
    tangentDimension: factors.reduce((sum, factor) => sum + factor.tangentDimension, 0),
    project(point, vector) {
      for (const { factor, start, end } of blocks)
        factor.project(point.subarray(start, end), vector.subarray(start, end));
    },
    retract(point) {
      for (const { factor, start, end } of blocks) factor.retract(point.subarray(start, end));
    },
    drift: (point) => blocks.reduce((worst, b) => Math.max(worst, b.factor.drift(point.subarray(b.start, b.end))), 0),
    correct(point, gradient, vector, out) {
      for (const { factor, start, end } of blocks)
        factor.correct(
          point.subarray(start, end),
          gradient.subarray(start, end),
          vector.subarray(start, end),
          out.subarray(start, end),
        );
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
