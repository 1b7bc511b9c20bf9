import { describe, expect, it } from 'vitest';
import { closingUp, orderTwo, strictOrder, thresholds } from '../../src/claims/choromanska2015/thresholds.ts';
import { accountsOf, twoGroundStates } from '../../src/claims/choromanska2015/two-ground-states.ts';
import { layers } from '../../src/theory/index.ts';
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

  it('E_0 by replicas and by critical points: confirmed to 1e-10, refuted where one is 1e-9 off, open where neither is known so well', () => {
    expect(finding('by-replicas').verdict).toBe('confirmed');
    expect(finding('by-replicas').quantities).toHaveLength(9);
    const off = (by: number, error = 1e-14) => [{ ...accountsOf(3), points: accountsOf(3).replicas + by, error }];
    expect(twoGroundStates(off(1e-9)).verdict).toBe('refuted');
    expect(twoGroundStates(off(0, 1e-9)).verdict).toBe('inconclusive');
    expect(finding('barrier-bound').quantities[0]!.value).toBeCloseTo(1.65699836352747 - 1.652873198103, 10);
  });

  it('levels that fall together, order two with a band, and layers that close up at another speed come out otherwise', () => {
    const alike = (H: number, count: number) => layers(H, count).map((level, k, all) => (k === 7 ? all[6]! : level));
    expect(strictOrder(alike).verdict).toBe('inconclusive');
    // Errors as large as the gaps.
    const unsure = (H: number, count: number) => layers(H, count).map((level) => ({ ...level, accuracy: 1e-3 }));
    expect(strictOrder(unsure).verdict).toBe('inconclusive');
    const band = layers(2, 6).map((level, k) => ({ ...level, value: level.value + 0.01 / (k + 1) }));
    expect(orderTwo(band).verdict).toBe('inconclusive');
    const [barrier, power] = [1.632993161855452, -2 / 3];
    const factor = 0.5 * barrier * (1.5 * 0.0132402569466393) ** (2 / 3);
    const closing = (of: (n: number) => number) =>
      closingUp(Array.from({ length: 10_001 }, (_, k) => ({ ...layers(3, 1)[0]!, value: barrier + of(k + 1) })))
        .verdict;
    expect(closing((n) => factor * n ** power * (1 + n ** -0.5))).toBe('confirmed');
    expect(closing((n) => factor * n ** -0.6)).toBe('refuted');
    expect(closing((n) => 1.03 * factor * n ** power * (1 + n ** -0.5))).toBe('refuted'); // falls, to 4 %
  });

  it('the title and the table carry the numbers of H = 3', () => {
    expect(evaluation.title).toContain('0.0240');
    const row = evaluation.tables[0]!.rows[1]!;
    expect(row[2]).toMatchObject({ name: 'E_0', value: expect.closeTo(1.6569983635274732, 12) });
  });
});
