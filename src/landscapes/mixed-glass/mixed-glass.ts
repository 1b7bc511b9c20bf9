/**
 * A mixture of spherical glasses: L(w) = Σ_p c_p Λ^{−(p−1)/2} Σ X^p w…w on |w|² = Λ, X^p independent N(0, 1), Σ c_p² = 1. Cov(L, L′) = Λ Σ c_p² R^p. What a
 * network with biases reduces to: inputs that are constant leave paths with fewer weights (A2 dropped). Order 1 is an external field.
 */
import { power } from '../../base/power.ts';
import { type Forms, forms } from '../../kernels/forms.ts';
import { dense } from '../../linalg/operator.ts';
import { norm } from '../../linalg/vectors.ts';
import type { Landscape, PointHessian } from '../landscape.ts';
import { sphere } from '../manifold.ts';
import { glassAtPoint, glassLipschitz } from '../spin-glass/regularity.ts';
import { sign } from '../spin-glass/spin-glass.ts';
import { genericPoint, usualCurvature } from '../usual-curvature.ts';

export interface MixedPart {
  /** p ≥ 1. */
  readonly order: number;
  /** c_p. */
  readonly amplitude: number;
  /** X^p, Λ^p numbers. */
  readonly entries: Float64Array;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/** @throws ArgumentError, CapacityError as `forms` */
export function mixedGlass(size: number, parts: readonly MixedPart[], name: string): Landscape {
  const kernels = parts.map(({ order, amplitude, entries }) =>
    forms({ order, size, count: 1, scale: amplitude * power(size, -(order - 1) / 2), entries }),
  );
  const one = new Float64Array(1);
  /** Values and gradients of the parts. */
  const apart = (point: Float64Array, of: (kernel: Forms) => Forms = (kernel) => kernel) =>
    kernels.map((kernel) => {
      const gradient = new Float64Array(size);
      of(kernel).evaluate(point, one, gradient);
      return { value: one[0]!, gradient };
    });
  const at = (point: Float64Array) => {
    const gradient = new Float64Array(size);
    const value = apart(point).reduce((sum, part) => {
      part.gradient.forEach((g, i) => {
        gradient[i]! += g;
      });
      return sum + part.value;
    }, 0);
    return { value, gradient };
  };
  const γ = (kernel: Forms) => {
    const k = kernel.roundings + parts.length;
    return (2 * k * u) / (1 - 2 * k * u);
  };
  const gradientErrors = (point: Float64Array) =>
    apart(point.map(Math.abs), (kernel) => kernel.absolute()).map(({ gradient }, k) => γ(kernels[k]!) * norm(gradient));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const matrixAt = (point: Float64Array, of: (kernel: Forms) => Forms, weigh: (kernel: Forms) => number) => {
    const [total, part] = [new Float64Array(size * size), new Float64Array(size * size)];
    for (const kernel of kernels) {
      of(kernel).hessian(point, [weigh(kernel)], part);
      for (let k = 0; k < total.length; k++) total[k]! += part[k]!;
    }
    return total;
  };
  const lipschitz = (point: Float64Array, radius: number) => {
    const here = apart(point);
    const errors = gradientErrors(point);
    return parts.map(({ order, amplitude }, k) => {
      const shape = { order, size };
      const σ = Math.abs(amplitude) * kernels[k]!.frobenius(0);
      return glassLipschitz(shape, σ, glassAtPoint(shape, point, here[k]!.gradient, errors[k]!), radius);
    });
  };
  const added = (which: 'gradient' | 'hessian') => (point: Float64Array, radius: number) => ({
    value: sum(lipschitz(point, radius).map((bounds) => bounds[which].value)),
    kind: 'bound' as const,
  });
  let usual: number | undefined;
  return {
    name,
    dimension: size,
    manifold: sphere(size),
    quantity: { name: 'energy per spin', per: size },
    symmetries: parts.every(({ order }) => order % 2 === 0) ? [sign] : [],
    regularity: {
      kinkDistance: () => Infinity,
      gradientLipschitz: added('gradient'),
      hessianLipschitz: added('hessian'),
      get usual() {
        if (usual === undefined) {
          const point = genericPoint(size);
          usual = usualCurvature(
            point,
            matrixAt(
              point,
              (kernel) => kernel,
              () => 1,
            ),
            at(point).gradient,
          );
        }
        return { gradientLipschitz: usual };
      },
    },
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++) {
        const { value, gradient } = at(points.subarray(r * size, (r + 1) * size));
        values[r] = value;
        gradients.set(gradient, r * size);
      }
    },
    hessianAt(point): PointHessian {
      const entries = matrixAt(
        point,
        (kernel) => kernel,
        () => 1,
      );
      // Entry by entry |E| ≤ Σ γ S.
      const value = norm(matrixAt(point.map(Math.abs), (kernel) => kernel.absolute(), γ));
      const error = { value, kind: 'bound' } as const;
      return {
        ...dense(entries, size),
        ...at(point),
        gradientError: { value: sum(gradientErrors(point)), kind: 'bound' },
        formed: true,
        error,
        matrix: () => ({ entries, error }),
        release() {},
      };
    },
  };
}
