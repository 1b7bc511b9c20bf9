/** Permutation of disorders: the level under the null, power beyond it, and labels that keep both. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../../src/base/philox.ts';
import {
  compareEnsembles,
  differenceOf,
  differenceOfMeans,
  mean,
  permutationTests,
  type Split,
  togetherByHolm,
  wasserstein,
  wassersteinOf,
} from '../../../src/ensembles/statistics.ts';

/** Disorders with a mean of their own: values within one are dependent. */
const disorders = (draw: Stream, count: number, shift = 0, scale = 1) =>
  Array.from({ length: count }, () => {
    const own = 0.1 * draw.normal() + shift;
    return Array.from({ length: 6 }, () => own + 0.03 * scale * draw.normal());
  });
const distances = [
  { name: 'W₁', between: (a: readonly number[][], b: readonly number[][]) => wasserstein(a.flat(), b.flat()) },
  differenceOf<number[]>('mean', (units) => mean(units.flat())),
];

describe('wasserstein', () => {
  it('of shifted samples is the shift, of two points and one by hand, symmetric, and 0 to itself in another order', () => {
    expect(wasserstein([1, 2, 5], [1.5, 2.5, 5.5])).toBeCloseTo(0.5, 15);
    expect(wasserstein([0, 1], [0.25])).toBeCloseTo((0.25 + 0.75) / 2, 15);
    expect(wasserstein([3, 1, 1, 7], [2, 2])).toBeCloseTo(wasserstein([2, 2], [3, 1, 1, 7]), 15);
    expect(wasserstein([3, 1, 2], [1, 2, 3])).toBe(0);
    expect(() => wasserstein([], [1])).toThrow(/not empty/);
  });

  it('is the mean distance of sorted pairs where both are as large', () => {
    const draw = stream(2, 'test/two-samples', 0, 'pairs');
    const [a, b] = [0, 1].map(() => Array.from({ length: 31 }, () => draw.normal())) as [number[], number[]];
    const [x, y] = [a, b].map((v) => [...v].sort((p, q) => p - q)) as [number[], number[]];
    expect(wasserstein(a, b)).toBeCloseTo(mean(x.map((v, i) => Math.abs(v - y[i]!))), 14);
  });
});

it('p-values of equal ensembles are uniform: 200 of them, Kolmogorov distance below its 1 % point', () => {
  const draw = stream(3, 'test/two-samples', 0, 'null');
  const p = Array.from({ length: 200 }, () => {
    const split = [{ size: 1, left: disorders(draw, 8), right: disorders(draw, 8) }];
    return permutationTests(draw, split, [distances[1]!], 99)[0]!.pValue;
  }).sort((a, b) => a - b);
  const far = Math.max(...p.map((x, i) => Math.max(Math.abs(x - i / 200), Math.abs(x - (i + 1) / 200))));
  // 1.63/√n, and 1/100 since p-values are multiples of it.
  expect(far).toBeLessThan(1.63 / Math.sqrt(200) + 0.01);
});

it('permuting starts in place of disorders would be wrong: their p-values are far too small', () => {
  const draw = stream(4, 'test/two-samples', 0, 'starts');
  const rejected = Array.from({ length: 60 }, () => {
    const [left, right] = [disorders(draw, 8), disorders(draw, 8)].map((d) => d.flat().map((x) => [x]));
    return permutationTests(draw, [{ size: 1, left: left!, right: right! }], [distances[1]!], 99)[0]!.pValue < 0.05;
  }).filter(Boolean).length;
  expect(rejected).toBeGreaterThan(20);
});

describe('compareEnsembles', () => {
  const sizes = [8, 12, 16];
  const at = (draw: Stream, shift: (size: number) => number, count = 12): Split<number[]>[] =>
    sizes.map((size) => ({ size, left: disorders(draw, count, shift(size)), right: disorders(draw, count) }));
  const options = { permutations: 299, resolution: 0.2 };

  it('calls equal ensembles equal in at least 9 of 10 comparisons, and moved ones departing as often', () => {
    const draw = stream(5, 'test/two-samples', 0, 'labels');
    // 199 permutations, so that the least of five p-values stays below the level after Holm.
    const count = (times: number, shift: (size: number) => number, label: string) =>
      Array.from({ length: times }, () =>
        compareEnsembles(draw, at(draw, shift), distances, { ...options, permutations: 199 }),
      ).filter((c) => c.label === label).length;
    expect(count(40, () => 0, 'agrees')).toBeGreaterThanOrEqual(36);
    expect(count(10, (size) => 0.02 * size, 'departs')).toBeGreaterThanOrEqual(9);
  });

  it('says where and by what it departs, and that a coarse comparison is none', () => {
    const draw = stream(6, 'test/two-samples', 0, 'where');
    const departed = compareEnsembles(
      draw,
      at(draw, (size) => (size > 8 ? 1 : 0)),
      distances,
      options,
    );
    expect(departed).toMatchObject({ label: 'departs', departure: { size: 12 } });
    expect(departed.because).toMatch(/leaves at 12: 1|leaves at 12: 0\.9/);
    const coarse = compareEnsembles(
      draw,
      at(draw, () => 0),
      distances,
      { permutations: 299, resolution: 1e-4 },
    );
    expect(coarse.label).toBe('inconclusive');
    const none = compareEnsembles(
      draw,
      at(draw, () => 0),
      [{ name: 'none', between: () => Number.NaN }],
      options,
    );
    expect(none).toMatchObject({ label: 'not testable', pValue: 1, tests: [] });
  });

  it('among many comparisons a lone weak departure is inconclusive, a strong one stays', () => {
    const draw = stream(7, 'test/two-samples', 0, 'many');
    const strong = compareEnsembles(
      draw,
      at(draw, () => 1),
      distances,
      { ...options, permutations: 1999 },
    );
    const weak = { ...strong, pValue: 0.04 };
    const others = Array.from({ length: 4 }, () => ({ ...strong, label: 'agrees' as const, pValue: 0.8 }));
    expect(togetherByHolm([strong, weak, ...others]).map(({ label }) => label)).toEqual([
      'departs',
      'inconclusive',
      ...others.map(() => 'agrees'),
    ]);
  });
});

describe('distances that are prepared once', () => {
  const draw = stream(4, 'test/two-samples', 0, 'prepared');
  const units = Array.from({ length: 11 }, (_, k) =>
    Array.from({ length: k % 4 }, () => Math.round(8 * draw.normal()) / 4),
  );
  const split = (isLeft: Uint8Array) =>
    [1, 0].map((side) => units.filter((_, k) => isLeft[k] === side)) as [number[][], number[][]];

  it('W₁ of any split is that of its values, ties and empty units too, to rounding', () => {
    const { over, between } = wassersteinOf<number[]>('W₁', (unit) => unit);
    const prepared = over!(units);
    for (let k = 0; k < 40; k++) {
      const isLeft = Uint8Array.from(units, () => (draw.uniform() < 0.5 ? 1 : 0));
      const [left, right] = split(isLeft);
      if (left.flat().length === 0 || right.flat().length === 0) continue;
      expect(prepared(isLeft)).toBeCloseTo(wasserstein(left.flat(), right.flat()), 12);
      expect(between(left, right)).toBeCloseTo(prepared(isLeft), 12);
    }
    expect(prepared(new Uint8Array(11))).toBeNaN();
  });

  it('the difference of means likewise', () => {
    const { over, between } = differenceOfMeans<number[]>('mean', (unit) => unit);
    const prepared = over!(units);
    const meanOf = (some: number[][]) => some.flat().reduce((a, b) => a + b, 0) / some.flat().length;
    for (let k = 0; k < 20; k++) {
      const isLeft = Uint8Array.from(units, (_, at) => (at === 3 || draw.uniform() < 0.5 ? 1 : 0));
      isLeft[2] = 0;
      const [left, right] = split(isLeft);
      expect(prepared(isLeft)).toBeCloseTo(Math.abs(meanOf(left) - meanOf(right)), 12);
      expect(between(left, right)).toBeCloseTo(prepared(isLeft), 12);
    }
    expect(prepared(new Uint8Array(11))).toBeNaN();
  });
});
