import { describe, expect, it } from 'vitest';
import {
  approachFinding,
  finiteSizeMinima,
  numberFinding,
  type Row,
} from '../../src/claims/beyond/finite-size-minima.ts';
import { energyBarrier, lnMinimaOfAllEnergies } from '../../src/theory/index.ts';
import { bareEvaluation } from './claim-run.ts';

describe('gs/finite-size-minima', () => {
  const { findings, tables } = bareEvaluation(finiteSizeMinima);

  it('shares are told, the mean approaches the barrier with an exponent near −½', () => {
    expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['above-the-barrier', 'measured'],
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
  const rows = (off = 1, left = (size: number) => 0.3 * size ** -0.25): Row[] =>
    [100, 200, 400].map((size) => ({
      size,
      mean: -energyBarrier(3).value + (off * 4) / 3 / Math.sqrt(size),
      errorMean: 1e-12,
      sd: 0.04,
      errorSd: 1e-12,
      share: { value: 1e-3, error: 1e-12 },
      all: { ln: lnMinimaOfAllEnergies(3, size) + left(size), error: 1e-9 },
    }));

  it('another law of the mean refutes', () => {
    const approach = (value: number, off: number) => approachFinding(rows(off), { value, error: 1e-9 }).verdict;
    expect([approach(-0.5, 1), approach(-0.65, 1), approach(-0.5, 1.2)]).toEqual(['confirmed', 'refuted', 'refuted']);
  });

  it('the law of the number: a rest like Λ^{−1/4} confirms; another constant, power or coefficient refutes', () => {
    const number = (left: (size: number) => number) => numberFinding(rows(1, left)).verdict;
    const right = (size: number) => 0.3 * size ** -0.25;
    expect([number(right), number((size) => -right(size))]).toEqual(['confirmed', 'confirmed']);
    expect(number((size) => right(size) + 0.2)).toBe('refuted'); // a constant of ln that is 0.2 too small
    expect(number((size) => right(size) + 0.05 * Math.log(size))).toBe('refuted');
    expect(number((size) => right(size) - 0.1 * size ** 0.25)).toBe('refuted'); // the term in Λ^{1/4} a quarter too small
    expect(number((size) => 3 / size)).toBe('refuted');
    expect(number((size) => (size === 200 ? 0.01 : right(size)))).toBe('refuted');
  });
});
