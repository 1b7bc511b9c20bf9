import { describe, expect, it } from 'vitest';
import { aboveFixedHeight, atBarrier, outsideBand, shareLaw } from '../../src/claims/choromanska2015/outside-band.ts';
import { constantOfTheShare, rateAbove } from '../../src/claims/choromanska2015/outside-band-laws.ts';
import { energyBarrier, lnMinimaAbove } from '../../src/theory/index.ts';
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
    expect(findings.slice(2).map(({ verdict }) => verdict)).toEqual([
      'confirmed',
      'confirmed',
      // At ε = 0.1 the order Λ² is not yet the larger at Λ = 100.
      'inconclusive',
    ]);
    // ln of the share at Λ = 100 is −6.21333, by the law −5.53847.
    expect(findings[3]!.quantities[2]!.value).toBeCloseTo(-0.67486, 4);
  });

  it('laws with a wrong constant or rate fall, and one size is not enough', () => {
    const left = (values: readonly number[]) =>
      values.map((value, i) => ({ size: 25 * 2 ** i, left: value, error: 0 }));
    expect(constantOfTheShare(left([-1, -0.8, -0.65])).verdict).toBe('confirmed');
    // A constant that is 0.5 off stays behind when the rest has fallen; one that grows is worse.
    expect(constantOfTheShare(left([-1.5, -1.3, -1.15])).verdict).toBe('refuted');
    expect(constantOfTheShare(left([-0.6, -0.8, -1])).verdict).toBe('refuted');
    const u = 0.2 - energyBarrier(3).value;
    const above = (off: (size: number) => number, sizes = [50, 100, 200]) =>
      rateAbove(
        sizes.map((size) => ({ size, height: 0.2, ln: lnMinimaAbove(3, size, u) + off(size), error: 0 })),
        [0.2],
      ).verdict;
    expect(above((size) => 0.2 * Math.log(size))).toBe('confirmed');
    expect(above((size) => 0.0002 * size ** 2)).toBe('refuted');
    expect(above((size) => 0.1 * size)).toBe('refuted');
    expect(above(() => 0, [50])).toBe('inconclusive');
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
