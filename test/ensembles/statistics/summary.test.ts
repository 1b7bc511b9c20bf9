import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import {
  clusteredStandardError,
  clustersBy,
  differenceInterval,
  mean,
  pooledDeviation,
  pooledMean,
  quantile,
  standardDeviation,
  standardError,
  variance,
  wilsonInterval,
} from '../../../src/ensembles/statistics.ts';

const golden = JSON.parse(readFileSync(new URL('../../golden/scipy/statistics.json', import.meta.url), 'utf8'));
const draw = (purpose: string, replica = 0) => stream(3, 'test/statistics', replica, purpose);
const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.abs(exact);

describe('summaries', () => {
  it('of clusters are to the bit those of all their values in turn', () => {
    const normals = draw('pooled');
    for (const sizes of [[2], [1, 1], [3, 1, 7], [5, 0, 9]]) {
      const clusters = sizes.map((size) => Array.from({ length: size }, () => 1e3 + normals.normal()));
      expect(pooledDeviation(clusters.filter(({ length }) => length > 0))).toBe(standardDeviation(clusters.flat()));
    }
    expect(() => pooledDeviation([[1]])).toThrow('at least 2 values');
  });

  it('equal numpy to 1e-14', () => {
    const { sample, summary } = golden;
    expect(relative(mean(sample), summary.mean)).toBeLessThan(1e-14);
    expect(relative(variance(sample), summary.variance)).toBeLessThan(1e-14);
    expect(relative(standardError(sample), summary.standardError)).toBeLessThan(1e-14);
    expect(standardDeviation(sample) ** 2).toBeCloseTo(summary.variance, 13);
    for (const [p, value] of Object.entries(summary.quantiles))
      expect(relative(quantile(sample, Number(p)), value as number)).toBeLessThan(1e-14);
  });

  it('survive an offset of 1e9 with 7 digits of the variance', () => {
    expect(relative(variance(golden.sample.map((x: number) => x + 1e9)), golden.summary.variance)).toBeLessThan(1e-6);
  });

  it('the clustered standard error is the plain one for clusters of one value', () => {
    const clusters = golden.sample.map((x: number) => [x]);
    expect(relative(clusteredStandardError(clusters), standardError(golden.sample))).toBeLessThan(1e-14);
  });

  it('copies within a cluster leave the clustered standard error as it is', () => {
    const once = golden.sample.map((x: number) => [x]);
    const thrice = golden.sample.map((x: number) => [x, x, x]);
    expect(relative(clusteredStandardError(thrice), clusteredStandardError(once))).toBeLessThan(1e-14);
  });

  it('the clustered standard error is the spread of the mean over 2000 ensembles, to 5 %', () => {
    const normals = draw('clusters');
    const runs = Array.from({ length: 2000 }, () => {
      const clusters = Array.from({ length: 20 }, (_, j) => {
        const shared = normals.normal();
        return Array.from({ length: 3 + (j % 5) }, () => shared + 0.5 * normals.normal());
      });
      return [pooledMean(clusters), clusteredStandardError(clusters)] as const;
    });
    // The estimator's own bias is of order 1/J = 5 %; the spread of 2000 means is known to 1.6 %.
    expect(relative(mean(runs.map(([, se]) => se)), standardDeviation(runs.map(([m]) => m)))).toBeLessThan(0.05);
  });

  it('clustersBy splits by key in order of first appearance', () => {
    expect(clustersBy([4, 0, 4, 0, 7], [1, 2, 3, 4, 5])).toEqual([[1, 3], [2, 4], [5]]);
  });

  it('name what is missing', () => {
    expect(() => mean([])).toThrow('mean: values must be at least 1, got 0');
    expect(() => variance([1])).toThrow('variance: values must be at least 2, got 1');
    expect(() => clusteredStandardError([[1, 2]])).toThrow('clusteredStandardError: values must be at least 2, got 1');
    expect(() => quantile([1], 1.5)).toThrow('quantile: p must be a finite number ≥ 0 and ≤ 1, got 1.5');
  });
});

describe('wilsonInterval', () => {
  it('equals scipy to 1e-14', () => {
    for (const { k, n, level, low, high } of golden.wilson) {
      const interval = wilsonInterval(k, n, level);
      expect(Math.abs(interval.low - low)).toBeLessThan(1e-14);
      expect(Math.abs(interval.high - high)).toBeLessThan(1e-14);
    }
  });

  it('covers between 0.92 and 0.98 for n = 50 and p from 0.1 to 0.9, by exact summation', () => {
    const n = 50;
    for (let p = 0.1; p < 0.9; p += 0.05) {
      let coverage = 0;
      let probability = (1 - p) ** n;
      for (let k = 0; k <= n; k++) {
        const { low, high } = wilsonInterval(k, n);
        if (low <= p && p <= high) coverage += probability;
        probability *= ((n - k) / (k + 1)) * (p / (1 - p));
      }
      expect(coverage).toBeGreaterThan(0.92);
      expect(coverage).toBeLessThan(0.98);
    }
  });
});

it('differenceInterval of Wilson’s intervals is Newcombe’s method 10, by his table of 56/70 − 48/80; its ends change places with the sides', () => {
  const [a, b] = [wilsonInterval(56, 70), wilsonInterval(48, 80)];
  const found = differenceInterval(a, b);
  // Printed to four decimals.
  for (const [end, printed] of [
    [found.estimate, 0.2],
    [found.low, 0.0524],
    [found.high, 0.3339],
  ] as const)
    expect(Math.abs(end - printed)).toBeLessThan(5e-5);
  const back = differenceInterval(b, a);
  expect([-back.high, -back.low]).toEqual([found.low, found.high]);
});
