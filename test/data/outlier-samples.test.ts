/** Every property that Proposition 4 of [swirszcz2017local] asks of its data, in whole numbers. */
import { describe, expect, it } from 'vitest';
import { outlierSamples } from '../../src/data/index.ts';

const sets = [
  { inputs: 1, samples: 4, spread: 0.5, seed: 3 },
  { inputs: 2, samples: 21, spread: 0.9, seed: 1 },
  { inputs: 7, samples: 33, spread: 0.05, seed: 2 },
];

describe.each(sets)('outlierSamples, d = $inputs, N = $samples, spread $spread', (options) => {
  const { whole, squaredScales, x, labels, cut } = outlierSamples(options);
  const columns = whole[0]!.map((_, k) => whole.map((row) => row[k]!));

  it('one sample is positive in every feature, all others are negative in every one', () => {
    expect(whole).toHaveLength(options.samples);
    for (const [i, row] of whole.entries())
      for (const value of row) expect(Math.sign(value)).toBe(i === options.samples - 1 ? 1 : -1);
  });

  it('each feature adds up to 0, and its squares times the scale to N: mean 0, variance 1', () => {
    for (const [k, column] of columns.entries()) {
      expect(column.reduce((sum, value) => sum + value, 0)).toBe(0);
      const { numerator, denominator } = squaredScales[k]!;
      expect(numerator * column.reduce((sum, value) => sum + value * value, 0)).toBe(options.samples * denominator);
      // In binary64 the same within rounding.
      expect(Math.abs(x.reduce((sum, row) => sum + row[k]! ** 2, 0) / options.samples - 1)).toBeLessThan(1e-14);
    }
  });

  it('the first feature separates the labels, and both occur beside the outlier', () => {
    for (const [i, row] of whole.entries()) expect(row[0]! > cut).toBe(labels[i] === 1);
    expect(labels.at(-1)).toBe(1);
    expect([...new Set(labels.slice(0, -1))].sort()).toEqual([0, 1]);
  });
});

it('the samples are drawn from the seed', () => {
  const [a, b, c] = [1, 1, 2].map((seed) => outlierSamples({ inputs: 2, samples: 9, spread: 0.5, seed }).whole);
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

it('refuses what leaves no room', () => {
  expect(() => outlierSamples({ inputs: 2, samples: 3, spread: 0.5, seed: 1 })).toThrow(
    'outlierSamples: samples must be an integer from 4 to 10000, got 3',
  );
  expect(() => outlierSamples({ inputs: 2, samples: 9, spread: 1, seed: 1 })).toThrow(/spread/);
});
