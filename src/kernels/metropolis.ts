/** What every backend's walks agree on: which calls are allowed, and where levels lie. */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';

/** Level j of s values spaced uniformly on [−1, 1]. */
export function levelValue(level: number, levels: number): number {
  return level * (2 / (levels - 1)) - 1;
}

/** Checks one call of `advance`. */
export function checkAdvance(proposals: number, temperature: number, step: number): void {
  integer('advance', 'proposals', proposals, 0);
  positive('advance', 'temperature', temperature);
  finite('advance', 'step', step, 0);
}

/** Checks a point: its length and, with levels, that it lies on them (to float32). */
export function checkPoint(dimension: number, levels: number | null, point: Float64Array): void {
  if (point.length !== dimension) throw new ArgumentError('load', 'point', `${dimension} numbers`, point.length);
  if (levels === null) return;
  for (const x of point) {
    const level = Math.round(((x + 1) * (levels - 1)) / 2);
    if (!(level >= 0 && level < levels && Math.abs(levelValue(level, levels) - x) < 1e-6))
      throw new ArgumentError('load', 'point', `on the ${levels} levels from −1 to 1`, x);
  }
}
