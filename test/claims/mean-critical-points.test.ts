import { describe, expect, it } from 'vitest';
import {
  growth,
  growthOfMinima,
  lowOnlyBelow,
  meanCriticalPoints,
  peaked,
} from '../../src/claims/choromanska2015/mean-critical-points.ts';
import { complexity, energyBarrier, indexComplexity, lnMeanTotal } from '../../src/theory/index.ts';
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

  it('the verdicts follow the numbers: rates and limits that are off come out the other way', () => {
    const sizes = [25, 50, 100];
    const total = (off: (size: number) => number) =>
      growth(sizes, (size, u) => ({ ln: size * (complexity(3, u) + off(size)), error: 1e-12 })).verdict;
    expect(total((size) => 1 / size)).toBe('reproduced');
    expect(total((size) => 0.01 + 10 / size)).toBe('not-reproduced'); // falls, to 0.11
    expect(total((size) => size / 1e4)).toBe('not-reproduced'); // small, but rises
    const minima = (rate: (size: number) => number) =>
      growthOfMinima(sizes, (size) => ({ ln: size * rate(size), error: 1e-12 })).verdict;
    const corrected = indexComplexity(3, 0, 0);
    expect(minima((size) => corrected + 1 / size)).toBe('contradicted');
    expect(minima((size) => Math.LN2 / 2 - 1 / size)).toBe('reproduced'); // tends to the printed ½ ln 2
    expect(minima((size) => corrected + size / 1e4)).toBe('reproduced'); // closer to the corrected one, but leaves it
    const all = Math.exp(lnMeanTotal(3, 100, -energyBarrier(3).value).ln);
    const low = (share: number) =>
      lowOnlyBelow({ size: 100, sumBelow: () => ({ value: share * all, error: 1e-12 }) }).verdict;
    expect([low(1), low(1 - 9e-7), low(1 - 2e-6)]).toEqual(['reproduced', 'reproduced', 'not-reproduced']);
    const width = 0.024;
    const peaks = (heights: readonly number[]) =>
      peaked(
        100,
        heights.map((height) => ({ mean: -energyBarrier(3).value + height * width, sd: 0.01, errorMean: 1e-12 })),
      ).verdict;
    expect(peaks([-0.5, 0, 0.3, 0.5, 0.7, 0.9])).toBe('reproduced');
    expect(peaks([-0.5, 0, 0.3, 0.5, 0.9, 0.7])).toBe('not-reproduced');
    expect(peaks([-0.5, 0, 0.3, 0.5, 0.7, 1.1])).toBe('not-reproduced');
    expect(peaks([-1.1, 0, 0.3, 0.5, 0.7, 0.9])).toBe('not-reproduced');
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
