import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { bootstrap, mean, pooledMean, quantile, variance } from '../../../src/ensembles/statistics.ts';

const golden = JSON.parse(readFileSync(new URL('../../golden/scipy/statistics.json', import.meta.url), 'utf8'));
const draw = (purpose: string, replica = 0) => stream(3, 'test/statistics', replica, purpose);
const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.abs(exact);
/** By how many standard errors a share of seeded trials misses its probability. */
const within = (share: number, probability: number, trials: number) =>
  Math.abs(share - probability) / Math.sqrt((probability * (1 - probability)) / trials);

describe('bootstrap', () => {
  it('gives scipy’s BCa interval of a skewed mean, to the sampling error of 20,000 resamples', () => {
    const [interval] = bootstrap(draw('bca'), [golden.sample as number[]], ([x]) => [mean(x!)], {
      resamples: 20_000,
      level: 0.9,
    });
    // Standard error of a 5 % quantile of 20,000: √(0.05 · 0.95/20000)/density ≈ 0.003 here; five of them.
    expect(Math.abs(interval!.low - golden.bca[0])).toBeLessThan(0.015);
    expect(Math.abs(interval!.high - golden.bca[1])).toBeLessThan(0.015);
    const plugIn = Math.sqrt((golden.summary.variance * 30) / 31 / 31);
    expect(relative(interval!.standardError, plugIn)).toBeLessThan(0.025); // 5/√(2 · 20000)
    expect(interval!.failures).toBe(0);
  });

  it.each(['bca', 'percentile'] as const)('%s intervals at level 0.9 cover the mean of 40 normals', (method) => {
    const trials = 500;
    const normals = draw(`coverage-${method}`);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const sample = Array.from({ length: 40 }, () => normals.normal());
      const [interval] = bootstrap(draw('resamples', trial), [sample], ([x]) => [mean(x!)], {
        resamples: 400,
        level: 0.9,
        method,
      });
      if (interval!.low <= 0 && 0 <= interval!.high) covered++;
    }
    // P(|t₃₉| ≤ 1.645 √(39/40)) = 0.888; four standard errors.
    expect(within(covered / trials, 0.888, trials)).toBeLessThan(4);
  });

  it('covers with clusters resampled, and undercovers by far with their values resampled', () => {
    const trials = 300;
    const normals = draw('clustered-coverage');
    let covered = 0;
    let naive = 0;
    for (let trial = 0; trial < trials; trial++) {
      const clusters = Array.from({ length: 25 }, () => {
        const shared = normals.normal();
        return Array.from({ length: 8 }, () => shared + 0.5 * normals.normal());
      });
      const options = { resamples: 200, level: 0.9, method: 'percentile' } as const;
      const [right] = bootstrap(draw('by-cluster', trial), [clusters], ([c]) => [pooledMean(c!)], options);
      const [wrong] = bootstrap(draw('by-value', trial), [clusters.flat()], ([x]) => [mean(x!)], options);
      if (right!.low <= 0 && 0 <= right!.high) covered++;
      if (wrong!.low <= 0 && 0 <= wrong!.high) naive++;
    }
    // P(|t₂₄| ≤ 1.645 √(24/25)) = 0.880; the design effect of the values is 6.6, and P(|z| ≤ 1.645/√6.6) = 0.478.
    expect(within(covered / trials, 0.88, trials)).toBeLessThan(4);
    expect(naive / trials).toBeLessThan(0.65);
  });

  it('resamples within strata: a difference of means has the sum of both variances', () => {
    const a = [1, 2, 3, 4, 5, 6, 7];
    const b = [10, 30, 20];
    const [interval] = bootstrap(draw('strata'), [a, b], ([x, y]) => [mean(y!) - mean(x!)], { resamples: 20_000 });
    const exact = Math.sqrt((variance(a) * 6) / 7 / 7 + (variance(b) * 2) / 3 / 3);
    expect(interval!.estimate).toBe(16);
    expect(relative(interval!.standardError, exact)).toBeLessThan(0.025);
  });

  it('is the same for the same stream, and one point for a statistic that never moves', () => {
    const run = () => bootstrap(draw('again'), [golden.sample as number[]], ([x]) => [quantile(x!, 0.5), 42]);
    expect(run()).toEqual(run());
    expect(run()[1]).toMatchObject({ estimate: 42, low: 42, high: 42, standardError: 0 });
  });

  it('drops failed resamples, and says the whole line when they are more than a tenth', () => {
    const failing = (share: number) => {
      const coin = draw('failures');
      let first = true;
      return bootstrap(
        draw('units'),
        [[1, 2, 3, 4]],
        ([x]) => {
          const value = first || coin.uniform() > share ? mean(x!) : Number.NaN;
          first = false;
          return [value];
        },
        { method: 'percentile' },
      )[0]!;
    };
    expect(failing(0.05).failures).toBeGreaterThan(0);
    expect(failing(0.05).high).toBeLessThanOrEqual(4);
    expect(failing(0.3)).toMatchObject({ low: -Infinity, high: Infinity, standardError: Infinity });
  });

  it('refuses one unit, no stratum, and a statistic without a value', () => {
    const average = ([x]: readonly (readonly number[])[]) => [mean(x!)];
    expect(() => bootstrap(draw('x'), [[1]], average)).toThrow('strata must be samples of at least 2 units, got 1');
    expect(() => bootstrap(draw('x'), [], average)).toThrow('strata must be samples of at least 2 units, got 0');
    expect(() => bootstrap(draw('x'), [[1, 2]], () => [Number.NaN])).toThrow('statistic must be finite on the data');
  });
});
