import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { createKernels } from '../../../src/kernels/index.ts';
import { type ActivationName, activations } from '../../../src/landscapes/network/activations.ts';
import { labeledExamples } from '../../../src/landscapes/network/examples.ts';
import { networkHessian } from '../../../src/landscapes/network/hessian.ts';
import { type LossName, losses } from '../../../src/landscapes/network/losses.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import { symmetricEigenvalues } from '../../../src/linalg/eigenvalues.ts';
import { matrixOf } from '../../../src/linalg/operator.ts';
import { distance } from '../../linalg/matrices.ts';
import { dot, slope } from '../../support/taylor.ts';

interface Golden {
  readonly sizes: number[];
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly bias: boolean;
  readonly theta: number[];
  readonly x: number[][];
  readonly labels: number[];
  readonly hessian: number[];
  readonly gaussNewton: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/torch/network-hessians.json', import.meta.url), 'utf8'),
) as Golden[];

const lower = (matrix: Float64Array, n: number) =>
  Array.from({ length: n }, (_, i) => [...matrix.subarray(i * n, i * n + i + 1)]).flat();

describe('networkHessian', () => {
  it.each(golden.map((g) => [`${g.sizes.join('-')} ${g.activation} ${g.loss}`, g] as const))(
    'equals torch autograd to 1e-14, whole and Gauss–Newton part: %s',
    (_, { sizes, activation, loss, bias, theta, x, labels, hessian, gaussNewton }) => {
      const count = x.length;
      const outputs = sizes.at(-1)!;
      const images = { count, inputs: sizes[0]!, images: new Float32Array(x.flat()), labels: Uint8Array.from(labels) };
      const examples = { ...labeledExamples(images, outputs, loss), x: Float64Array.from(x.flat()) };
      const parts = networkHessian({ sizes, activation, loss, bias }, examples, Float64Array.from(theta));
      const n = theta.length;
      const [G, C, H] = [matrixOf(parts.gaussNewton), matrixOf(parts.residual), matrixOf(parts.whole)];
      // Entries of size 1, some hundred operations in another order.
      expect(distance(lower(H, n), hessian)).toBeLessThan(1e-14);
      expect(distance(lower(G, n), gaussNewton)).toBeLessThan(1e-14);
      expect(
        distance(
          H,
          G.map((g, i) => g + C[i]!),
        ),
      ).toBeLessThan(1e-14);
    },
  );

  const every = (Object.keys(activations) as ActivationName[]).flatMap((activation) =>
    (Object.keys(losses) as LossName[]).map((loss) => [activation, loss] as const),
  );

  function problem(activation: ActivationName, loss: LossName, sizes = [4, 5, 3, 2], count = 70) {
    const draw = stream(4, 'test/network-hessian', 0, `${activation}/${loss}`);
    const images = Float32Array.from({ length: count * sizes[0]! }, () => draw.normal());
    const labels = Uint8Array.from({ length: count }, () => draw.integer(sizes.at(-1)!));
    const samples = { count, inputs: sizes[0]!, images, labels };
    const shape = { sizes, activation, loss };
    const examples = labeledExamples(samples, sizes.at(-1)!, loss);
    const landscape = networkLandscape(shape, examples);
    const point = Float64Array.from({ length: landscape.dimension }, () => draw.normal());
    return { samples, shape, examples, landscape, point, draw };
  }

  it.each(every)('is the gradient’s derivative: central differences to 1e-6, %s with %s', (activation, loss) => {
    const { shape, examples, landscape, point } = problem(activation, loss, [4, 5, 3, 2], 9);
    const n = point.length;
    const H = matrixOf(networkHessian(shape, examples, point).whole);
    const gradient = (k: number, step: number) => {
      const out = new Float64Array(n);
      landscape.valueAndGradient(
        point.map((x, i) => (i === k ? x + step : x)),
        1,
        new Float64Array(1),
        out,
      );
      return out;
    };
    for (let k = 0; k < n; k++) {
      const [above, below] = [gradient(k, 1e-5), gradient(k, -1e-5)];
      const column = above.map((g, i) => (g - below[i]!) / 2e-5);
      expect(distance(column, H.subarray(k * n, (k + 1) * n))).toBeLessThan(1e-6);
    }
  });

  it.each(['tanh', 'sigmoid', 'relu'] as const)('leaves a Taylor remainder of order 3: %s', (activation) => {
    const { shape, examples, landscape, point, draw } = problem(activation, 'cross-entropy');
    const v = point.map(() => draw.normal());
    const [value, gradient, Hv] = [new Float64Array(1), new Float64Array(v.length), new Float64Array(v.length)];
    landscape.valueAndGradient(point, 1, value, gradient);
    networkHessian(shape, examples, point).whole.apply(v, Hv);
    const at = new Float64Array(1);
    const remainder = (t: number) => {
      landscape.valueAndGradient(
        point.map((x, i) => x + t * v[i]!),
        1,
        at,
        new Float64Array(v.length),
      );
      return at[0]! - value[0]! - t * dot(gradient, v) - 0.5 * t * t * dot(v, Hv);
    };
    // ReLU: steps so short that no gate changes.
    const steps = activation === 'relu' ? [4e-4, 2e-4, 1e-4] : [4e-3, 2e-3, 1e-3];
    expect(slope(remainder, steps)).toBeGreaterThan(2.9);
    expect(slope(remainder, steps)).toBeLessThan(3.1);
  });

  it.each(['tanh', 'relu'] as const)('has a Gauss–Newton part without negative eigenvalues: %s', (activation) => {
    const { shape, examples, point } = problem(activation, 'cross-entropy');
    const G = matrixOf(networkHessian(shape, examples, point).gaussNewton);
    expect(symmetricEigenvalues(G, point.length)[0]!).toBeGreaterThan(-1e-13);
  });

  it('has no residual part for one linear layer', () => {
    const { shape, examples, point } = problem('tanh', 'cross-entropy', [4, 3]);
    expect(matrixOf(networkHessian(shape, examples, point).residual)).toEqual(new Float64Array(15 * 15));
  });

  it('equals the kernels’ fast path to 1e-13 for one hidden layer with ReLU', () => {
    const { samples, shape, examples, point } = problem('relu', 'cross-entropy', [6, 9, 4], 400);
    const n = point.length;
    const H = matrixOf(networkHessian(shape, examples, point).whole);
    const hessians = createKernels().rectifiedHessians({ inputs: 6, hidden: 9, outputs: 4 }, samples);
    const { kept, matrix } = hessians.at(point).form();
    expect(kept.length).toBe(n);
    for (let i = 0; i < n; i++) {
      expect(Math.abs(matrix.diagonal[i]! - H[kept[i]! * n + kept[i]!]!)).toBeLessThan(1e-13);
      for (let j = i + 1; j < n; j++)
        expect(Math.abs(matrix.matrix[i * n + j]! - H[kept[i]! * n + kept[j]!]!)).toBeLessThan(1e-13);
    }
  });

  it('refuses a point or examples of the wrong size by name', () => {
    const { shape, examples, point } = problem('tanh', 'squared');
    expect(() => networkHessian(shape, examples, point.subarray(1))).toThrow(
      'networkHessian: point must be 51 numbers, got 50',
    );
    expect(() => networkHessian({ ...shape, sizes: [3, 2] }, examples, new Float64Array(8))).toThrow(
      'networkHessian: examples must be 3 inputs and 2 outputs, got [4,2]',
    );
  });
});
