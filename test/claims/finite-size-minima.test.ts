import { describe, expect, it } from 'vitest';
import { finiteSizeMinima } from '../../src/claims/beyond/finite-size-minima.ts';
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
});
