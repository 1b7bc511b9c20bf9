import { describe, expect, it } from 'vitest';
import {
  compiledModule,
  createKernels,
  type Kernels,
  type OutputLoss,
  type PreparedPoint,
} from '../../src/kernels/index.ts';
import { wasmNetworkCurvature } from '../../src/kernels/wasm/curvature.ts';
import type { ActivationName } from '../../src/landscapes/network/activations.ts';
import { labeledExamples } from '../../src/landscapes/network/examples.ts';
import { meanLoss } from '../../src/landscapes/network/output-loss.ts';
import { enginesWith, once, reference } from '../support/backends.ts';
import { anyLoss, curvatureKinds } from '../support/output-losses.ts';

import { deviation, every, matrix, parts, problem, product, sizesOf } from './curvature-problems.ts';

const prepared = (kernels: Kernels, p: ReturnType<typeof problem>, loss: OutputLoss): PreparedPoint =>
  kernels.networkCurvature(p.layers, p.inputs).at(p.point, loss);

/** What the reference says of a problem under every kind of loss, along one direction each. */
const plainly = once((sizes: string, activation: ActivationName, count: number, bias: boolean) => {
  const p = problem(sizesOf(sizes), activation, count, bias);
  const kinds = p.n > 300 ? (['full'] as const) : curvatureKinds;
  const said = kinds.map((kind) => {
    const loss = anyLoss(p.draw, kind, count, p.outputs);
    const at = prepared(reference, p, loss);
    const v = p.point.map(() => p.draw.normal());
    const products = parts.map((part) => product(at, v, 1, part));
    const formed = p.n > 100 || kind === 'zero' ? undefined : matrix(at);
    return { loss, v, gradient: at.gradient, errors: at.errors, products, formed };
  });
  return { p, said };
});

describe.each(enginesWith('networkCurvature'))('networkCurvature by %s, errors and limits', (_engine, kernels) => {
  it.each(every)(
    'agrees with the reference, within 1e-12 and within both bounds, of which the kernel’s is below 1e-11 of the norm: %s %s, %i samples, bias %s',
    (sizes, activation, count, bias) => {
      const { p, said } = plainly(sizes, activation, count, bias);
      for (const { loss, v, ...twin } of said) {
        const ours = prepared(kernels, p, loss);
        expect(deviation(ours.gradient, twin.gradient)).toBeLessThan(1e-12);
        for (const [k, part] of parts.entries()) {
          const [a, b] = [product(ours, v, 1, part), twin.products[k]!];
          expect(deviation(a, b)).toBeLessThan(1e-12);
          const error = Math.hypot(...a.map((x, i) => x - b[i]!));
          expect(error).toBeLessThanOrEqual((ours.errors.product.value + twin.errors.product.value) * Math.hypot(...v));
        }
        if (!twin.formed) continue;
        const [A, B] = [matrix(ours), twin.formed];
        expect(deviation(A, B)).toBeLessThan(1e-12);
        const apart = Math.sqrt(A.reduce((sum, x, i) => sum + (x - B[i]!) ** 2, 0));
        expect(apart).toBeLessThanOrEqual(ours.errors.matrix.value + twin.errors.matrix.value);
        // M exceeds H where terms cancel, as they do in random sums.
        expect(ours.errors.matrix.value).toBeLessThanOrEqual(1e-11 * Math.hypot(...A));
      }
    },
  );

  it.each([1, 40, 300])(
    'is the Hessian of one rectified layer that moments and strays make, to 1e-14: %i samples',
    (count) => {
      const shape = { inputs: 12, hidden: 9, outputs: 5 };
      const p = problem([12, 9, 5], 'relu', count, true);
      const images = Float32Array.from(p.inputs.x, Math.abs);
      const samples = { count, inputs: 12, images, labels: Uint8Array.from({ length: count }, (_, s) => s % 5) };
      const hessians = kernels.rectifiedHessians(shape, samples);
      const { kept, matrix: theirs } = hessians.at(p.point).form();
      const ours = kernels
        .networkCurvature(p.layers, { count, x: images })
        .at(p.point, meanLoss({ loss: 'cross-entropy' }, labeledExamples(samples, 5, 'cross-entropy')));
      const H = matrix(ours);
      const expected = new Float64Array(p.n ** 2);
      kept.forEach((row, i) => {
        expected[row * (p.n + 1)] = theirs.diagonal[i]!;
        for (let j = i + 1; j < kept.length; j++)
          for (const at of [row * p.n + kept[j]!, kept[j]! * p.n + row])
            expected[at] = theirs.matrix[i * kept.length + j]!;
      });
      expect(deviation(H, expected)).toBeLessThan(1e-14);
    },
  );

  it('bounds the rounding of a network whose terms cancel: there is nothing else left', () => {
    // The second half of the samples undoes the first: H is rounding alone, and n u ‖H‖ says nothing.
    const p = problem([6, 9, 4], 'tanh', 64, true);
    const x = p.inputs.x.map((_, i) => p.inputs.x[i % 192]!);
    const gradient = Float64Array.from({ length: 256 }, (_, i) => (i < 128 ? 1e6 : -1e6));
    const weights = Float64Array.from({ length: 64 }, (_, s) => (s < 32 ? 1e6 : -1e6));
    const loss: OutputLoss = () => ({
      value: 0,
      gradient,
      curvature: { kind: 'covariance', weights, probabilities: new Float64Array(256).fill(0.25) },
    });
    const at = kernels.networkCurvature(p.layers, { count: 64, x }).at(p.point, loss);
    const size = Math.hypot(...matrix(at));
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(at.errors.matrix.value);
    expect(at.errors.matrix.kind).toBe('bound');
  });

  it('is not finite where a number is not, and has no finite bound there', () => {
    const p = problem([2, 3, 2], 'relu', 5, true);
    const loss = anyLoss(p.draw, 'diagonal', 5, 2);
    for (const each of [kernels, reference]) {
      const at = prepared(each, p, (z) => ({ ...loss(z), gradient: new Float64Array(10).fill(Number.NaN) }));
      expect(at.gradient.some(Number.isNaN)).toBe(true);
      expect(at.errors.matrix.value).toBe(Infinity);
    }
  });
});

it('networkCurvature by WASM forms the matrix by products where its sums find no room, and names the limit where points find none', () => {
  const module = compiledModule('wasm');
  const p = problem([5, 7, 6, 3], 'tanh', 50, true);
  const loss = anyLoss(p.draw, 'full', 50, 3);
  const expected = matrix(createKernels().networkCurvature(p.layers, p.inputs).at(p.point, loss));
  const kernel = wasmNetworkCurvature(module, p.layers, p.inputs, 1e6);
  expect(deviation(matrix(kernel.at(p.point, loss)), expected)).toBeLessThan(1e-13);
  const little = wasmNetworkCurvature(module, p.layers, p.inputs, 6e5);
  const fill = () => Array.from({ length: 4 }, () => little.at(p.point, loss));
  expect(fill).toThrow(
    /the rows of a point over 50 samples need .* GiB beside .* GiB, more than the .* GiB of a kernel/,
  );
  expect(() => wasmNetworkCurvature(module, p.layers, p.inputs, 1e4)).toThrow(/the samples need/);
});
