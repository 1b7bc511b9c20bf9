import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exp, log, log1p, sigmoid, tanh } from '../../src/base/functions.ts';
import { normalQuantileCentered } from '../../src/base/normal.ts';

interface Golden {
  readonly log: [number, number][];
  readonly exp: [number, number][];
  readonly tanh: [number, number][];
  readonly quantile: [number, number][];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/base/functions.json', import.meta.url), 'utf8'));

const worst = (pairs: [number, number][], f: (x: number) => number) =>
  pairs.reduce((most, [x, y]) => Math.max(most, y === 0 ? Math.abs(f(x)) : Math.abs(f(x) / y - 1)), 0);

// One unit in the last place is at most 2.2e-16 relative; the quantile's approximation itself is good to about 1e-16 (PPND16).
describe('elementary functions against mpmath (golden/base/functions.py)', () => {
  it('log within 1 ulp', () => expect(worst(golden.log, log)).toBeLessThan(2.3e-16));
  it('exp within 1 ulp', () => expect(worst(golden.exp, exp)).toBeLessThan(2.3e-16));
  it('tanh within 4 ulp', () => expect(worst(golden.tanh, tanh)).toBeLessThan(9e-16));
  it('normal quantile within 1e-15', () => expect(worst(golden.quantile, normalQuantileCentered)).toBeLessThan(1e-15));
});

describe('edges', () => {
  it('log1p within 1 ulp of ln(1 + x), and where its branches meet', () => {
    expect([log1p(0), log1p(2 ** -60)]).toEqual([0, 2 ** -60]);
    expect(log1p(1)).toBe(Math.LN2);
    // 2 artanh(x/(2 + x)) by its series, summed from the smallest term: no cancellation.
    const series = (x: number) => {
      const s = x / (2 + x);
      let sum = 0;
      for (let k = 45; k >= 0; k--) sum = sum * s * s + 1 / (2 * k + 1);
      return 2 * s * sum;
    };
    for (const x of [3e-9, 1.8e-9, 1e-4, 0.1, 0.41421, 0.41422, 0.7, 0.99999, 1 - 1e-7, 1 - 2 ** -18])
      expect(Math.abs(log1p(x) / series(x) - 1)).toBeLessThan(7e-16); // the series itself rounds four times
  });
  it('log and exp at their limits', () => {
    expect(log(0)).toBe(-Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 9);
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Infinity);
    expect(exp(-740) / 4.2e-322).toBeCloseTo(1, 1); // e⁻⁷⁴⁰ = 4.1996e-322, denormal: two digits are left
    expect(exp(709.7) / 1.654984035e308).toBeCloseTo(1, 6);
  });
  it('sigmoid(x) + sigmoid(−x) = 1 and never overflows', () => {
    for (const x of [0, 1e-9, 0.3, 5, 40, 800]) expect(sigmoid(x) + sigmoid(-x)).toBeCloseTo(1, 15);
  });
  it('the quantile is odd', () => {
    for (const q of [0.1, 0.42, 0.43, 0.499, 0.5 - 2 ** -53])
      expect(normalQuantileCentered(-q)).toBe(-normalQuantileCentered(q));
  });
});
