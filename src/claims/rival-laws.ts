/**
 * Which of two laws do means along sizes follow? Each is a straight line in a function of the size (ln rate in Λ or in ln Λ), fitted with
 * the errors of the means; a law is rejected where its χ² is too large. The first stands where it is not rejected and its rival is, falls
 * the other way round, and where both or neither are rejected the form is open.
 */
import { chiSquareTail } from '../ensembles/statistics.ts';
import type { Finding, Quantity } from './claim.ts';
import { type Outcome, verdictOf } from './decide.ts';
import type { Statement } from './findings.ts';
import { list, statistic } from './quantities.ts';
import { decimal, scientific } from './theory-lines.ts';

export interface Law {
  /** 'exponential in Λ' */
  readonly name: string;
  /** What y is linear in. */
  readonly of: (size: number) => number;
}

/** Independent means, one a size. */
export interface Series {
  /** ' at T = 0.5', or nothing. */
  readonly name: string;
  readonly points: readonly { readonly size: number; readonly value: number; readonly error: number }[];
}

export interface LineFit {
  readonly slope: number;
  readonly intercept: number;
  readonly chiSquare: number;
  readonly freedom: number;
  readonly p: number;
}

/** Weighted line through (of(size), value); undefined with fewer than three sizes or an error that is not positive. */
export function lineFit({ points }: Series, { of }: Law): LineFit | undefined {
  if (points.length < 3 || points.some(({ error }) => !(error > 0))) return undefined;
  const rows = points.map(({ size, value, error }) => ({ x: of(size), y: value, w: error ** -2 }));
  const sum = (part: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + part(row), 0);
  const total = sum(({ w }) => w);
  const [mx, my] = [sum(({ w, x }) => w * x) / total, sum(({ w, y }) => w * y) / total];
  const slope = sum(({ w, x, y }) => w * (x - mx) * (y - my)) / sum(({ w, x }) => w * (x - mx) ** 2);
  const chiSquare = sum(({ w, x, y }) => w * (y - my - slope * (x - mx)) ** 2);
  const freedom = points.length - 2;
  return { slope, intercept: my - slope * mx, chiSquare, freedom, p: chiSquareTail(chiSquare, freedom) };
}

export interface RivalLaws extends Omit<Statement, 'because'> {
  readonly series: readonly Series[];
  readonly law: Law;
  readonly rival: Law;
  /** Every series must reach a size as large as this, or the form is open. */
  readonly reach?: number;
  /** Of all rejections together (Bonferroni over the series). */
  readonly level: number;
  /** What the errors are over: 'disorders'. */
  readonly over: string;
}

/** The line of a law through a series, as points between its smallest and its largest size. */
export function fitted(one: Series, law: Law, back = (y: number) => y): (readonly [size: number, y: number])[] {
  const fit = lineFit(one, law);
  if (!fit) return [];
  const sizes = one.points.map(({ size }) => size);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return Array.from({ length: 41 }, (_, k) => {
    const size = low * (high / low) ** (k / 40);
    return [size, back(fit.intercept + fit.slope * law.of(size))] as const;
  });
}

export function rivalFinding({ id, statement, ours, series, law, rival, level, over, reach = 0 }: RivalLaws): Finding {
  const limit = (1 - level) / Math.max(1, series.length);
  const fits = series.flatMap((one) => {
    const [mine, other] = [lineFit(one, law), lineFit(one, rival)];
    return mine && other ? [{ name: one.name, mine, other }] : [];
  });
  const rejected = (of: 'mine' | 'other') => fits.some((fit) => fit[of].p < limit);
  const told = (of: 'mine' | 'other') =>
    list(fits, (fit) => `${decimal(fit[of].chiSquare, 1)} (p = ${scientific(fit[of].p, 2)})${fit.name}`);
  const enough = series.length > 0 && fits.length === series.length;
  // How far the series that reaches least does.
  const reached = Math.min(...series.map(({ points }) => Math.max(...points.map(({ size }) => size))));
  const short = reached < reach;
  const outcome: Outcome =
    !enough || short || rejected('mine') === rejected('other') ? 'open' : rejected('other') ? 'holds' : 'fails';
  return {
    id,
    statement,
    verdict: verdictOf(outcome, { ours, by: 'comparison' }),
    because: enough
      ? `${short ? `Sizes reach Λ = ${reached}, where ${reach} is asked for; so far ` : ''}χ² for ${fits[0]!.mine.freedom} degrees of freedom is ${told('mine')} for the law ${law.name}, ${told('other')} for the law ${rival.name}.`
      : 'Too few sizes with an error for a law.',
    rule: `${ours ? 'confirmed' : 'reproduced'} when the law ${law.name} is rejected nowhere and the law ${rival.name} somewhere, by χ² with errors over ${over}, together at ${100 * level} %; ${ours ? 'refuted' : 'not reproduced'} the other way round; open where both or neither are rejected${reach > 0 ? `, or where no size is Λ = ${reach} or larger` : ''}`,
    quantities: fits.flatMap(({ name, mine, other }): Quantity[] => [
      statistic(`χ² of the law ${law.name}${name}`, mine.chiSquare),
      statistic(`χ² of the law ${rival.name}${name}`, other.chiSquare),
    ]),
  };
}
