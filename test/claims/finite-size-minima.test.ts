import { describe, expect, it } from 'vitest';
import {
  aboveFinding,
  approachFinding,
  finiteSizeMinima,
  numberFinding,
  type Row,
} from '../../src/claims/beyond/finite-size-minima.ts';
import { energyBarrier, lnMinimaOfAllEnergies } from '../../src/theory/index.ts';
import { bareEvaluation } from './claim-run.ts';

describe('gs/finite-size-minima', () => {
  const { findings, tables } = bareEvaluation(finiteSizeMinima);

  it('shares fall, the mean approaches the barrier with an exponent near −½', () => {
    expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['above-the-barrier', 'confirmed'],
      ['approach', 'confirmed'],
      ['number', 'confirmed'],
    ]);
    expect(Math.abs(findings[1]!.quantities[0]!.value + 0.5)).toBeLessThan(0.05);
    // 2 √(1/6) · 2√(2/3) = 4/3
    expect(findings[1]!.quantities[1]!.value).toBeCloseTo(4 / 3, 13);
  });

  it('mean and spread at Λ = 100: −1.5118419511 ± 0.0385744', () => {
    const row = tables[0]!.rows.find(([size]) => size === '100')!;
    expect(row[2]).toMatchObject({ value: expect.closeTo(-1.5118419511, 9) });
    expect(row[3]).toMatchObject({ value: expect.closeTo(0.0385744, 6) });
  });

  /** Exact laws at three sizes, or what is put in their places. */
  const rows = (shares: readonly number[], off = 1, left = (size: number) => 0.3 * size ** -0.25): Row[] =>
    [100, 200, 400].map((size, i) => ({
      size,
      mean: -energyBarrier(3).value + (off * 4) / 3 / Math.sqrt(size),
      errorMean: 1e-12,
      sd: 0.04,
      errorSd: 1e-12,
      share: { value: shares[i]!, error: 1e-12 },
      all: { ln: lnMinimaOfAllEnergies(3, size) + left(size), error: 1e-9 },
    }));
  const falling = [1e-3, 1e-4, 1e-5];

  it('shares that do not fall, another law of the mean, and another number refute', () => {
    const above = (shares: readonly number[]) => aboveFinding(rows(shares)).verdict;
    expect([above(falling), above([1e-3, 1e-5, 1e-4]), above([0.6, 0.4, 0.3])]).toEqual([
      'confirmed',
      'refuted',
      'refuted',
    ]);
    const approach = (value: number, off: number) =>
      approachFinding(rows(falling, off), { value, error: 1e-9 }).verdict;
    expect([approach(-0.5, 1), approach(-0.65, 1), approach(-0.5, 1.2)]).toEqual(['confirmed', 'refuted', 'refuted']);
  });

  it('the law of the number: a rest like Λ^{−1/4} confirms; another constant, power or coefficient refutes', () => {
    const number = (left: (size: number) => number) => numberFinding(rows(falling, 1, left)).verdict;
    const right = (size: number) => 0.3 * size ** -0.25;
    expect([number(right), number((size) => -right(size))]).toEqual(['confirmed', 'confirmed']);
    expect(number((size) => right(size) + 0.2)).toBe('refuted'); // a constant of ln that is 0.2 too small
    expect(number((size) => right(size) + 0.05 * Math.log(size))).toBe('refuted');
    expect(number((size) => right(size) - 0.1 * size ** 0.25)).toBe('refuted'); // the term in Λ^{1/4} a quarter too small
    expect(number((size) => 3 / size)).toBe('refuted');
    expect(number((size) => (size === 200 ? 0.01 : right(size)))).toBe('refuted');
  });
});
