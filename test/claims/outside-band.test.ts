import { describe, expect, it } from 'vitest';
import { aboveFixedHeight, atBarrier, outsideBand, shareLaw } from '../../src/claims/choromanska2015/outside-band.ts';
import { bareEvaluation } from './claim-run.ts';

describe('ls/outside-band', () => {
  it('at Λ = 25, 50, 100 the share of minima below the barrier is 1.24 %, 0.58 %, 0.20 %, and their number above grows', () => {
    const { findings } = bareEvaluation(outsideBand);
    expect(findings[0]!.verdict).toBe('contradicted');
    // 14.0969480785704 minima in all at Λ = 25 and 200.8312042609 at 100; shares by multiprecision tables.
    const shares = findings[0]!.quantities.map(({ value }) => value);
    expect(shares[2]).toBeCloseTo(0.402177421609 / 200.8312042609, 12);
    expect(shares[1]).toBeCloseTo(0.2279023739994 / 39.33601582982, 12);
    // 0.1 above the barrier the number still grows at these sizes.
    expect(findings[1]!.verdict).toBe('inconclusive');
    expect(findings[2]!.verdict).toBe('confirmed');
  });

  it('the verdicts follow the numbers: shrinking and growing counts come out each way', () => {
    const row = (size: number, all: number, inside: number, above: number) => ({
      size,
      all,
      inside,
      share: inside / all,
      error: 1e-12,
      above: [above, above, above],
    });
    const vanishing = [row(25, 10, 1, 4), row(50, 12, 6, 0.5), row(100, 20, 19, 1e-6)];
    // Six sizes at which a number falls prove nothing of all: the printed statement is then open.
    expect(atBarrier(vanishing)).toMatchObject({ verdict: 'inconclusive' });
    expect(aboveFixedHeight(vanishing).verdict).toBe('confirmed');
    const growing = [row(25, 10, 1, 1), row(50, 100, 1, 20), row(100, 1000, 1, 500)];
    expect(atBarrier(growing)).toMatchObject({ verdict: 'contradicted', erratum: 'statement' });
    expect(aboveFixedHeight(growing).verdict).toBe('refuted');
    // A share that falls like a power of Λ does not follow the law.
    expect(shareLaw([25, 50, 100].map((size) => ({ size, share: 1 / size, error: 1e-12 }))).verdict).toBe('refuted');
  });
});
