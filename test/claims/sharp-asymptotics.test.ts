import { describe, expect, it } from 'vitest';
import {
  approach,
  atBarrier,
  atZero,
  otherOrders,
  sharpAsymptotics,
} from '../../src/claims/choromanska2015/sharp-asymptotics.ts';
import { bareEvaluation } from './claim-run.ts';

const ratios = (...values: number[]) => values.map((value) => ({ name: 'ratio', value, error: 1e-9 }));

describe('ls/sharp-asymptotics', () => {
  it('three open regimes reproduced, the printed constant at the barrier contradicted, the corrected one reproduced', () => {
    const { findings } = bareEvaluation(sharpAsymptotics);
    const verdicts = Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toEqual({
      below: 'reproduced',
      bulk: 'reproduced',
      positive: 'reproduced',
      'barrier-as-printed': 'contradicted',
      'barrier-corrected': 'confirmed',
      'other-orders': 'reproduced',
      zero: 'proved',
      minima: 'reproduced',
    });
    // Printed over corrected is 1.566047 exactly; three sizes extrapolate to it within 0.5 %.
    const printed = findings.find(({ id }) => id === 'barrier-as-printed')!.quantities.at(-1)!.value;
    expect(Math.abs(printed / 1.56604668 - 1)).toBeLessThan(0.005);
  });

  it('the rules decide both ways', () => {
    expect(approach('x', 'x', ratios(0.8, 0.95, 0.99, 0.995), 0.01).verdict).toBe('reproduced');
    expect(approach('x', 'x', ratios(0.8, 0.95, 1.1, 1.2), 0.01).verdict).toBe('not-reproduced');
    expect(approach('x', 'x', ratios(0.8, 0.9, 0.95, 0.97), 0.01).verdict).toBe('not-reproduced');
    // a + bΛ^{−1/3} + cΛ^{−2/3} is extrapolated without error
    const law = (a: number) =>
      ratios(...[125, 1000, 8000].map((size) => a - 0.6 * size ** (-1 / 3) + 0.4 * size ** (-2 / 3)));
    expect(atBarrier('x', 'x', law(1)).verdict).toBe('reproduced');
    expect(atBarrier('x', 'x', law(1)).quantities.at(-1)!.value).toBeCloseTo(1, 12);
    expect(atBarrier('x', 'x', law(1.1)).verdict).toBe('contradicted');
    const others = (of: (size: number, H: number) => number) =>
      otherOrders((size, _, H) => ({ name: 'ratio', value: of(size, H!), error: 1e-9 })).verdict;
    expect(others((size) => 1 + 1 / size)).toBe('reproduced');
    expect(others((size, H) => (H === 10 ? 1.02 : 1) + 1 / size)).toBe('not-reproduced');
    expect(others((size, H) => (H === 4 && size === 1024 ? 1.02 : 1 + 1 / size))).toBe('not-reproduced');
    expect([atZero(() => 0.5).verdict, atZero((size) => 0.5 + 1e-9 / size).verdict]).toEqual([
      'proved',
      'contradicted',
    ]);
  });
});
