import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { mean, standardDeviation } from '../../src/ensembles/statistics.ts';
import { couplings } from '../../src/landscapes/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/index.ts';
import { sampleLowestEigenvalues } from '../../src/theory/goe.ts';
import { gaussLegendre } from '../../src/theory/quadrature.ts';
import {
  energyAtIndexFraction,
  hessianSpectrum,
  indexFraction,
  orderTwoGroundState,
  smallestHessianEigenvalue,
} from '../../src/theory/semicircle.ts';
import { energyBarrier } from '../../src/theory/thresholds.ts';
import { tables } from './golden.ts';

describe('spectrum of the tangent Hessian', () => {
  it('index fractions agree with 15-digit values, H = 3, 4', () => {
    for (const [order, rows] of Object.entries(tables.indexFraction)) {
      for (const { u, alpha } of rows) expect(indexFraction(Number(order), Number(u))).toBeCloseTo(Number(alpha), 13);
    }
  });

  it('the index fraction is the mass of the semicircle below 0, to 1e-4 of quadrature at its square-root ends', () => {
    const { nodes, weights } = gaussLegendre(64);
    for (const [order, u] of [
      [3, -1.2],
      [5, -0.4],
      [7, 0.9],
    ] as const) {
      const { ends, density } = hessianSpectrum(order, u);
      const half = -0.5 * ends[0];
      let mass = 0;
      for (const [i, node] of nodes.entries()) mass += half * weights[i]! * density(ends[0] + half * (node + 1));
      expect(Math.abs(mass - indexFraction(order, u))).toBeLessThan(1e-4);
    }
  });

  it('touches 0 at −E∞: no negative eigenvalue below, all negative above E∞', () => {
    for (const order of [2, 3, 9]) {
      const edge = energyBarrier(order).value;
      expect(hessianSpectrum(order, -edge).ends[0]).toBeCloseTo(0, 13);
      expect(indexFraction(order, -edge - 1e-9)).toBe(0);
      expect(indexFraction(order, edge + 1e-9)).toBe(1);
      expect(indexFraction(order, 0)).toBe(0.5);
    }
    expect(hessianSpectrum(3, -1).radius).toBeCloseTo(4.898979485566356, 14);
    expect(hessianSpectrum(3, -1, 50).radius).toBeCloseTo(4.898979485566356 * Math.sqrt(0.98), 14);
  });

  it('inverse of the index fraction: H = 3 values to 1e-13, and back', () => {
    for (const [fraction, u] of [
      [0.01, -1.52575938911292],
      [0.05, -1.31518597110763],
      [0.1, -1.12194603493525],
      [0.25, -0.659684743714031],
    ] as const) {
      expect(energyAtIndexFraction(3, fraction)).toBeCloseTo(u, 13);
    }
    for (const fraction of [0, 0.3, 0.5, 0.77, 1]) {
      expect(indexFraction(5, energyAtIndexFraction(5, fraction))).toBeCloseTo(fraction, 12);
    }
  });

  it('smallest eigenvalue at fixed u: mean and spread of 600 samples within 4 standard errors and 3 % of the edge width', () => {
    const [order, size, u] = [3, 301, -1.7];
    const scale = Math.sqrt((2 * order * (order - 1)) / size);
    const values = Array.from({ length: 600 }, (_, i) => {
      const [m] = sampleLowestEigenvalues(stream(3, 'edge-test', i, 'entries'), size - 1, 1);
      return -order * u + scale * m!;
    });
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
    const predicted = smallestHessianEigenvalue(order, u, size);
    // The correction to the edge law is of order Λ^{−2/3} = 2 % of the width.
    expect(Math.abs(mean - predicted.mean)).toBeLessThan(4 * (sd / Math.sqrt(600)) + 0.03 * predicted.sd);
    expect(Math.abs(sd / predicted.sd - 1)).toBeLessThan(4 / Math.sqrt(1200) + 0.03);
  });

  it('names bad arguments', () => {
    expect(() => hessianSpectrum(1, 0)).toThrow('hessianSpectrum: order must be an integer ≥ 2, got 1');
    expect(() => hessianSpectrum(3, 0, 1)).toThrow('hessianSpectrum: size must be an integer ≥ 2, got 1');
    expect(() => energyAtIndexFraction(3, 1.5)).toThrow(
      'energyAtIndexFraction: fraction must be a finite number ≥ 0 and ≤ 1',
    );
  });
});

it('ground state of order 2: mean and deviation of lowest eigenvalues of random symmetric matrices', () => {
  const [size, count] = [40, 200];
  const levels = Array.from({ length: count }, (_, disorder) => {
    const X = couplings({ order: 2, size, seed: 5, disorder });
    const symmetric = X.map((x, at) => 0.5 * (x + X[(at % size) * size + Math.floor(at / size)]!));
    return symmetricEigenvalues(symmetric, size)[0]! / Math.sqrt(size);
  });
  const { mean: expected, sd } = orderTwoGroundState(size);
  // Corrections of finite size were seen to be 0.011 in the mean and 2 % of the deviation at this size.
  expect(Math.abs(mean(levels) - expected)).toBeLessThan(0.012 + (4 * sd) / Math.sqrt(count));
  expect(Math.abs(standardDeviation(levels) / sd - 1)).toBeLessThan(0.02 + 4 / Math.sqrt(2 * count));
  expect(() => orderTwoGroundState(1)).toThrow('size must be an integer ≥ 2');
});
