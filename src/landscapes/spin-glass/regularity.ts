/**
 * Proved Lipschitz constants of a glass's gradient and Hessian next to a point, and what rounding makes of both.
 *
 * With ω = w/‖w‖, an orthonormal tangent frame Q and Y = sym X, the chart t ↦ √Λ (w + Qt)/‖w + Qt‖ of the sphere gives
 *      f(√Λ s) = √Λ P(s) h(s),   P(s) = Y(ω + Qs, …),   h(s) = (1 + ‖s‖²)^{−H/2},
 * whose gradient and Hessian at 0 are the Riemannian ones. Let |Y(x₁, …, x_H)| ≤ σ for unit vectors. Along a line of unit speed, where
 * ‖s‖ ≤ q, y = 1 + q²,
 *      |P‴| ≤ H(H−1)(H−2) σ y^{(H−3)/2}    |P″| ≤ H(H−1) σ y^{(H−2)/2}    |P′| ≤ ‖r‖ + q |P″|    |P| ≤ |L|/√Λ + q |P′|
 *      |h′| ≤ Hq    |h″| ≤ H max(1, (H+2)q² − 1)    |h‴| ≤ H(H+2)q max(3, (H+4)q² − 3),
 * r the tangent gradient at w: h(s + τv) = (1 + ‖s‖² + 2τ s·v + τ²)^{−H/2} is differentiated by hand. By the product rule
 *      ‖∇²f‖ ≤ (|P″| + 2|P′h′| + |Ph″|)/√Λ,    ‖∇³f‖ ≤ (|P‴| + 3|P″h′| + 3|P′h″| + |Ph‴|)/Λ,
 * a symmetric form attaining its norm on the diagonal [banach1938homogene]. Near a critical point the second is H(H−1)(H−2) σ/Λ.
 */

import { finite } from '../../base/arguments.ts';
import { power } from '../../base/power.ts';
import type { GlassKernel, GlassShape } from '../../kernels/contract.ts';
import type { Bound } from '../../linalg/operator.ts';
import { largestEigenvalueBound } from '../../linalg/spectral-norm.ts';
import { norm as length } from '../../linalg/vectors.ts';

/** What is known of L at a point of the sphere: |L| and the norm of its tangent gradient, upper bounds. */
export interface GlassAtPoint {
  readonly energy: number;
  readonly gradientNorm: number;
}

export interface GlassLipschitz {
  readonly gradient: Bound;
  readonly hessian: Bound;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of the bounds themselves: some hundred operations, and sums of nonnegative numbers. */
const up = 1 + 1e-9;

/**
 * @param norm    σ with |sym X(x₁, …, x_H)| ≤ σ for unit vectors
 * @param radius  of the ball of t in which ∇²f changes by at most `hessian` a unit of length, and is at most `gradient`
 */
export function glassLipschitz(
  { order: H, size: L }: Pick<GlassShape, 'order' | 'size'>,
  norm: number,
  { energy, gradientNorm }: GlassAtPoint,
  radius: number,
): GlassLipschitz {
  finite('glassLipschitz', 'radius', radius, 0);
  const q = radius / Math.sqrt(L);
  const root = Math.sqrt(1 + q * q);
  const P3 = H * (H - 1) * (H - 2) * norm * power(root, H - 3);
  const P2 = H * (H - 1) * norm * power(root, H - 2);
  const P1 = Math.min(H * norm * power(root, H - 1), gradientNorm + q * P2);
  const P0 = Math.min(norm * power(root, H), Math.abs(energy) / Math.sqrt(L) + q * P1);
  const h1 = H * q;
  const h2 = H * Math.max(1, (H + 2) * q * q - 1);
  const h3 = H * (H + 2) * q * Math.max(3, (H + 4) * q * q - 3);
  const bound = (value: number): Bound => ({ value: value < Infinity ? value * up : Infinity, kind: 'bound' });
  return {
    gradient: bound((P2 + 2 * P1 * h1 + P0 * h2) / Math.sqrt(L)),
    hessian: bound((P3 + 3 * P2 * h1 + 3 * P1 * h2 + P0 * h3) / L),
  };
}

/** Multiply-adds that a sharper norm may cost, once a disorder: half a second, about as long as the disorder itself takes. */
const affordable = 5e8;

/**
 * σ with |sym X(x₁, …, x_H)| ≤ σ for unit vectors: √λ_max(G) of the Gram matrix of sym X as Λ rows where that is affordable (Λ ≤ 210 at H = 3,
 * 90 at 4, 53 at 5), else ‖sym X‖_F. For large Λ the first is ‖sym X‖_F/√Λ; the injective norm itself is √Λ E₀, √Λ times smaller again at H = 3.
 */
export function couplingNorm(kernel: GlassKernel): number {
  const { order: H, size: L } = kernel.shape;
  const norms = kernel.norms();
  let cost = L ** (H + 1) / 2;
  for (let h = 2; h < H; h++) cost /= h;
  if (cost > affordable) return norms.frobenius;
  const gram = new Float64Array(L * L);
  const error = norms.gram(gram);
  return Math.min(norms.frobenius, Math.sqrt(largestEigenvalueBound(gram, L) + error) * up);
}

export interface GlassRegularity {
  gradientLipschitz(point: Float64Array, radius: number): Bound;
  hessianLipschitz(point: Float64Array, radius: number): Bound;
  /** ε with ‖E‖₂ ≤ ε for the Euclidean Hessian ∇²L + E that the kernel writes. */
  hessianError(point: Float64Array): number;
  /** ε with ‖e‖ ≤ ε for the Euclidean gradient ∇L + e that comes with it. */
  gradientError(point: Float64Array): number;
  /** The whole landscape is analytic. */
  kinkDistance(point: Float64Array): number;
}

/**
 * The bounds of one disorder; σ is computed when it is first asked for.
 * @param gradientAt  the kernel's Euclidean gradient at a point; a Hessian of the kernel where it is not at hand
 */
export function glassRegularity(
  kernel: GlassKernel,
  gradientAt: (point: Float64Array) => Float64Array = (point) => {
    const { size } = kernel.shape;
    const gradient = new Float64Array(size);
    kernel.hessian(point, gradient, new Float64Array(size * size));
    return gradient;
  },
): GlassRegularity {
  const { order: H, size: L } = kernel.shape;
  let norm: number | undefined;
  const scale = power(L, -(H - 1) / 2);
  const hessianError = (point: Float64Array) =>
    up * scale * H * (H - 1) * power(length(point), H - 2) * kernel.norms().hessianRounding;
  const gradientError = (point: Float64Array) =>
    up * scale * H * power(length(point), H - 1) * kernel.norms().gradientRounding;
  const lipschitz = (point: Float64Array, radius: number) => {
    norm ??= couplingNorm(kernel);
    return glassLipschitz(
      kernel.shape,
      norm,
      glassAtPoint(kernel.shape, point, gradientAt(point), gradientError(point)),
      radius,
    );
  };
  return {
    gradientLipschitz: (point, radius) => lipschitz(point, radius).gradient,
    hessianLipschitz: (point, radius) => lipschitz(point, radius).hessian,
    hessianError,
    gradientError,
    kinkDistance: () => Infinity,
  };
}

/**
 * |L| and the norm of the tangent gradient where the ray through the point meets the sphere, from the computed gradient and its error:
 * L = w·∇L/H, r = ∇L − (w·∇L/‖w‖²) w; L and ∇L grow like ‖w‖^H and ‖w‖^{H−1}.
 */
export function glassAtPoint(
  { order: H, size: L }: Pick<GlassShape, 'order' | 'size'>,
  point: Float64Array,
  gradient: Float64Array,
  error: number,
): GlassAtPoint {
  let along = 0;
  for (let i = 0; i < L; i++) along += gradient[i]! * point[i]!;
  const size = length(point);
  const tangent = gradient.map((g, i) => g - (along / (size * size)) * point[i]!);
  // A projection shortens the error; its own roundings are Λ + 8 one after another on numbers of the gradient's size.
  const inexact = error + 2 * (L + 8) * u * length(gradient);
  const onSphere = Math.sqrt(L) / size;
  return {
    energy: ((Math.abs(along) + size * inexact) / H) * power(onSphere, H) * up,
    gradientNorm: (length(tangent) + inexact) * power(onSphere, H - 1) * up,
  };
}
