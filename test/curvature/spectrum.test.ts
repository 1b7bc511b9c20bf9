import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { blockCurvatures } from '../../src/curvature/blocks.ts';
import { fullSpectrum, spectralReport } from '../../src/curvature/spectrum.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { labeledExamples } from '../../src/landscapes/network/examples.ts';
import { networkHessian } from '../../src/landscapes/network/hessian.ts';
import { networkLayout } from '../../src/landscapes/network/layout.ts';
import { rectifiedIndex } from '../../src/landscapes/network/rectified-index.ts';
import type { NetworkModel } from '../../src/landscapes/network/shape.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { extremes } from '../../src/linalg/lanczos.ts';
import { fromProduct, fromUpper, matrixOf } from '../../src/linalg/operator.ts';
import { shareBelow } from '../../src/linalg/stochastic-quadrature.ts';
import { distance } from '../linalg/matrices.ts';

const draw = (purpose: string) => stream(6, 'test/spectrum', 0, purpose);

/** A ReLU network with 8 inputs, 7 hidden units, 3 outputs: 87 parameters. */
function problem() {
  const shape: NetworkModel = { sizes: [8, 7, 3], activation: 'relu', loss: 'cross-entropy' };
  const [x, y] = [draw('images'), draw('labels')];
  const count = 200;
  const samples = {
    count,
    inputs: 8,
    images: Float32Array.from({ length: count * 8 }, () => x.normal()),
    labels: Uint8Array.from({ length: count }, () => y.integer(3)),
  };
  const w = draw('weights');
  const point = Float64Array.from({ length: 87 }, () => w.normal());
  const hessian = networkHessian(shape, labeledExamples(samples, 3, 'cross-entropy'), point).whole;
  return { shape, samples, point, hessian };
}

describe('exact, extreme, density and index', () => {
  const { shape, samples, point, hessian } = problem();
  const eigenvalues = fullSpectrum(hessian);
  const n = eigenvalues.length;

  it('extremes are the ends of the full spectrum to 1e-12', () => {
    const { smallest, largest } = extremes(draw('extremes'), hessian, 2);
    expect(
      distance(
        smallest.map((p) => p.value),
        eigenvalues.subarray(0, 2),
      ),
    ).toBeLessThan(1e-12);
    expect(
      distance(
        largest.map((p) => p.value),
        eigenvalues.subarray(n - 2),
      ),
    ).toBeLessThan(1e-12);
  });

  it('the density’s shares and the trace agree with the full spectrum within 4 standard errors', () => {
    const { density, width, trace, quadratures, size } = spectralReport(draw('report'), hessian, { probes: 20 });
    expect(size).toBe(n);
    for (const level of [-0.05, -0.005, 0.005, 0.1]) {
      const { value, standardError } = shareBelow(quadratures, level);
      expect(Math.abs(value - eigenvalues.filter((λ) => λ < level).length / n)).toBeLessThan(4 * standardError);
    }
    expect(Math.abs(trace.value - eigenvalues.reduce((a, b) => a + b))).toBeLessThan(4 * trace.standardError);
    const spacing = density.at[1]! - density.at[0]!;
    expect(density.density.reduce((a, b) => a + b) * spacing).toBeCloseTo(1, 3);
    expect(width).toBeCloseTo((quadratures[0]!.nodes.at(-1)! - quadratures[0]!.nodes[0]!) / 100, 3);
  });

  it('the certified index counts what the full spectrum counts', () => {
    const hessians = createKernels().rectifiedHessians({ inputs: 8, hidden: 7, outputs: 3 }, samples);
    const index = rectifiedIndex(hessians, point, 0.001);
    expect(index.undetermined).toBe(0);
    expect(index.negative).toBe(eigenvalues.filter((λ) => λ < -0.001).length);
    expect(index.positive).toBe(eigenvalues.filter((λ) => λ > 0.001).length);
  });

  it('the kernels’ matrix as an operator has the same spectrum', () => {
    const hessians = createKernels().rectifiedHessians({ inputs: 8, hidden: 7, outputs: 3 }, samples);
    const { matrix } = hessians.at(point).form();
    const operator = fromUpper(matrix.matrix, matrix.diagonal);
    expect(distance(fullSpectrum(operator), eigenvalues)).toBeLessThan(1e-13);
    matrix.factor(0.1); // writes below the diagonal only
    expect(distance(fullSpectrum(operator), eigenvalues)).toBeLessThan(1e-13);
  });

  it('blocks have the ends and traces of the dense blocks, and their traces add up to the whole', () => {
    const H = matrixOf(hessian);
    const blocks = blockCurvatures(draw('blocks'), hessian, networkLayout(shape).arrays, 180);
    expect(blocks.map(({ name, start, end }) => [name, start, end])).toEqual([
      ['W1', 0, 56],
      ['b1', 56, 63],
      ['W2', 63, 84],
      ['b2', 84, 87],
    ]);
    let trace = 0;
    for (const { start, end, smallest, largest, residual, trace: estimate } of blocks) {
      const m = end - start;
      const block = Float64Array.from(
        { length: m * m },
        (_, at) => H[(start + Math.floor(at / m)) * n + start + (at % m)]!,
      );
      const values = symmetricEigenvalues(block, m);
      expect(Math.abs(smallest - values[0]!)).toBeLessThan(residual + 1e-13);
      expect(Math.abs(largest - values.at(-1)!)).toBeLessThan(residual + 1e-13);
      // 60 products hold all of the largest block.
      expect(estimate.value).toBeCloseTo(
        values.reduce((a, b) => a + b),
        12,
      );
      trace += estimate.value;
    }
    expect(trace).toBeCloseTo(
      eigenvalues.reduce((a, b) => a + b),
      11,
    );
  });
});

describe('fullSpectrum', () => {
  it('says its limit and what to use instead', () => {
    expect(() => fullSpectrum(fromProduct(4001, true, () => {}))).toThrow(
      'fullSpectrum: 4001 eigenvalues are over the limit of 4000; use extremes, spectralReport or inertia at a threshold',
    );
  });
});
