/**
 * Bootstrap intervals of any statistic. What is resampled are *units*: values, or whole clusters when values within one (replicas on
 * one disorder) are not independent. Units come in strata (one a size) and are resampled within their stratum.
 * @source [davison1997bootstrap, ch. 5]; BCa: [efron1987better], for several samples [davison1997bootstrap, §5.3.2]
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { normalQuantile } from '../../base/normal.ts';
import { normalCdf } from '../../base/normal-cdf.ts';
import type { Stream } from '../../base/philox.ts';
import { criticalValue, type Interval } from './interval.ts';
import { sortedQuantile, standardDeviation } from './summary.ts';

export interface BootstrapOptions {
  /** B; 2000 when absent, since BCa reads quantiles further out than the level says. */
  readonly resamples?: number;
  /** 0.95 when absent. */
  readonly level?: number;
  /** bca (the default) corrects bias and skewness; percentile reads the quantiles as they are. */
  readonly method?: 'bca' | 'percentile';
}

export interface BootstrapInterval extends Interval {
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
  /** Resamples on which the statistic was not finite; left out of the quantiles. */
  readonly failures: number;
}

/** Share of failures above which the rest no longer stands for the whole. */
const maxFailures = 0.1;

/**
 * Intervals of a vector-valued statistic, one a component. With fewer than about ten units a stratum they come out too narrow.
 * @param stream      decides the resamples
 * @param strata      each with at least two units
 * @param statistic   of strata like the given ones; also called on the data itself and, for BCa, with each unit left out
 * @returns           the whole line, with an infinite standard error, where more than a tenth of the resamples fail
 * @throws            ArgumentError when a stratum has fewer than two units or the statistic of the data is not finite
 * @accuracy          coverage error of order 1/n for bca, 1/√n for each end of percentile
 */
export function bootstrap<Unit>(
  stream: Stream,
  strata: readonly (readonly Unit[])[],
  statistic: (strata: readonly (readonly Unit[])[]) => readonly number[],
  { resamples = 2000, level = 0.95, method = 'bca' }: BootstrapOptions = {},
): BootstrapInterval[] {
  integer('bootstrap', 'resamples', resamples, 20);
  const small = strata.find((units) => units.length < 2);
  if (small || strata.length === 0)
    throw new ArgumentError('bootstrap', 'strata', 'samples of at least 2 units', small?.length ?? 0);
  const estimates = statistic(strata);
  if (!estimates.every(Number.isFinite))
    throw new ArgumentError('bootstrap', 'statistic', 'finite on the data', estimates.map(String));

  const drawn = strata.map((units) => new Uint32Array(units.length));
  const replicates = Array.from({ length: resamples }, () =>
    statistic(strata.map((units, s) => resampled(stream, units, drawn[s]!))),
  );
  const influence = method === 'bca' ? leaveOneOut(strata, statistic) : [];
  return estimates.map((estimate, component) => {
    const kept = Float64Array.from(replicates, (values) => values[component]!)
      .filter(Number.isFinite)
      .sort();
    const failures = resamples - kept.length;
    if (failures > maxFailures * resamples) return unbounded(estimate, level, failures);
    const z = criticalValue(level);
    const levels =
      method === 'bca'
        ? correctedLevels(estimate, kept, acceleration(influence, component), z)
        : [normalCdf(-z), normalCdf(z)];
    return {
      estimate,
      low: sortedQuantile(kept, levels[0]!),
      high: sortedQuantile(kept, levels[1]!),
      level,
      standardError: standardDeviation(kept),
      failures,
    };
  });
}

/** As many units, each drawn from all of them. @param drawn  their places, written over */
function resampled<Unit>(stream: Stream, units: readonly Unit[], drawn: Uint32Array): Unit[] {
  stream.integers(units.length, drawn);
  // A copy to write over has room for these units already, numbers or objects; an empty array grows into it.
  const out = units.slice();
  for (let i = 0; i < out.length; i++) out[i] = units[drawn[i]!]!;
  return out;
}

/** The interval of an estimate of which nothing is known. */
export function unbounded(estimate: number, level: number, failures: number): BootstrapInterval {
  return { estimate, low: -Infinity, high: Infinity, level, standardError: Infinity, failures };
}

/** Values of the statistic with one unit left out, by stratum and unit. Strata of two units keep one. */
function leaveOneOut<Unit>(
  strata: readonly (readonly Unit[])[],
  statistic: (strata: readonly (readonly Unit[])[]) => readonly number[],
): (readonly number[])[][] {
  return strata.map((units, s) => units.map((_, left) => statistic(strata.with(s, units.toSpliced(left, 1)))));
}

/**
 *      a = (1/6) Σ_s n_s⁻³ Σ_i l_si³ / (Σ_s n_s⁻² Σ_i l_si²)^{3/2},   l_si = (n_s − 1)(θ̄_s − θ_s(i))
 * 0 when the statistic does not depend on single units, or fails without one.
 */
function acceleration(influence: readonly (readonly number[])[][], component: number): number {
  let cubes = 0;
  let squares = 0;
  for (const units of influence) {
    const n = units.length;
    const center = units.reduce((sum, values) => sum + values[component]!, 0) / n;
    for (const values of units) {
      const l = (n - 1) * (center - values[component]!);
      cubes += l ** 3 / n ** 3;
      squares += l ** 2 / n ** 2;
    }
  }
  const a = cubes / (6 * squares ** 1.5);
  return Number.isFinite(a) ? a : 0;
}

/** α ↦ Φ(z₀ + (z₀ + z_α)/(1 − a(z₀ + z_α))) at both ends, z₀ from the share of resamples below the estimate (ties count half). */
function correctedLevels(estimate: number, sorted: Float64Array, a: number, z: number): [number, number] {
  const B = sorted.length;
  const below = sorted.reduce((count, x) => count + (x < estimate ? 1 : x === estimate ? 0.5 : 0), 0);
  const z0 = normalQuantile(Math.min(B - 0.5, Math.max(0.5, below)) / B);
  const corrected = (end: number) => {
    const denominator = 1 - a * (z0 + end);
    return denominator > 0 ? normalCdf(z0 + (z0 + end) / denominator) : a > 0 ? 1 : 0;
  };
  return [corrected(-z), corrected(z)];
}
