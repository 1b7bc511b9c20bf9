/**
 * The spherical H-spin glass as a landscape:
 *     L(w) = Λ^{−(H−1)/2} Σ X_{i₁…i_H} w_{i₁}…w_{i_H},  X independent N(0, 1),  |w|² = Λ.
 * Var L = Λ, Cov(L(w), L(w′)) = Λ (w·w′/Λ)^H. The value is the energy L; energies per spin are L/Λ.
 * @source [choromanska2015loss, eqs. 2 and 3]
 */
import { integer } from '../../base/arguments.ts';
import { CapacityError } from '../../base/errors.ts';
import { fillNormals, stream, streamAddress } from '../../base/philox.ts';
import type { Fleet, GlassKernel, GlassShape, Kernels, Precision } from '../../kernels/contract.ts';
import { monomialCount } from '../../kernels/monomials.ts';
import { dense } from '../../linalg/operator.ts';
import type { HomogeneousForm, IsotropicField, Landscape, PointHessian, Symmetry } from '../landscape.ts';
import { sphere } from '../manifold.ts';
import { glassRegularity } from './regularity.ts';

/** Orders with a fast path; the reference backend takes any. */
export const orders = [2, 3, 4, 5] as const;

export interface SpinGlass extends Landscape {
  readonly shape: GlassShape;
  readonly form: HomogeneousForm;
  readonly isotropic: IsotropicField;
  hessianAt(point: Float64Array): PointHessian;
  fleet(capacity: number): Fleet;
}

/**
 * @param shape      order H in 2…5, size Λ ≥ 2, seed, number of the disorder
 * @param precision  of the descending fleet; value, gradient and Hessian are float64
 * @throws ArgumentError; CapacityError when the couplings do not fit the kernel's memory
 */
export function spinGlass(shape: GlassShape, kernels: Kernels, precision: Precision = 'float32'): SpinGlass {
  checkShape(shape);
  const { order: H, size: L } = shape;
  const kernel: GlassKernel = kernels.glass(shape);
  const landscape = homogeneous(kernel, precision, {
    name: `${H}-spin glass of ${L} spins, seed ${shape.seed}, disorder ${shape.disorder}`,
    // Seen on the way down, not proved.
    usual: () => usualOfGaussian(shape),
    entries: () => couplings(shape),
  });
  return { ...landscape, shape, isotropic: { order: H, size: L } };
}

/** Usual sizes of curvature and of its change for independent couplings of variance 1. */
export function usualOfGaussian({ order: H, size: L }: Pick<GlassShape, 'order' | 'size'>) {
  return {
    gradientLipschitz: 4 * Math.sqrt(H * (H - 1)),
    hessianLipschitz: (H * (H - 1) * Math.max(1, H - 2) * 2.4 * Math.sqrt((H - 1) / H)) / Math.sqrt(L),
  };
}

/** What a form on the sphere has besides its kernel. */
export interface HomogeneousParts {
  readonly name: string;
  /** Usual sizes of curvature; no verdict rests on them. */
  usual(): { readonly gradientLipschitz: number; readonly hessianLipschitz: number };
  /** The whole tensor X. */
  entries(): Float64Array;
}

/** L(w) = Λ^{−(H−1)/2} Σ X w…w on the sphere |w|² = Λ, whatever X is. */
export function homogeneous(
  kernel: GlassKernel,
  precision: Precision,
  { name, usual, entries: tensor }: HomogeneousParts,
): Landscape & Pick<SpinGlass, 'form' | 'hessianAt' | 'fleet'> {
  const { order: H, size: L } = kernel.shape;
  const prepared = hessiansOf(kernel);
  const regularity = glassRegularity(kernel, prepared.gradientAt);
  return {
    name,
    dimension: L,
    manifold: sphere(L),
    quantity: { name: 'energy per spin', per: L },
    symmetries: H % 2 === 0 ? [sign] : [],
    form: { order: H, size: L, entries: tensor },
    regularity: {
      ...regularity,
      get usual() {
        return usual();
      },
    },
    valueAndGradient: (points, count, values, gradients) =>
      kernel.evaluate(points, count, 'float64', values, gradients),
    hessianAt(point) {
      const { entries, gradient, value, release } = prepared.at(point);
      const error = { value: regularity.hessianError(point), kind: 'bound' } as const;
      return {
        ...dense(entries, L),
        value,
        gradient,
        gradientError: { value: regularity.gradientError(point), kind: 'bound' },
        formed: true,
        matrix: () => ({ entries, error }),
        release,
      };
    },
    fleet: (capacity) => kernel.fleet(capacity, precision),
  };
}

/** The dense Hessian at one point after another; the memory of those that were released serves the next. */
function hessiansOf(kernel: GlassKernel) {
  const { size: L } = kernel.shape;
  const free: Float64Array[] = [];
  /** What was asked for last: bounds of its surroundings start from its gradient. */
  let last: { readonly point: Float64Array; readonly gradient: Float64Array } | undefined;
  const at = (point: Float64Array) => {
    const entries = free.pop() ?? new Float64Array(L * L);
    const gradient = new Float64Array(L);
    const value = kernel.hessian(point, gradient, entries);
    last = { point: point.slice(), gradient };
    return { entries, gradient, value, release: () => void free.push(entries) };
  };
  return {
    at,
    gradientAt(point: Float64Array): Float64Array {
      if (last?.point.every((x, i) => x === point[i])) return last.gradient;
      const { gradient, release } = at(point);
      release();
      return gradient;
    },
  };
}

/** L(−w) = L(w) at even order; at odd order −w has the opposite energy and is no symmetry. */
export const sign: Symmetry = {
  name: 'sign',
  statement: 'L(−w) = L(w) for even H',
  sample: (point) => point.map((x) => -x),
  nearest(target, point) {
    const along = target.reduce((sum, x, i) => sum + x * point[i]!, 0);
    return along < 0 ? point.map((x) => -x) : point.slice();
  },
};

/** A uniform point on the sphere of radius √Λ: replica r of a disorder starts here. */
export function randomStart(shape: GlassShape, replica: number, out: Float64Array): void {
  const normals = stream(shape.seed, `spin-glass/${shape.disorder}`, replica, 'start');
  let square = 0;
  for (let i = 0; i < shape.size; i++) {
    out[i] = normals.normal();
    square += out[i]! * out[i]!;
  }
  const k = Math.sqrt(shape.size / square);
  for (let i = 0; i < shape.size; i++) out[i]! *= k;
}

/** The tensor X of a disorder, Λ^H numbers, row-major, not symmetrized: what numpy needs to recompute every energy. */
export function couplings(shape: GlassShape): Float64Array {
  checkShape(shape);
  const count = shape.size ** shape.order;
  if (count > 2 ** 28)
    throw new CapacityError(
      `couplings: Λ^H = ${count} numbers are over the limit of 2^28; the largest size that fits at order ${shape.order} is ${Math.floor(2 ** (28 / shape.order) + 1e-9)}`,
    );
  const X = new Float64Array(count);
  fillNormals(streamAddress(shape.seed, 'spin-glass', shape.disorder, 'couplings'), 0, X);
  return X;
}

/** Bytes one kernel needs: monomials in float64, the packed gradient tensor, the Hessian and a fleet of `replicas`. */
export function glassBytes(order: number, size: number, precision: Precision, replicas: number): number {
  const word = precision === 'float32' ? 4 : 8;
  const monomials = monomialCount(order, size);
  const packed = order === 3 ? (size ** 3 / 3 + size ** 2) * word : precision === 'float32' ? monomials * 4 : 0;
  return monomials * 8 + packed + 24 * size * size + 4 * (replicas + 16) * (size + 2) * word + 65536;
}

function checkShape({ order, size, seed, disorder }: GlassShape): void {
  integer('spinGlass', 'order', order, 2, 5);
  integer('spinGlass', 'size', size, 2);
  integer('spinGlass', 'seed', seed, 0);
  integer('spinGlass', 'disorder', disorder, 0, 0xffffffff);
}
