/**
 * The mean loss of m samples that are independent glasses (A5u, the maximum, dropped): (1/m) Σ_μ ℓ(s g_μ), g_μ = Λ^{−H/2} Σ X^μ w…w of variance 1, on |w|² = Λ.
 * m Cov = Σ_k c_k² R^{kH}, c_k the Hermite coefficients of ℓ(s ·): a mixture of glasses of orders H, 2H, …, for m ≫ Λ; for few samples ℓ can be 0 on a
 * connected set. The value is √(mΛ) times the mean loss, so that it varies like the energy of a glass.
 * @source [choromanska2015open, eq. 1]
 */
import { power } from '../../base/power.ts';
import { type Forms, forms } from '../../kernels/forms.ts';
import { dense } from '../../linalg/operator.ts';
import { norm } from '../../linalg/vectors.ts';
import type { Landscape, PointHessian } from '../landscape.ts';
import { sphere } from '../manifold.ts';
import { sign } from '../spin-glass/spin-glass.ts';
import { genericPoint, usualCurvature } from '../usual-curvature.ts';
import { type SampleLossName, sampleLosses } from '../../kernels/sample-losses.ts';

export interface SampledGlass {
  /** H. */
  readonly order: number;
  /** Λ. */
  readonly size: number;
  /** m. */
  readonly samples: number;
  /** s. */
  readonly margin: number;
  readonly loss: SampleLossName;
  /** X, m tensors of Λ^H numbers. */
  readonly entries: Float64Array;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/** @throws ArgumentError, CapacityError as `forms` */
export function sampledGlass(given: SampledGlass, name: string): Landscape {
  const { order: H, size: L, samples: m, margin: s, loss, entries } = given;
  const kernel = forms({ order: H, size: L, count: m, scale: power(L, -H / 2), entries });
  const { at: ofMargin, kink } = sampleLosses[loss];
  const front = Math.sqrt(L / m);
  const [g, slopes] = [new Float64Array(m), new Float64Array(m * L)];
  /** Value and gradient; g and slopes are left at the point. */
  const evaluate = (point: Float64Array, gradient: Float64Array) => {
    kernel.evaluate(point, g, slopes);
    gradient.fill(0);
    let sum = 0;
    for (let μ = 0; μ < m; μ++) {
      const [value, first] = ofMargin(s * g[μ]!);
      sum += value;
      const a = front * s * first;
      if (a !== 0) for (let i = 0, at = μ * L; i < L; i++, at++) gradient[i]! += a * slopes[at]!;
    }
    return front * sum;
  };
  /** ∇²L = √(Λ/m) Σ (s ℓ′ ∇²g + s² ℓ″ ∇g ∇gᵀ). */
  const matrixAt = (point: Float64Array) => {
    const gradient = new Float64Array(L);
    const value = evaluate(point, gradient);
    const derivatives = Array.from(g, (x) => ofMargin(s * x));
    const matrix = new Float64Array(L * L);
    kernel.hessian(
      point,
      derivatives.map(([, first]) => front * s * first),
      matrix,
    );
    derivatives.forEach(([, , second], μ) => {
      const a = front * s * s * second;
      if (a === 0) return;
      for (let i = 0; i < L; i++)
        for (let j = 0; j <= i; j++) matrix[i * L + j]! += a * slopes[μ * L + i]! * slopes[μ * L + j]!;
    });
    for (let i = 0; i < L; i++) for (let j = 0; j < i; j++) matrix[j * L + i] = matrix[i * L + j]!;
    return { value, gradient, matrix, derivatives };
  };
  let usual: number | undefined;
  return {
    name,
    dimension: L,
    manifold: sphere(L),
    quantity: {
      name: 'mean loss',
      per: Math.sqrt(m * L),
      convention: `loss ${loss} of margin s g, s = ${s}, mean over ${m} samples`,
    },
    symmetries: H % 2 === 0 ? [sign] : [],
    regularity: {
      // |∇g| ≤ H ‖sym X‖/√Λ on the sphere.
      kinkDistance(point) {
        if (kink === undefined) return Infinity;
        kernel.evaluate(point, g, slopes);
        return g.reduce(
          (least, x, μ) => Math.min(least, (Math.abs(kink - s * x) * Math.sqrt(L)) / (s * H * kernel.frobenius(μ))),
          Infinity,
        );
      },
      get usual() {
        if (usual === undefined) {
          const point = genericPoint(L);
          const { matrix, gradient } = matrixAt(point);
          usual = usualCurvature(point, matrix, gradient);
        }
        return { gradientLipschitz: usual };
      },
    },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++)
        values[r] = evaluate(points.subarray(r * L, (r + 1) * L), gradients.subarray(r * L, (r + 1) * L));
    },
    hessianAt(point): PointHessian {
      const { value, gradient, matrix: entries, derivatives } = matrixAt(point);
      const rounding = roundingAt(kernel, point, derivatives, front, s);
      const error = { value: rounding.hessian, kind: 'estimate' } as const;
      return {
        ...dense(entries, L),
        value,
        gradient,
        gradientError: { value: rounding.gradient, kind: 'estimate' },
        formed: true,
        error,
        matrix: () => ({ entries, error }),
        release() {},
      };
    },
  };
}

/** Roundings of sums over samples and entries, those of exp and log1p and of margins taken for a few units: estimates. */
function roundingAt(
  kernel: Forms,
  point: Float64Array,
  derivatives: readonly (readonly [number, number, number])[],
  front: number,
  s: number,
) {
  const { size: L, count: m } = kernel.shape;
  const magnitudes = point.map(Math.abs);
  const [values, slopes, total] = [new Float64Array(m), new Float64Array(m * L), new Float64Array(L)];
  kernel.absolute().evaluate(magnitudes, values, slopes);
  const matrix = new Float64Array(L * L);
  const firsts = derivatives.map(([, first, second]) => front * s * (Math.abs(first) + 8 * s * second));
  kernel.absolute().hessian(magnitudes, firsts, matrix);
  let outer = 0;
  derivatives.forEach(([, , second], μ) => {
    const slope = slopes.subarray(μ * L, (μ + 1) * L);
    outer += front * s * s * second * norm(slope) ** 2;
    for (let i = 0; i < L; i++) total[i]! += firsts[μ]! * slope[i]!;
  });
  const γ = 2 * (kernel.roundings + m) * u;
  return { gradient: γ * norm(total), hessian: γ * (norm(matrix) + outer) };
}
