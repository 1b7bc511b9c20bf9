import { describe, expect, it } from 'vitest';
import { add, bitLength, divide, logarithm, subtract, withLength } from '../../src/theory/big-float.ts';
import { countStatistics } from '../../src/theory/count-report.ts';
import { countingLaws, edgeUnit, nodesNeeded } from '../../src/theory/counting-law.ts';
import { countingLawInFull, eigenvalueCounts, lostBits } from '../../src/theory/counting-law-multiprecision.ts';
import { closedFormTotal } from '../../src/theory/kac-rice.ts';
import { lnMeanByIndex } from '../../src/theory/kac-rice-index.ts';
import { gaussLegendre, signRule } from '../../src/theory/quadrature.ts';
import { laws } from './golden.ts';

const doubled = (size: number, s: number, top: number) =>
  countingLaws(size, top, signRule(nodesNeeded((s + Math.sqrt(2 * size)) / edgeUnit(size))))(s);

describe('law of the number of eigenvalues below s, in full', () => {
  it('agrees with 80-digit values for N = 2 … 8 within its bound', () => {
    for (const { size, s, lnBelow, lnAbove } of laws.filter((law) => law.size <= 30)) {
      const law = countingLawInFull(size, Number(s));
      for (let k = 0; k < size; k++) {
        // s is a double in all these cases.
        for (const [text, value, bound] of [
          [lnBelow[k], law.lnAtLeast[k]!, law.errorAtLeast[k]!],
          [lnAbove[k], law.lnAtMost[k]!, law.errorAtMost[k]!],
        ] as const) {
          if (text) expect(Math.abs(value - Number(text))).toBeLessThanOrEqual(bound);
        }
      }
    }
  });

  it('is that of double-doubles within both bounds at N = 2, 5, 9, 16, 30 wherever those are used, in both tails', () => {
    for (const [size, s] of [
      [2, -1.5],
      [5, -8],
      [9, -3.25],
      [9, -0.5],
      [16, -5.5],
      [30, -7],
      [30, -3.5],
      [30, -12],
    ] as const) {
      const quick = doubled(size, s, size - 1);
      const full = countingLawInFull(size, s);
      let compared = 0;
      for (let k = 0; k < size; k++) {
        for (const [ln, error] of [
          ['lnAtLeast', 'errorAtLeast'],
          ['lnAtMost', 'errorAtMost'],
        ] as const) {
          if (!(quick[error][k]! < 0.1)) continue;
          compared++;
          expect(Math.abs(quick[ln][k]! - full[ln][k]!)).toBeLessThanOrEqual(quick[error][k]! + full[error][k]!);
        }
      }
      expect(compared).toBeGreaterThan(Math.min(2 * size - 1, 11));
    }
  });

  it('bounds those of double-doubles above 30, too: N = 40, 50, 61 in the tail, at the edge and in the bulk, k ≤ 11', () => {
    for (const [size, xi, bits] of [
      [40, -12, 500],
      [40, 2.3, 400],
      [50, -4.4, 500],
      [50, 8, 500],
      [61, 0.5, 700],
      [61, 12, 500],
    ] as const) {
      const s = -Math.sqrt(2 * size) + xi * edgeUnit(size);
      const counts = eigenvalueCounts(size, s, bits);
      const all = counts.reduce(add);
      const quick = doubled(size, s, 11);
      for (let k = 0; k <= 11; k++) {
        const [above, below] = [counts.slice(k + 1), counts.slice(0, k + 1)].map((part) =>
          logarithm(divide(part.reduce(add), all)),
        );
        if (quick.errorAtLeast[k]! < 0.1)
          expect(Math.abs(quick.lnAtLeast[k]! - above!)).toBeLessThanOrEqual(quick.errorAtLeast[k]!);
        if (quick.errorAtMost[k]! < 0.1)
          expect(Math.abs(quick.lnAtMost[k]! - below!)).toBeLessThanOrEqual(quick.errorAtMost[k]!);
        // Six indices are within reach everywhere.
        if (k < 6) expect(quick.errorAtLeast[k]!).toBeLessThan(1e-6);
      }
    }
  });

  it('is symmetric at s = 0, N = 2, 3, 8, 15: as many eigenvalues below as above', () => {
    for (const size of [2, 3, 8, 15]) {
      const { lnAtLeast, lnAtMost, errorAtLeast } = countingLawInFull(size, 0);
      for (let k = 0; k < size; k++) {
        expect(Math.abs(lnAtLeast[k]! - lnAtMost[size - 1 - k]!)).toBeLessThanOrEqual(2 * errorAtLeast[k]!);
      }
    }
  });

  it('every probability keeps 60 bits, for N = 2 … 30 from the bulk to s = −40', () => {
    for (const [size, s] of [
      [2, -1],
      [3, -9],
      [7, -4],
      [8, 0],
      [13, -40],
      [15, -0.1],
      [16, -28],
      [17, -40],
      [25, -3],
      [28, -2.4],
      [30, 0],
      [30, -1.4],
      [30, -2.4],
      [30, -9],
      [30, -40],
    ] as const) {
      const bits = 64 + lostBits(size, s);
      const longer = eigenvalueCounts(size, s, 2 * bits).map((value) => withLength(value, 2 * bits));
      for (const [j, value] of eigenvalueCounts(size, s, bits).entries()) {
        const reference = longer[j]!;
        const rest = subtract(reference, withLength(value, 2 * bits));
        expect(2 * bits + reference.exponent - (bitLength(rest.mantissa) + rest.exponent)).toBeGreaterThan(60);
      }
    }
  });

  it('says that it knows nothing left of −40', () => {
    const { lnAtLeast, errorAtLeast } = countingLawInFull(5, -40.5);
    expect([...lnAtLeast]).toEqual(new Array(5).fill(-Infinity));
    expect([...errorAtLeast]).toEqual(new Array(5).fill(Infinity));
  });
});

describe('mean numbers of critical points from the law in full', () => {
  it('two spins: half of 2√(3H − 2) of either index; three spins: (total + 2)/4 minima and maxima', () => {
    const [two, three] = [countStatistics(2), countStatistics(3)];
    for (const order of [3, 4, 7]) {
      for (const k of [0, 1]) {
        expect(Math.abs(lnMeanByIndex(order, two, k, Infinity)!.ln - 0.5 * Math.log(3 * order - 2))).toBeLessThan(
          1e-11,
        );
      }
      const total = closedFormTotal(order, 3)!;
      for (const k of [0, 2]) {
        expect(Math.abs(lnMeanByIndex(order, three, k, Infinity)!.ln - Math.log((total + 2) / 4))).toBeLessThan(1e-11);
      }
    }
  });

  it('agrees with a quadrature of the law that uses no panels, down to e^−600, within its bound', () => {
    const { nodes, weights } = gaussLegendre(40);
    for (const [order, size, k, u] of [
      [3, 10, 9, -1.6],
      [3, 11, 6, -1.7],
      [4, 14, 13, -2.1],
      [3, 15, 14, -1],
    ] as const) {
      const a = (order - 2) / (2 * order);
      const U = u * Math.sqrt((size * order) / (2 * (order - 1)));
      const lnWeighted = (s: number) => countingLawInFull(size, s).lnAtLeast[k]! - a * s * s;
      // F falls at least like e^{(k+1)|U| s}: to e^−60 of its end.
      const length = 60 / ((k + 1) * Math.abs(U));
      let sum = 1;
      for (const [i, node] of nodes.entries()) {
        const s = U + 0.5 * length * (node - 1);
        sum += length * weights[i]! * a * s * Math.exp(lnWeighted(s) - lnWeighted(U));
      }
      const ln = Math.log(2 * Math.sqrt(2 / order)) + 0.5 * size * Math.log(order - 1) + lnWeighted(U) + Math.log(sum);
      const mean = lnMeanByIndex(order, countStatistics(size), k, u)!;
      // The reference rounds U: half a unit of it moves the logarithm by (k+1)|U| times as much.
      const rounded = (k + 1) * U * U * 3e-16 + 4e-16 * Math.abs(ln);
      expect(Math.abs(mean.ln - ln)).toBeLessThan(mean.error + rounded);
    }
  });
});
