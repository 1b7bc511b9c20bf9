import { expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { deviationOf, medianOf, shareOf } from '../../src/claims/quantities.ts';
import { mean, standardDeviation } from '../../src/ensembles/statistics.ts';

test('a share has the interval of Wilson, and none of no trials', () => {
  // 24 of 24: low = 1/(1 + z²/24).
  const { value, interval } = shareOf('', 24, 24);
  expect([value, interval![1]]).toEqual([1, 1]);
  expect(interval![0]).toBeCloseTo(1 / (1 + 1.959964 ** 2 / 24), 6);
  expect(shareOf('', 0, 0).value).toBeNaN();
});

test('the error of a standard deviation is how much it scatters over samples', () => {
  const samples = Array.from({ length: 400 }, (_, k) => {
    const draw = stream(1, 'test', k, 'deviations');
    // Heavier tails than normal: the usual s/√(2n) is a third too small.
    return Array.from({ length: 200 }, () => draw.normal() * (draw.uniform() < 0.2 ? 2 : 1));
  });
  const all = samples.map((values) => deviationOf('', values, Number));
  const scatter = standardDeviation(all.map(({ value }) => value));
  expect(mean(all.map(({ error }) => error)) / scatter).toBeGreaterThan(0.85);
  expect(mean(all.map(({ error }) => error)) / scatter).toBeLessThan(1.1);
  expect(deviationOf('', [2, 2, 2], Number)).toEqual({ name: '', value: 0, error: 0 });
  expect(deviationOf('', [1], Number).error).toBeNaN();
});

test('the interval of a median holds it in 95 of 100 samples, whatever the law', () => {
  const held = Array.from({ length: 400 }, (_, k) => {
    const draw = stream(2, 'test', k, 'medians');
    // Of an exponential law the median is ln 2.
    const [low, high] = medianOf(
      '',
      Array.from({ length: 60 }, () => -Math.log(draw.uniform())),
    ).interval!;
    return low <= Math.LN2 && Math.LN2 <= high;
  }).filter(Boolean).length;
  // 380 ± 4.4 at exactly 95 %; ranks are whole numbers.
  expect(Math.abs(held - 380)).toBeLessThan(16);
  expect(medianOf('', [3, 1, 2])).toMatchObject({ value: 2, interval: [1, 3] });
  expect(medianOf('', []).value).toBeNaN();
});
