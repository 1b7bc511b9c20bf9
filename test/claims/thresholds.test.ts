import { describe, expect, it } from 'vitest';
import { thresholds } from '../../src/claims/choromanska2015/thresholds.ts';
import { bareEvaluation } from './claim-run.ts';

const evaluation = bareEvaluation(thresholds);
const finding = (id: string) => evaluation.findings.find((f) => f.id === id)!;

describe('ls/thresholds', () => {
  it('needs no run', () => {
    expect(thresholds.needs('paper', 7)).toEqual({});
  });

  it('the levels are ordered beyond rounding, except at H = 2, where there are none', () => {
    expect(finding('strictly-decreasing').verdict).toBe('proved');
    expect(finding('order-two').verdict).toBe('proved');
    expect(finding('order-two').quantities[0]!.value).toBe(0);
  });

  it('the layers close up like (k+1)^(−2/3)', () => {
    expect(finding('speed').verdict).toBe('confirmed');
    // Constant of the law at H = 3: ½ E∞ (1.5 (½ ln 2 − 1/3))^{2/3}, approached from below 0.3 % away at k = 10 000.
    const limit = 0.5 * 1.632993161855452 * (1.5 * 0.0132402569466393) ** (2 / 3);
    expect(Math.abs(finding('speed').quantities[0]!.value / limit - 1)).toBeLessThan(0.003);
  });

  it('the title and the table carry the numbers of H = 3', () => {
    expect(evaluation.title).toContain('0.0240');
    const row = evaluation.tables[0]!.rows[1]!;
    expect(row[2]).toMatchObject({ name: 'E_0', value: expect.closeTo(1.6569983635274732, 12) });
  });
});
