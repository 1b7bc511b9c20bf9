import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { networkHessian } from '../../src/curvature/network-hessian.ts';
import { networkIndex } from '../../src/curvature/network-hessian-index.ts';
import { perceptronIndex } from '../../src/curvature/perceptron-index.ts';
import { fullSpectrum } from '../../src/curvature/spectrum.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { labeledExamples } from '../../src/landscapes/network/examples.ts';
import { layerPlaces } from '../../src/landscapes/network/layers.ts';
import type { PerceptronShape } from '../../src/landscapes/network/perceptron.ts';

function problem(shape: PerceptronShape) {
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

describe('perceptronIndex', () => {
  it.each<PerceptronShape>([
    { sizes: [3, 4, 3, 2], activation: 'tanh', loss: 'cross-entropy' },
    { sizes: [5, 6, 1], activation: 'sigmoid', loss: 'squared' },
    { sizes: [4, 3, 3, 3, 2], activation: 'relu', loss: 'cross-entropy' },
    { sizes: [4, 7, 3], activation: 'identity', loss: 'squared', bias: false },
  ])('counts what the eigenvalues say: %o', (shape) => {
    const { examples, point } = problem(shape);
    const eigenvalues = fullSpectrum(networkHessian(shape, examples, point).whole);
    const index = perceptronIndex(createKernels('wasm'), shape, examples, point, 0.001);
    expect(index).toMatchObject({
      dimension: point.length,
      negative: eigenvalues.filter((λ) => λ < -0.001).length,
      zero: eigenvalues.filter((λ) => Math.abs(λ) <= 0.001).length,
      positive: eigenvalues.filter((λ) => λ > 0.001).length,
      undetermined: 0,
    });
  });

  it('agrees with the fast path for one hidden ReLU layer', () => {
    const shape: PerceptronShape = { sizes: [6, 8, 4], activation: 'relu', loss: 'cross-entropy' };
    const { samples, examples, point } = problem(shape);
    const kernels = createKernels('wasm');
    const plain = perceptronIndex(kernels, shape, examples, point, 0.001);
    const fast = networkIndex(kernels.networkHessians({ inputs: 6, hidden: 8, outputs: 4 }, samples), point, 0.001);
    for (const side of ['negative', 'zero', 'positive', 'undetermined'] as const) expect(fast[side]).toBe(plain[side]);
    expect(fast.gradientNorm).toBeCloseTo(plain.gradientNorm, 13);
  });

  it('refuses NaN and a threshold of 0 by name', () => {
    const shape: PerceptronShape = { sizes: [2, 2], activation: 'tanh', loss: 'squared' };
    const { examples, point } = problem(shape);
    const count = (x: Float64Array, τ: number) => () => perceptronIndex(createKernels('wasm'), shape, examples, x, τ);
    expect(count(point.fill(Number.NaN, 1, 2), 0.001)).toThrow('perceptronIndex: point must be finite, got NaN');
    expect(count(point, 0)).toThrow('perceptronIndex: threshold must be a finite number > 0, got 0');
  });
});
