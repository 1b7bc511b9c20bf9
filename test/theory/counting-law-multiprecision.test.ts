import { describe, expect, it } from 'vitest';
import { bitLength, subtract, withLength } from '../../src/theory/big-float.ts';
import { countStatistics } from '../../src/theory/count-report.ts';
import { countingLaw, edgeUnit, nodesNeeded } from '../../src/theory/counting-law.ts';
import { countingLawInFull, eigenvalueCounts } from '../../src/theory/counting-law-multiprecision.ts';
import { closedFormTotal } from '../../src/theory/kac-rice.ts';
import { lnMeanByIndex } from '../../src/theory/kac-rice-index.ts';
import { gaussLegendre, signRule } from '../../src/theory/quadrature.ts';
import { laws } from './golden.ts';

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

  it('is that of double-doubles within both bounds at N = 9, 16, 30 wherever those are used', () => {
    for (const [size, s] of [
      [9, -3.25],
      [16, -5.5],
      [30, -7],
    ] as const) {
      const rule = signRule(nodesNeeded((s + Math.sqrt(2 * size)) / edgeUnit(size)));
      const quick = countingLaw(size, s, size - 1, rule);
      const full = countingLawInFull(size, s);
      let compared = 0;
      for (let k = 0; k < size; k++) {
        if (!(quick.errorAtLeast[k]! < 1e-11)) continue;
        compared++;
        const bound = quick.errorAtLeast[k]! + full.errorAtLeast[k]!;
        expect(Math.abs(quick.lnAtLeast[k]! - full.lnAtLeast[k]!)).toBeLessThanOrEqual(bound);
      }
      expect(compared).toBeGreaterThan(5);
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

  it('mantissas overstate their right bits by less than 20, for N = 2 … 30 from the bulk to s = −40', () => {
    for (const [size, s] of [
      [2, -1],
      [3, -9],
      [7, -4],
      [8, 0],
      [15, -0.1],
      [16, -40],
      [25, -3],
      [30, -9],
    ] as const) {
      const bits = 96 + 12 * size;
      const longer = eigenvalueCounts(size, s, 2 * bits).map((value) => withLength(value, 2 * bits));
      for (const [j, value] of eigenvalueCounts(size, s, bits).entries()) {
        const reference = longer[j]!;
        const rest = subtract(reference, withLength(value, 2 * bits));
        const right = 2 * bits + reference.exponent - (bitLength(rest.mantissa) + rest.exponent);
        expect(right).toBeGreaterThan(bitLength(value.mantissa) - 20);
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
