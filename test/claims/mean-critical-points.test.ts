import { describe, expect, it } from 'vitest';
import { meanCriticalPoints } from '../../src/claims/choromanska2015/mean-critical-points.ts';
import { bareEvaluation } from './claim-run.ts';

describe('ls/mean-critical-points', () => {
  const { findings, figures } = bareEvaluation(meanCriticalPoints);
  const finding = (id: string) => findings.find((f) => f.id === id)!;

  it('Theorem 4.1 holds for the total, and for minima only with the corrected rate', () => {
    expect(finding('total-growth').verdict).toBe('reproduced');
    expect(finding('printed-rate-of-minima').verdict).toBe('contradicted');
    // ln 200.8312042609 / 100
    expect(finding('printed-rate-of-minima').quantities[2]!.value).toBeCloseTo(Math.log(200.8312042609) / 100, 12);
  });

  it('at Λ = 100 low indices lie above the band, high indices do not lie below it', () => {
    expect(finding('in-the-band').verdict).toBe('measured');
    expect(finding('peaked').verdict).toBe('not-reproduced');
    expect(finding('high-index-above').verdict).toBe('reproduced');
  });

  it('heights of the peaks above the barrier: multiprecision means at Λ = 100', () => {
    const means = [-1.5118419511, -1.4542751345, -1.4037027045, -1.3574596696];
    for (const [k, mean] of means.entries()) {
      expect(finding('peaked').quantities[k]!.value).toBeCloseTo(mean + 1.632993161855452, 9);
    }
  });

  it('the curves are finite and the panels carry both levels', () => {
    for (const panel of figures[0]!.panels) {
      expect(panel.marks.some((mark) => mark.type === 'theory' && mark.lines.length === 2)).toBe(true);
      for (const mark of panel.marks) {
        if (mark.type === 'curve') expect(mark.points.flat().every(Number.isFinite)).toBe(true);
      }
    }
  });
});
