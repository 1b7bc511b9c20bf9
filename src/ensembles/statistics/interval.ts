/** Confidence intervals: what they are, and those for a mean and a proportion. */
import { finite, integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { normalQuantile } from '../../base/normal.ts';
import { mean, standardError } from './summary.ts';

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Nominal probability that the interval covers the truth. */
  readonly level: number;
}

/** z with Φ(z) − Φ(−z) = level. */
export function criticalValue(level: number): number {
  finite('criticalValue', 'level', level, 0, 1);
  if (level === 0 || level === 1) throw new ArgumentError('criticalValue', 'level', 'strictly between 0 and 1', level);
  return -normalQuantile((1 - level) / 2);
}

/** estimate ± half. */
export function symmetricInterval(estimate: number, half: number, level: number): Interval {
  return { estimate, low: estimate - half, high: estimate + half, level };
}

/**
 * Mean of independent values, ± standard errors: by default those of the normal law; the whole line for fewer than two values.
 * @param errors  how many, where another law holds, as Student's for few values
 */
export function meanInterval(values: readonly number[], level: number, errors = criticalValue(level)): Interval {
  if (values.length < 2) return { estimate: values[0] ?? Number.NaN, low: -Infinity, high: Infinity, level };
  return symmetricInterval(mean(values), errors * standardError(values), level);
}

/**
 * Wilson's interval for a proportion: the p with |p̂ − p| ≤ z √(p(1−p)/n).
 * @param successes   0 … trials
 * @param trials      ≥ 1
 * @source            [wilson1927probable]; recommended at every n by [brown2001interval]
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  integer('wilsonInterval', 'trials', trials, 1);
  integer('wilsonInterval', 'successes', successes, 0, trials);
  const z2 = criticalValue(level) ** 2;
  const p = successes / trials;
  const center = (p + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials)) * (Math.sqrt(z2) / (1 + z2 / trials));
  return {
    estimate: p,
    low: successes === 0 ? 0 : Math.max(0, center - half),
    high: successes === trials ? 1 : Math.min(1, center + half),
    level,
  };
}

/**
 * The difference of two estimates that are nearly independent, from their intervals at the same level: each end lies as far out as the two
 * ends that pull it there together, √(a² + b²), so that intervals that are not symmetric keep their shape.
 * @source            [newcombe1998interval, method 10], there for Wilson's intervals
 */
export function differenceInterval(a: Interval, b: Interval): Interval {
  const estimate = a.estimate - b.estimate;
  return {
    estimate,
    low: estimate - Math.sqrt((a.estimate - a.low) ** 2 + (b.high - b.estimate) ** 2),
    high: estimate + Math.sqrt((a.high - a.estimate) ** 2 + (b.estimate - b.low) ** 2),
    level: a.level,
  };
}
