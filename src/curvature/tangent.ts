/**
 * Curvature within the manifold: an orthonormal frame of the tangent space at a point, and the Riemannian Hessian written in it.
 * On the sphere the Λ × Λ matrix P∇²L P − (w·∇L/ρ²) P has w as a structural null vector that must not be counted; in the frame
 * it is a (Λ−1) × (Λ−1) matrix without it. In flat space the frame is the standard basis and the Hessian ∇²L itself.
 */
import { ArgumentError } from '../base/errors.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import type { Manifold } from '../landscapes/manifold.ts';
import { fromProduct, type Operator } from '../linalg/operator.ts';

/** An orthonormal basis of the tangent space at one point, as a pair of maps between coordinates in it and ambient vectors. */
export interface TangentFrame {
  readonly dimension: number;
  /** out ← Σ_j t_j q_j, an ambient vector. */
  lift(t: Float64Array, out: Float64Array): void;
  /** out_j ← q_j · a, the coordinates of the tangent part of an ambient vector. */
  restrict(a: Float64Array, out: Float64Array): void;
}

/** Farthest a point may be off its manifold, relative to the manifold's size: float64 retractions stay below 1e-15. */
const maxDrift = 1e-8;

/**
 * On the sphere the reflector Q = I − v vᵀ/(1 + |u₁|) with v = u + sign(u₁) e₁, u = w/‖w‖, maps w to the first axis; its other
 * columns are the frame.
 * @throws ArgumentError on a lattice or a product of manifolds, or when the point is off the manifold
 * @source [golub2013matrix, §5.1]
 */
export function tangentFrame(manifold: Manifold, point: Float64Array): TangentFrame {
  if (manifold.name !== 'flat' && manifold.name !== 'sphere')
    throw new ArgumentError('tangentFrame', 'manifold', 'flat or a sphere', manifold.name);
  if (point.length !== manifold.dimension)
    throw new ArgumentError('tangentFrame', 'point', `of length ${manifold.dimension}`, point.length);
  const drift = manifold.drift(point);
  if (!(drift <= maxDrift))
    throw new ArgumentError(
      'tangentFrame',
      'point',
      `on the ${manifold.name} to ${maxDrift} (retract it first)`,
      drift,
    );
  if (manifold.name === 'flat')
    return { dimension: point.length, lift: (t, out) => out.set(t), restrict: (a, out) => out.set(a) };

  const norm = Math.sqrt(dot(point, point));
  const v = point.map((x) => x / norm);
  const β = 1 / (1 + Math.abs(v[0]!));
  v[0]! += v[0]! < 0 ? -1 : 1;
  return {
    dimension: point.length - 1,
    lift(t, out) {
      out[0] = 0;
      out.set(t, 1);
      const along = β * dot(v, out);
      for (let j = 0; j < v.length; j++) out[j]! -= along * v[j]!;
    },
    restrict(a, out) {
      const along = β * dot(v, a);
      for (let j = 1; j < v.length; j++) out[j - 1] = a[j]! - along * v[j]!;
    },
  };
}

export interface TangentHessian {
  /** m, dimension of the tangent space. */
  readonly dimension: number;
  /** Row-major m × m, exactly symmetric. */
  readonly matrix: Float64Array;
  readonly frame: TangentFrame;
  /** L at the point. */
  readonly energy: number;
  /** Tangent gradient in the frame's coordinates; its norm is that of the Riemannian gradient. */
  readonly gradient: Float64Array;
}

/**
 * The Riemannian Hessian at a point as a dense matrix, h_ij = q_i · Hess L [q_j]; the curvature term is the manifold's own.
 * O(Λ²) beyond the landscape's Hessian; without one, Λ Hessian-vector products.
 * @throws ArgumentError when the landscape offers neither, or as tangentFrame
 */
export function tangentHessian(landscape: Landscape, point: Float64Array): TangentHessian {
  const { dimension: n, manifold } = landscape;
  const frame = tangentFrame(manifold, point);
  const m = frame.dimension;
  const { energy, gradient, multiply } = euclidean(landscape, point, frame);
  const matrix = new Float64Array(m * m);
  const unit = new Float64Array(m);
  const q = new Float64Array(n);
  const Hq = new Float64Array(n);
  for (let j = 0; j < m; j++) {
    unit[j] = 1;
    frame.lift(unit, q);
    multiply(j, q, Hq);
    manifold.correct(point, gradient, q, Hq);
    frame.restrict(Hq, matrix.subarray(j * m, (j + 1) * m));
    unit[j] = 0;
  }
  for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) matrix[j * m + i] = matrix[i * m + j]!;
  const tangent = new Float64Array(m);
  frame.restrict(gradient, tangent);
  return { dimension: m, matrix, frame, energy, gradient: tangent };
}

/** The Riemannian Hessian at a point as an operator in the frame's coordinates, by Hessian-vector products. */
export function tangentOperator(landscape: Landscape, point: Float64Array): Operator {
  const { dimension: n, manifold } = landscape;
  if (!landscape.hessianVector)
    throw new ArgumentError('tangentOperator', 'landscape', 'one with hessianVector', landscape.name);
  const frame = tangentFrame(manifold, point);
  const { gradient } = firstOrder(landscape, point);
  const q = new Float64Array(n);
  const Hq = new Float64Array(n);
  return fromProduct(frame.dimension, true, (t, out) => {
    frame.lift(t, q);
    landscape.hessianVector?.(point, q, Hq);
    manifold.correct(point, gradient, q, Hq);
    frame.restrict(Hq, out);
  });
}

/** Energy, Euclidean gradient, and ∇²L q_j for the frame's vectors: from the dense Hessian when there is one, else by products. */
function euclidean(landscape: Landscape, point: Float64Array, frame: TangentFrame) {
  const n = landscape.dimension;
  const m = frame.dimension;
  if (landscape.hessian) {
    const H = new Float64Array(n * n);
    const gradient = new Float64Array(n);
    const energy = landscape.hessian(point, gradient, H);
    const HQ = new Float64Array(n * m);
    for (let i = 0; i < n; i++) frame.restrict(H.subarray(i * n, (i + 1) * n), HQ.subarray(i * m, (i + 1) * m));
    const multiply = (j: number, _q: Float64Array, out: Float64Array) => {
      for (let i = 0; i < n; i++) out[i] = HQ[i * m + j]!;
    };
    return { energy, gradient, multiply };
  }
  if (!landscape.hessianVector)
    throw new ArgumentError('tangentHessian', 'landscape', 'one with hessian or hessianVector', landscape.name);
  const multiply = (_j: number, q: Float64Array, out: Float64Array) => landscape.hessianVector?.(point, q, out);
  return { ...firstOrder(landscape, point), multiply };
}

function firstOrder(landscape: Landscape, point: Float64Array): { energy: number; gradient: Float64Array } {
  const value = new Float64Array(1);
  const gradient = new Float64Array(landscape.dimension);
  landscape.valueAndGradient(point, 1, value, gradient);
  return { energy: value[0]!, gradient };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
