/**
 * A landscape whose second derivatives are the Gauss–Newton part of another's, G = Jᵀ (∂²ℓ/∂z∂z) J: what every instrument says of its
 * Hessian it says of G then. Values and gradients are those of the other.
 * @source [schraudolph2002fast]
 */
import { ArgumentError } from '../base/errors.ts';
import { symmetricNorm } from '../linalg/inertia.ts';
import { matrixOf } from '../linalg/operator.ts';
import type { Landscape, PointHessian } from './landscape.ts';

/** @throws ArgumentError when the value is no loss of outputs, as soon as a point is looked at */
export function gaussNewtonLandscape(landscape: Landscape): Landscape {
  return {
    ...landscape,
    name: `Gauss–Newton part of the ${landscape.name}`,
    hessianAt(point): PointHessian {
      const whole = landscape.hessianAt?.(point);
      const part = whole?.gaussNewton?.();
      if (!whole || !part)
        throw new ArgumentError('gaussNewton', 'landscape', 'a loss of outputs, as of a network', landscape.name);
      const n = whole.size;
      const matrix = () => {
        const entries = matrixOf(part);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < i; j++) {
            const mean = (entries[i * n + j]! + entries[j * n + i]!) / 2;
            entries[i * n + j] = entries[j * n + i] = mean;
          }
        return { entries, error: { value: n * 2 ** -53 * symmetricNorm(entries, n), kind: 'estimate' as const } };
      };
      return {
        ...part,
        value: whole.value,
        gradient: whole.gradient,
        ...(whole.gradientError && { gradientError: whole.gradientError }),
        formed: false,
        matrix,
        ...(whole.idle && { idle: whole.idle }),
        release: () => whole.release(),
      };
    },
  };
}
