import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { classifyCriticalPoint, indexAt } from '../../src/curvature/index.ts';
import { fullSpectrum } from '../../src/curvature/spectrum.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import { labeledExamples } from '../../src/landscapes/network/examples.ts';
import { networkHessian } from '../../src/landscapes/network/hessian.ts';
import { layerPlaces } from '../../src/landscapes/network/layers.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { rectifiedIndex } from '../../src/landscapes/network/rectified-index.ts';
import type { NetworkModel } from '../../src/landscapes/network/shape.ts';
import { twoSpinGlass } from './glasses.ts';

const kernels = createKernels();
const sides = ['negative', 'zero', 'positive', 'undetermined'] as const;

function problem(shape: NetworkModel) {
  const [inputs, outputs] = [shape.sizes[0]!, shape.sizes.at(-1)!];
  const draw = stream(14, 'test/perceptron-index', 0, shape.sizes.join('-'));
  const count = 90;
  const samples = {
    count,
    inputs,
    images: Float32Array.from({ length: count * inputs }, () => draw.normal()),
    labels: Uint8Array.from({ length: count }, () => draw.integer(Math.max(outputs, 2))),
  };
  const { dimension } = layerPlaces(shape.sizes, shape.bias ?? true);
  const point = Float64Array.from({ length: dimension }, () => draw.normal());
  return { samples, examples: labeledExamples(samples, outputs, shape.loss), point };
}

describe('indexAt of a network', () => {
  it.each<NetworkModel>([
    { sizes: [3, 4, 3, 2], activation: 'tanh', loss: 'cross-entropy' },
    { sizes: [5, 6, 1], activation: 'sigmoid', loss: 'squared' },
    { sizes: [4, 3, 3, 3, 2], activation: 'relu', loss: 'cross-entropy' },
    { sizes: [4, 7, 3], activation: 'identity', loss: 'squared', bias: false },
    { sizes: [6, 8, 4], activation: 'relu', loss: 'cross-entropy' },
  ])('counts what the eigenvalues say, with kernels and without: %o', (shape) => {
    const { examples, point } = problem(shape);
    const eigenvalues = fullSpectrum(networkHessian(shape, examples, point).whole);
    for (const landscape of [networkLandscape(shape, examples), networkLandscape(shape, examples, kernels)])
      expect(indexAt(landscape, point, { threshold: 0.001 })).toMatchObject({
        dimension: point.length,
        negative: eigenvalues.filter((λ) => λ < -0.001).length,
        zero: eigenvalues.filter((λ) => Math.abs(λ) <= 0.001).length,
        positive: eigenvalues.filter((λ) => λ > 0.001).length,
        undetermined: 0,
      });
  });

  it('with one hidden ReLU layer the kernels count: the same as plainly, and as rectifiedIndex with all it says', () => {
    const shape: NetworkModel = { sizes: [6, 8, 4], activation: 'relu', loss: 'cross-entropy' };
    const { samples, examples, point } = problem(shape);
    const hessians = kernels.rectifiedHessians({ inputs: 6, hidden: 8, outputs: 4 }, samples);
    for (const threshold of [1e-7, 0.001, 0.1, 10]) {
      const plain = indexAt(networkLandscape(shape, examples), point, { threshold });
      const fast = indexAt(networkLandscape(shape, examples, kernels), point, { threshold });
      const direct = rectifiedIndex(hessians, point, threshold);
      for (const side of sides) expect([fast[side], direct[side]]).toEqual([plain[side], plain[side]]);
      for (const index of [fast, direct]) expect(index.gradientNorm).toBeCloseTo(plain.gradientNorm, 13);
      expect(fast.value).toBeCloseTo(plain.value, 13);
      expect([fast.distance, fast.bound]).toEqual([null, direct.bound]);
      const { coupling, holds } = direct.certificate;
      expect(fast.certificate).toEqual({ kind: 'coupling', holds, floor: -coupling });
    }
  });

  it('does not hold below the coupling bound, and holds above it, where nothing lies below −τ', () => {
    const shape: NetworkModel = { sizes: [6, 8, 4], activation: 'relu', loss: 'cross-entropy' };
    const { examples, point } = problem(shape);
    const landscape = networkLandscape(shape, examples, kernels);
    const { certificate } = indexAt(landscape, point, { threshold: 1e-3 });
    if (!certificate || !('floor' in certificate)) throw new Error('a network of this shape has a floor');
    const { floor } = certificate;
    const least = fullSpectrum(networkHessian(shape, examples, point).whole)[0]!;
    expect(floor).toBeLessThan(least + 1e-13);
    expect(indexAt(landscape, point, { threshold: -0.99 * floor }).certificate!.holds).toBe(false);
    expect(indexAt(landscape, point, { threshold: -1.01 * floor })).toMatchObject({
      negative: 0,
      undetermined: 0,
      certificate: { holds: true },
    });
  });
});

describe('indexAt elsewhere', () => {
  it.each([2, 9])(
    'at a critical point of the two-spin glass it is its index, certified by Newton–Kantorovich, Λ = %i',
    (n) => {
      const { landscape, critical } = twoSpinGlass(n);
      for (let k = 0; k < n; k++) {
        const index = indexAt(landscape, critical(k), { threshold: 1e-6 });
        const {
          index: expected,
          kind,
          certainty,
          residual,
        } = classifyCriticalPoint(landscape, critical(k), {
          threshold: 1e-6,
          polish: false,
        });
        expect(index).toMatchObject({ ...expected, negative: k, pointKind: kind, gradientNorm: residual });
        expect(index.certificate).toEqual({
          kind: 'newton-kantorovich',
          holds: true,
          certainty,
          distance: expected.distance,
        });
      }
    },
  );

  it('counts at the point itself where no critical point is near: x³ + y² at (−1, 1)', () => {
    const landscape = fromCallbacks({
      dimension: 2,
      value: ([x, y]) => x! ** 3 + y! ** 2,
      gradient: ([x, y], out) => out.set([3 * x! ** 2, 2 * y!]),
      hessianVector: ([x], [u, v], out) => out.set([6 * x! * u!, 2 * v!]),
    });
    expect(indexAt(landscape, Float64Array.of(-1, 1), { threshold: 1e-3 })).toMatchObject({
      dimension: 2,
      negative: 1,
      zero: 0,
      positive: 1,
      undetermined: 0,
      distance: null,
      value: 0,
      gradientNorm: Math.sqrt(13),
      pointKind: 'not-stationary',
      certificate: { kind: 'newton-kantorovich', holds: false, distance: null },
    });
  });

  it('refuses NaN and a threshold of 0 by name', () => {
    for (const given of [undefined, kernels]) {
      const shape: NetworkModel = { sizes: [2, 2, 2], activation: 'relu', loss: 'cross-entropy' };
      const { examples, point } = problem(shape);
      const landscape = networkLandscape(shape, examples, given);
      expect(() => indexAt(landscape, point, { threshold: 0 })).toThrow(
        'indexAt: threshold must be a finite number > 0, got 0',
      );
      point[1] = Number.NaN;
      expect(() => indexAt(landscape, point, { threshold: 0.001 })).toThrow('indexAt: point must be finite, got NaN');
    }
  });
});
