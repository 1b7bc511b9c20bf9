/** Activations φ with their first two derivatives, and what symmetry each gives a hidden unit. */
import { sigmoid, tanh } from '../../base/functions.ts';

/** analytic: everywhere. piecewise: with kinks on a set of measure zero. */
export type Smoothness = 'analytic' | 'piecewise';

export interface Activation {
  readonly smoothness: Smoothness;
  value(z: number): number;
  /** φ′(z); at a kink, its value on the left. */
  slope(z: number): number;
  /** φ″(z); 0 at a kink. */
  bend(z: number): number;
  /** φ(c z) = c φ(z) for c > 0. */
  readonly homogeneous: boolean;
  /** φ(−z) = −φ(z). */
  readonly odd: boolean;
  /** φ(z) = z. */
  readonly linear: boolean;
}

export const activations = {
  identity: {
    smoothness: 'analytic',
    value: (z) => z,
    slope: () => 1,
    bend: () => 0,
    homogeneous: true,
    odd: true,
    linear: true,
  },
  relu: {
    smoothness: 'piecewise',
    value: (z) => Math.max(z, 0),
    slope: (z) => (z > 0 ? 1 : 0),
    bend: () => 0,
    homogeneous: true,
    odd: false,
    linear: false,
  },
  sigmoid: {
    smoothness: 'analytic',
    value: sigmoid,
    slope: (z) => sigmoid(z) * sigmoid(-z),
    bend: (z) => sigmoid(z) * sigmoid(-z) * (1 - 2 * sigmoid(z)),
    homogeneous: false,
    odd: false,
    linear: false,
  },
  tanh: {
    smoothness: 'analytic',
    value: tanh,
    slope: (z) => 1 - tanh(z) ** 2,
    bend: (z) => -2 * tanh(z) * (1 - tanh(z) ** 2),
    homogeneous: false,
    odd: true,
    linear: false,
  },
} as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activations;
