/** A column of records summed up: location, spread, and what the sample leaves uncertain. */
import { stream } from '../base/philox.ts';
import {
  bootstrap,
  clusteredStandardError,
  mean,
  pooledMean,
  sortedQuantile,
  standardDeviation,
  standardError,
} from './statistics.ts';

/** Absent where the sample is too small for it. */
export interface Summary {
  /** Finite values; the others are left out and counted in `nonFinite`. */
  readonly count: number;
  readonly nonFinite: number;
  readonly mean?: number;
  /** Of the mean. */
  readonly standardError?: number;
  /** 95 % for the mean, by bootstrap; given from ten independent units on, since from fewer it comes out too narrow. */
  readonly interval?: readonly [number, number];
  readonly standardDeviation?: number;
  readonly minimum?: number;
  readonly median?: number;
  readonly maximum?: number;
}

const leastUnits = 10;

/**
 * @param seed      of the resamples
 * @param clusters  values that are independent between clusters only (replicas of one disorder); a single cluster, or none given, is a
 *                  sample of independent values
 */
export function summarize(seed: number, clusters: readonly (readonly number[])[]): Summary {
  const finite = clusters.map((cluster) => cluster.filter(Number.isFinite)).filter((cluster) => cluster.length > 0);
  const all = finite.flat();
  const nonFinite = clusters.reduce((sum, cluster) => sum + cluster.length, 0) - all.length;
  if (all.length === 0) return { count: 0, nonFinite };
  const sorted = Float64Array.from(all).sort();
  const whole = { count: all.length, nonFinite, mean: mean(all) };
  const order = { minimum: sorted[0]!, median: sortedQuantile(sorted, 0.5), maximum: sorted.at(-1)! };
  if (all.length < 2) return { ...whole, ...order };
  const units: readonly (readonly number[])[] = finite.length > 1 ? finite : all.map((value) => [value]);
  const interval = units.length < leastUnits ? undefined : intervalOf(seed, units);
  return {
    ...whole,
    standardError: finite.length > 1 ? clusteredStandardError(finite) : standardError(all),
    interval,
    standardDeviation: standardDeviation(all),
    ...order,
  };
}

function intervalOf(seed: number, units: readonly (readonly number[])[]): readonly [number, number] {
  const [found] = bootstrap(stream(seed, 'summary', 0, 'bootstrap'), [units], ([sample]) => [pooledMean(sample!)]);
  return [found!.low, found!.high];
}

/** How often each value occurs, ascending. */
export function tally<T extends string | number>(values: Iterable<T>): Record<string, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
