/**
 * Curvature within the manifold: the landscape at a point, written in an orthonormal frame of the tangent space. On the sphere the
 * Λ × Λ matrix P∇²L P − (w·∇L/ρ²) P has w as a structural null vector that must not be counted; in the frame it is a (Λ−1) × (Λ−1)
 * matrix without it. In flat space the frame is the standard basis and the Hessian ∇²L itself.
 */
import { ArgumentError } from '../base/errors.ts';
import type { Landscape, PointHessian } from '../landscapes/landscape.ts';
import type { Frame, Manifold } from '../landscapes/manifold.ts';
import { type Bound, dense, fromProduct, type Operator } from '../linalg/operator.ts';
import { norm } from '../linalg/vectors.ts';

/** Farthest a point may be off its manifold, relative to the manifold's size: float64 retractions stay below 1e-15. */
export const maxDrift = 1e-8;

/** The manifold's frame at a point. @throws ArgumentError when the point has another length or is off the manifold */
export function tangentFrame(manifold: Manifold, point: Float64Array): Frame {
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
  return manifold.frame(point);
}

/** A landscape next to one point, to second order, in the frame of its tangent space. */
export interface TangentHessian {
  /** m, dimension of the tangent space. */
  readonly dimension: number;
  readonly frame: Frame;
  /** L at the point. */
  readonly value: number;
  /** Tangent gradient in the frame's coordinates; its norm is that of the Riemannian gradient. */
  readonly gradient: Float64Array;
  /** ε with ‖computed gradient − gradient‖ ≤ ε. */
  readonly gradientError: Bound;
  /** The Riemannian Hessian as products: with the matrix where the landscape forms one cheaply, else with its own products. */
  readonly operator: Operator;
  /**
   * h_ij = q_i · Hess L [q_j], row-major m × m, exactly symmetric, formed when it is first asked for: O(n²) beyond the landscape's matrix.
   * ‖E‖₂ ≤ error for the formed Hessian + E.
   */
  matrix(): { readonly entries: Float64Array; readonly error: Bound };
  /** The Euclidean one that all this stands on. */
  readonly euclidean: PointHessian;
  /** Gives the memory of the Euclidean one back; the matrix, once formed, stays. */
  release(): void;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * The Riemannian Hessian at a point; the curvature term is the manifold's own.
 * @throws ArgumentError when the landscape has no second derivatives, or as tangentFrame
 */
export function tangentHessian(landscape: Landscape, point: Float64Array): TangentHessian {
  const { manifold } = landscape;
  const frame = tangentFrame(manifold, point);
  const m = frame.dimension;
  const hessian = hessianAt(landscape, point);
  const gradient = new Float64Array(m);
  frame.restrict(hessian.gradient, gradient);
  let formed: { readonly entries: Float64Array; readonly error: Bound } | undefined;
  const matrix = () => {
    formed ??= formTangent(manifold, point, frame, hessian);
    return formed;
  };
  return {
    dimension: m,
    frame,
    value: hessian.value,
    gradient,
    gradientError: gradientErrorOf(hessian, frame),
    get operator() {
      return hessian.formed ? dense(matrix().entries, m) : productsWithin(manifold, point, frame, hessian);
    },
    matrix,
    euclidean: hessian,
    release: () => hessian.release(),
  };
}

/** The landscape's second derivative at a point. @throws ArgumentError when it has none */
export function hessianAt(landscape: Landscape, point: Float64Array): PointHessian {
  if (!landscape.hessianAt)
    throw new ArgumentError('hessianAt', 'landscape', 'one with second derivatives', landscape.name);
  return landscape.hessianAt(point);
}

function formTangent(manifold: Manifold, point: Float64Array, frame: Frame, hessian: PointHessian) {
  const [n, m] = [hessian.size, frame.dimension];
  const { entries: H, error } = hessian.matrix();
  const HQ = new Float64Array(n * m);
  for (let i = 0; i < n; i++) frame.restrict(H.subarray(i * n, (i + 1) * n), HQ.subarray(i * m, (i + 1) * m));
  const entries = new Float64Array(m * m);
  const unit = new Float64Array(m);
  const q = new Float64Array(n);
  const Hq = new Float64Array(n);
  for (let j = 0; j < m; j++) {
    unit[j] = 1;
    frame.lift(unit, q);
    for (let i = 0; i < n; i++) Hq[i] = HQ[i * m + j]!;
    manifold.correct(point, hessian.gradient, q, Hq);
    frame.restrict(Hq, entries.subarray(j * m, (j + 1) * m));
    unit[j] = 0;
  }
  for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) entries[j * m + i] = entries[i * m + j]!;
  return { entries, error: tangentError(frame, hessian, H, error) };
}

/**
 * What the frame and the curvature term add to the error of the Euclidean matrix: each of the passes through the frame errs by its
 * rounding relative to ‖H‖_F, the curvature w·∇L/ρ² by that of ∇L over ρ.
 */
function tangentError({ rounding, radius }: Frame, hessian: PointHessian, H: Float64Array, error: Bound): Bound {
  const size = norm(H);
  if (rounding === undefined || radius === undefined)
    return { value: error.value + 100 * hessian.size * u * size, kind: 'estimate' };
  const gradientError = hessian.gradientError ?? { value: 0, kind: radius < Infinity ? 'estimate' : 'bound' };
  const curved = (rounding * norm(hessian.gradient) + gradientError.value) / radius;
  const kind = error.kind === 'bound' && gradientError.kind === 'bound' ? 'bound' : 'estimate';
  return { value: error.value + 4 * rounding * size + 2 * curved, kind };
}

/** The error of ∇L, and what the frame adds. */
function gradientErrorOf({ gradient, gradientError, size }: PointHessian, { rounding }: Frame): Bound {
  const own = gradientError ?? { value: size * u * norm(gradient), kind: 'estimate' as const };
  if (rounding === undefined) return { value: own.value + 100 * size * u * norm(gradient), kind: 'estimate' };
  return { value: own.value + rounding * norm(gradient), kind: own.kind };
}

/** The Riemannian Hessian by products with the Euclidean one, in blocks where that one has them. */
export function productsWithin(manifold: Manifold, point: Float64Array, frame: Frame, hessian: PointHessian): Operator {
  const [n, m] = [hessian.size, frame.dimension];
  const q = new Float64Array(n);
  const Hq = new Float64Array(n);
  const within = fromProduct(m, true, (t, out) => {
    frame.lift(t, q);
    hessian.apply(q, Hq);
    manifold.correct(point, hessian.gradient, q, Hq);
    frame.restrict(Hq, out);
  });
  const { applyBlock } = hessian;
  if (!applyBlock) return within;
  return {
    ...within,
    applyBlock(vectors, count, out) {
      const [lifted, products] = [new Float64Array(count * n), new Float64Array(count * n)];
      for (let k = 0; k < count; k++)
        frame.lift(vectors.subarray(k * m, (k + 1) * m), lifted.subarray(k * n, (k + 1) * n));
      applyBlock.call(hessian, lifted, count, products);
      for (let k = 0; k < count; k++) {
        const product = products.subarray(k * n, (k + 1) * n);
        manifold.correct(point, hessian.gradient, lifted.subarray(k * n, (k + 1) * n), product);
        frame.restrict(product, out.subarray(k * m, (k + 1) * m));
      }
    },
  };
}
