/** Rank correlation: closed forms, ties, strata, and tests that find what is there and nothing else. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { rankTest, spearman, stratifiedSpearman } from '../../../src/ensembles/statistics.ts';

describe('spearman', () => {
  it('is 1 − 6 Σd²/(n³ − n) without ties, and takes mean ranks with them', () => {
    const [x, y] = [
      [3, 1, 4, 1.5, 9, 2.6],
      [2, 7, 1, 8, 2.8, 0],
    ];
    // Ranks 4 1 5 2 6 3 and 3 5 2 6 4 1: Σd² = 1 + 16 + 9 + 16 + 4 + 4.
    expect(spearman(x, y)).toBeCloseTo(1 - (6 * 50) / (216 - 6), 14);
    // Ranks 1.5 1.5 3 against 1 2 3: (0.5 + 0 + 1)/√(1.5 · 2).
    expect(spearman([0, 0, 5], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 14);
    expect(spearman([1, 2, 3], [10, 20, 1e9])).toBe(1);
    expect(spearman([1, 1], [2, 3])).toBeNaN();
  });

  it('strata hide what differs between them', () => {
    const pairs = (shift: number) => [0, 1, 2, 3].map((k) => ({ x: shift + k, y: shift - k }));
    expect(stratifiedSpearman([pairs(0), pairs(100)])).toBe(-1);
    expect(stratifiedSpearman([pairs(0), [{ x: 1, y: 1 }]])).toBe(-1);
  });

  it('the test finds a correlation, and none where there is none', () => {
    const draw = stream(8, 'test/ranks', 0, 'pairs');
    const made = (share: number) =>
      [0, 1].map(() =>
        Array.from({ length: 40 }, () => {
          const x = draw.normal();
          return { x, y: share * x + draw.normal() };
        }),
      );
    const found = rankTest(draw, made(1), { permutations: 199, resamples: 300 })!;
    expect(found.interval.low).toBeGreaterThan(0.3);
    expect(found.pValue).toBe(1 / 200);
    const none = rankTest(draw, made(0), { permutations: 199, resamples: 300 })!;
    expect(none.pValue).toBeGreaterThan(0.05);
    expect(none.interval.low).toBeLessThan(0);
    expect(Math.abs(none.interval.estimate)).toBeLessThan(none.null95);
    expect(
      rankTest(draw, [
        [
          { x: 1, y: 2 },
          { x: 1, y: 3 },
        ],
      ]),
    ).toBeUndefined();
  });
});
