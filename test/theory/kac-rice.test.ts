import { describe, expect, it } from 'vitest';
import { closedFormTotal, lnMeanTotal } from '../../src/theory/kac-rice.ts';
import { energy, tables } from './golden.ts';

describe('mean number of critical points of all indices', () => {
  for (const { order, size, rows } of tables.totals) {
    it(`H = ${order}, Λ = ${size}: within the bound of the 18-digit values, and the bound is below 2e-12`, () => {
      for (const [u, text] of rows) {
        const { ln, error } = lnMeanTotal(order, size, energy(u));
        expect(Math.abs(ln - Number(text))).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(2e-12);
      }
    });
  }

  for (const { order, size, rows } of tables.small) {
    it(`H = ${order}, Λ = ${size}: totals of the index tables`, () => {
      for (const [u, text] of rows) {
        const { ln, error } = lnMeanTotal(order, size, energy(u));
        // The table has 16 digits.
        expect(Math.abs(ln - Math.log(Number(text)))).toBeLessThanOrEqual(error + 1e-15);
      }
    });
  }

  it('closed forms: Λ = 2 and 3 against real eigenpairs, H = 2 against 2Λ, to 1e-13', () => {
    for (const [order, size] of [
      [3, 2],
      [3, 3],
      [7, 2],
      [8, 3],
      [31, 3],
      [2, 2],
      [2, 9],
      [2, 100],
    ] as const) {
      expect(Math.abs(lnMeanTotal(order, size, Infinity).ln - Math.log(closedFormTotal(order, size)!))).toBeLessThan(
        1e-13,
      );
    }
    expect(closedFormTotal(3, 4)).toBeUndefined();
  });

  it('half of all points lie below 0, and the counts below u and above −u agree: E C(u) + E C(−u) = E C(∞)', () => {
    for (const [order, size] of [
      [3, 7],
      [4, 33],
      [5, 100],
    ] as const) {
      const all = lnMeanTotal(order, size, Infinity).ln;
      expect(lnMeanTotal(order, size, 0).ln - all).toBeCloseTo(-Math.LN2, 13);
      for (const u of [0.3, 1.1]) {
        const sum = Math.exp(lnMeanTotal(order, size, u).ln - all) + Math.exp(lnMeanTotal(order, size, -u).ln - all);
        expect(sum).toBeCloseTo(1, 12);
      }
    }
  });

  it('deep energies do not underflow: u = −40 at Λ = 100 follows the Gaussian e^{−ΛHu²…} within 1 %', () => {
    const { ln } = lnMeanTotal(3, 100, -40);
    // One spin glass energy per point: the leading term is −Λu²/2.
    expect(Math.abs(ln / (-0.5 * 100 * 1600) - 1)).toBeLessThan(0.01);
    expect(lnMeanTotal(3, 100, -Infinity)).toEqual({ ln: -Infinity, error: 0 });
  });

  it('names bad arguments', () => {
    expect(() => lnMeanTotal(1, 10, 0)).toThrow('lnMeanTotal: order must be an integer from 2 to 1000, got 1');
    expect(() => lnMeanTotal(3, 1, 0)).toThrow('lnMeanTotal: size must be an integer from 2 to 10000, got 1');
    expect(() => lnMeanTotal(3, 10_001, 0)).toThrow('lnMeanTotal: size must be an integer from 2 to 10000, got 10001');
    expect(() => lnMeanTotal(3, 10, Number.NaN)).toThrow('lnMeanTotal: energy must be a number, not NaN, got NaN');
  });
});
