import { describe, expect, it } from 'vitest';
import {
  asymptoticAtBarrierAsPrinted,
  asymptoticMinima,
  asymptoticMinimaOfAllEnergies,
  asymptoticTotal,
} from '../../src/theory/asymptotics.ts';
import { lnMeanTotal } from '../../src/theory/kac-rice.ts';
import { energyBarrier } from '../../src/theory/thresholds.ts';
import { tables } from './golden.ts';

describe('sharp asymptotics', () => {
  it('the leading terms agree with 15-digit values in all printed regimes, H = 3, 4, 10', () => {
    for (const [order, size, text, regime, printed, corrected] of tables.theorem) {
      const edge = energyBarrier(order).value;
      const u = text === '-Einf' ? -edge : Number(text);
      // Λ Θ′(u) times the rounding of u, and 15 digits in the table.
      const near = (value: number, reference: string) =>
        expect(Math.abs(value - Number(reference))).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(Number(reference))) + 1e-15 * size,
        );
      if (regime === 'b') {
        near(asymptoticAtBarrierAsPrinted(order, size), printed);
        if (corrected !== null) near(asymptoticTotal(order, size, u).ln, corrected);
      } else if (u === 0) near(asymptoticTotal(order, size, u).ln + Math.LN2, printed);
      else near(asymptoticTotal(order, size, u).ln, printed);
    }
  });

  it('exact over leading term tends to 1 like Λ^{−1} away from the barrier: fourfold Λ, about a quarter of the distance', () => {
    for (const [order, u] of [
      [3, -1.9],
      [3, -1],
      [4, 0.7],
    ] as const) {
      const distance = (size: number) =>
        Math.abs(Math.exp(lnMeanTotal(order, size, u).ln - asymptoticTotal(order, size, u).ln) - 1);
      expect(distance(1200) / distance(300)).toBeLessThan(0.3);
      expect(distance(1200)).toBeLessThan(0.02);
    }
  });

  it('the corrected constant at the barrier is 1.56604668 times the printed one for every H and Λ', () => {
    for (const order of [3, 4, 9, 33]) {
      const u = -energyBarrier(order).value;
      const { regime, ln } = asymptoticTotal(order, 77, u);
      expect(regime).toBe('barrier');
      expect(Math.exp(ln - asymptoticAtBarrierAsPrinted(order, 77))).toBeCloseTo(1.56604668036316, 12);
    }
  });

  it('regimes meet: zero is half of positive, minima and total agree below the barrier', () => {
    expect(asymptoticTotal(3, 50, 0).ln).toBeCloseTo(asymptoticTotal(3, 50, 2).ln - Math.LN2, 13);
    expect(asymptoticTotal(3, 50, Infinity).ln).toBe(asymptoticTotal(3, 50, 2).ln);
    expect(asymptoticMinima(3, 50, -1.8).ln).toBe(asymptoticTotal(3, 50, -1.8).ln);
    expect(asymptoticMinimaOfAllEnergies(3, 10_000).meanEnergy).toBeCloseTo(-1.632993161855452 + 4 / 300, 12);
  });

  it('names bad arguments', () => {
    expect(() => asymptoticTotal(2, 10, -1)).toThrow('asymptoticTotal: order must be an integer ≥ 3, got 2');
    expect(() => asymptoticTotal(3, 10, Number.NaN)).toThrow('asymptoticTotal: u must be a finite number, got NaN');
    expect(() => asymptoticMinima(3, 10, -1)).toThrow('asymptoticMinima: u must be below −E∞');
  });
});
