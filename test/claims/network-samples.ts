/** Synthetic records of trained networks whose law is known: what went in decides what a verdict must be. */
import { stream } from '../../src/base/philox.ts';
import type { Records } from '../../src/ensembles/spec.ts';

export interface World {
  readonly widths?: readonly number[];
  readonly networks?: number;
  /** Mean test loss, and relative standard deviations of test and training loss. */
  readonly mean?: (width: number) => number;
  readonly spread?: (width: number) => number;
  readonly trainSpread?: (width: number) => number;
  /** Correlation of training and test loss. */
  readonly correlation?: (width: number) => number;
  /** Factor on the test loss of every `badEvery`-th network. */
  readonly badEvery?: (width: number) => number;
  readonly statuses?: (network: number) => string;
}

/** The law E[L] = 0.05 e^(3 n^−½), a spread that falls like n^−½, correlated pairs. */
export function networkRecords(world: World = {}): Record<string, Records> {
  const { widths = [10, 25, 50, 100, 250, 500], networks = 200 } = world;
  const mean = world.mean ?? ((n) => 0.05 * Math.exp(3 * n ** -0.5));
  const spread = world.spread ?? ((n) => 0.2 * n ** -0.5);
  const trainSpread = world.trainSpread ?? ((n) => 0.4 * n ** -0.5);
  return Object.fromEntries(
    widths.map((width) => {
      const draw = stream(23, 'synthetic', width, 'losses');
      const rho = world.correlation?.(width) ?? 0.6;
      const pairs = Array.from({ length: networks }, (_, k) => {
        const [a, b] = [draw.normal(), draw.normal()];
        const bad = world.badEvery && k % world.badEvery(width) === 0 ? 2 : 1;
        return {
          train: 0.6 * mean(width) * (1 + trainSpread(width) * a),
          test: bad * mean(width) * (1 + spread(width) * (rho * a + Math.sqrt(1 - rho * rho) * b)),
        };
      });
      return [
        `width-${width}`,
        {
          count: networks,
          columns: {
            width: { kind: 'int32', values: new Int32Array(networks).fill(width) },
            network: { kind: 'int32', values: Int32Array.from({ length: networks }, (_, k) => k) },
            trainLoss: { kind: 'float64', values: Float64Array.from(pairs, ({ train }) => train) },
            testLoss: { kind: 'float64', values: Float64Array.from(pairs, ({ test }) => test) },
            trainAccuracy: { kind: 'float64', values: new Float64Array(networks).fill(0.97) },
            testAccuracy: { kind: 'float64', values: new Float64Array(networks).fill(0.95) },
            status: { kind: 'text', values: pairs.map((_, k) => world.statuses?.(k) ?? 'step-limit') },
          },
        } satisfies Records,
      ];
    }),
  );
}
