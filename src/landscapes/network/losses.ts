/**
 * Losses ℓ(z, t) of the outputs z of one sample against its targets t, with gradient and Hessian in z; what is minimized is their mean
 * over the samples. Labels become targets as each loss wants them: 1 and 0 (cross-entropies, squares) or 1 and −1 (hinge, absolute). One
 * output stands for label 1. Conventions, K the number of outputs:
 *
 *     absolute              Σ |z − t|
 *     binary-cross-entropy  (1/K) Σ (ln(1 + eᶻ) − t z)        torch's BCEWithLogitsLoss
 *     cross-entropy         Σ −t log softmax(z)               torch's CrossEntropyLoss
 *     hinge                 Σ max(0, 1 − t z)
 *     mean-squared          (1/K) Σ (z − t)²                  torch's MSELoss
 *     squared               ½ Σ (z − t)²
 *
 * @source hinge and absolute: [choromanska2015loss, §3.2], summed over the outputs
 */
import { exp, log, sigmoid } from '../../base/functions.ts';
import { type Activation, type ActivationName, activations, type Smoothness } from './activations.ts';

export interface Loss {
  readonly smoothness: Smoothness;
  /** Target of the output that is the label, and of the others. */
  readonly targets: { readonly label: number; readonly other: number };
  /** Fewest outputs that make sense. */
  readonly outputs: number;
  /** As documents print it. */
  readonly formula: string;
  value(z: Float64Array, t: Float64Array): number;
  /** ∂ℓ/∂z, to out; at a kink the one-sided value 0. */
  gradient(z: Float64Array, t: Float64Array, out: Float64Array): void;
  /** (∂²ℓ/∂z∂z) v, to out. */
  curvature(z: Float64Array, t: Float64Array, v: Float64Array, out: Float64Array): void;
  /** ∂²ℓ/∂z∂z as numbers, to out: zero: none. diagonal: its entries. covariance: p of Σt (diag(p) − p pᵀ). */
  readonly form: 'zero' | 'diagonal' | 'covariance';
  entries(z: Float64Array, t: Float64Array, out: Float64Array): void;
  /** Present when ℓ is a sum over the outputs, or a mean. */
  readonly scalar?: ScalarLoss;
}

/** What each output adds, with its first two derivatives in z. */
export interface ScalarLoss {
  readonly name: LossName;
  /** Whether the mean over the outputs is taken, not the sum. */
  readonly mean: boolean;
  readonly smoothness: Smoothness;
  /** Whether the second derivative is 0 everywhere between kinks. */
  readonly flat: boolean;
  value(z: number, t: number): number;
  slope(z: number, t: number): number;
  bend(z: number, t: number): number;
}

const absolute: ScalarLoss = {
  name: 'absolute',
  mean: false,
  smoothness: 'piecewise',
  flat: true,
  value: (z, t) => Math.abs(z - t),
  slope: (z, t) => Math.sign(z - t),
  bend: () => 0,
};

const hinge: ScalarLoss = {
  name: 'hinge',
  mean: false,
  smoothness: 'piecewise',
  flat: true,
  value: (z, t) => Math.max(0, 1 - t * z),
  slope: (z, t) => (t * z < 1 ? -t : 0),
  bend: () => 0,
};

const squared: ScalarLoss = {
  name: 'squared',
  mean: false,
  smoothness: 'analytic',
  flat: false,
  value: (z, t) => 0.5 * (z - t) ** 2,
  slope: (z, t) => z - t,
  bend: () => 1,
};

const meanSquared: ScalarLoss = {
  name: 'mean-squared',
  mean: true,
  smoothness: 'analytic',
  flat: false,
  value: (z, t) => (z - t) ** 2,
  slope: (z, t) => 2 * (z - t),
  bend: () => 2,
};

const binaryCrossEntropy: ScalarLoss = {
  name: 'binary-cross-entropy',
  mean: true,
  smoothness: 'analytic',
  flat: false,
  // ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|)
  value: (z, t) => Math.max(z, 0) + log1p(exp(-Math.abs(z))) - t * z,
  slope: (z, t) => sigmoid(z) - t,
  bend: (z) => sigmoid(z) * sigmoid(-z),
};

export const losses = {
  absolute: separable(absolute, -1, 'Σ |z − t| over the outputs'),
  'binary-cross-entropy': separable(binaryCrossEntropy, 0, 'ln(1 + e^z) − t z, mean over the outputs'),
  'cross-entropy': {
    smoothness: 'analytic',
    targets: { label: 1, other: 0 },
    outputs: 2,
    formula: '−Σ t log softmax(z) over the outputs',
    value(z, t) {
      const largest = largestOf(z);
      let sum = 0;
      let along = 0;
      let whole = 0;
      for (let o = 0; o < z.length; o++) {
        sum += exp(z[o]! - largest);
        along += t[o]! * (z[o]! - largest);
        whole += t[o]!;
      }
      return whole * log(sum) - along;
    },
    gradient(z, t, out) {
      softmax(z, out);
      const whole = total(t);
      for (let o = 0; o < z.length; o++) out[o] = whole * out[o]! - t[o]!;
    },
    curvature(z, t, v, out) {
      softmax(z, out);
      const whole = total(t);
      let mean = 0;
      for (let o = 0; o < z.length; o++) mean += out[o]! * v[o]!;
      for (let o = 0; o < z.length; o++) out[o]! *= whole * (v[o]! - mean);
    },
    form: 'covariance',
    entries: (z, _t, out) => softmax(z, out),
  },
  hinge: separable(hinge, -1, 'Σ max(0, 1 − t z) over the outputs'),
  'mean-squared': separable(meanSquared, 0, '(z − t)², mean over the outputs'),
  squared: separable(squared, 0, '½ Σ (z − t)² over the outputs'),
} as const satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;

/** How a network's outputs become a loss: ℓ, and the activation of the outputs before it (default identity). */
export interface Objective {
  readonly loss: LossName;
  readonly output?: ActivationName;
}

/** The loss as a function of what the last layer gives out before its activation φ: ℓ(φ(z), t). */
export function lossOf({ loss: name, output = 'identity' }: Objective): Loss {
  const loss: Loss = losses[name];
  if (output === 'identity' || !loss.scalar) return loss;
  const inner = loss.scalar;
  const φ: Activation = activations[output];
  const composed: ScalarLoss = {
    ...inner,
    smoothness: φ.smoothness === 'piecewise' ? 'piecewise' : inner.smoothness,
    flat: inner.flat && φ.smoothness === 'piecewise',
    value: (z, t) => inner.value(φ.value(z), t),
    slope: (z, t) => inner.slope(φ.value(z), t) * φ.slope(z),
    bend: (z, t) => inner.bend(φ.value(z), t) * φ.slope(z) ** 2 + inner.slope(φ.value(z), t) * φ.bend(z),
  };
  return separable(composed, loss.targets.other, `${loss.formula}, of ${output} outputs`);
}

function separable(scalar: ScalarLoss, other: number, formula: string): Loss & { readonly scalar: ScalarLoss } {
  const { mean, smoothness, flat } = scalar;
  const share = (z: Float64Array) => (mean ? 1 / z.length : 1);
  const entries = (z: Float64Array, t: Float64Array, out: Float64Array) => {
    const part = share(z);
    for (let o = 0; o < z.length; o++) out[o] = part * scalar.bend(z[o]!, t[o]!);
  };
  return {
    scalar,
    smoothness,
    targets: { label: 1, other },
    outputs: 1,
    formula,
    value: (z, t) => share(z) * z.reduce((sum, x, o) => sum + scalar.value(x, t[o]!), 0),
    gradient(z, t, out) {
      const part = share(z);
      for (let o = 0; o < z.length; o++) out[o] = part * scalar.slope(z[o]!, t[o]!);
    },
    curvature(z, t, v, out) {
      entries(z, t, out);
      for (let o = 0; o < z.length; o++) out[o]! *= v[o]!;
    },
    form: flat ? 'zero' : 'diagonal',
    entries,
  };
}

function softmax(z: Float64Array, out: Float64Array): void {
  const largest = largestOf(z);
  let sum = 0;
  for (let o = 0; o < z.length; o++) sum += out[o] = exp(z[o]! - largest);
  for (let o = 0; o < z.length; o++) out[o]! /= sum;
}

function largestOf(z: Float64Array): number {
  let largest = -Infinity;
  for (let o = 0; o < z.length; o++) if (z[o]! > largest) largest = z[o]!;
  return largest;
}

/** Σ t: 1 for a label or a distribution; 1 exactly where the sum is so to rounding, so that it leaves no trace. */
export function total(t: Float64Array): number {
  let sum = 0;
  for (let o = 0; o < t.length; o++) sum += t[o]!;
  return Math.abs(sum - 1) <= t.length * 2 ** -52 ? 1 : sum;
}

/** ln(1 + x) for 0 ≤ x ≤ 1, to a few ulp: ln(w) x/(w − 1) with w = 1 + x as rounded. */
function log1p(x: number): number {
  const w = 1 + x;
  return w === 1 ? x : (log(w) * x) / (w - 1);
}
