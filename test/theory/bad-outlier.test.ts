/** Closed forms of Propositions 4 and 5 of [swirszcz2017local] against 40 digits, the small cases by hand, and drawn weights. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  deadAtOneSample,
  deadLayerBound,
  deadLayerUnionBound,
  deviations,
  fixedDeviation,
  lnAllPositive,
  meanNeeded,
  weightGroups,
} from '../../src/theory/index.ts';

interface Golden {
  readonly means: readonly (Record<'hiddenLayers' | 'width', number> &
    Record<'lecun98' | 'xavier10' | 'fan-in' | 'fixed', string>)[];
  readonly tails: readonly { z: string; lnPhi: string }[];
  readonly bounds: readonly (Record<'hiddenLayers' | 'width', number> &
    Record<'zeroBias' | 'symmetricBias' | 'oneSample', string>)[];
}
const golden = JSON.parse(
  readFileSync(new URL('../golden/theory/bad-outlier.json', import.meta.url), 'utf8'),
) as Golden;
const relative = (value: number, exact: string) => Math.abs(value - Number(exact)) / Math.abs(Number(exact));
const chain = (hiddenLayers: number, width: number) => ({ inputs: 2, width, hiddenLayers });

describe('Proposition 4: all weights positive', () => {
  it('ln Φ keeps its digits in both tails: relative 1e-13', () => {
    for (const { z, lnPhi } of golden.tails)
      expect(relative(lnAllPositive([{ count: 1, deviation: 1 }], Number(z)), lnPhi)).toBeLessThan(1e-13);
  });

  it('the mean for 99 %: relative 1e-12, up to 100 layers of 10 000 units', () => {
    expect(golden.means).toHaveLength(20);
    for (const row of golden.means) {
      const shape = chain(row.hiddenLayers, row.width);
      for (const law of ['lecun98', 'xavier10', 'fan-in'] as const)
        expect(relative(meanNeeded(weightGroups(shape, deviations[law]), 0.99), row[law])).toBeLessThan(1e-12);
      expect(relative(meanNeeded(weightGroups(shape, fixedDeviation(0.01)), 0.99), row.fixed)).toBeLessThan(1e-12);
    }
  });

  it('the values of the reference: 0.0703…, 0.0716…, 98.74 % at μ = 0.07, and 0.24 at h = 675', () => {
    const large = weightGroups(chain(100, 10_000), deviations.lecun98);
    expect(large.reduce((sum, { count }) => sum + count, 0)).toBe(2e4 + 99e8 + 1e4);
    expect(Math.abs(meanNeeded(large, 0.99) - 0.0703238236287)).toBeLessThan(1e-12);
    const xavier = weightGroups(chain(100, 10_000), deviations.xavier10);
    expect(Math.abs(meanNeeded(xavier, 0.99) - 0.0716239514626)).toBeLessThan(1e-12);
    expect(Math.abs(Math.exp(lnAllPositive(large, 0.07)) - 0.987409746257332)).toBeLessThan(1e-10);
    expect(meanNeeded(weightGroups(chain(100, 675), deviations.lecun98), 0.99)).toBeGreaterThan(0.24);
    expect(meanNeeded(weightGroups(chain(100, 676), deviations.lecun98), 0.99)).toBeLessThan(0.24);
  });

  it('a small network by counting 10 000 draws, within four standard errors', () => {
    const groups = weightGroups({ inputs: 2, width: 2, hiddenLayers: 2 }, deviations.xavier10);
    expect(groups).toEqual([
      { count: 4, deviation: Math.sqrt(0.5) },
      { count: 4, deviation: Math.sqrt(0.5) },
      { count: 2, deviation: Math.sqrt(2 / 3) },
    ]);
    const draw = stream(1, 'bad-outlier', 0, 'weights');
    const [draws, mean] = [10_000, 0.4];
    let hits = 0;
    for (let n = 0; n < draws; n++) {
      let positive = true;
      for (const { count, deviation } of groups)
        for (let w = 0; w < count; w++) positive = mean + deviation * draw.normal() > 0 && positive;
      if (positive) hits++;
    }
    const expected = Math.exp(lnAllPositive(groups, mean));
    expect(Math.abs(hits / draws - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / draws));
  });

  it('10¹⁰ weights that are rarely positive: a logarithm of −10¹², no underflow', () => {
    const ln = lnAllPositive(weightGroups(chain(100, 10_000), fixedDeviation(0.01)), -0.1);
    expect(ln).toBeLessThan(-5e11);
    expect(Number.isFinite(ln)).toBe(true);
  });

  it('refuses what has no meaning', () => {
    expect(() => meanNeeded([{ count: 1, deviation: 1 }], 1)).toThrow(/meanNeeded: probability must be strictly/);
    expect(() => lnAllPositive([{ count: 1, deviation: 0 }], 1)).toThrow(
      /deviation must be a finite number > 0, got 0/,
    );
    expect(() => weightGroups({ inputs: 2, width: 0, hiddenLayers: 1 }, deviations.lecun98)).toThrow(/width/);
    expect(() => fixedDeviation(-1)).toThrow(/sigma/);
  });
});

describe('Proposition 5: a dead layer', () => {
  it('the bound and the law of one sample: relative 1e-13, down to 1e-30', () => {
    for (const { width, hiddenLayers, zeroBias, symmetricBias, oneSample } of golden.bounds) {
      const at = { width, hiddenLayers, negativeWeight: 0.5 };
      expect(relative(deadLayerBound({ ...at, notPositiveBias: 1 }), zeroBias)).toBeLessThan(1e-13);
      expect(relative(deadLayerBound({ ...at, notPositiveBias: 0.5 }), symmetricBias)).toBeLessThan(1e-13);
      expect(relative(deadAtOneSample(at), oneSample)).toBeLessThan(1e-13);
    }
  });

  it('the bound lies below the law of one sample; certain and impossible layers are 1 and 0', () => {
    for (const width of [2, 3, 5, 9])
      for (const hiddenLayers of [1, 2, 7, 50])
        expect(deadLayerBound({ width, hiddenLayers, negativeWeight: 0.5, notPositiveBias: 1 })).toBeLessThan(
          deadAtOneSample({ width, hiddenLayers }),
        );
    const sure = { width: 3, hiddenLayers: 2, notPositiveBias: 1 };
    expect(deadLayerBound({ ...sure, negativeWeight: 1 })).toBe(1);
    expect(deadLayerBound({ ...sure, negativeWeight: 0 })).toBe(0);
    expect(deadLayerBound({ ...sure, hiddenLayers: 1, negativeWeight: 1 })).toBe(0);
  });

  it('layers that widen one by one leave a chance that no depth takes away', () => {
    const widening = Array.from({ length: 1000 }, (_, j) => j + 3);
    expect(deadLayerUnionBound(widening)).toBeLessThanOrEqual(0.25);
    expect(deadLayerUnionBound([2, 2])).toBe(0.5);
  });
});
