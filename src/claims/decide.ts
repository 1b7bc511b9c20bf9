/**
 * From numbers to a verdict, by rules that are the same for every claim. A statement about a number is a *region* that the number must
 * lie in; an interval inside it holds, one outside fails, one across its edge decides nothing and says what would.
 */
import type { Interval } from '../ensembles/statistics.ts';
import type { Finding, More } from '../report/findings.ts';
import type { Verdict } from './claim.ts';

export type Outcome = 'holds' | 'fails' | 'open';

/** Where a number must lie. Ends that are infinite bound nothing. */
export interface Region {
  readonly low: number;
  readonly high: number;
  /** Whether the ends belong to it. */
  readonly closed: boolean;
  /** 'below 0', 'within 0.01 of −E∞': what rules say of it. */
  readonly words: string;
}

/** @param words  how the target is called where it is no plain number */
export function within(target: number, tolerance: number, words = String(target)): Region {
  const about = words === '0' ? `±${tolerance}` : `${tolerance} of ${words}`;
  return { low: target - tolerance, high: target + tolerance, closed: true, words: `within ${about}` };
}

export function below(limit: number, words = String(limit)): Region {
  return { low: -Infinity, high: limit, closed: false, words: `below ${words}` };
}

export function above(limit: number, words = String(limit)): Region {
  return { low: limit, high: Infinity, closed: false, words: `above ${words}` };
}

/** holds: the whole interval lies in the region. fails: none of it does. An interval with an unknown end is open. */
export function place({ low, high }: Pick<Interval, 'low' | 'high'>, region: Region): Outcome {
  if (!(low <= high)) return 'open';
  const over = region.low === -Infinity || (region.closed ? low >= region.low : low > region.low);
  const under = region.high === Infinity || (region.closed ? high <= region.high : high < region.high);
  if (over && under) return 'holds';
  return high < region.low || low > region.high ? 'fails' : 'open';
}

/** All must hold: one failure fails the whole, one undecided leaves it open; nothing decides nothing. */
export function all(parts: readonly Outcome[]): Outcome {
  if (parts.includes('fails')) return 'fails';
  return parts.length === 0 || parts.includes('open') ? 'open' : 'holds';
}

/** holds or fails where that is known. */
export function known(holds: boolean | undefined): Outcome {
  if (holds === undefined) return 'open';
  return holds ? 'holds' : 'fails';
}

/** Whether a verdict says that its statement stands, in the strength that its kind allows. */
export function stands({ verdict }: Pick<Finding, 'verdict'>): boolean {
  return verdict === 'proved' || verdict === 'reproduced' || verdict === 'confirmed';
}

/** Whether a verdict says that its statement falls. */
export function falls({ verdict }: Pick<Finding, 'verdict'>): boolean {
  return verdict === 'contradicted' || verdict === 'not-reproduced' || verdict === 'refuted';
}

/** The independent units behind an interval, and how many of them there are. */
export interface Units {
  /** One of them: 'disorder', 'network', 'data order'. */
  readonly unit: string;
  readonly count: number;
  /** With fewer nothing is decided; 1 when absent. */
  readonly fewest?: number;
}

/** More than this many times the units there are is no advice. */
const mostTimes = 1000;

/**
 * Further units after which one interval would decide, if its estimate stayed: the end that lies across the edge comes nearer to the
 * estimate like 1/√n.
 * @returns undefined where no number would (the estimate lies on the edge, the end is unknown, or it takes over 1000 times the units)
 */
function shortOf({ estimate, low, high }: Interval, region: Region, count: number): number | undefined {
  const inside = estimate > region.low && estimate < region.high;
  const [reach, room] = inside
    ? [
        [estimate - low, high - estimate],
        [estimate - region.low, region.high - estimate],
      ]
    : estimate <= region.low
      ? [[high - estimate], [region.low - estimate]]
      : [[estimate - low], [estimate - region.high]];
  // An infinite room asks for nothing.
  const factors = reach.map((length, i) => (room[i] === Infinity ? 0 : (length / room[i]!) ** 2));
  const factor = Math.max(...factors);
  return factor <= mostTimes ? Math.max(1, Math.ceil(count * (factor - 1))) : undefined;
}

/**
 * What would decide whether all intervals lie in their regions: the least that puts one outside where an estimate lies outside,
 * otherwise the most that any takes to come inside.
 */
export function moreFor(
  parts: readonly { readonly interval: Interval; readonly region: Region }[],
  { unit, count, fewest = 1 }: Units,
): More | undefined {
  const open = parts.filter(({ interval, region }) => place(interval, region) === 'open');
  const short = (some: typeof parts) => some.map(({ interval, region }) => shortOf(interval, region, count));
  const outside = open.filter(
    ({ interval: { estimate }, region }) => !(estimate > region.low && estimate < region.high),
  );
  const failing = short(outside).filter((n) => n !== undefined);
  const holding = short(open);
  const bySize = outside.length > 0 ? Math.min(...failing) : Math.max(0, ...holding.map((n) => n ?? Infinity));
  const needed = Math.max(fewest - count, bySize);
  return needed > 0 && Number.isFinite(needed) ? { count: needed, unit } : undefined;
}

/** How a statement is decided, and whether a source makes it. */
export interface Standing {
  /** True for a statement of ours that no source makes. */
  readonly ours?: boolean | undefined;
  /** proof: exact arithmetic, an identity, a certificate. comparison: a measurement, or exact numbers against a rule of shape. */
  readonly by: 'proof' | 'comparison';
}

export function verdictOf(outcome: Outcome, { ours = false, by }: Standing): Verdict {
  if (outcome === 'open') return 'inconclusive';
  return wordsOf({ ours, by })[outcome];
}

/** The verdicts of a statement that holds and of one that fails. */
export function wordsOf({ ours = false, by }: Standing): { readonly holds: Verdict; readonly fails: Verdict } {
  if (by === 'proof') return { holds: 'proved', fails: ours ? 'refuted' : 'contradicted' };
  return ours ? { holds: 'confirmed', fails: 'refuted' } : { holds: 'reproduced', fails: 'not-reproduced' };
}

/** The same as words, for claims that make their findings themselves. */
type Decided = Extract<Verdict, 'reproduced' | 'not-reproduced' | 'inconclusive'>;
type Ends = readonly [low: number, high: number];
const decided = (outcome: Outcome) => verdictOf(outcome, { by: 'comparison' }) as Decided;

export const decideNegative = ([low, high]: Ends): Decided => decided(place({ low, high }, below(0)));
export function runsToDecide(runs: number, halfWidth: number, wanted: number): number {
  return Math.max(1, Math.ceil(runs * ((halfWidth / wanted) ** 2 - 1)));
}
