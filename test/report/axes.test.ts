import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainOf, ticksOf } from '../../src/report/axes.ts';
import { gridOf, mergeOf, pileUp } from '../../src/report/bins.ts';
import { clipped } from '../../src/report/clip.ts';
import { normals } from './fabricated.ts';

test('at most five ticks, evenly spaced, inside the domain, and told apart by their labels', () => {
  const bounds = fc.tuple(
    fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    fc.double({ min: 1e-4, max: 1e5, noNaN: true }),
  );
  fc.assert(
    fc.property(bounds, ([low, span]) => {
      const ticks = ticksOf([low, low + span], 'linear');
      expect(ticks.values.length).toBeLessThanOrEqual(5);
      // The next finer step would give more than five, and steps grow by at most 2.
      expect(ticks.values.length).toBeGreaterThanOrEqual(2);
      for (const value of ticks.values) expect(value).toBeGreaterThanOrEqual(low - 1e-6 * span);
      for (const value of ticks.values) expect(value).toBeLessThanOrEqual(low + span * (1 + 1e-6));
      expect(new Set(ticks.values.map(ticks.format)).size).toBe(ticks.values.length);
    }),
    { seed: 2 },
  );
});

test('counts have ticks at whole numbers', () => {
  expect(ticksOf([0, 1.15], 'linear', 5, 1).values).toEqual([0, 1]);
  expect(ticksOf([0, 11.5], 'linear', 5, 1).values).toEqual([0, 5, 10]);
});

test('decades on a log axis, by exact powers of ten', () => {
  const { values, format } = ticksOf([1e-9, 2], 'log');
  expect(values).toEqual([1e-9, 1e-7, 1e-5, 1e-3, 0.1]);
  expect(values.map(format)).toEqual(['10⁻⁹', '10⁻⁷', '10⁻⁵', '0.001', '0.1']);
  expect(ticksOf([22, 560], 'log').values).toEqual([50, 100, 200, 500]);
  expect(ticksOf([21, 49], 'log').values).toEqual([25, 30, 35, 40, 45]);
});

test('a domain has room around its values, whatever they are', () => {
  expect(domainOf([], 'linear')).toEqual([0, 1]);
  expect(domainOf([Number.NaN, -1, 0], 'log')).toEqual([1, 10]);
  for (const values of [[0], [3, 3], [-2, 5], [1e-12]])
    for (const scale of ['linear', 'log'] as const) {
      const [low, high] = domainOf(values, scale);
      for (const value of values.filter((v) => scale === 'linear' || v > 0)) {
        expect(low).toBeLessThan(value);
        expect(high).toBeGreaterThan(value);
      }
    }
});

test.each(['linear', 'log'] as const)('bins on a %s axis count every value once', (scale) => {
  const values = [...normals(333, 5, 3, 0.5), Number.NaN, 1e9, -7];
  const grid = gridOf([values], [1, 8], scale, 100);
  for (const merge of [1, 3, mergeOf(values, grid)]) {
    const pile = pileUp(values, grid, merge);
    expect(pile.counts.reduce((a, b) => a + b, 0) + pile.outside).toBe(values.length);
    // 333 values 4 standard deviations from both ends: only the three odd ones fall outside.
    expect(pile.outside).toBe(3);
    const [first, last] = [pile.edge(0), pile.edge(pile.counts.length)];
    expect(first).toBeCloseTo(1, 12);
    expect(last).toBeCloseTo(8, 12);
  }
});

test('equal values stand in the middle of a bar', () => {
  const domain = domainOf([0.25], 'linear');
  const grid = gridOf([[0.25]], domain, 'linear', 100);
  const pile = pileUp([0.25], grid);
  const bin = pile.counts.indexOf(1);
  expect((pile.edge(bin) + pile.edge(bin + 1)) / 2).toBeCloseTo(0.25, 12);
});

test('a clipped curve stays inside, keeps its length there, and is cut at the sides', () => {
  const zigzag = Array.from({ length: 9 }, (_, i): [number, number] => [i, i % 2 ? 2 : -2]);
  const pieces = clipped(zigzag, [0.5, 7], [-1, 1]);
  for (const [x, y] of pieces.flat()) {
    expect(x).toBeGreaterThanOrEqual(0.5);
    expect(x).toBeLessThanOrEqual(7);
    expect(Math.abs(y)).toBeLessThanOrEqual(1 + 1e-12);
  }
  // Each of the segments 1…6 crosses the strip |y| ≤ 1 in half of its length; segment 0 from x = 0.5 to 0.75.
  const length = pieces.reduce((sum, piece) => sum + ((piece.at(-1)?.[0] ?? 0) - (piece[0]?.[0] ?? 0)), 0);
  expect(length).toBeCloseTo(6 * 0.5 + 0.25, 12);
  expect(
    clipped(
      [
        [0, 0],
        [1, Number.NaN],
        [2, 0],
        [3, 0],
      ],
      [0, 3],
      [-1, 1],
    ),
  ).toEqual([
    [
      [2, 0],
      [3, 0],
    ],
  ]);
  expect(clipped(zigzag.slice(0, 1), [0, 1], [0, 1])).toEqual([]);
});
