/** Losses of one sample's outputs against its targets, one sum at a time: what the plain networks train with. */
import { exp, log, sigmoid } from '../../base/functions.ts';
import type { TrainingLoss } from '../contract.ts';

export interface OutputLoss {
  value(z: Float64Array, t: Float64Array): number;
  /** ∂ℓ/∂z */
  errors(z: Float64Array, t: Float64Array): Float64Array;
  /** Up to where a single output stands for label 0. */
  readonly threshold: number;
}

const sum = (terms: Float64Array) => terms.reduce((total, term) => total + term, 0);

const squared: OutputLoss = {
  value: (z, t) => sum(z.map((x, o) => 0.5 * (x - t[o]!) ** 2)),
  errors: (z, t) => z.map((x, o) => x - t[o]!),
  threshold: 0.5,
};

export const outputLosses: Readonly<Record<TrainingLoss, OutputLoss>> = {
  'binary-cross-entropy': {
    value: (z, t) => sum(z.map((x, o) => Math.max(x, 0) + log1p(exp(-Math.abs(x))) - t[o]! * x)) / z.length,
    errors: (z, t) => z.map((x, o) => (sigmoid(x) - t[o]!) / z.length),
    threshold: 0,
  },
  'cross-entropy': {
    value(z, t) {
      const largest = Math.max(...z);
      const normalizer = log(sum(z.map((x) => exp(x - largest)))) + largest;
      return sum(t) * normalizer - sum(z.map((x, o) => t[o]! * x));
    },
    errors(z, t) {
      const largest = Math.max(...z);
      const powers = z.map((x) => exp(x - largest));
      const [total, whole] = [sum(powers), sum(t)];
      return powers.map((e, o) => (whole * e) / total - t[o]!);
    },
    threshold: Number.NaN,
  },
  'mean-squared': {
    value: (z, t) => (2 * squared.value(z, t)) / z.length,
    errors: (z, t) => squared.errors(z, t).map((e) => (2 * e) / z.length),
    threshold: 0.5,
  },
  squared,
};

/** Label that outputs name: the first largest, or the side of the threshold of a single one. */
export function answerOf({ threshold }: OutputLoss, z: Float64Array): number {
  return z.length === 1 ? Number(z[0]! > threshold) : z.indexOf(Math.max(...z));
}

/** ln(1 + x) for 0 ≤ x ≤ 1. */
function log1p(x: number): number {
  const w = 1 + x;
  return w === 1 ? x : (log(w) * x) / (w - 1);
}
