import { describe, expect, it } from 'vitest';
import {
  closedFormTotal,
  countStatistics,
  energyDensity,
  energyMoments,
  lnMeanBetween,
  lnMeanByIndex,
} from '../../src/theory/index.ts';

/** ∫ f(u) u^p du for p = 0, 1, 2 by Simpson’s rule. */
function moments(f: (u: number) => number, low: number, high: number, n: number): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i <= n; i++) {
    const u = low + ((high - low) * i) / n;
    const weight = ((i === 0 || i === n ? 1 : i % 2 ? 4 : 2) * (high - low)) / (3 * n);
    const value = f(u) * weight;
    for (let p = 0; p < 3; p++) sums[p]! += value * u ** p;
  }
  return sums;
}

describe('the law of the energies of critical points', () => {
  it.each([
    [5, 25, 0, 400],
    [4, 60, 0, 400],
    [3, 60, 2, 400],
    [3, 7, 3, 4000],
  ] as const)(
    'H = %i, Λ = %i, index %i: its integral is 1, its mean and spread those of energyMoments',
    (order, size, index, n) => {
      const statistics = countStatistics(size);
      const p = energyDensity(order, statistics, index);
      const [all, first, second] = moments(p, -3, size === 7 ? 3 : 0, n);
      const { mean, sd } = energyMoments(order, statistics, index);
      expect(all).toBeCloseTo(1, 7);
      expect(first).toBeCloseTo(mean, 7);
      expect(Math.sqrt(second! - first! ** 2)).toBeCloseTo(sd, 6);
    },
  );

  it('Λ = 2: minima and maxima have the density of |m − x| e^{−½x²} over the other eigenvalue x', () => {
    const p = energyDensity(3, countStatistics(2), 0);
    // m = u √(3/2), weight e^{−am²} e^{−½m²}, a = 1/6; the other eigenvalue lies above.
    const weight = (u: number) => {
      const m = u * Math.sqrt(1.5);
      const [one] = moments((x) => (x - m) * Math.exp(-0.5 * x * x), m, 9, 2000);
      return one! * Math.exp(-(2 / 3) * m * m);
    };
    const [all] = moments(weight, -7, 7, 2000);
    for (const u of [-2.1, -1.2, 0, 0.7]) expect(p(u)).toBeCloseTo(weight(u) / all!, 8);
  });

  it('between two energies: parts add up to the whole, below and above, in either tail', () => {
    const statistics = countStatistics(60);
    const ends = [-Infinity, -1.9, -1.6, -1.45, -1.2, Infinity];
    const parts = ends.slice(1).map((u, i) => Math.exp(lnMeanBetween(3, statistics, 0, ends[i]!, u)!.ln));
    const all = Math.exp(lnMeanByIndex(3, statistics, 0, Infinity)!.ln);
    expect(parts.reduce((sum, part) => sum + part, 0) / all).toBeCloseTo(1, 12);
    // Above −1.2 there are so few that a difference of the counts below has no digits left.
    expect(parts.at(-1)! / all).toBeLessThan(1e-6);
    const p = energyDensity(3, statistics, 0);
    for (const [low, high] of [
      [-1.9, -1.8],
      [-1.25, -1.15],
    ] as const) {
      const [by] = moments(p, low, high, 200);
      const { ln, error } = lnMeanBetween(3, statistics, 0, low, high)!;
      expect(Math.exp(ln) / all / by!).toBeCloseTo(1, 6);
      expect(error).toBeLessThan(1e-9);
    }
  });

  it('Λ = 3: all points of all indices between −∞ and ∞ are the closed total, and an energy counts as many on either side', () => {
    const statistics = countStatistics(3);
    const sum = (low: number, high: number) =>
      [0, 1, 2].reduce((total, k) => total + Math.exp(lnMeanBetween(4, statistics, k, low, high)!.ln), 0);
    expect(sum(-Infinity, Infinity)).toBeCloseTo(closedFormTotal(4, 3)!, 10);
    expect(sum(-0.9, Infinity)).toBeCloseTo(sum(-Infinity, 0.9), 10);
    expect(sum(0.3, 0.8)).toBeCloseTo(sum(-0.8, -0.3), 10);
  });

  it('out of reach is undefined and 0, ends in the wrong order a clear error', () => {
    const statistics = countStatistics(100, 1);
    expect(lnMeanBetween(3, statistics, 0, 0.5, Infinity)).toBeUndefined();
    expect(energyDensity(3, statistics, 0)(0.5)).toBe(0);
    expect(lnMeanBetween(3, statistics, 0, -1, -1)).toEqual({ ln: -Infinity, error: 0 });
    expect(() => lnMeanBetween(3, statistics, 0, -1, -2)).toThrow('low must be at most high = -2, got -1');
    expect(() => energyDensity(3, statistics, 5)).toThrow('index must be');
  });
});
