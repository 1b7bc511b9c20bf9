import { describe, expect, it } from 'vitest';
import { checkCompleteness, type Side } from '../../src/linalg/completeness.ts';
import type { Count } from '../../src/linalg/operator.ts';

const sides: readonly Side[] = ['smallest', 'largest'];

/** N of a known spectrum, open for eigenvalues within `bound` of the level. */
function counting(spectrum: readonly number[], bound = 1e-12) {
  const levels: number[] = [];
  const countBelow = (level: number): Count => {
    levels.push(level);
    const below = (s: number) => spectrum.filter((λ) => λ < s).length;
    return { low: below(level - bound), high: below(level + bound), bound };
  };
  return { levels, countBelow };
}

const spectrum = [-5, -4, -4, -1, -0.9, -0.5, 0, 0, 0, 0, 0, 0.5, 0.9, 1, 4, 4, 5];
const origin = { size: spectrum.length, norm: 5, error: 0 };
const pairs = (side: Side, values: readonly number[], residual = 1e-9) =>
  values.map((value) => ({ value: side === 'smallest' ? value : -value, residual }));

describe.each(sides)('checkCompleteness of the %s', (side) => {
  const outward = side === 'smallest' ? 1 : -1;
  const { countBelow } = counting(spectrum);

  it.each([1, 3, 4, 5, 6, 11, 17])('proves a whole list of %i by one count just inside of its last value', (count) => {
    const values = spectrum.slice(0, count);
    const { levels, countBelow: counted } = counting(spectrum);
    const proof = checkCompleteness(side, pairs(side, values), origin, counted);
    expect(proof).toEqual({ verdict: 'proved', level: levels[0] });
    expect(levels.length).toBe(1);
    expect(outward * levels[0]! - values.at(-1)!).toBeGreaterThan(0);
    expect(outward * levels[0]! - values.at(-1)!).toBeLessThan(1e-7);
  });

  it.each([2, 7, 9])('proves a list of %i, which cuts off a multiple value, from just outside of it', (count) => {
    const values = spectrum.slice(0, count);
    const { levels, countBelow: counted } = counting(spectrum);
    const proof = checkCompleteness(side, pairs(side, values), origin, counted);
    expect(proof).toEqual({ verdict: 'proved', level: levels[1] });
    expect(levels.length).toBe(2);
    expect(values.at(-1)! - outward * levels[1]!).toBeGreaterThan(0);
    expect(values.at(-1)! - outward * levels[1]!).toBeLessThan(1e-7);
  });

  it('misses what a list leaves out: the first, a copy, one of two close ones', () => {
    for (const values of [
      [-4, -4, -1],
      [-5, -4, -1],
      [-5, -4, -4, -0.9],
      [-5, -4, -4, -1, -0.5],
      [-5, -4, -4, -1, -0.9, 0, 0],
    ])
      expect(checkCompleteness(side, pairs(side, values), origin, countBelow)).toBe('missing');
  });

  it('does not prove a list with a value too many', () => {
    const values = [-5, -4, -4, -3, -1];
    expect(checkCompleteness(side, pairs(side, values), origin, countBelow)).toBe('unknown');
  });

  it('takes values closer than their residuals for one cluster, and counts outside of all of it', () => {
    const near = [-5, -4, -4, -1, -0.99, -0.98, -0.97];
    const { countBelow: counted } = counting([...near, 0, 0, 0].map((x) => outward * x));
    const list = pairs(side, near.slice(0, 6), 0.01);
    const proof = checkCompleteness(side, list, { ...origin, size: 10 }, counted) as { level: number };
    expect(outward * proof.level).toBeCloseTo(-1 - 2 * 0.01 * Math.sqrt(6), 6);
  });

  it('goes farther from the list while a count is open, up to four times', () => {
    const coarse = counting(spectrum, 1e-3);
    const list = pairs(side, [-5, -4, -4]);
    expect(checkCompleteness(side, list, origin, coarse.countBelow)).toMatchObject({ verdict: 'proved' });
    const [first, second, ...more] = coarse.levels.map((level) => outward * level + 4);
    expect(first).toBeLessThan(1e-7);
    expect(second).toBeCloseTo(4e-3, 6); // 4 · bound
    expect(more).toEqual([]);
    const blind: number[] = [];
    const open = (level: number) => {
      blind.push(level);
      return { low: 0, high: origin.size, bound: 0 };
    };
    expect(checkCompleteness(side, list, origin, open)).toBe('unknown');
    expect(blind.length).toBe(4);
  });

  it('does not go so far outside of a cluster that it says nothing: not by a bound of 1e-3, nor by one of 1000', () => {
    for (const bound of [1e-3, 1000]) {
      const coarse = counting(spectrum, bound);
      expect(checkCompleteness(side, pairs(side, [-5, -4]), origin, coarse.countBelow)).toBe('unknown');
    }
  });

  it('stops at a count that will never be determined', () => {
    let calls = 0;
    const never = () => {
      calls++;
      return { low: 0, high: origin.size, bound: Infinity };
    };
    expect(checkCompleteness(side, pairs(side, [-5]), origin, never)).toBe('unknown');
    expect(calls).toBe(1);
  });

  it('allows for the error of the products', () => {
    const seen = counting(spectrum);
    checkCompleteness(side, pairs(side, [-5, -4, -4]), { ...origin, error: 0.01 }, seen.countBelow);
    expect(outward * seen.levels[0]!).toBeCloseTo(-4 + 2 * 0.01 * Math.sqrt(3), 6);
  });

  it('of a zero matrix counts beside 0', () => {
    const zeros = counting([0, 0, 0], 0);
    const none = { size: 3, norm: 0, error: 0 };
    expect(checkCompleteness(side, pairs(side, [0, 0], 0), none, zeros.countBelow)).toMatchObject({
      verdict: 'proved',
    });
  });
});
