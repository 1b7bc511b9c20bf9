import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complexity, indexComplexity, indexComplexityAsPrinted } from '../../src/theory/complexity.ts';
import { barrierComplexity, rateFunction } from '../../src/theory/rate.ts';
import { energyBarrier } from '../../src/theory/thresholds.ts';

interface Row {
  readonly u: string;
  readonly rate: string;
  readonly total: string;
  readonly byIndex: readonly string[];
  readonly printed: string;
}
const golden = JSON.parse(readFileSync(new URL('../golden/theory/limits.json', import.meta.url), 'utf8')) as {
  readonly complexity: Readonly<Record<string, readonly Row[]>>;
};

// A few roundings of the largest term; u itself is rounded when it is read.
const near = (value: number, text: string) => {
  const reference = Number(text);
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(2e-15 * Math.max(1, Math.abs(reference)));
};

describe('complexities', () => {
  for (const [key, rows] of Object.entries(golden.complexity)) {
    const order = Number(key);
    it(`H = ${order}: I, Θ_H, Θ_{k,H} (k ≤ 5) and the printed form agree with 20-digit values to 2e-15`, () => {
      for (const row of rows) {
        const u = Number(row.u);
        near(rateFunction(order, u), row.rate);
        near(complexity(order, u), row.total);
        for (const [k, text] of row.byIndex.entries()) near(indexComplexity(order, k, u), text);
        near(indexComplexityAsPrinted(order, 0, u), row.printed);
      }
    });
  }

  it('the rate function keeps 12 relative digits next to the barrier, where it vanishes like (4√2/3) δ^{3/2} (1 + 3δ/20)', () => {
    const edge = energyBarrier(3).value;
    for (const delta of [1e-3, 1e-5, 1e-7]) {
      const u = -edge * (1 + delta);
      const excess = (-u - edge) / edge;
      // ∫_0^δ 2√(2x) √(1+x/2) dx = (4√2/3) δ^{3/2} (1 + 3δ/20 − 3δ²/224 + …)
      const series = ((4 * Math.SQRT2) / 3) * excess ** 1.5 * (1 + (3 * excess) / 20 - (3 * excess ** 2) / 224);
      expect(Math.abs(rateFunction(3, u) / series - 1)).toBeLessThan(1e-11);
    }
  });

  it('all functions meet at the barrier at ½ ln(H−1) − (H−2)/H, and Θ_H reaches ½ ln(H−1) at 0', () => {
    for (const order of [2, 3, 5, 9, 33]) {
      const edge = -energyBarrier(order).value;
      expect(complexity(order, edge)).toBeCloseTo(barrierComplexity(order), 14);
      for (const k of [0, 1, 8]) {
        const step = 1e-12;
        expect(indexComplexity(order, k, edge)).toBe(barrierComplexity(order));
        expect(indexComplexity(order, k, edge - step)).toBeCloseTo(barrierComplexity(order), 11);
      }
      expect(complexity(order, 0)).toBe(0.5 * Math.log(order - 1));
      expect(complexity(order, Infinity)).toBe(0.5 * Math.log(order - 1));
      expect(complexity(order, -Infinity)).toBe(-Infinity);
      expect(indexComplexity(order, 3, -Infinity)).toBe(-Infinity);
      expect(indexComplexity(order, 3, Infinity)).toBe(barrierComplexity(order));
    }
  });

  it('H = 2: Θ is minus the rate function below −√2 and 0 above', () => {
    expect(complexity(2, -2)).toBe(-rateFunction(2, -2));
    expect(indexComplexity(2, 3, -2)).toBe(-4 * rateFunction(2, -2));
    expect(complexity(2, -1)).toBe(0);
    expect(indexComplexity(2, 0, 7)).toBe(0);
    expect(indexComplexityAsPrinted(2, 0, Infinity)).toBe(0);
  });

  it('bad arguments are named', () => {
    expect(() => complexity(1, 0)).toThrow('complexity: order must be an integer ≥ 2, got 1');
    expect(() => complexity(3, Number.NaN)).toThrow('complexity: u must be a number, not NaN, got NaN');
    expect(() => indexComplexity(3, 0.5, 0)).toThrow('indexComplexity: index must be an integer ≥ 0, got 0.5');
  });
});
