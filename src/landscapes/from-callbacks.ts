/**
 * Somebody's own function as a landscape, from its value and gradient: every instrument works on it. Without a Hessian–vector product
 * second derivatives are central differences of gradients, and what rests on them is given as an estimate.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { symmetricNorm } from '../linalg/inertia.ts';
import { fromProduct, matrixOf, type Operator } from '../linalg/operator.ts';
import type { Landscape, PointHessian, Regularity, Symmetry } from './landscape.ts';
import { flat, type Manifold } from './manifold.ts';

export interface Callbacks {
  readonly dimension: number;
  /** L at a point, which must not be changed. */
  value(point: Float64Array): number;
  /** ∇L at a point, Euclidean, to out. */
  gradient(point: Float64Array, out: Float64Array): void;
  /** ∇²L v at a point, Euclidean, to out. Central differences of gradients where it is absent. */
  hessianVector?(point: Float64Array, vector: Float64Array, out: Float64Array): void;
  /**
   * What the caller vouches for: ‖computed − exact‖ of gradients, and of products with unit vectors, near the points that are looked at.
   * "certified" needs it, beside a bound in `regularity`; without it roundings are estimated, and labels say so.
   */
  readonly accuracy?: { readonly gradient: number; readonly hessian: number };
  /** In words; "own function" when absent. */
  readonly name?: string;
  /** Flat space when absent. */
  readonly manifold?: Manifold;
  readonly symmetries?: readonly Symmetry[];
  /** What is known of its smoothness. Absent: analytic everywhere, with constants that are estimated where they are needed. */
  readonly regularity?: Partial<Regularity>;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Step of a central difference relative to 1 + |x|: the cube root of the roundoff balances truncation and rounding. */
const step = u ** (1 / 3);

/** @throws ArgumentError when the dimension is no integer ≥ 1, or the manifold has another */
export function fromCallbacks(user: Callbacks): Landscape {
  const n = integer('fromCallbacks', 'dimension', user.dimension, 1);
  const manifold = user.manifold ?? flat(n);
  if (manifold.dimension !== n)
    throw new ArgumentError('fromCallbacks', 'manifold', `one of dimension ${n}`, manifold.dimension);
  return {
    name: user.name ?? 'own function',
    dimension: n,
    manifold,
    quantity: { name: 'value', per: 1 },
    symmetries: user.symmetries ?? [],
    regularity: { kinkDistance: () => Infinity, ...user.regularity },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++) {
        const point = points.subarray(r * n, (r + 1) * n);
        values[r] = user.value(point);
        user.gradient(point, gradients.subarray(r * n, (r + 1) * n));
      }
    },
    hessianAt: (point) => hessianOf(user, point.slice()),
  };
}

function hessianOf(user: Callbacks, point: Float64Array): PointHessian {
  const n = point.length;
  const gradient = new Float64Array(n);
  user.gradient(point, gradient);
  const products = productsOf(user, point);
  let formed: Float64Array | undefined;
  return {
    ...products,
    value: user.value(point),
    gradient,
    ...(user.accuracy && { gradientError: { value: user.accuracy.gradient, kind: 'bound' } }),
    formed: false,
    matrix() {
      formed ??= matrixOf(products);
      const { value, kind } = products.error!;
      // n columns, each within the error of a product: √n of it in the Frobenius norm.
      const error = kind === 'bound' ? Math.sqrt(n) * value : value + n * u * symmetricNorm(formed, n);
      return { entries: formed, error: { value: error, kind } };
    },
    release() {},
  };
}

function productsOf({ hessianVector, gradient, dimension: n, accuracy }: Callbacks, point: Float64Array): Operator {
  if (hessianVector)
    return {
      ...fromProduct(n, true, (v, out) => hessianVector(point, v, out)),
      error: accuracy ? { value: accuracy.hessian, kind: 'bound' } : { value: 0, kind: 'estimate' },
    };
  const size = 1 + Math.sqrt(point.reduce((sum, x) => sum + x * x, 0));
  const [ahead, behind] = [new Float64Array(n), new Float64Array(n)];
  const apply = (v: Float64Array, out: Float64Array) => {
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    if (length === 0) return void out.fill(0);
    const h = (step * size) / length;
    gradient(
      point.map((x, i) => x + h * v[i]!),
      ahead,
    );
    gradient(
      point.map((x, i) => x - h * v[i]!),
      behind,
    );
    for (let i = 0; i < n; i++) out[i] = (ahead[i]! - behind[i]!) / (2 * h);
  };
  const here = new Float64Array(n);
  gradient(point, here);
  const slope = Math.sqrt(here.reduce((sum, g) => sum + g * g, 0));
  // Rounding of the gradients over the step; the truncation is of the same order at this step.
  return { ...fromProduct(n, true, apply), error: { value: (4 * u * (1 + slope)) / (step * size), kind: 'estimate' } };
}
