/** Checks at the public border. Each returns the value, or throws an ArgumentError that names it. */
import { ArgumentError } from './errors.ts';

/** An integer in [min, max]. */
export function integer(
  where: string,
  argument: string,
  value: unknown,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  const rule = max === Number.MAX_SAFE_INTEGER ? `an integer ≥ ${min}` : `an integer from ${min} to ${max}`;
  throw new ArgumentError(where, argument, rule, value);
}

/** A finite number in [min, max], bounds included. */
export function finite(where: string, argument: string, value: unknown, min = -Infinity, max = Infinity): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max) return value;
  const bounds = [min > -Infinity ? `≥ ${min}` : '', max < Infinity ? `≤ ${max}` : ''].filter(Boolean).join(' and ');
  throw new ArgumentError(where, argument, bounds ? `a finite number ${bounds}` : 'a finite number', value);
}

/** A finite number > 0. */
export function positive(where: string, argument: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new ArgumentError(where, argument, 'a finite number > 0', value);
}

/** Longer lists are not recited to a caller who can be told the nearest word. */
const shortList = 8;

/** One of the given words; suggests the nearest when none matches. */
export function oneOf<T extends string>(where: string, argument: string, value: unknown, words: readonly T[]): T {
  if (typeof value === 'string' && (words as readonly string[]).includes(value)) return value as T;
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  const list = near && words.length > shortList ? `one of ${words.length} words` : `one of ${words.join(', ')}`;
  throw new ArgumentError(where, argument, near ? `${list} (did you mean ${near}?)` : list, value);
}

/** Characters above which nothing is a slip of the fingers. */
const longestWord = 60;

/** The word at the smallest edit distance, if it is at most half the length of what was typed; of long texts none. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  if (typed.length > longestWord) return undefined;
  const ranked = words
    .map((word) => ({ word, distance: editDistance(typed, word) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, typed.length / 2) ? best.word : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
