import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { correlationInterval, fisherTest, holm, normalCdf, pearson } from '../../../src/ensembles/statistics.ts';

const golden = JSON.parse(readFileSync(new URL('../../golden/scipy/statistics.json', import.meta.url), 'utf8'));
const draw = (purpose: string, replica = 0) => stream(3, 'test/statistics', replica, purpose);
/** By how many standard errors a share of seeded trials misses its probability. */
const within = (share: number, probability: number, trials: number) =>
  Math.abs(share - probability) / Math.sqrt((probability * (1 - probability)) / trials);

describe('correlation', () => {
  it('pearson and Fisher’s interval equal scipy to 1e-13', () => {
    const { x, y, r, interval } = golden.pearson;
    const ours = pearson(x, y);
    expect(ours.estimate).toBeCloseTo(r, 13);
    expect(ours.low).toBeCloseTo(interval[0], 13);
    expect(ours.high).toBeCloseTo(interval[1], 13);
  });

  it('is ±1 on a line and refuses a constant', () => {
    expect(pearson([1, 2, 3, 4], [-2, -4, -6, -8])).toMatchObject({ estimate: -1, low: -1, high: -1 });
    expect(() => pearson([1, 2, 3, 4], [5, 5, 5, 5])).toThrow('x and y must be finite and not constant');
    expect(() => pearson([1, 2, 3], [1, 2, 3])).toThrow('number of pairs must be an integer ≥ 4, got 3');
  });

  it('intervals at 95 % cover ρ = 0.7 and the test rejects 5 % of equal pairs, n = 60', () => {
    const trials = 2000;
    const normals = draw('pairs');
    const sample = () => {
      const x = Array.from({ length: 60 }, () => normals.normal());
      return pearson(
        x,
        x.map((value) => 0.7 * value + Math.sqrt(0.51) * normals.normal()),
      );
    };
    let covered = 0;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [first, second] = [sample(), sample()];
      if (first.low <= 0.7 && 0.7 <= first.high) covered++;
      if (fisherTest(first.estimate, 60, second.estimate, 60).pValue < 0.05) rejected++;
    }
    expect(within(covered / trials, 0.95, trials)).toBeLessThan(4);
    expect(within(rejected / trials, 0.05, trials)).toBeLessThan(4);
  });

  it('fisherTest is 0 for equal correlations, odd under exchange, and has the closed form', () => {
    expect(fisherTest(0.4, 50, 0.4, 80)).toEqual({ z: 0, pValue: 1 });
    const { z, pValue } = fisherTest(0.7616, 1000, 0.6861, 1000);
    expect(z).toBeCloseTo((Math.atanh(0.7616) - Math.atanh(0.6861)) / Math.sqrt(2 / 997), 12);
    expect(fisherTest(0.6861, 1000, 0.7616, 1000).z).toBeCloseTo(-z, 14);
    expect(pValue).toBeCloseTo(2 * normalCdf(-z), 16);
    expect(() => fisherTest(1, 10, 0, 10)).toThrow('fisherTest: r1 must be strictly between −1 and 1, got 1');
  });

  it('correlationInterval narrows like 1/√(n − 3)', () => {
    const width = (n: number) => {
      const { low, high } = correlationInterval(0.5, n);
      return Math.atanh(high) - Math.atanh(low);
    };
    expect(width(103) / width(403)).toBeCloseTo(2, 10);
  });

  it('holm multiplies by the number left and never falls', () => {
    const adjusted = holm([0.03, 0.01, 0.02, 0.9]);
    [0.06, 0.04, 0.06, 0.9].forEach((p, i) => {
      expect(adjusted[i]).toBeCloseTo(p, 15);
    });
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
