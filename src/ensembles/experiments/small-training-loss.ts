/** The log loss of one output: ℓ(z, t) = ln(1 + eᶻ) − t z, t = 0 or 1. */
import { exp, log, sigmoid } from '../../base/functions.ts';
import type { Loss } from '../../landscapes/network/losses.ts';

const softplus = (z: number): number => Math.max(z, 0) + log(1 + exp(-Math.abs(z)));

export const logistic: Loss = {
  smoothness: 'analytic',
  targets: { label: 1, other: 0 },
  outputs: 1,
  value: (z, t) => softplus(z[0]!) - t[0]! * z[0]!,
  gradient(z, t, out) {
    out[0] = sigmoid(z[0]!) - t[0]!;
  },
  curvature(z, _t, v, out) {
    out[0] = sigmoid(z[0]!) * sigmoid(-z[0]!) * v[0]!;
  },
  form: 'diagonal',
  entries(z, _t, out) {
    out[0] = sigmoid(z[0]!) * sigmoid(-z[0]!);
  },
};
