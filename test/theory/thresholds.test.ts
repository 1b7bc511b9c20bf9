import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { indexComplexity } from '../../src/theory/complexity.ts';
import { energyBarrier, groundState, layerEnergy, layers } from '../../src/theory/thresholds.ts';

interface Levels {
  readonly levels: Readonly<Record<string, { readonly barrier: string; readonly layers: readonly string[] }>>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/theory/limits.json', import.meta.url), 'utf8')) as Levels;

describe('levels of the spherical spin glass', () => {
  for (const [key, { barrier, layers: references }] of Object.entries(golden.levels)) {
    const order = Number(key);
    it(`H = ${order}: E∞ and E_0 … E_10 lie within their stated accuracy of the 20-digit values, and that is below 1e-14`, () => {
      const found = [energyBarrier(order), ...layers(order, references.length)];
      found.forEach(({ value, accuracy }, i) => {
        // Number() rounds the reference to half a unit in the last place.
        const reference = Number(i === 0 ? barrier : references[i - 1]);
        expect(Math.abs(value - reference)).toBeLessThanOrEqual(accuracy + 0.5 * Number.EPSILON * reference);
        expect(accuracy).toBeLessThan(1e-14);
      });
    });
  }

  it('H = 2: every level is √2 and the result says that there are no layers', () => {
    for (const k of [0, 1, 7, 1000]) expect(layerEnergy(2, k).value).toBe(Math.SQRT2);
    expect(layerEnergy(2, 1).assumptions.join()).toMatch(/no layers/);
  });

  it('E_k falls strictly towards E∞ for H = 3, 4, 7, 33 and k up to 1000, by more than the two accuracies', () => {
    for (const order of [3, 4, 7, 33]) {
      const barrier = energyBarrier(order);
      const found = layers(order, 1001);
      for (let k = 0; k < found.length; k++) {
        const below = found[k + 1] ?? barrier;
        expect(found[k]!.value - below.value).toBeGreaterThan(found[k]!.accuracy + below.accuracy);
      }
      expect(found.at(-1)!.value - barrier.value).toBeLessThan(0.02 * barrier.value);
    }
  });

  it('Θ_{k,H}(−E_k) vanishes to 1e-13 also for large orders and indices', () => {
    for (const order of [3, 5, 31, 1000, 1e6])
      for (const k of [0, 1, 9, 31, 1000])
        expect(Math.abs(indexComplexity(order, k, -layerEnergy(order, k).value))).toBeLessThan(1e-13);
  });

  it('the ground state is E_0', () => {
    expect(groundState(3).value).toBe(layerEnergy(3, 0).value);
  });

  it('bad orders, indices and counts are named', () => {
    expect(() => energyBarrier(1)).toThrow('energyBarrier: order must be an integer ≥ 2, got 1');
    expect(() => groundState(1.5)).toThrow('groundState: order must be an integer ≥ 2, got 1.5');
    expect(() => layerEnergy(3, -1)).toThrow('layerEnergy: index must be an integer ≥ 0, got -1');
    expect(() => layers(3, Number.NaN)).toThrow('layers: count');
    expect(() => layers(Number.NaN, 3)).toThrow('layers: order');
  });
});
