import { describe, expect, it } from 'vitest';
import {
  countStatistics,
  energyBarrier,
  lnMeanBetween,
  lnMeanByIndex,
  lnMinimaAbove,
  lnMinimaOfAllEnergies,
  lnShareBelowBarrier,
  pushedRate,
} from '../../src/theory/index.ts';
import edges from '../golden/theory/edges.json' with { type: 'json' };

const order = 3;
const edge = energyBarrier(order).value;
/** The energy whose eigenvalue is −w√Λ. */
const energyOf = (w: number) => (-w * edge) / Math.SQRT2;
const walls = edges.walls as [number, string, string][];

describe('minima above the barrier', () => {
  it.each(walls)('wall at %f: the work is the energy of the pushed gas, to 1e-12 (mpmath)', (w, work) => {
    expect(pushedRate(order, energyOf(w))).toBeCloseTo(Number(work), 12);
  });

  it.each(walls)('wall at %f: the linear term has the growth of ∫ρ ln ρ (mpmath)', (w, work, rise) => {
    const size = 2;
    const linear = 0.5 * Math.log(2) - w ** 2 / 6 - 0.5 * Number(rise);
    expect(lnMinimaAbove(order, size, energyOf(w))).toBeCloseTo(size * linear - size ** 2 * Number(work), 11);
  });

  it('Φ is (ln 3)/4 at u = 0, 0 up to the barrier, and cubic just above it', () => {
    expect(pushedRate(order, 0)).toBeCloseTo(Math.log(3) / 4, 14);
    expect(pushedRate(order, -edge)).toBe(0);
    expect(pushedRate(order, -1.9)).toBe(0);
    const delta = 1e-4;
    expect(pushedRate(order, energyOf(Math.SQRT2 - delta)) / (delta ** 3 / (6 * Math.SQRT2))).toBeCloseTo(
      1 - (6 * Math.SQRT2 * delta) / 64,
      8,
    );
  });

  it('exact numbers above −E∞ + 0.2 differ from the two orders by less than ln Λ, and twice the size brings the rate nearer', () => {
    const u = -edge + 0.2;
    const rows = [25, 50, 100].map((size) => {
      const exact = lnMeanBetween(order, countStatistics(size, 1), 0, u, Infinity)!;
      expect(Math.abs(exact.ln - lnMinimaAbove(order, size, u))).toBeLessThan(Math.log(size));
      return -exact.ln / size ** 2 / pushedRate(order, u) - 1;
    });
    for (const [i, row] of rows.entries()) if (i > 0) expect(Math.abs(row)).toBeLessThan(Math.abs(rows[i - 1]!));
  });

  it.each([3, 4])('H = %i: the number of all minima to the constant; what is left falls towards 0', (H) => {
    const sizes = [50, 200, 1000];
    const left = sizes.map(
      (size) => lnMeanByIndex(H, countStatistics(size, 1), 0, Infinity)!.ln - lnMinimaOfAllEnergies(H, size),
    );
    expect(left[0]! > left[1]! && left[1]! > left[2]! && left[2]! > 0).toBe(true);
    // A quadratic in Λ^{−1/4} through the three: a constant that were off by a tenth would be seen.
    const x = sizes.map((size) => size ** -0.25);
    const limit = left.reduce(
      (sum, value, i) =>
        sum + value * x.reduce((product, xj, j) => (j === i ? product : (product * xj) / (xj - x[i]!)), 1),
      0,
    );
    expect(Math.abs(limit)).toBeLessThan(0.05);
  });

  it('the share below the barrier: the leading order is 2.4 off in the logarithm at Λ = 1000, all terms 0.34', () => {
    const share = (size: number) => {
      const statistics = countStatistics(size, 1);
      return lnMeanByIndex(order, statistics, 0, -edge)!.ln - lnMeanByIndex(order, statistics, 0, Infinity)!.ln;
    };
    const left = [125, 1000].map((size) => share(size) - lnShareBelowBarrier(order, size));
    expect(left[1]).toBeCloseTo(-0.336, 2);
    // Like Λ^{−1/3} and Λ^{−1/4}.
    expect(left[1]! / left[0]!).toBeLessThan(8 ** -0.24);
    expect(share(1000) + (16 / 3) * 6 ** -1.5 * Math.sqrt(1000)).toBeCloseTo(-2.35, 1);
  });

  it('the density of the lowest eigenvalue at the edge is F1′(0) of Tracy and Widom (scipy)', () => {
    // ln share + ln all + ln(2aΛ^{1/3}) − prefactor is ln F1′(0) alone.
    const size = 8;
    const rest = lnShareBelowBarrier(order, size) + lnMinimaOfAllEnergies(order, size) + Math.log((1 / 3) * 2);
    const front = Math.log(2 * Math.sqrt(2 / 3)) + (size / 2) * Math.log(2) - size / 3;
    expect(rest - front).toBeCloseTo(Math.log(edges.edgeDensity), 11);
  });

  it('no order 2, and nothing at or below the barrier', () => {
    expect(() => pushedRate(2, 0)).toThrow('order must be');
    expect(() => lnMinimaAbove(3, 10, -1.7)).toThrow('u must be above −E∞');
  });
});
