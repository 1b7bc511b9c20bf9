import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { countingLaws, edgeUnit, nodesNeeded } from '../../src/theory/counting-law.ts';
import { lnOnePointDensity, sampleLowestEigenvalues } from '../../src/theory/goe.ts';
import { gaussLegendre, signRule } from '../../src/theory/quadrature.ts';
import { energy, laws, tables } from './golden.ts';

const lawAt = (size: number, s: number, top: number) =>
  countingLaws(size, top, signRule(nodesNeeded((s + Math.sqrt(2 * size)) / edgeUnit(size))))(s);

describe('one-point density of the GOE', () => {
  it('agrees with 18-digit values for N = 1 … 1000 to 3e-13, in the bulk, at the edge and far outside', () => {
    for (const [size, values] of Object.entries(tables.density)) {
      for (const [x, text] of Object.entries(values)) {
        // x is rounded when it is read; outside the bulk R1 falls like e^{−|x| δ}.
        expect(Math.abs(lnOnePointDensity(Number(size), Number(x)) - Math.log(Number(text)))).toBeLessThan(3e-13);
      }
    }
  });

  it('is even and integrates to N for N = 1, 2, 3, 7, 31, 33', () => {
    const { nodes, weights } = gaussLegendre(40);
    for (const size of [1, 2, 3, 7, 31, 33]) {
      const end = Math.sqrt(2 * size) + 8;
      let sum = 0;
      for (let panel = 0; panel < 16; panel++) {
        for (const [i, node] of nodes.entries()) {
          const x = -end + (end * (panel + 0.5 * (node + 1))) / 8;
          sum += (end / 16) * weights[i]! * Math.exp(lnOnePointDensity(size, x));
        }
      }
      expect(Math.abs(sum / size - 1)).toBeLessThan(1e-13);
      expect(lnOnePointDensity(size, 1.25)).toBe(lnOnePointDensity(size, -1.25));
    }
  });

  it('names bad arguments', () => {
    expect(() => lnOnePointDensity(0, 1)).toThrow('lnOnePointDensity: size must be an integer from 1 to 10000, got 0');
    expect(() => lnOnePointDensity(3, Number.NaN)).toThrow('lnOnePointDensity: x must be a finite number, got NaN');
  });
});

describe('law of the number of eigenvalues below s', () => {
  for (const { size, s, lnBelow, lnAbove } of laws) {
    it(`N = ${size}, s = ${s}: both tails of every index lie within their bound of 20-digit values, which is small above e^−60`, () => {
      const law = lawAt(size, Number(s), lnBelow.length - 1);
      for (const [k, text] of lnBelow.entries()) {
        if (Number(text) > -60) expect(law.errorAtLeast[k]!).toBeLessThan(1e-8);
        expect(Math.abs(law.lnAtLeast[k]! - Number(text))).toBeLessThanOrEqual(law.errorAtLeast[k]!);
      }
      for (const [k, text] of lnAbove.entries()) {
        if (text !== null) expect(Math.abs(law.lnAtMost[k]! - Number(text))).toBeLessThanOrEqual(law.errorAtMost[k]!);
      }
    });
  }

  it('factorial moments e_n = Σ_k C(k, n) P(# = k) agree with 15-digit values for N = 2, 3, 4, 5', () => {
    for (const { N, s, e } of tables.moments) {
      const law = lawAt(N, Number(s), N - 1);
      const probability = (k: number) =>
        (k === 0 ? 1 : Math.exp(law.lnAtLeast[k - 1]!)) - (k === N ? 0 : Math.exp(law.lnAtLeast[k]!));
      const choose = (k: number, n: number) =>
        Array.from({ length: n }, (_, i) => (k - i) / (i + 1)).reduce((a, b) => a * b, 1);
      for (const n of [1, 2]) {
        let moment = 0;
        for (let k = n; k <= N; k++) moment += choose(k, n) * probability(k);
        // Differences of probabilities carry 1e-16.
        expect(Math.abs(moment - Number(e[n]))).toBeLessThan(1e-14);
      }
    }
  });

  it('the mean number below s is ∫R1: Σ_k P(# ≥ k + 1), N = 9', () => {
    const { nodes, weights } = gaussLegendre(60);
    const s = -1.7;
    const law = lawAt(9, s, 8);
    const mean = law.lnAtLeast.reduce((sum, ln) => sum + Math.exp(ln), 0);
    const left = -13;
    let integral = 0;
    for (const [i, node] of nodes.entries()) {
      const x = left + 0.5 * (s - left) * (node + 1);
      integral += 0.5 * (s - left) * weights[i]! * Math.exp(lnOnePointDensity(9, x));
    }
    expect(Math.abs(mean / integral - 1)).toBeLessThan(1e-13);
  });

  it('4000 tridiagonal samples at N = 33: the share with m_0 < s and with m_1 < s is within 4 standard errors', () => {
    const size = 33;
    const s = -7.2;
    const samples = 4000;
    const counts = [0, 0];
    for (let i = 0; i < samples; i++) {
      const values = sampleLowestEigenvalues(stream(5, 'goe-test', i, 'entries'), size, 2);
      for (const k of [0, 1]) if (values[k]! < s) counts[k]!++;
    }
    const law = lawAt(size, s, 1);
    for (const k of [0, 1]) {
      const p = Math.exp(law.lnAtLeast[k]!);
      const error = Math.sqrt((p * (1 - p)) / samples);
      expect(p).toBeGreaterThan(0.001);
      expect(Math.abs(counts[k]! / samples - p)).toBeLessThan(4 * error);
    }
  });

  it('energy() reads null as infinity', () => {
    expect(energy(null)).toBe(Infinity);
  });
});
