import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { summarize, tally } from '../../src/ensembles/summary.ts';

describe('a summary', () => {
  test('of independent values has s/√n for its error, and an interval that agrees with it', () => {
    const draw = stream(3, 'test', 0, 'values');
    const values = Array.from({ length: 400 }, () => 5 + draw.normal());
    const summary = summarize(1, [values]);
    expect(summary).toMatchObject({ count: 400, nonFinite: 0 });
    const error = summary.standardDeviation! / 20;
    expect(summary.standardError).toBeCloseTo(error, 14);
    // BCa ends of a near-normal mean lie within a tenth of a half-width of mean ± 1.96 errors; 2000 resamples leave about 3 %.
    for (const [end, side] of [
      [0, -1],
      [1, 1],
    ] as const)
      expect(Math.abs(summary.interval![end]! - (summary.mean! + side * 1.96 * error))).toBeLessThan(0.2 * error);
  });

  test('of replicas on disorders takes the disorders for the sample', () => {
    // Twelve disorders whose replicas agree: n = 12, not 120.
    const draw = stream(4, 'test', 0, 'disorders');
    const levels = Array.from({ length: 12 }, () => draw.normal());
    const clustered = summarize(
      1,
      levels.map((level) => new Array<number>(10).fill(level)),
    );
    const once = summarize(1, [levels]);
    expect(clustered.mean).toBeCloseTo(once.mean!, 13);
    expect(clustered.standardError).toBeCloseTo(once.standardError!, 13);
    expect(
      summarize(
        1,
        levels.slice(0, 9).map((level) => [level, level]),
      ).interval,
    ).toBeUndefined();
  });

  test('leaves out and counts what is not finite, and says less the less there is', () => {
    expect(summarize(1, [[1, NaN, 3, Infinity]])).toMatchObject({
      count: 2,
      nonFinite: 2,
      mean: 2,
      minimum: 1,
      maximum: 3,
    });
    expect(summarize(1, [[7]])).toEqual({ count: 1, nonFinite: 0, mean: 7, minimum: 7, median: 7, maximum: 7 });
    expect(summarize(1, [[NaN]])).toEqual({ count: 0, nonFinite: 1 });
    expect(summarize(1, [])).toEqual({ count: 0, nonFinite: 0 });
  });

  test('tallies in ascending order', () => {
    expect(Object.entries(tally(['b', 'a', 'b']))).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });
});
