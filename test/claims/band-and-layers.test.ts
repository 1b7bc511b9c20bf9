import { describe, expect, it } from 'vitest';
import { bandAndLayers } from '../../src/claims/choromanska2015/band-and-layers.ts';
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

  it('one row a size, each with the number below every level', () => {
    expect(tables[0]!.rows).toHaveLength(3);
    for (const row of tables[0]!.rows) expect(row).toHaveLength(tables[0]!.columns.length);
  });
});
