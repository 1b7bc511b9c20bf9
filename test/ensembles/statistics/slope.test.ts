import { expect, test } from 'vitest';
import { criticalValue, meanInterval, slope } from '../../../src/ensembles/statistics.ts';

test('the slope of a line is its own, and noise that is orthogonal to x changes nothing', () => {
  const x = [1, 2, 4, 7];
  expect(
    slope(
      x,
      x.map((v) => 3 - 2 * v),
    ),
  ).toBeCloseTo(-2, 14);
  expect(slope([-1, 0, 1], [-1 + 5, 0 - 10, 1 + 5])).toBeCloseTo(1, 14);
  expect(slope([2, 2], [0, 1])).toBeNaN();
});

test('the interval of a mean: standard errors of the normal law, or as many as are asked; the whole line for one value', () => {
  const values = [1, 2, 3, 4];
  // Standard deviation √(5/3), standard error √(5/12).
  const error = Math.sqrt(5 / 12);
  const { estimate, low, high, level } = meanInterval(values, 0.9);
  expect([estimate, level]).toEqual([2.5, 0.9]);
  expect(high - estimate).toBeCloseTo(criticalValue(0.9) * error, 14);
  expect(estimate - low).toBeCloseTo(criticalValue(0.9) * error, 14);
  expect(meanInterval(values, 0.95, 3).high).toBeCloseTo(2.5 + 3 * error, 14);
  expect(meanInterval([7], 0.95)).toEqual({ estimate: 7, low: -Infinity, high: Infinity, level: 0.95 });
});
