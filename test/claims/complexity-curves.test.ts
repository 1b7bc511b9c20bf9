import { describe, expect, it } from 'vitest';
import {
  asPrinted,
  complexityCurves,
  corrected,
  monotone,
} from '../../src/claims/choromanska2015/complexity-curves.ts';
import { complexity, energyBarrier, indexComplexity, indexComplexityAsPrinted } from '../../src/theory/index.ts';
import { bareEvaluation } from './claim-run.ts';

const evaluation = bareEvaluation(complexityCurves);
const finding = (id: string) => evaluation.findings.find((f) => f.id === id)!;

describe('ls/complexity-curves', () => {
  it('Θ_H and the corrected Θ_{k,H} are monotone and continuous, the printed Θ_{k,H} is not monotone', () => {
    expect(finding('total').verdict).toBe('proved');
    expect(finding('corrected').verdict).toBe('proved');
    expect(finding('as-printed').verdict).toBe('contradicted');
  });

  it('a function that falls, or jumps at a joint, contradicts; the printed branch in place of the corrected one, and the other way round', () => {
    const total = (theta: typeof complexity) => monotone('total', '', theta).verdict;
    expect(total(complexity)).toBe('proved');
    expect(total((_, u) => u / 1e9)).toBe('proved');
    expect(total((_, u) => -u / 1e9)).toBe('contradicted');
    expect(total((H, u) => complexity(H, u) + (u > 0 ? 1e-9 : 0))).toBe('contradicted');
    expect(total((H, u) => complexity(H, u) + (u > -energyBarrier(H).value ? 1e-9 : 0))).toBe('contradicted');
    expect(corrected(indexComplexityAsPrinted).verdict).toBe('contradicted');
    expect(asPrinted(indexComplexity).verdict).toBe('proved');
  });

  it('the counterexample: (H−2)/(4(H−1)) lost between u = 0 and 1, nothing at H = 2', () => {
    for (const { name, value } of finding('as-printed').quantities) {
      const order = Number(/\{0,(\d+)\}/.exec(name)![1]);
      expect(value).toBeCloseTo((order - 2) / (4 * (order - 1)), 14);
    }
  });

  it('the figure shows the total, six indices and the printed branch in both panels, with both levels named', () => {
    for (const panel of evaluation.figures[0]!.panels) {
      expect(panel.marks.filter((mark) => mark.type === 'curve')).toHaveLength(8);
      const lines = panel.marks.find((mark) => mark.type === 'theory')!;
      expect(lines.lines.map((line) => line.label)).toEqual([
        'ground state −*E*_0 = −1.6570',
        'energy barrier −*E*_∞ = −1.6330',
      ]);
    }
  });
});
