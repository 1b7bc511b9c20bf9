/** Numbers of findings and tables with what surrounds them, and lists of them for a sentence. */
import { deviation } from '../assumptions/jackknife.ts';
import { counted as countedWords } from '../base/words.ts';
import {
  type BootstrapInterval,
  criticalValue,
  type Interval,
  mean,
  standardDeviation,
  standardError,
  wilsonInterval,
} from '../ensembles/statistics.ts';
import type { Quantity } from './claim.ts';

/** An interval as a number with what surrounds it. */
export function quantity(
  name: string,
  interval: Interval & Partial<Pick<BootstrapInterval, 'standardError'>>,
): Quantity {
  const { estimate, standardError: error, low, high } = interval;
  return {
    name,
    value: estimate,
    ...(error === undefined ? {} : { error }),
    interval: [low, high],
    kind: 'estimate',
  };
}

/** The mean of independent values with its standard error: one value a row. Of a single row the error is unknown, of none the mean too. */
export function meanOf<Row>(name: string, rows: readonly Row[], of: (row: Row) => number): WithError {
  const values = rows.map(of);
  return {
    name,
    value: values.length > 0 ? mean(values) : Number.NaN,
    error: values.length > 1 ? standardError(values) : Number.NaN,
  };
}

/**
 * A statistic of independent units with its standard error by the jackknife, √((n−1)/n Σ (θ_i − θ̄)²), θ_i without unit i; unknown of fewer than two.
 * @source [efron1981jackknife]
 */
export function ofUnits<Unit>(
  name: string,
  units: readonly Unit[],
  statistic: (some: readonly Unit[]) => number,
): WithError {
  const n = units.length;
  if (n < 2) return { name, value: n > 0 ? statistic(units) : Number.NaN, error: Number.NaN };
  const without = Float64Array.from(units, (_, left) => statistic(units.filter((_unit, i) => i !== left)));
  return { name, value: statistic(units), error: deviation(without, n) };
}

/** The standard deviation s of independent values with its standard error √((m₄ − s⁴)/n)/2s, m₄ the fourth central moment; unknown of a single value. */
export function deviationOf<Row>(name: string, rows: readonly Row[], of: (row: Row) => number): WithError {
  const values = rows.map(of);
  if (values.length < 2) return { name, value: Number.NaN, error: Number.NaN };
  const [s, center] = [standardDeviation(values), mean(values)];
  const fourth = mean(values.map((x) => (x - center) ** 4));
  const error = s === 0 ? 0 : Math.sqrt(Math.max(0, fourth - s ** 4) / values.length) / (2 * s);
  return { name, value: s, error };
}

/** The median of independent values with its interval by ranks (95 %), n/2 ± 0.98 √n: no law of the values enters. */
export function medianOf(name: string, values: readonly number[]): Quantity {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const reach = (criticalValue(0.95) * Math.sqrt(n)) / 2;
  const at = (rank: number) => sorted[Math.min(n - 1, Math.max(0, rank))] ?? Number.NaN;
  return {
    name,
    value: at(n >> 1),
    interval: [at(Math.floor(n / 2 - reach)), at(Math.ceil(n / 2 + reach) - 1)],
    kind: 'estimate',
  };
}

/** “0.12 (0.10 to 0.14)” */
export function spanned({ estimate, low, high }: Interval, write: (x: number) => string): string {
  return `${write(estimate)} (${write(low)} to ${write(high)})`;
}

/** A quantity that has an error. */
export type WithError = Quantity & { readonly kind?: 'estimate' | 'bound'; readonly error: number };

/** A number with a bound on its error. */
export function bounded(name: string, { value, error }: { readonly value: number; readonly error: number }): WithError {
  return { name, value, error, kind: 'bound' };
}

/** A number of a few operations in float arithmetic, right but for their rounding: to 1e-12 of it, generously. */
export function rounded(name: string, value: number): WithError {
  return { name, value, error: 1e-12 * Math.abs(value) };
}

/** Numbers with bounds, one a size: 'share, Λ = 25', … */
export function boundedAlong<Row extends { readonly size: number }>(
  name: string,
  rows: readonly Row[],
  of: (row: Row, i: number) => { readonly value: number; readonly error: number },
): Quantity[] {
  return rows.map((row, i) => bounded(`${name}, Λ = ${row.size}`, of(row, i)));
}

/** A count of the whole, or a number that exact arithmetic or a closed form gives; never what is read off a sample. */
export function exact(name: string, value: number): Quantity {
  return { name, value, kind: 'exact' };
}

/**
 * The largest or smallest of what was looked at.
 * @param among  how many cases that is
 */
export function extreme(name: string, value: number, among: number): Quantity {
  return { name, value, kind: 'extreme', among };
}

/** A number that a test compares with its law, such as χ² or p. */
export function statistic(name: string, value: number): Quantity {
  return { name, value, kind: 'statistic' };
}

/** Share of independent trials, with Wilson's interval (95 %). */
export function shareOf(name: string, successes: number, trials: number): Quantity {
  if (trials === 0) return { name, value: Number.NaN, error: Number.NaN };
  const { estimate, low, high } = wilsonInterval(successes, trials);
  return { name, value: estimate, interval: [low, high], kind: 'estimate' };
}

/** “value, value, …”, each as it is written. */
export function list<Row>(rows: readonly Row[], write: (row: Row, i: number) => string, between = ', '): string {
  return rows.map(write).join(between);
}

/** 'disorders', '1 disorder' … of a unit named in the singular. */
export function plural(unit: string): string {
  return countedWords(2, unit).slice(2);
}

/** Whether each number is above, or below, the one before. */
export function rises(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]!);
}

export function falls(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value < values[i - 1]!);
}
