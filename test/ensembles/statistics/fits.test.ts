import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import {
  estimatePowerLaw,
  fitPowerLaw,
  leastSquares,
  type Model,
  powerLaw,
} from '../../../src/ensembles/statistics.ts';

const golden = JSON.parse(readFileSync(new URL('../../golden/scipy/statistics.json', import.meta.url), 'utf8'));
const draw = (purpose: string, replica = 0) => stream(3, 'test/statistics', replica, purpose);
const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.abs(exact);
/** By how many standard errors a share of seeded trials misses its probability. */
const within = (share: number, probability: number, trials: number) =>
  Math.abs(share - probability) / Math.sqrt((probability * (1 - probability)) / trials);

describe('leastSquares', () => {
  const line: Model = {
    parameters: ['a', 'b'],
    value: (x, [a, b]) => a! + b! * x,
    gradient: (x, _p, out) => out.set([1, x]),
  };

  it('is exact on a line: closed form to 1e-12', () => {
    const { parameters, standardErrors, chiSquare, status, degreesOfFreedom } = leastSquares(
      line,
      { x: [0, 1, 2, 3], y: [1, 3, 4, 8], errors: [1, 1, 1, 1] },
      [0, 0],
    );
    expect(status).toBe('converged');
    expect(parameters[0]).toBeCloseTo(0.7, 12);
    expect(parameters[1]).toBeCloseTo(2.2, 12);
    expect(standardErrors[1]).toBeCloseTo(1 / Math.sqrt(5), 12);
    expect(chiSquare).toBeCloseTo(1.8, 12);
    expect(degreesOfFreedom).toBe(2);
  });

  it('says singular when parameters cannot be told apart', () => {
    const { status, standardErrors } = leastSquares(line, { x: [2, 2, 2], y: [1, 2, 3], errors: [1, 1, 1] }, [0, 0]);
    expect(status).toBe('singular');
    expect([...standardErrors]).toEqual([Infinity, Infinity]);
  });

  it('says stalled when the gradient is wrong', () => {
    const wrong: Model = { ...line, gradient: (x, _p, out) => out.set([-1, -x]) };
    expect(leastSquares(wrong, { x: [0, 1, 2], y: [1, 2, 4], errors: [1, 1, 1] }, [0, 0]).status).toBe('stalled');
  });

  it('names what is wrong with the data', () => {
    const data = { x: [0, 1], y: [1, 2], errors: [1, 1] };
    expect(() => leastSquares(line, data, [0])).toThrow('start must be of length 2 (a, b), got 1');
    expect(() => leastSquares(line, { ...data, errors: [1, 0] }, [0, 0])).toThrow('error must be a finite number ≥');
    expect(() => leastSquares(line, { x: [1], y: [1], errors: [1] }, [0, 0])).toThrow(
      'observations must be at least 2',
    );
  });
});

describe('power law', () => {
  it('has the gradient its value has, by central differences', () => {
    const p = Float64Array.of(-1.6, 0.8, 0.5);
    const out = new Float64Array(3);
    powerLaw.gradient(77, p, out);
    for (let k = 0; k < 3; k++) {
      const at = (h: number) =>
        powerLaw.value(
          77,
          p.map((value, i) => value + (i === k ? h : 0)),
        );
      expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(out[k]!, 9);
    }
  });

  it('equals scipy’s curve_fit: parameters to 1e-6 standard errors, standard errors to 1e-5', () => {
    const { sizes, means, errors, parameters, standardErrors, chiSquare } = golden.powerLaw;
    const fit = fitPowerLaw({ x: sizes, y: means, errors });
    expect(fit.status).toBe('converged');
    // scipy differentiates numerically, to about 1e-8.
    for (let k = 0; k < 3; k++) {
      expect(Math.abs(fit.parameters[k]! - parameters[k]) / standardErrors[k]).toBeLessThan(1e-6);
      expect(relative(fit.standardErrors[k]!, standardErrors[k])).toBeLessThan(1e-5);
    }
    expect(relative(fit.chiSquare, chiSquare)).toBeLessThan(1e-10);
  });

  it.each([0.15, 0.5, 1, 2.7])('recovers exact data with exponent %d to 1e-8', (c) => {
    const x = [25, 50, 100, 200, 500];
    const p = Float64Array.of(-1.6, 0.9, c);
    const fit = fitPowerLaw({ x, y: x.map((size) => powerLaw.value(size, p)), errors: x.map(() => 1e-3) });
    expect(fit.status).toBe('converged');
    for (let k = 0; k < 3; k++) expect(relative(fit.parameters[k]!, p[k]!)).toBeLessThan(1e-8);
  });

  it('bootstrap over disorders covers intercept and exponent', () => {
    const trials = 60;
    const sizes = [25, 50, 100, 200, 400];
    const truth = Float64Array.of(-1.633, 1, 0.5);
    const normals = draw('disorders');
    let a = 0;
    let c = 0;
    for (let trial = 0; trial < trials; trial++) {
      const clusters = sizes.map((size) =>
        Array.from({ length: 20 }, () => {
          const shared = powerLaw.value(size, truth) + (0.5 * normals.normal()) / size;
          return Array.from({ length: 5 }, () => shared + normals.normal() / size);
        }),
      );
      const estimate = estimatePowerLaw(draw('law', trial), sizes, clusters, {
        resamples: 150,
        level: 0.9,
        method: 'percentile',
      });
      expect(estimate.fit.status).toBe('converged');
      if (estimate.a.low <= truth[0]! && truth[0]! <= estimate.a.high) a++;
      if (estimate.c.low <= truth[2]! && truth[2]! <= estimate.c.high) c++;
    }
    // 20 disorders a size: true coverage a little under 0.9; four standard errors.
    expect(within(a / trials, 0.87, trials)).toBeLessThan(4);
    expect(within(c / trials, 0.87, trials)).toBeLessThan(4);
  });

  it('gives the whole line when the law cannot be identified', () => {
    const flatClusters = [10, 20, 30].map(() => [
      [1, 1.5],
      [1, 0.5],
      [0.8, 1.2],
    ]);
    const { fit, a, c } = estimatePowerLaw(draw('flat'), [10, 20, 30], flatClusters);
    expect(fit.status).not.toBe('converged');
    expect([a.low, a.high, c.low, c.high]).toEqual([-Infinity, Infinity, -Infinity, Infinity]);
  });
});
