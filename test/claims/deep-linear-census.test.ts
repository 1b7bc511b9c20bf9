/** The census of deep linear nets at smoke, and every verdict that its rules can give. */
import { describe, expect, it } from 'vitest';
import {
  byIndex,
  type Counted,
  deepLinearCensus,
  everyPoint,
  moreWithLess,
  notGlobal,
  vanishing,
} from '../../src/claims/beyond/deep-linear-census.ts';
import { type Census, genericOf, minimaOf, type RealPoint } from '../../src/claims/beyond/linear-census.ts';
import { bareEvaluation } from './claim-run.ts';

it('smoke', () => {
  const { findings } = bareEvaluation(deepLinearCensus);
  expect(findings.map(({ id, verdict }) => `${id}: ${verdict}`)).toEqual([
    'complete: confirmed',
    'not-global: proved',
    'more-with-less: inconclusive',
    'vanishing-decay: confirmed',
    'by-index: measured',
  ]);
});

it('refuses a net with too many paths, with their number', () => {
  expect(() => genericOf(1, [3, 2, 3])).toThrow(/12 unknowns have \d+ paths, 6561 can be followed/);
});

describe('verdicts follow the numbers', () => {
  const point = (index: number | undefined, low: number, x = 1): RealPoint => ({
    x: Float64Array.of(x, x),
    value: { low, high: low + 1e-9 },
    index,
  });
  const census = (widths: number[], scale: number, real: RealPoint[], given: Partial<Census> = {}): Census => ({
    widths,
    instance: 0,
    scale,
    complex: 9,
    missing: 0,
    real,
    open: 0,
    whole: 1,
    ...given,
  });
  const counted = (widths: number[], excess: (scale: number) => number, origin = false): Counted => ({
    generic: { widths, paths: 33, totalDegree: 81, counts: [9, 9, 9], lost: [0, 0, 0] },
    censuses: [1, 1 / 4, 1 / 16].map((scale) => {
      const bad = excess(scale);
      const high = origin ? point(0, -1e-10, 0) : point(0, -2 + bad);
      const more = scale < 1 ? [point(1, 0), point(2, 0)] : [];
      return census(widths, scale, [point(0, -2), point(1, -1), ...(bad > 0 ? [high] : [point(2, 0)]), ...more]);
    }),
  });
  const shallow = counted([2, 2, 2], (scale) => scale);
  const deep = counted([1, 1, 1, 1], () => 1, true);
  // The origin stays a minimum, and the global one comes up to it.
  const sinking = {
    ...deep,
    censuses: deep.censuses.map((one) => ({ ...one, real: [point(0, -1 - one.scale), point(0, -1e-10, 0)] })),
  };

  it('minima are told apart by their intervals', () => {
    const { minima, bad, excess } = minimaOf(
      census([1, 1, 1], 1, [point(0, -2), point(0, -2 + 5e-10), point(0, -1), point(1, -3)]),
    );
    expect({ minima: minima.length, bad: bad.length }).toEqual({ minima: 3, bad: 1 });
    expect(excess).toBeCloseTo(1, 6);
  });

  it('complete', () => {
    const fine = counted([1, 2, 1], () => 0);
    const alter = (census: Partial<Census>): Counted => ({
      ...fine,
      censuses: fine.censuses.map((one) => ({ ...one, ...census })),
    });
    expect(everyPoint([alter({ real: [point(0, -2), point(0, -1)] })]).verdict).toBe('refuted');
    const right = alter({ real: [point(0, -2), point(1, -1), point(2, 0)] });
    expect(everyPoint([right]).verdict).toBe('confirmed');
    expect(everyPoint([{ ...right, generic: { ...right.generic, counts: [9, 9, 8] } }]).verdict).toBe('refuted');
    expect(everyPoint([{ ...right, generic: { ...right.generic, lost: [0, 1, 0] } }]).verdict).toBe('inconclusive');
    for (const open of [{ missing: 1 }, { open: 1 }, { real: [point(undefined, 0)] }])
      expect(everyPoint([alter(open)]).verdict).toBe('inconclusive');
  });

  it('minima that are not global, and what becomes of them', () => {
    expect(notGlobal([shallow]).verdict).toBe('proved');
    expect(notGlobal([deep]).verdict).toBe('proved');
    expect(notGlobal([counted([2, 2, 2], () => 0)]).verdict).toBe('inconclusive');
    expect(vanishing([shallow, deep]).verdict).toBe('confirmed');
    expect(vanishing([shallow, counted([1, 1, 1, 1], (scale) => scale, true)]).verdict).toBe('confirmed');
    expect(vanishing([shallow, counted([1, 1, 1, 1], () => 0.5)]).verdict).toBe('refuted');
    expect(vanishing([shallow, sinking]).verdict).toBe('refuted');
    expect(vanishing([shallow]).verdict).toBe('inconclusive');
    expect(byIndex([shallow]).verdict).toBe('measured');
  });

  it('more points with less decay', () => {
    expect(moreWithLess([shallow]).verdict).toBe('reproduced');
    const same = { ...shallow, censuses: shallow.censuses.map((one) => ({ ...one, real: [point(0, 0)] })) };
    expect(moreWithLess([same]).verdict).toBe('inconclusive');
    const fewer = {
      ...shallow,
      censuses: [...shallow.censuses].map((one, k) => ({ ...one, scale: [1 / 16, 1 / 4, 1][k]! })),
    };
    expect(moreWithLess([fewer]).verdict).toBe('not-reproduced');
    const missing = { ...shallow, censuses: shallow.censuses.map((one) => ({ ...one, missing: 1 })) };
    expect(moreWithLess([missing]).verdict).toBe('inconclusive');
  });
});
