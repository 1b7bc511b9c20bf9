import { expect, it } from 'vitest';
import { chiSquareQuantile, chiSquareTail } from '../../../src/ensembles/statistics.ts';

it('tails of χ² against the density, integrated; 1 at 0', () => {
  for (const k of [1, 2, 3, 4, 5, 8]) {
    expect(chiSquareTail(0, k)).toBe(1);
    // −dQ/dx is the density ½ (x/2)^{k/2−1} e^{−x/2}/Γ(k/2), known up to Γ: ratios at two places.
    const density = (x: number) => (chiSquareTail(x - 1e-4, k) - chiSquareTail(x + 1e-4, k)) / 2e-4;
    expect(density(5) / density(2)).toBeCloseTo(2.5 ** (k / 2 - 1) * Math.exp(-1.5), 6);
  }
});

it('the usual table: P(χ² > 3.841) with one degree, 5.991, 7.815, 9.488', () => {
  for (const [i, x] of [3.841458820694124, 5.991464547107979, 7.814727903251178, 9.487729036781154].entries())
    expect(chiSquareTail(x, i + 1)).toBeCloseTo(0.05, 12);
});

it('a quantile has its tail, however far out', () => {
  for (const k of [1, 2, 3, 9, 40])
    for (const tail of [0.999, 0.975, 0.5, 0.025, 1e-6]) {
      const there = chiSquareTail(chiSquareQuantile(tail, k), k);
      expect(Math.abs(there / tail - 1)).toBeLessThan(1e-9);
    }
});
