import { describe, expect, it } from 'vitest';
import {
  aboveFinding,
  approachFinding,
  finiteSizeMinima,
  numberFinding,
  type Row,
} from '../../src/claims/beyond/finite-size-minima.ts';
import { asymptoticMinimaOfAllEnergies, energyBarrier } from '../../src/theory/index.ts';
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
  const rows = (shares: readonly number[], off = 1, ratio = 1): Row[] =>
    [100, 200, 400].map((size, i) => ({
      size,
      mean: -energyBarrier(3).value + (off * 4) / 3 / Math.sqrt(size),
      errorMean: 1e-12,
      sd: 0.04,
      errorSd: 1e-12,
      share: { value: shares[i]!, error: 1e-12 },
      all: { ln: ratio * asymptoticMinimaOfAllEnergies(3, size).ln, error: 1e-9 },
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
    const number = (ratio: number) => numberFinding(rows(falling, 1, ratio)).verdict;
    expect([number(1.05), number(1.2), number(0.8)]).toEqual(['confirmed', 'refuted', 'refuted']);
  });
});
