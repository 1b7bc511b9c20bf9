/**
 * Correlation coefficients: Pearson's with Fisher's interval, the test of two against each other, and Holm's adjustment for
 * several tests at once.
 * @source [fisher1921probable]; [holm1979simple]
 */
import { finite, integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { log, tanh } from '../../base/functions.ts';
import { erfc } from '../../base/normal-cdf.ts';
import { criticalValue, type Interval } from './interval.ts';
import { mean } from './summary.ts';

/** r of pairs (x, y), with the interval tanh(artanh r ± z/√(n−3)), exact in the limit for jointly normal pairs. At least 4 pairs. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>, level = 0.95): Interval {
  if (x.length !== y.length) throw new ArgumentError('pearson', 'y', `of length ${x.length} as x`, y.length);
  integer('pearson', 'number of pairs', x.length, 4);
  const cx = mean(x);
  const cy = mean(y);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - cx;
    const dy = y[i]! - cy;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (!(xx > 0 && yy > 0))
    throw new ArgumentError('pearson', 'x and y', 'finite and not constant', [xx, yy].map(String));
  return correlationInterval(Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy))), x.length, level);
}

/** Fisher's interval for a correlation r of `count` pairs, for example a published one. */
export function correlationInterval(r: number, count: number, level = 0.95): Interval {
  finite('correlationInterval', 'r', r, -1, 1);
  integer('correlationInterval', 'count', count, 4);
  if (Math.abs(r) === 1) return { estimate: r, low: r, high: r, level };
  const half = criticalValue(level) / Math.sqrt(count - 3);
  return { estimate: r, low: tanh(artanh(r) - half), high: tanh(artanh(r) + half), level };
}

export interface TestResult {
  /** Standardized difference; standard normal when there is none. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Are two correlations of independent samples the same? z = (artanh r₁ − artanh r₂)/√(1/(n₁−3) + 1/(n₂−3)). |r| < 1, n ≥ 4. */
export function fisherTest(r1: number, n1: number, r2: number, n2: number): TestResult {
  for (const [name, r] of Object.entries({ r1, r2 }))
    if (!(Math.abs(r) < 1)) throw new ArgumentError('fisherTest', name, 'strictly between −1 and 1', r);
  integer('fisherTest', 'n1', n1, 4);
  integer('fisherTest', 'n2', n2, 4);
  const z = (artanh(r1) - artanh(r2)) / Math.sqrt(1 / (n1 - 3) + 1 / (n2 - 3));
  return { z, pValue: erfc(Math.abs(z) / Math.SQRT2) };
}

/** Holm's adjusted p-values, in the order given: reject where adjusted ≤ α and the chance of any false rejection is at most α. */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) finite('holm', 'p-value', p, 0, 1);
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}

function artanh(r: number): number {
  return log((1 + r) / (1 - r)) / 2;
}
