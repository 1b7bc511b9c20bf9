/** Spiked tensors, and low sets of isotropic mixtures, against mpmath by other routes (test/golden/theory/rungs.py) and simulated circles. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  energyBarrier,
  groundState,
  isotropicMixture,
  lowSetEuler,
  spikeAppears,
  spikedComplexity,
  spikeIsGroundState,
  spikeMinimum,
} from '../../src/theory/index.ts';
import { tables } from './golden.ts';

interface Golden {
  readonly spikes: readonly Record<'strength' | 'overlap' | 'energy' | 'complexity', string>[] &
    readonly { order: number }[];
  readonly groundState: readonly { order: number; strength: string }[];
  readonly euler: readonly { slope: string; size: number; u: string; chi: string }[];
  readonly simulated: readonly { slope: number; size: number; u: number; mean: number; error: number }[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/theory/rungs.json', import.meta.url), 'utf8')) as Golden;

describe('spiked tensors', () => {
  it('the minimum along the spike is the stationary overlap of the band, to 1e-12', () => {
    for (const { order, strength, overlap, energy } of golden.spikes) {
      const found = spikeMinimum(order, Number(strength))!;
      expect(found.overlap).toBeCloseTo(Number(overlap), 11);
      expect(found.energy).toBeCloseTo(Number(energy), 12);
    }
  });

  it('has complexity 0, less on either side; elsewhere that of the integral over the semicircle', () => {
    for (const { order, strength, complexity } of golden.spikes) {
      const r = Number(strength);
      expect(spikedComplexity(order, r, 0.4, -1.2)).toBeCloseTo(Number(complexity), 11);
      const { overlap, energy } = spikeMinimum(order, r)!;
      expect(Math.abs(spikedComplexity(order, r, overlap, energy))).toBeLessThan(1e-12);
      for (const step of [-1e-3, 1e-3]) {
        expect(spikedComplexity(order, r, overlap, energy + step)).toBeLessThan(0);
        expect(spikedComplexity(order, r, Math.min(1 - 1e-9, overlap + step), energy)).toBeLessThan(0);
      }
    }
  });

  it('appears at the barrier of the glass, and is the ground state from the golden strength on; H = 2 is an outlier of a GOE matrix', () => {
    for (const { order, strength } of golden.groundState) {
      expect(spikeIsGroundState(order)).toBeCloseTo(Number(strength), 11);
      const born = spikeMinimum(order, spikeAppears(order) * (1 + 1e-12))!;
      expect(born.energy).toBeCloseTo(-energyBarrier(order).value, 5);
      expect(born.overlap ** 2).toBeCloseTo((order - 2) / (order - 1), 4);
      expect(spikeMinimum(order, 0.99 * spikeAppears(order))).toBeNull();
      expect(spikeMinimum(order, spikeIsGroundState(order))!.energy).toBeCloseTo(-groundState(order).value, 10);
    }
    expect(spikeAppears(2)).toBeCloseTo(Math.SQRT1_2, 15);
    // The largest eigenvalue of λ e eᵀ + GOE of edge √2 is λ + 1/(2λ).
    expect(spikeMinimum(2, 1.5)!.energy).toBeCloseTo(-(1.5 + 1 / 3), 12);
  });

  it('refuses what is out of range, by name', () => {
    expect(() => spikeMinimum(1, 1)).toThrow(/order must be an integer ≥ 2, got 1/);
    expect(() => spikedComplexity(3, 1, 1.5, 0)).toThrow(/overlap/);
  });
});

describe('Euler characteristics of low sets', () => {
  it('are the mean alternating counts of Kac–Rice for real slopes, to 1e-12', () => {
    for (const { slope, size, u, chi } of golden.euler)
      expect(Math.abs(lowSetEuler(Number(slope), size, Number(u)) - Number(chi))).toBeLessThan(
        1e-12 * (1 + Math.abs(Number(chi))),
      );
  });

  it('are those of pure glasses at integer slopes, and of the sphere without a limit', () => {
    for (const [key, rows] of Object.entries(tables.euler)) {
      const [order, size] = key.split(',').map(Number) as [number, number];
      for (const { u, E_chi } of rows)
        expect(Math.abs(lowSetEuler(order, size, Number(u)) - Number(E_chi))).toBeLessThan(
          1e-12 * (1 + Math.abs(Number(E_chi))),
        );
    }
    expect([2, 3, 4, 5].map((size) => lowSetEuler(2.5, size, Infinity))).toEqual([0, 2, 0, 2]);
  });

  it('hold for mixtures of 1, 2 and 3 and of 2 and 5, simulated on circles, within 3 errors; another slope does not', () => {
    for (const { slope, size, u, mean, error } of golden.simulated) {
      expect(Math.abs(lowSetEuler(slope, size, u) - mean)).toBeLessThan(3 * error);
      expect(Math.abs(lowSetEuler(1.1 * slope, size, u) - mean)).toBeGreaterThan(3 * error);
    }
    // ν′ of the first by the mixture's theory.
    expect(
      isotropicMixture([
        { power: 1, share: 0.3 },
        { power: 2, share: 0.3 },
        { power: 3, share: 0.4 },
      ]).first,
    ).toBeCloseTo(2.1, 12);
  });
});
