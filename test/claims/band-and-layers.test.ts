import { describe, expect, it } from 'vitest';
import { bandAndLayers, belowGround, belowLayers } from '../../src/claims/choromanska2015/band-and-layers.ts';
import { bareEvaluation } from './claim-run.ts';

describe('ls/band-and-layers', () => {
  const { findings, tables } = bareEvaluation(bandAndLayers);

  it('lower ends hold at Λ = 25, 50, 100, the upper end does not', () => {
    expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['ground-state', 'reproduced'],
      ['layers', 'reproduced'],
      ['above-the-barrier', 'measured'],
    ]);
  });

  it('the mean number below −ΛE₀ at Λ = 100 is e^{−2.599425284176113}', () => {
    expect(findings[0]!.quantities[2]!.value).toBeCloseTo(Math.exp(-2.599425284176113), 13);
  });

  it('the verdicts follow the numbers: those that grow, that are not small, or that rise from the second size on', () => {
    const sizes = [25, 50, 100].map((size) => ({ size }));
    const ground = (number: (size: number, below: number) => number) =>
      belowGround(sizes, (size, below) => ({ value: number(size, below), error: 1e-12 })).verdict;
    expect(ground((size) => 10 / size)).toBe('reproduced');
    expect(ground((size) => size / 200)).toBe('not-reproduced');
    expect(ground((size) => 100 / size)).toBe('not-reproduced');
    expect(ground((size, below) => (below === 0 ? 10 / size : size / 200))).toBe('not-reproduced');
    const layers = (number: (size: number, k: number) => number) =>
      belowLayers(sizes.map(({ size }) => ({ size, sumBelow: (k: number) => ({ value: number(size, k), error: 0 }) })));
    expect(layers((size) => 10 / size).verdict).toBe('reproduced');
    // The first step may rise, and is told.
    const first = layers((size, k) => (k === 2 && size === 25 ? 0.01 : 10 / size));
    expect(first.verdict).toBe('reproduced');
    expect(first.because).toContain('from the first size to the second it rises for k = 2.');
    expect(layers((size, k) => (k === 3 && size === 100 ? 0.3 : 10 / size)).verdict).toBe('not-reproduced');
    expect(layers((size, k) => (k === 1 ? 100 : 10) / size).verdict).toBe('not-reproduced');
  });

  it('one row a size, each with the number below every level', () => {
    expect(tables[0]!.rows).toHaveLength(3);
    for (const row of tables[0]!.rows) expect(row).toHaveLength(tables[0]!.columns.length);
  });
});
