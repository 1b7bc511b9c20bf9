/** All eigenvalues, index and density of 40 trained networks, against torch's second derivatives and LAPACK's eigenvalues. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { indexAt } from '../../src/curvature/index.ts';
import { fullSpectrum, spectralReport } from '../../src/curvature/spectrum.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { labeledExamples } from '../../src/landscapes/network/examples.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { distance } from '../linalg/matrices.ts';

interface Golden {
  readonly images: readonly number[];
  readonly labels: readonly number[];
  readonly networks: readonly {
    readonly sizes: readonly number[];
    readonly activation: 'relu' | 'tanh';
    /** The second half of the inputs is zero. */
    readonly blank: boolean;
    readonly parameters: readonly number[];
    readonly loss: number;
    readonly eigenvalues: readonly number[];
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../golden/lapack/trained-networks.json', import.meta.url), 'utf8'),
);
const kernels = createKernels();
const inputs = 6;

describe.each(golden.networks.map((network, k) => [k, network.sizes.join('-'), network.activation, network] as const))(
  'trained network %i, %s %s',
  (k, _sizes, activation, { sizes, blank, parameters, loss, eigenvalues }) => {
    const images = Float32Array.from(golden.images, (x, i) => (blank && i % inputs >= inputs / 2 ? 0 : x));
    const samples = { count: golden.labels.length, inputs, images, labels: Uint8Array.from(golden.labels) };
    const examples = labeledExamples(samples, 3, 'cross-entropy');
    const landscape = networkLandscape({ sizes, activation, loss: 'cross-entropy' }, examples, kernels);
    const point = Float64Array.from(parameters);
    const norm = Math.max(...eigenvalues.map(Math.abs));
    const hessian = landscape.hessianAt(point);
    const exact = Float64Array.from(eigenvalues);

    it('has LAPACK’s eigenvalues, to 1e-12 of the largest', () => {
      expect(hessian.value).toBeCloseTo(loss, 13);
      expect(distance(fullSpectrum(hessian), exact)).toBeLessThan(1e-12 * norm);
    });

    it.each([1e-3, 1e-6, 1e-9])('has the index that they say at ± %d', (threshold) => {
      const { negative, zero, positive, undetermined } = indexAt(landscape, point, { threshold });
      expect(undetermined).toBe(0);
      expect([negative, zero, positive]).toEqual([
        exact.filter((λ) => λ < -threshold).length,
        exact.filter((λ) => Math.abs(λ) <= threshold).length,
        exact.filter((λ) => λ > threshold).length,
      ]);
    });

    it('has their density: within five standard errors at nine of ten places, and in trace', () => {
      const draw = stream(19, 'test/trained-networks', k, 'density');
      const { density, width, trace } = spectralReport(draw, hessian, { probes: 40, steps: 70, places: 100 });
      const smoothed = (x: number) =>
        exact.reduce((sum, λ) => sum + Math.exp(-0.5 * ((x - λ) / width) ** 2), 0) /
        (exact.length * width * Math.sqrt(2 * Math.PI));
      const peak = Math.max(...density.at.map(smoothed));
      const inside = density.density.filter(
        (value, i) => Math.abs(value - smoothed(density.at[i]!)) <= 5 * density.standardErrors[i]! + 1e-6 * peak,
      ).length;
      expect(inside).toBeGreaterThanOrEqual(90);
      const sum = exact.reduce((total, λ) => total + λ, 0);
      expect(Math.abs(trace.value - sum)).toBeLessThanOrEqual(5 * trace.standardError + 1e-12 * norm);
    });
  },
);
