/**
 * The four ways to a finding. A claim says what it compares and where the numbers must lie; verdict, text of the rule, and what would
 * decide an open one are made here, from the same region, so that they cannot differ.
 *      measuredFinding   numbers, no pass or fail
 *      exactFinding      decided without sampling: a proof, or exact numbers against a rule of shape
 *      intervalFinding   intervals against regions
 *      trendFinding      a statistic along sizes: by its steps, or by its slope
 */
import { log } from '../base/functions.ts';
import type { Stream } from '../base/philox.ts';
import { type BootstrapInterval, bootstrap, type Interval } from '../ensembles/statistics.ts';
import type { Erratum } from '../report/findings.ts';
import { verdictWords } from '../report/verdict.ts';
import type { Finding, Quantity } from './claim.ts';
import {
  above,
  all,
  below,
  known,
  moreFor,
  type Outcome,
  place,
  type Region,
  type Standing,
  type Units,
  verdictOf,
  wordsOf,
} from './decide.ts';
import { plural, quantity } from './quantities.ts';

/** What every finding says. */
export interface Statement {
  readonly id: string;
  readonly statement: string;
  /** What was seen, with the numbers in it. */
  readonly because: string;
  /** True for a statement of ours that no source makes: confirmed or refuted, not reproduced or not. */
  readonly ours?: boolean;
  /** Numbers shown; for an interval or a trend those beside the ones that decide. */
  readonly quantities?: readonly Quantity[];
}

export interface Measured extends Statement {
  /** Why there is nothing to judge by; of intervals, how they were made and at which level. */
  readonly why: string;
  /** false where there was nothing to measure. */
  readonly enough?: boolean;
}

/**
 * Numbers with their uncertainty, no pass or fail: where the source gives neither number nor direction, or where a setting was fitted.
 */
export function measuredFinding({ id, statement, because, quantities = [], why, enough = true }: Measured): Finding {
  return {
    id,
    statement,
    verdict: enough ? 'measured' : 'inconclusive',
    because,
    rule: `measured: ${why}`,
    quantities,
  };
}

export interface Exact extends Statement, Pick<Standing, 'by'> {
  /** undefined where exact arithmetic does not decide. */
  readonly holds: boolean | undefined;
  /** By which it holds, or would fail; a whole sentence without its full stop. */
  readonly rule: string;
  /** The class of the error if a source's statement fails. */
  readonly erratum?: Erratum;
}

/** A statement decided without sampling. Its quantities are exact, or carry a bound. */
export function exactFinding(given: Exact): Finding {
  const { id, statement, because, ours, quantities = [], holds, by, rule, erratum } = given;
  const verdict = verdictOf(known(holds), { ours, by });
  return {
    id,
    statement,
    verdict,
    because,
    rule,
    quantities,
    ...(erratum ? { erratum } : {}),
  };
}

/** A number with its interval, and where it must lie. */
export interface Part {
  readonly name: string;
  readonly interval: Interval & Partial<Pick<BootstrapInterval, 'standardError'>>;
  readonly region: Region;
  /** What the source prints for it. */
  readonly published?: number;
}

export interface Intervals extends Statement {
  readonly parts: readonly Part[];
  /** What the intervals are of: 'of the limit a (bootstrap over disorders)'. */
  readonly of: string;
  /** Of all intervals together. */
  readonly level: number;
  /** What limits the intervals. */
  readonly units: Units;
  /** Conditions beside the intervals, e.g. that the course of training is complete; all must hold. */
  readonly besides?: { readonly outcome: Outcome; readonly rule: string };
  /** What a failure takes besides an interval outside, e.g. that training went far enough; without it such an interval decides nothing. */
  readonly failure?: { readonly counts: boolean; readonly rule: string };
}

/** Intervals against regions: holds when each lies inside its own, fails when one lies wholly outside. */
export function intervalFinding(given: Intervals): Finding {
  const { id, statement, because, ours, quantities = [], parts, of, level, units, besides, failure } = given;
  const { unit, count, fewest = 1 } = units;
  const placed = parts.map(({ interval, region }) => {
    const outcome = place(interval, region);
    return outcome === 'fails' && failure?.counts === false ? 'open' : outcome;
  });
  const outcome =
    count < fewest || parts.length === 0 ? 'open' : all([...placed, ...(besides ? [besides.outcome] : [])]);
  const more = outcome === 'open' && parts.length > 0 ? moreFor(parts, units) : undefined;
  const [holds, fails] = Object.values(wordsOf({ ours, by: 'comparison' })).map(verdictWords);
  const where = [...new Set(parts.map(({ region }) => region.words))].join(' or ');
  const one = parts.length === 1;
  return {
    id,
    statement,
    verdict: verdictOf(outcome, { ours, by: 'comparison' }),
    because,
    rule: [
      `${holds} when ${one ? `the whole ${100 * level} % interval` : 'every interval'} ${of} lies ${where || 'where it must'}${one ? '' : `, all together at ${100 * level} %`}`,
      `${fails} when ${one ? 'none of it does' : 'one lies wholly outside'}${failure ? ` and ${failure.rule}` : ''}`,
      ...(besides ? [besides.rule] : []),
      ...(fewest > 1
        ? [`fewer than ${fewest} ${plural(unit)} decide nothing, since their intervals are too narrow`]
        : []),
    ].join('; '),
    quantities: [
      ...parts.map(({ name, interval, published }) => ({
        ...quantity(name, interval),
        ...(published === undefined ? {} : { published }),
      })),
      ...quantities,
    ],
    ...(more ? { more } : {}),
  };
}

/** The independent units at one size; what a statistic is made of and a bootstrap resamples. */
export interface Along<Unit> {
  readonly at: number;
  readonly units: readonly Unit[];
}

export interface Trend<Unit> extends Statement {
  /** 'mean test loss': what follows the sizes. */
  readonly what: string;
  readonly direction: 'falls' | 'rises';
  /**
   * steps: every step to the next size, intervals together at the level. slope: the least-squares slope against the logarithm of the
   * size, which has power where single steps have none.
   */
  readonly by: 'steps' | 'slope';
  /** By size, ascending. */
  readonly along: readonly Along<Unit>[];
  readonly statistic: (units: readonly Unit[]) => number;
  /** 'Λ', 'n₁' */
  readonly symbol: string;
  readonly level: number;
  readonly unit: string;
  readonly fewest?: number;
  /** Of each interval; 2000 when absent. */
  readonly resamples?: number;
  /** Stream of the resampling that compares a size with the one before (steps), or of all (slope, at 0). */
  readonly draw: (at: number) => Stream;
}

/** Does a statistic fall, or rise, along sizes? By bootstrap intervals of its changes, or of its slope. */
export function trendFinding<Unit>(trend: Trend<Unit>): Finding {
  const { what, direction, by, along, symbol, level, unit, fewest = 2 } = trend;
  const count = Math.min(...along.map(({ units }) => units.length));
  const region = direction === 'falls' ? below(0) : above(0);
  const parts = along.length < 2 || count < 2 ? [] : by === 'steps' ? stepsOf(trend) : [slopeOf(trend)];
  return intervalFinding({
    ...trend,
    parts: parts.map((part) => ({ ...part, region })),
    of: `(bootstrap over ${plural(unit)}) of the ${by === 'steps' ? `change of the ${what} to the next ${symbol}` : `slope of the ${what} against ln ${symbol}`}`,
    level,
    units: { unit, count: Number.isFinite(count) ? count : 0, fewest },
  });
}

/** The change at each step. */
function stepsOf<Unit>({ what, along, statistic, symbol, level, draw, resamples }: Trend<Unit>) {
  const pairs = along.slice(1).map(({ at, units }, i) => ({ at, strata: [along[i]!.units, units] }));
  const changes = jointly(pairs, ([a, b]) => statistic(b!) - statistic(a!), level, draw, resamples);
  return changes.map((interval, i) => {
    return { name: `change of the ${what}, ${symbol} = ${along[i]!.at} to ${along[i + 1]!.at}`, interval };
  });
}

/**
 * Bootstrap intervals of one number made of the samples (strata) at each size, which hold together at the level (Bonferroni).
 * @param draw  stream of the resampling at a size
 */
export function jointly<Unit>(
  along: readonly { readonly at: number; readonly strata: readonly (readonly Unit[])[] }[],
  statistic: (strata: readonly (readonly Unit[])[]) => number,
  level: number,
  draw: (at: number) => Stream,
  resamples = 2000,
): BootstrapInterval[] {
  const options = { resamples, level: 1 - (1 - level) / Math.max(1, along.length) };
  return along.map(({ at, strata }) => bootstrap(draw(at), strata, (drawn) => [statistic(drawn)], options)[0]!);
}

function slopeOf<Unit>(trend: Trend<Unit>) {
  return { name: `slope of the ${trend.what} against ln ${trend.symbol}`, interval: trendSlope(trend) };
}

/** Slope against ln size, each size weighted by the inverse variance of its statistic, taken once from a bootstrap of its own. */
export function trendSlope<Unit>({
  along,
  statistic,
  level,
  draw,
  resamples = 2000,
}: Pick<Trend<Unit>, 'along' | 'statistic' | 'level' | 'draw' | 'resamples'>): BootstrapInterval {
  const weights = along.map(({ at, units }) => {
    const one = ([some]: readonly (readonly Unit[])[]) => [statistic(some!)];
    const { standardError } = bootstrap(draw(at), [units], one, { resamples: 200, method: 'percentile' })[0]!;
    return standardError ** -2;
  });
  // Statistics that do not vary at some size weigh nothing against each other: all sizes alike.
  const weight = weights.every(Number.isFinite) ? weights : weights.map(() => 1);
  const x = along.map(({ at }) => log(at));
  const total = weight.reduce((sum, w) => sum + w, 0);
  const center = x.reduce((sum, xi, i) => sum + weight[i]! * xi, 0) / total;
  const squares = x.reduce((sum, xi, i) => sum + weight[i]! * (xi - center) ** 2, 0);
  const slope = (strata: readonly (readonly Unit[])[]) => [
    strata.reduce((sum, units, i) => sum + weight[i]! * (x[i]! - center) * statistic(units), 0) / squares,
  ];
  const [interval] = bootstrap(
    draw(0),
    along.map(({ units }) => units),
    slope,
    { resamples, level },
  );
  return interval!;
}

/** The values of a statistic along sizes with their intervals, each at the level of its own: what a trend's reason tells. */
export function valuesAlong<Unit>(
  { along, statistic, level }: Pick<Trend<Unit>, 'along' | 'statistic' | 'level'>,
  draw: (at: number) => Stream,
): BootstrapInterval[] {
  return along.map(({ at, units }) => {
    return bootstrap(draw(at), [units], ([some]) => [statistic(some!)], { resamples: 1000, level })[0]!;
  });
}
