/** Synthetic records of network-index whose counts are known: what went in decides what a verdict must be. */
import { type Stream, stream } from '../../src/base/philox.ts';
import { plans } from '../../src/claims/choromanska2015/solution-index-samples.ts';
import type { Preset } from '../../src/claims/claim.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';

export interface IndexWorld {
  readonly networks?: number;
  /** Mean share of negative eigenvalues; shares scatter by a tenth of it. */
  readonly share?: number;
  /** Solutions of index 0 among all. */
  readonly zeros?: number;
  /** Share of eigenvalues within ± τ, exact zero modes included, and of exact zero modes. */
  readonly flat?: number;
  readonly exact?: number;
  /** Share of all eigenvalues within the flatness of the largest: at the start, and after full-batch descent; each scatters by a tenth. */
  readonly flatAtStart?: number;
  readonly flatAtEnd?: number;
  /** Gradient norm after full-batch descent, and the share of solutions with index 0 there. */
  readonly polishedGradient?: number;
  readonly polishedZeros?: number;
  /** Change of the index in the balanced gauge, and of the loss. */
  readonly change?: number;
  readonly lossChange?: number;
  /** Share of the bound that lies below the smallest further threshold. */
  readonly hidden?: number;
  readonly undetermined?: number;
  /** The index over its bound, when it is to be broken. */
  readonly excess?: number;
  readonly status?: (network: number) => string;
  /** In place of the records' own stream. */
  readonly draw?: Stream;
}

export function indexRecords(preset: Preset, world: IndexWorld = {}): Record<string, Records> {
  return Object.fromEntries(
    plans[preset].widths.map(({ width, networks, thresholds, polishSteps, flat: relative }) => {
      const count = world.networks ?? networks;
      const n = 111 * width + 10;
      const draw = world.draw ?? stream(41, 'synthetic', width, 'index');
      const int = (of: (k: number) => number): Column => ({
        kind: 'int32',
        values: Int32Array.from({ length: count }, (_, k) => Math.round(of(k))),
      });
      const float = (of: (k: number) => number): Column => ({
        kind: 'float64',
        values: Float64Array.from({ length: count }, (_, k) => of(k)),
      });
      const negative = Int32Array.from({ length: count }, (_, k) =>
        k < (world.zeros ?? 0) * count ? 0 : Math.round((world.share ?? 0.01) * n * (1 + 0.1 * draw.normal())),
      );
      const flat = world.flat ?? 0.7;
      const columns: Record<string, Column> = {
        status: { kind: 'text', values: Array.from({ length: count }, (_, k) => world.status?.(k) ?? 'converged') },
        trainLoss: float(() => 0.1),
        testAccuracy: float(() => 0.95),
        dimension: int(() => n),
        negative: { kind: 'int32', values: negative },
        zero: int(() => flat * n),
        undetermined: int(() => world.undetermined ?? 0),
        gradientNorm: float(() => 0.05),
        coupling: float(() => 0.02),
        certified: int((k) => Number(negative[k] === 0)),
        indexBound: int(() => 9 * width * (world.excess ?? 1)),
        exactZeros: int(() => (world.exact ?? 0.05) * n),
        balancedNegative: int((k) => negative[k]! + (world.change ?? 0)),
        balancedUndetermined: int(() => world.undetermined ?? 0),
        balancedChange: float(() => world.lossChange ?? 0),
      };
      if (thresholds.length > 0) {
        const vector = (of: (t: number) => number): Column => ({
          kind: 'vector',
          width: thresholds.length,
          values: Float64Array.from({ length: count * thresholds.length }, (_, i) => of(i % thresholds.length)),
        });
        columns['within'] = vector((t) => Math.round(n * flat * [0.2, 0.4, 0.6, 1.2][t]!));
        columns['open'] = vector(() => 0);
        const below = Math.round(9 * width * (world.hidden ?? 0.9));
        columns['below'] = vector((t) => (t === 0 ? below : 3));
        columns['balancedBelow'] = vector((t) => (t === 0 ? below + (world.change ?? 0) : 3));
        if (polishSteps > 0) columns['polishedBelow'] = vector((t) => (t === 0 ? below / 2 : 0));
      }
      if (polishSteps > 0)
        Object.assign(columns, {
          polishedLoss: float(() => 0.09),
          polishedNegative: int((k) => (k < (world.polishedZeros ?? 0) * count ? 0 : negative[k]! / 2)),
          polishedUndetermined: int(() => 0),
          polishedCertified: int((k) => k % 2),
          polishedGradientNorm: float(() => world.polishedGradient ?? 0.005),
        });
      const shares = { start: world.flatAtStart ?? 0.6, end: world.flatAtEnd ?? 0.7, polished: world.flatAtEnd ?? 0.7 };
      if (relative)
        for (const [at, share] of Object.entries(shares))
          Object.assign(columns, {
            [`${at}Largest`]: float(() => 10),
            [`${at}Flat`]: int(() => n * share * (1 + 0.1 * draw.normal())),
            [`${at}FlatOpen`]: int(() => 0),
            [`${at}Zeros`]: int(() => (world.exact ?? 0.05) * n),
          });
      return [`index-${width}`, { count, columns } satisfies Records];
    }),
  );
}
