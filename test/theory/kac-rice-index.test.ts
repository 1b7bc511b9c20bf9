import { describe, expect, it } from 'vitest';
import { countReport, countStatistics, defaultIndices } from '../../src/theory/count-report.ts';
import { lnMeanTotal } from '../../src/theory/kac-rice.ts';
import { allIndicesUpTo, energyMoments, lnMeanByIndex } from '../../src/theory/kac-rice-index.ts';
import type { OrderStatistics } from '../../src/theory/order-statistics.ts';
import { counts, energy, tables } from './golden.ts';

/** Tables of one size and so many indices serve all tests of the file: they do not depend on order or energy. */
const known = new Map<string, OrderStatistics>();
function statisticsOf(size: number, indices = size <= allIndicesUpTo ? size : defaultIndices): OrderStatistics {
  const key = `${size},${indices}`;
  const statistics = known.get(key) ?? countStatistics(size, indices);
  known.set(key, statistics);
  return statistics;
}

const key = (order: number, size: number, u: number, k: number) => `${order},${size},${u},${k}`;
/** ln E C_k in ball arithmetic, to 20 digits. */
const balls = new Map(
  counts.flatMap(({ order, size, rows }) =>
    rows.flatMap(([text, values]) =>
      values.map((value, k) => [key(order, size, energy(text), k), Number(value)] as const),
    ),
  ),
);
/** Values E C_k that were given, by energy. */
const given = [
  ...tables.small.map((table) => ({ ...table, rows: table.rows.map(([u, , values]) => [u, values] as const) })),
  ...tables.large.map((table) => ({ ...table, rows: table.rows.map(([u, values]) => [u, values] as const) })),
];

describe('mean number of critical points of index k', () => {
  for (const { order, size, rows, meanEnergy, sdEnergy } of counts) {
    it(`H = ${order}, Λ = ${size}: within its bound of ball arithmetic at ${rows.length} energies, and so the mean energy and its spread`, () => {
      const statistics = size <= 30 ? statisticsOf(size) : statisticsOf(size, rows[0]![1].length);
      for (const [text, values] of rows) {
        for (const [k, value] of values.entries()) {
          const mean = lnMeanByIndex(order, statistics, k, energy(text));
          if (size <= 30 || k < 5) expect(mean).toBeDefined();
          if (mean) expect(Math.abs(mean.ln - Number(value))).toBeLessThanOrEqual(mean.error);
        }
      }
      for (const [k, text] of (meanEnergy ?? []).entries()) {
        const { mean, sd, errorMean, errorSd } = energyMoments(order, statistics, k);
        expect(Math.abs(mean - Number(text))).toBeLessThanOrEqual(errorMean);
        expect(Math.abs(sd - Number(sdEnergy![k]))).toBeLessThanOrEqual(errorSd);
        expect(Math.max(errorMean, errorSd)).toBeLessThan(1e-9);
      }
    });
  }

  for (const { order, size, rows } of given) {
    it(`H = ${order}, Λ = ${size}: agrees with the given values, as far as these agree with ball arithmetic`, () => {
      const statistics = statisticsOf(size);
      // Absolute precision of the values, 77 digits or 35; their quadrature keeps less on integrands as steep as those of high index deep down.
      const [noise, digits] = size === 50 ? [1e-30, 1e-11] : [1e-54, 1e-14];
      for (const [text, values] of rows) {
        const u = energy(text);
        for (const [k, value] of values.slice(0, statistics.top + 1).entries()) {
          const mean = lnMeanByIndex(order, statistics, k, u);
          if (!mean || Number(value) < noise) continue;
          const ln = Math.log(Number(value));
          const missed = Math.abs(ln - (balls.get(key(order, size, u, k)) ?? ln));
          // Integrals to infinity were cut off at large sizes.
          if (Number.isFinite(u)) expect(missed).toBeLessThan(1e-4);
          expect(Math.abs(mean.ln - ln)).toBeLessThanOrEqual(mean.error + missed + digits);
        }
      }
    });
  }

  for (const { order, size, rows } of tables.double) {
    it(`H = ${order}, Λ = ${size}: agrees with a plain double evaluation (k = 0, 1 to 6e-13, 2 to 1e-9, 3 to 1e-7)`, () => {
      const statistics = statisticsOf(size);
      for (const [u, total, values] of rows) {
        if (u === null) continue;
        if (total !== null) expect(Math.abs(lnMeanTotal(order, size, u).ln - total)).toBeLessThan(1e-12);
        for (const [k, value] of values.slice(0, 4).entries()) {
          if (value === null) continue;
          const mean = lnMeanByIndex(order, statistics, k, u)!;
          // Towards saturation the alternating sums of the double evaluation lose digits.
          const stated = [6e-13, 6e-13, 1e-9, 1e-7][k]! + (u > -1.61 ? 1e-8 : 0);
          expect(Math.abs(mean.ln - value)).toBeLessThan(mean.error + stated);
        }
      }
    });
  }

  it('indices add up to the total, and with alternating signs to the Euler characteristic, to 1e-11 of the total', () => {
    for (const [key, rows] of Object.entries(tables.euler)) {
      const [order, size] = key.split(',').map(Number) as [number, number];
      if (size > 30) continue;
      const statistics = statisticsOf(size);
      for (const { u, E_chi } of rows) {
        const total = Math.exp(lnMeanTotal(order, size, energy(u)).ln);
        let [sum, alternating] = [0, 0];
        for (let k = 0; k < size; k++) {
          const mean = lnMeanByIndex(order, statistics, k, energy(u));
          const value = mean ? Math.exp(mean.ln) : 0;
          sum += value;
          alternating += k % 2 ? -value : value;
        }
        expect(Math.abs(sum / total - 1)).toBeLessThan(1e-11);
        expect(Math.abs(alternating - Number(E_chi)) / Math.max(1, total)).toBeLessThan(1e-11);
      }
    }
  });

  it('index k below u and index Λ−1−k above −u are equally many; Λ = 3 has (total + 2)/4 minima', () => {
    const statistics = statisticsOf(6);
    const all = (k: number) => Math.exp(lnMeanByIndex(4, statistics, k, Infinity)!.ln);
    const below = (k: number, u: number) => Math.exp(lnMeanByIndex(4, statistics, k, u)!.ln);
    for (const k of [0, 1, 2]) {
      expect(below(k, 0.4) + below(5 - k, -0.4)).toBeCloseTo(all(k), 9);
      expect(all(k) / all(5 - k)).toBeCloseTo(1, 11);
    }
    const three = statisticsOf(3);
    const total = Math.exp(lnMeanTotal(5, 3, Infinity).ln);
    expect(Math.exp(lnMeanByIndex(5, three, 0, Infinity)!.ln)).toBeCloseTo((total + 2) / 4, 11);
  });

  it('is out of reach, not a part of it, where the law is unknown just right of where the integral begins', () => {
    const whole = statisticsOf(40);
    const unknown = { errorBelow: () => 2, errorAbove: () => 2 };
    const statistics: OrderStatistics = {
      ...whole,
      panelAt: (s, leftward) => ({ ...whole.panelAt(s, leftward), ...(leftward ? {} : unknown) }),
    };
    expect(lnMeanByIndex(3, statistics, 0, -1.7)).toEqual(lnMeanByIndex(3, whole, 0, -1.7));
    expect(lnMeanByIndex(3, statistics, 0, Infinity)).toBeUndefined();
    expect(() => energyMoments(3, statistics, 0)).toThrow('index 0 is out of reach at size 40');
  });

  it('H = 2: two points of every index', () => {
    const statistics = statisticsOf(7);
    for (let k = 0; k < 7; k++) expect(lnMeanByIndex(2, statistics, k, Infinity)!.ln).toBeCloseTo(Math.LN2, 12);
  });
});

describe('countReport', () => {
  it('gives every index up to 30 spins, six above, none over 2000, and bounds all of them', () => {
    const small = countReport(3, 8, -1.2, { statistics: statisticsOf(8) });
    expect(small.lnByIndex).toHaveLength(8);
    expect(small.errorBound).toBeGreaterThanOrEqual(
      Math.max(small.errorTotal, ...small.errorByIndex.map((e) => e ?? 0)),
    );
    expect(countReport(3, 31, -1.6).lnByIndex).toHaveLength(6);
    expect(countReport(3, 2001, -1.6).lnByIndex).toEqual([]);
    expect(countReport(3, 40, -1.6, { indices: 1 }).lnByIndex).toHaveLength(1);
  });

  it('resolves every index to 1e-9 at up to 30 spins and adds them up, below, in and above the band', () => {
    for (const [size, u] of [
      [10, -1.6],
      [12, -3],
      [12, 3],
      [15, -1.2],
      [30, -1.8],
    ] as const) {
      const { lnTotal, lnByIndex, errorBound } = countReport(3, size, u, { statistics: statisticsOf(size) });
      expect(lnByIndex).not.toContain(null);
      expect(errorBound).toBeLessThan(1e-9 + 1e-14 * Math.abs(lnByIndex.at(-1)!));
      const sum = lnByIndex.reduce<number>((all, ln) => all + Math.exp(ln! - lnTotal), 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
    }
  });

  it('says null above 30 spins for what double-doubles cannot resolve, and for eigenvalues below −40; never NaN', () => {
    const report = countReport(3, 100, -1.8, { indices: 10 });
    expect(report.lnByIndex[9]).toBeNull();
    expect(report.errorByIndex[9]).toBeNull();
    expect(countReport(3, 12, -30, { statistics: statisticsOf(12) }).lnByIndex[11]).toBeNull();
    for (const energyPerSpin of [-Infinity, -30, -3, 0, 3, Infinity]) {
      const { lnTotal, lnByIndex, errorBound } = countReport(3, 12, energyPerSpin, { statistics: statisticsOf(12) });
      for (const value of [lnTotal, errorBound, ...lnByIndex]) expect(Number.isNaN(value)).toBe(false);
    }
  });

  it('names bad arguments with the range', () => {
    expect(() => countReport(2.5, 10, 0)).toThrow('countReport: order must be an integer from 2 to 1000, got 2.5');
    expect(() => countReport(3, 10, Number.NaN)).toThrow('countReport: energy must be a number, not NaN, got NaN');
    expect(() => countReport(3, 10, 0, { indices: 11 })).toThrow(
      'countReport: indices must be an integer from 0 to 10',
    );
    expect(() => countReport(3, 100, 0, { indices: 11 })).toThrow(
      'countReport: indices must be an integer from 0 to 10',
    );
    expect(() => countReport(3, 10_001, 0)).toThrow('countReport: size must be an integer from 2 to 10000, got 10001');
    expect(() => countStatistics(2001)).toThrow('countStatistics: size must be an integer from 2 to 2000, got 2001');
  });
});
