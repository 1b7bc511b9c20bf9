import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { hutchPlusPlus } from '../../src/linalg/hutch-plus-plus.ts';
import { dense } from '../../src/linalg/operator.ts';
import {
  shareBelow,
  spectralDensity,
  spectralMean,
  spectralQuadratures,
} from '../../src/linalg/stochastic-quadrature.ts';
import { randomSymmetric, withSpectrum } from './matrices.ts';

const draw = (replica: number) => stream(12, 'test/stochastic', replica, 'probes');
const trace = (A: Float64Array, n: number) => A.reduce((sum, a, at) => (at % (n + 1) === 0 ? sum + a : sum), 0);

describe('spectralQuadratures', () => {
  it('integrates 1 exactly and polynomials up to degree 2 · steps − 1 as the probe itself does', () => {
    const n = 30;
    const A = randomSymmetric(n);
    const steps = 4;
    const quadratures = spectralQuadratures(draw(0), dense(A, n), 3, steps);
    const probes = draw(0);
    for (const { nodes, weights } of quadratures) {
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
      const v = Float64Array.from({ length: n }, () => probes.normal());
      const norm = Math.hypot(...v);
      let w = v.map((x) => x / norm);
      const start = w;
      for (let degree = 1; degree < 2 * steps; degree++) {
        const next = new Float64Array(n);
        dense(A, n).apply(w, next);
        w = next;
        const exact = start.reduce((sum, x, i) => sum + x * w[i]!, 0);
        const ours = nodes.reduce((sum, θ, j) => sum + weights[j]! * θ ** degree, 0);
        expect(Math.abs(ours - exact)).toBeLessThan(1e-12 * 11 ** degree); // ‖A‖ ≈ 11
      }
    }
  });

  it('estimates moments and shares of a known spectrum within 4 standard errors', () => {
    const values = Array.from({ length: 120 }, (_, i) => (i < 90 ? 0.001 * i : i - 100));
    const quadratures = spectralQuadratures(draw(1), dense(withSpectrum(values), 120), 20, 60);
    for (const f of [(x: number) => x, (x: number) => x * x, (x: number) => (x > 0.5 ? 1 : 0)]) {
      const exact = values.reduce((sum, x) => sum + f(x), 0) / 120;
      const { value, standardError } = spectralMean(quadratures, f);
      expect(standardError).toBeGreaterThan(0);
      expect(Math.abs(value - exact)).toBeLessThan(4 * standardError);
    }
    const { value, standardError } = shareBelow(quadratures, -0.5);
    expect(Math.abs(value - values.filter((x) => x < -0.5).length / 120)).toBeLessThan(4 * standardError);
  });

  it('has a density that integrates to 1 and equals the smoothed spectrum within 4 standard errors', () => {
    const values = Array.from({ length: 80 }, (_, i) => Math.cos(i));
    const at = Float64Array.from({ length: 141 }, (_, i) => -1.75 + i / 40);
    const quadratures = spectralQuadratures(draw(2), dense(withSpectrum(values), 80), 30, 80);
    const { density, standardErrors } = spectralDensity(quadratures, at, 0.1);
    expect(density.reduce((a, b) => a + b) / 40).toBeCloseTo(1, 6);
    const normal = (x: number) => Math.exp(-0.5 * (x / 0.1) ** 2) / (0.1 * Math.sqrt(2 * Math.PI));
    let outside = 0;
    for (let i = 0; i < at.length; i++) {
      const exact = values.reduce((sum, x) => sum + normal(at[i]! - x), 0) / 80;
      if (Math.abs(density[i]! - exact) > 4 * standardErrors[i]! + 1e-9) outside++;
    }
    expect(outside).toBe(0);
  });

  it('has standard errors that mean what they say: 100 estimates cover the truth at 2 errors 90 to 100 times', () => {
    const values = Array.from({ length: 40 }, (_, i) => i);
    const A = dense(withSpectrum(values), 40);
    let covered = 0;
    for (let replica = 0; replica < 100; replica++) {
      const { value, standardError } = spectralMean(spectralQuadratures(draw(replica), A, 30, 2), (x) => x);
      if (Math.abs(value - 19.5) < 2 * standardError) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(90);
    expect(covered).toBeLessThan(100);
  });

  it('refuses one probe and a width of 0 by name', () => {
    const A = dense(randomSymmetric(4), 4);
    expect(() => spectralQuadratures(draw(0), A, 1, 3)).toThrow('probes must be an integer ≥ 2, got 1');
    expect(() => spectralDensity(spectralQuadratures(draw(0), A, 2, 3), Float64Array.of(0), 0)).toThrow(
      'width must be a finite number > 0, got 0',
    );
  });
});

describe('hutchPlusPlus', () => {
  it('is exact to 1e-12 for a matrix of rank at most a third of its products, error 0 included', () => {
    const A = withSpectrum(Array.from({ length: 60 }, (_, i) => (i < 7 ? 10 - i : 0)));
    const { value, standardError } = hutchPlusPlus(draw(3), dense(A, 60), 24);
    expect(value).toBeCloseTo(49, 12);
    expect(standardError).toBeLessThan(1e-12);
  });

  it.each([1, 2, 7, 33, 65])('covers the trace within 4 standard errors at n = %i', (n) => {
    const A = randomSymmetric(n);
    const { value, standardError } = hutchPlusPlus(draw(n), dense(A, n), 30);
    expect(Math.abs(value - trace(A, n))).toBeLessThan(4 * standardError + 1e-12);
  });

  it('beats Hutchinson at equal products on a decaying spectrum, by a factor of 5 in standard error at least', () => {
    const n = 100;
    const values = Array.from({ length: n }, (_, i) => 1 / (1 + i) ** 2);
    const A = dense(withSpectrum(values), n);
    const signs = draw(50);
    const plain = Array.from({ length: 60 }, () => {
      const [g, out] = [Float64Array.from({ length: n }, () => (signs.uniform() < 0.5 ? -1 : 1)), new Float64Array(n)];
      A.apply(g, out);
      return g.reduce((sum, x, i) => sum + x * out[i]!, 0);
    });
    const mean = plain.reduce((a, b) => a + b) / 60;
    const error = Math.sqrt(plain.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 59 / 60);
    const ours = hutchPlusPlus(draw(51), A, 60);
    expect(ours.standardError).toBeLessThan(error / 5);
    expect(Math.abs(ours.value - values.reduce((a, b) => a + b))).toBeLessThan(4 * ours.standardError);
  });

  it('needs 6 products', () => {
    expect(() => hutchPlusPlus(draw(0), dense(randomSymmetric(3), 3), 5)).toThrow(
      'products must be an integer ≥ 6, got 5',
    );
  });
});
