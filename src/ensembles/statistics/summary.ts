/** Numbers that sum up a sample: mean, spread, quantiles, and the standard error that clusters leave. */
import { finite } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';

/** Sample mean. */
export function mean(values: ArrayLike<number>): number {
  atLeast('mean', values, 1);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Unbiased variance, Σ(x − x̄)²/(n − 1). */
export function variance(values: ArrayLike<number>): number {
  atLeast('variance', values, 2);
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - center) ** 2;
  return sum / (values.length - 1);
}

/** Square root of the unbiased variance. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** Standard error of the mean of independent values, s/√n. */
export function standardError(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values) / values.length);
}

/**
 * Standard error of the pooled mean when values within a cluster (replicas on one disorder) are not independent:
 *      SE² = J/(J−1) · Σ_j (Σ_i (x_ij − x̄))² / N²
 * With clusters of one value it is `standardError`.
 * @param clusters   J ≥ 2, each non-empty
 * @source           [liang1986longitudinal], with the factor J/(J−1) of [cameron2015practitioner, §II.B]
 */
export function clusteredStandardError(clusters: readonly ArrayLike<number>[]): number {
  atLeast('clusteredStandardError', clusters, 2);
  const count = clusters.reduce((sum, cluster) => sum + cluster.length, 0);
  const center = pooledMean(clusters);
  let square = 0;
  for (const cluster of clusters) {
    let sum = 0;
    for (let i = 0; i < cluster.length; i++) sum += cluster[i]! - center;
    square += sum * sum;
  }
  const J = clusters.length;
  return Math.sqrt((J / (J - 1)) * square) / count;
}

/** Mean over all values of all clusters. */
export function pooledMean(clusters: readonly ArrayLike<number>[]): number {
  let sum = 0;
  let count = 0;
  for (const cluster of clusters) {
    atLeast('pooledMean', cluster, 1);
    for (let i = 0; i < cluster.length; i++) sum += cluster[i]!;
    count += cluster.length;
  }
  if (count === 0) throw new ArgumentError('pooledMean', 'clusters', 'at least 1', 0);
  return sum / count;
}

/** Square root of the unbiased variance of all values of all clusters; a list of all is never made, since resampling asks for it often. */
export function pooledDeviation(clusters: readonly ArrayLike<number>[]): number {
  const center = pooledMean(clusters);
  let sum = 0;
  let count = 0;
  for (const cluster of clusters) {
    for (let i = 0; i < cluster.length; i++) sum += (cluster[i]! - center) ** 2;
    count += cluster.length;
  }
  if (count < 2) throw new ArgumentError('pooledDeviation', 'clusters', 'at least 2 values', count);
  return Math.sqrt(sum / (count - 1));
}

/** Splits values by the key beside them (a disorder's number), in order of first appearance. */
export function clustersBy<Value = number>(keys: ArrayLike<number>, values: ArrayLike<Value>): Value[][] {
  if (keys.length !== values.length)
    throw new ArgumentError('clustersBy', 'keys', `of length ${values.length}`, keys.length);
  const clusters = new Map<number, Value[]>();
  for (let i = 0; i < values.length; i++) {
    const cluster = clusters.get(keys[i]!);
    if (cluster) cluster.push(values[i]!);
    else clusters.set(keys[i]!, [values[i]!]);
  }
  return [...clusters.values()];
}

/** Quantile of type 7: linear between order statistics, the p-quantile at rank 1 + (n − 1)p. @source [hyndman1996sample] */
export function quantile(values: ArrayLike<number>, p: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), p);
}

/** The same of values that are sorted already. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  atLeast('quantile', sorted, 1);
  finite('quantile', 'p', p, 0, 1);
  const rank = (sorted.length - 1) * p;
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (rank - below) * (high - low);
}

function atLeast(where: string, values: ArrayLike<unknown>, count: number): void {
  if (values.length < count) throw new ArgumentError(where, 'values', `at least ${count}`, values.length);
}
