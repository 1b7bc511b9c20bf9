import { expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { deviationOf, meanOf, medianOf, ofUnits, shareOf } from '../../src/claims/quantities.ts';
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

test('the jackknife has the standard error of a mean, and how much a correlation scatters', () => {
  const values = [1, 4, 2, 8, 5, 7];
  const byMean = ofUnits('', values, mean);
  expect(byMean.value).toBe(mean(values));
  expect(byMean.error).toBeCloseTo(meanOf('', values, Number).error, 12);
  const pairs = Array.from({ length: 200 }, (_, k) => {
    const draw = stream(1, 'test', k, 'pairs');
    return Array.from({ length: 40 }, () => {
      const x = draw.normal();
      return { x, y: 0.5 * x + draw.normal() };
    });
  });
  const ρ = (some: readonly { x: number; y: number }[]) => {
    const [a, b] = [some.map(({ x }) => x), some.map(({ y }) => y)];
    return mean(some.map(({ x, y }) => (x - mean(a)) * (y - mean(b)))) / (standardDeviation(a) * standardDeviation(b));
  };
  const all = pairs.map((units) => ofUnits('', units, ρ));
  const scatter = standardDeviation(all.map(({ value }) => value));
  expect(Math.abs(mean(all.map(({ error }) => error)) / scatter - 1)).toBeLessThan(0.2);
  expect(ofUnits('', [3], mean)).toEqual({ name: '', value: 3, error: Number.NaN });
  expect(ofUnits('', [], mean).value).toBeNaN();
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
