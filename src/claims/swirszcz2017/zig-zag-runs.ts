/** The grid of Zig-Zag: widths, input scales τ and rates, and the ensembles that lm/zig-zag and lm/linear-regions train on it. */
import type { EnsembleSpec } from '../../ensembles/spec.ts';
import type { Preset } from '../claim.ts';
import type { Run } from './tiny-runs.ts';

export const scales = [1, 0.1, 0.01] as const;
export const rates = [1e-3, 1e-4] as const;

/** 16 networks share a vector, so that fewer would cost as much. */
const sizes: Readonly<
  Record<Preset, { readonly widths: readonly number[]; readonly steps: number; readonly networks: number }>
> = {
  smoke: { widths: [30, 100], steps: 2000, networks: 16 },
  laptop: { widths: [100, 300, 1000], steps: 100_000, networks: 16 },
  paper: { widths: [100, 300, 1000, 3000], steps: 2_000_000, networks: 16 },
};

export interface Corner {
  readonly hidden: number;
  readonly scale: number;
  readonly rate: number;
}

export interface CornerRuns extends Corner {
  readonly runs: readonly Run[];
}

export const stepsOf = (preset: Preset): number => sizes[preset].steps;
export const cornerName = ({ hidden, scale, rate }: Corner): string => `zig-zag-${hidden}-scale-${scale}-rate-${rate}`;

export function cornersOf(preset: Preset): Corner[] {
  return sizes[preset].widths.flatMap((hidden) =>
    scales.flatMap((scale) => rates.map((rate) => ({ hidden, scale, rate }))),
  );
}

/** Adam with batches of 10 of the 20 points, as in the paper; weights of variance 1/inputs, biases of variance 1. */
export function zigZagEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { steps, networks } = sizes[preset];
  return Object.fromEntries(
    cornersOf(preset).map((corner): [string, EnsembleSpec] => {
      const { hidden, scale, rate } = corner;
      const training = { optimizer: 'adam', rate, steps, batch: 10, restLoss: 1e-8, precision: 'float32' };
      const start = { law: 'normal', deviation: 1, scale: 'fan-in', biasDeviation: 1, inputScale: scale };
      const ensemble = { networks, networksPerTask: networks, seed };
      const parameters = {
        data: 'zig-zag',
        hidden,
        activation: 'relu',
        loss: 'squared',
        ...training,
        ...start,
        ...ensemble,
      };
      return [cornerName(corner), { experiment: 'tiny-training', parameters }];
    }),
  );
}
