/** Losses of one sample by its margin z, with derivatives. Elementary functions are our own: the same bits on every engine. */
import { exp, log1p } from '../base/functions.ts';

export const sampleLossNames = ['linear', 'squared', 'logistic', 'hinge'] as const;
export type SampleLossName = (typeof sampleLossNames)[number];

export interface SampleLoss {
  /** ℓ(z), ℓ′(z), ℓ″(z). */
  at(z: number): readonly [number, number, number];
  /** The margin at which it has a kink. */
  readonly kink?: number;
}

export const sampleLosses: Readonly<Record<SampleLossName, SampleLoss>> = {
  /** 1 − z. */
  linear: { at: (z) => [1 - z, -1, 0] },
  /** (1 − z)²/2. */
  squared: { at: (z) => [(1 - z) ** 2 / 2, z - 1, 1] },
  /** ln(1 + e^{1−z}). */
  logistic: {
    at(z) {
      const t = 1 - z;
      const small = exp(-Math.abs(t));
      const p = t > 0 ? 1 / (1 + small) : small / (1 + small);
      return [Math.max(t, 0) + log1p(small), -p, p * (1 - p)];
    },
  },
  /** max(0, 1 − z), the maximum of OP eq. 1; at its kink the left derivative. */
  hinge: { at: (z) => (z <= 1 ? [1 - z, -1, 0] : [0, 0, 0]), kink: 1 },
};

/** The same with the hinge of OP without its maximum and its constant, −z, as the linear one. */
export const gatedLosses: Readonly<Record<SampleLossName, SampleLoss>> = {
  ...sampleLosses,
  linear: { at: (z) => [-z, -1, 0] },
};
