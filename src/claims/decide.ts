/** From an interval to a verdict, by rules that are the same for every claim. An interval that cannot decide says so. */
import type { Verdict } from './claim.ts';

export type Interval = readonly [low: number, high: number];
type Decided = Extract<Verdict, 'reproduced' | 'not-reproduced' | 'inconclusive'>;

/** reproduced: the whole interval within target ± tolerance. not-reproduced: none of it. */
export function decideWithin([low, high]: Interval, target: number, tolerance: number): Decided {
  if (!(low <= high)) return 'inconclusive';
  if (low >= target - tolerance && high <= target + tolerance) return 'reproduced';
  return high < target - tolerance || low > target + tolerance ? 'not-reproduced' : 'inconclusive';
}

/** For a quantity the source says is negative (a fall): reproduced when the interval is below 0, not-reproduced when above. */
export function decideNegative([low, high]: Interval): Decided {
  if (high < 0) return 'reproduced';
  return low > 0 ? 'not-reproduced' : 'inconclusive';
}

/** All must hold: one failure fails the whole, one undecided leaves it undecided. */
export function decideAll(parts: readonly Decided[]): Decided {
  if (parts.includes('not-reproduced')) return 'not-reproduced';
  return parts.length === 0 || parts.includes('inconclusive') ? 'inconclusive' : 'reproduced';
}

/** Further runs after which a half-width that shrinks like 1/√n would be `wanted`. */
export function runsToDecide(runs: number, halfWidth: number, wanted: number): number {
  return Math.max(1, Math.ceil(runs * ((halfWidth / wanted) ** 2 - 1)));
}
