import { describe, expect, it } from 'vitest';
import { certainties, pointKinds } from '../../src/curvature/point-kind.ts';
import { isUncertifiedEnd, outcomes } from '../../src/ensembles/outcomes.ts';

const records = (columns: Readonly<Record<string, readonly string[]>>) => ({
  count: Object.values(columns)[0]?.length ?? 0,
  columns: Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, { kind: 'text' as const, values }]),
  ),
});

describe('outcomes', () => {
  it('a converged search is certified or of a kind, whatever its kind and certainty', () => {
    for (const kind of pointKinds)
      for (const certainty of certainties)
        expect(outcomes(records({ status: ['converged'], kind: [kind], certainty: [certainty] }))).toEqual([
          certainty === 'uncertified' ? kind : 'certified',
        ]);
  });

  it('a search that did not converge is told by its status, whatever is there', () => {
    const status = ['step-limit', 'diverged', 'non-finite', 'gradient-flat'];
    const kind = ['minimum', 'not-stationary', 'none', 'gradient-flat'];
    const certainty = ['certified', 'uncertified', 'uncertified', 'uncertified'];
    expect(outcomes(records({ status, kind, certainty }))).toEqual(status);
  });

  it('records of before kinds: converged was kept for certified ends', () => {
    const status = ['converged', 'gradient-flat', 'step-limit', 'non-finite'];
    expect(outcomes(records({ status }))).toEqual(['certified', 'gradient-flat', 'step-limit', 'non-finite']);
  });

  it('an end without a certificate is told apart from one that was never reached', () => {
    for (const word of ['degenerate', 'undecided', 'nonsmooth', 'gradient-flat', 'minimum'] as const)
      expect(isUncertifiedEnd(word)).toBe(true);
    for (const word of ['certified', 'step-limit', 'diverged', 'non-finite'] as const)
      expect(isUncertifiedEnd(word)).toBe(false);
  });

  it('of no records are none', () => {
    expect(outcomes({ count: 0, columns: {} })).toEqual([]);
  });
});
