/**
 * Losses ℓ(z, t) of the outputs z against targets t of one sample, with gradient and Hessian in z. Labels become targets as each
 * loss wants them: 1 and 0 (cross-entropy, squared) or 1 and −1 (hinge, absolute). One output stands for label 1.
 * @source hinge and absolute: [choromanska2015loss, §3.2], summed over the outputs
 */
import { exp, log } from '../../base/functions.ts';
import type { Smoothness } from './activations.ts';

export interface Loss {
  readonly smoothness: Smoothness;
  /** Target of the output that is the label, and of the others. */
  readonly targets: { readonly label: number; readonly other: number };
  /** Fewest outputs that make sense. */
  readonly outputs: number;
  value(z: Float64Array, t: Float64Array): number;
  /** ∂ℓ/∂z, to out; at a kink the one-sided value 0. */
  gradient(z: Float64Array, t: Float64Array, out: Float64Array): void;
  /** (∂²ℓ/∂z∂z) v, to out. */
  curvature(z: Float64Array, t: Float64Array, v: Float64Array, out: Float64Array): void;
  /** ∂²ℓ/∂z∂z as numbers, to out: zero: none. diagonal: its entries. covariance: p of diag(p) − p pᵀ. */
  readonly form: 'zero' | 'diagonal' | 'covariance';
  entries(z: Float64Array, t: Float64Array, out: Float64Array): void;
}

export const losses = {
  /** Σ|z − t| */
  absolute: separable(
    (z, t) => Math.abs(z - t),
    (z, t) => Math.sign(z - t),
    -1,
  ),
  /** −Σ t log softmax(z), for targets that sum to 1 */
  'cross-entropy': {
    smoothness: 'analytic',
    targets: { label: 1, other: 0 },
    outputs: 2,
    value(z, t) {
      const largest = Math.max(...z);
      let sum = 0;
      let along = 0;
      for (let o = 0; o < z.length; o++) {
        sum += exp(z[o]! - largest);
        along += t[o]! * (z[o]! - largest);
      }
      return log(sum) - along;
    },
    gradient(z, t, out) {
      softmax(z, out);
      for (let o = 0; o < z.length; o++) out[o]! -= t[o]!;
    },
    curvature(z, _t, v, out) {
      softmax(z, out);
      let mean = 0;
      for (let o = 0; o < z.length; o++) mean += out[o]! * v[o]!;
      for (let o = 0; o < z.length; o++) out[o]! *= v[o]! - mean;
    },
    form: 'covariance',
    entries: (z, _t, out) => softmax(z, out),
  },
  /** Σ max(0, 1 − t z), t = ±1 */
  hinge: separable(
    (z, t) => Math.max(0, 1 - t * z),
    (z, t) => (t * z < 1 ? -t : 0),
    -1,
  ),
  /** ½ Σ (z − t)² */
  squared: {
    ...separable(
      (z, t) => 0.5 * (z - t) ** 2,
      (z, t) => z - t,
      0,
    ),
    smoothness: 'analytic',
    curvature: (_z: Float64Array, _t: Float64Array, v: Float64Array, out: Float64Array) => out.set(v),
    form: 'diagonal',
    entries: (_z: Float64Array, _t: Float64Array, out: Float64Array) => void out.fill(1),
  },
} as const satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;

/** A sum over outputs, linear between its kinks. */
function separable(value: (z: number, t: number) => number, slope: (z: number, t: number) => number, other: number) {
  return {
    smoothness: 'piecewise',
    targets: { label: 1, other },
    outputs: 1,
    value: (z, t) => z.reduce((sum, x, o) => sum + value(x, t[o]!), 0),
    gradient(z, t, out) {
      for (let o = 0; o < z.length; o++) out[o] = slope(z[o]!, t[o]!);
    },
    curvature: (_z, _t, _v, out) => void out.fill(0),
    form: 'zero',
    entries: () => undefined,
  } satisfies Loss;
}

function softmax(z: Float64Array, out: Float64Array): void {
  const largest = Math.max(...z);
  let sum = 0;
  for (let o = 0; o < z.length; o++) sum += out[o] = exp(z[o]! - largest);
  for (let o = 0; o < z.length; o++) out[o]! /= sum;
}
