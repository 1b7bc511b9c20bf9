import { describe, expect, it } from 'vitest';
import {
  countStatistics,
  energyBarrier,
  equalCounts,
  groundState,
  groundStateByReplicas,
  isotropicMixture,
  lnMeanByIndex,
  lnMeanTotal,
  lowestMinimum,
  oneStepBound,
} from '../../src/theory/index.ts';
import edges from '../golden/theory/edges.json' with { type: 'json' };

describe('the ground state by one step of replica symmetry breaking', () => {
  it.each([3, 4, 5, 6, 10, 50])('H = %i: E_0 of complexities, two accounts of one number', (order) => {
    const [replicas, points] = [groundStateByReplicas(order), groundState(order)];
    expect(Math.abs(replicas.value - points.value)).toBeLessThanOrEqual(replicas.accuracy + points.accuracy);
    expect(replicas.accuracy).toBeLessThan(1e-12);
  });

  it('real orders, as the least value of the functional with its integrals done numerically (mpmath)', () => {
    for (const [order, value] of edges.groundStates as [number, string][])
      expect(groundStateByReplicas(order).value).toBeCloseTo(Number(value), 13);
    const { groundState: mixed } = isotropicMixture([{ power: 3.5, share: 1 }]);
    expect(groundStateByReplicas(3.5).value).toBeCloseTo(mixed, 12);
  });

  it('every χ and m bound it from above; at order 2 nothing breaks', () => {
    const least = groundStateByReplicas(3).value;
    for (const chi of [0.05, 0.2, 0.5, 1])
      for (const m of [0, 0.3, 1, 3]) expect(oneStepBound(3, chi, m)).toBeGreaterThan(least);
    // m = 0 is the replica symmetric value √H, which lies higher.
    expect(oneStepBound(3, 1 / Math.sqrt(3), 0)).toBeCloseTo(Math.sqrt(3), 14);
    expect(groundStateByReplicas(2).value).toBeCloseTo(Math.SQRT2, 14);
    expect(() => groundStateByReplicas(1.9)).toThrow('order must be a number from 2 to 1000, got 1.9');
  });
});

describe('the lowest minimum of a Poisson process with the exact mean number', () => {
  it('E C_0 = 1 just above E C = 1 at Λ = 50, and moments that a finer rule confirms', () => {
    const statistics = countStatistics(50, 1);
    const { level, mean, sd, below, expected } = lowestMinimum(3, statistics);
    expect(lnMeanByIndex(3, statistics, 0, level)!.ln).toBeCloseTo(0, 11);
    let [first, second] = [0, 0];
    const [low, high, n] = [-2, -1.3, 1000];
    for (let i = 0; i < n; i++) {
      const u = low + ((high - low) * (i + 0.5)) / n;
      const share = below(u + (high - low) / (2 * n)) - below(u - (high - low) / (2 * n));
      first += u * share;
      second += u * u * share;
    }
    // All points together reach 1 a little lower: there are few saddles so deep.
    expect(lnMeanTotal(3, 50, -1.5914).ln).toBeCloseTo(0, 1);
    expect(level).toBeGreaterThan(-1.5914);
    expect(level).toBeLessThan(-1.59);
    expect(mean).toBeCloseTo(first, 6);
    expect(sd).toBeCloseTo(Math.sqrt(second - first ** 2), 5);
    expect(below(level)).toBeCloseTo(-Math.expm1(-1), 10);
    expect(expected(level)).toBeCloseTo(1, 11);
  });

  it('at even order minima are pairs; levels come down to −E_0 as Λ grows', () => {
    const levels = [25, 50].map((size) => lowestMinimum(4, countStatistics(size, 1)).level);
    for (const [i, level] of levels.entries()) {
      expect(level).toBeGreaterThan(-groundState(4).value);
      if (i > 0) expect(level).toBeLessThan(levels[i - 1]!);
    }
    const statistics = countStatistics(50, 1);
    expect(lnMeanByIndex(4, statistics, 0, levels[1]!)!.ln).toBeCloseTo(Math.LN2, 10);
  });

  it('as many saddles of index 1 as minima below a level that comes down towards the barrier', () => {
    const levels = [25, 100].map((size) => {
      const statistics = countStatistics(size, 2);
      const level = equalCounts(3, statistics)!;
      const [minima, saddles] = [0, 1].map((k) => lnMeanByIndex(3, statistics, k, level)!.ln);
      expect(saddles).toBeCloseTo(minima!, 9);
      return level;
    });
    expect(levels[0]! > levels[1]! && levels[1]! > -energyBarrier(3).value).toBe(true);
  });
});
