/** Records of descents on glasses of several sizes as what the statistics need: energies by size, grouped by disorder. */

import { stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { spinGlassDescentColumns } from '../../ensembles/experiments/spin-glass-descent.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import {
  type BootstrapInterval,
  bootstrap,
  chiSquareQuantile,
  clusteredStandardError,
  type Interval,
  mean,
  pooledDeviation,
  standardDeviation,
} from '../../ensembles/statistics.ts';

export interface GlassSample {
  readonly size: number;
  /** Energies per spin of replicas that reached a critical point, one list a disorder. */
  readonly clusters: readonly (readonly number[])[];
  readonly energies: readonly number[];
  readonly runs: number;
  /** Replicas certified at a critical point, and of these the ones with index 0. */
  readonly certified: number;
  readonly minima: number;
  /** Of all replicas, ascending, and their median. */
  readonly residuals: readonly number[];
  readonly medianResidual: number;
  /** Replicas by what they ended at. */
  readonly outcomes: Readonly<Record<string, number>>;
}

export function glassSample(size: number, records: Records): GlassSample {
  const outcome = outcomes(records);
  const { index, energy, disorder: disorders, gradientNorm } = columnsOf(records, spinGlassDescentColumns);
  const clusters = new Map<number, number[]>();
  const counts: Record<string, number> = {};
  let minima = 0;
  disorders.forEach((disorder, row) => {
    counts[outcome[row]!] = (counts[outcome[row]!] ?? 0) + 1;
    if (outcome[row] !== 'certified') return;
    if (index[row] === 0) minima++;
    const cluster = clusters.get(disorder);
    if (cluster) cluster.push(energy[row]!);
    else clusters.set(disorder, [energy[row]!]);
  });
  const residuals = [...gradientNorm].sort((a, b) => a - b);
  const energies = [...clusters.values()].flat();
  return {
    size,
    clusters: [...clusters.values()],
    energies,
    runs: records.count,
    certified: energies.length,
    minima,
    residuals,
    medianResidual: residuals[residuals.length >> 1] ?? Number.NaN,
    outcomes: counts,
  };
}

/** Mean and spread of one size with the errors that correlated starts imply. */
export interface SizeSummary {
  readonly mean: number;
  readonly meanError: number;
  readonly spread: BootstrapInterval;
  readonly least: number;
}

/** What a bootstrap resamples: disorders; with a single one its starts, and the interval then speaks of that disorder only. */
export function resampled({ clusters, energies }: GlassSample): readonly (readonly number[])[] {
  return clusters.length < 2 ? energies.map((energy) => [energy]) : clusters;
}

export function summarize(sample: GlassSample, seed: number): SizeSummary {
  const { clusters, energies, size } = sample;
  const single = clusters.length < 2;
  const pooled = (strata: readonly (readonly (readonly number[])[])[]) => [pooledDeviation(strata[0]!)];
  const [spread] = bootstrap(
    stream(seed, 'ls/spin-glass-descent', size, 'bootstrap spread'),
    [resampled(sample)],
    pooled,
    {
      resamples: 1000,
    },
  );
  return {
    mean: mean(energies),
    meanError: single ? standardDeviation(energies) / Math.sqrt(energies.length) : clusteredStandardError(clusters),
    spread: spread!,
    least: Math.min(...energies),
  };
}

/**
 * Standard deviation between the means of disorders beyond what replicas explain: square root of the one-way variance component, 0 when the
 * means scatter no more. The scatter s² of K normal means has (K − 1) s²/σ² ~ χ²_{K−1}; what replicas explain is taken off its ends.
 */
export function betweenInterval(clusters: readonly (readonly number[])[], level: number): Interval {
  const usable = clusters.filter((c) => c.length > 1);
  const freedom = usable.length - 1;
  if (freedom < 1) return { estimate: Number.NaN, low: 0, high: Infinity, level };
  const within = mean(usable.map((c) => standardDeviation(c) ** 2 / c.length));
  const scatter = standardDeviation(usable.map((c) => mean(c))) ** 2;
  const beyond = (variance: number) => Math.sqrt(Math.max(0, variance - within));
  const end = (tail: number) => beyond((freedom * scatter) / chiSquareQuantile(tail, freedom));
  return { estimate: beyond(scatter), low: end((1 - level) / 2), high: end((1 + level) / 2), level };
}
