import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type { Kernels, RectifiedHessian, RectifiedShape, Samples } from '../../src/kernels/contract.ts';
import { gateGroups } from '../../src/kernels/gates.ts';
import { litSamples } from '../../src/kernels/lit-samples.ts';
import { classExamples, parameterCount } from '../../src/kernels/minibatch.ts';
import { rectifiedPass } from '../../src/kernels/rectified-pass.ts';
import { distance } from '../linalg/matrices.ts';
import { allWith, enginesWith, once, reference } from '../support/backends.ts';

// Around chunks of 256 samples, tiles of 8 inputs, units and pairs of outputs, stripes of 160 products.
const cases: [RectifiedShape, number][] = [
  [{ inputs: 3, hidden: 2, outputs: 2 }, 5],
  [{ inputs: 5, hidden: 4, outputs: 3 }, 700],
  [{ inputs: 12, hidden: 9, outputs: 10 }, 257],
  [{ inputs: 7, hidden: 17, outputs: 5 }, 256],
  [{ inputs: 1, hidden: 1, outputs: 1 }, 1],
  [{ inputs: 1, hidden: 3, outputs: 1 }, 2],
  [{ inputs: 9, hidden: 31, outputs: 4 }, 33],
  [{ inputs: 8, hidden: 8, outputs: 7 }, 255],
  [{ inputs: 17, hidden: 33, outputs: 6 }, 129],
  [{ inputs: 2, hidden: 65, outputs: 3 }, 65],
];

/** Images with pixel 1 never lit, the others half the time. */
function samples({ inputs, outputs }: RectifiedShape, count: number): Samples {
  const draw = stream(5, 'test/hessian', inputs, 'images');
  const images = Float32Array.from({ length: count * inputs }, (_, i) =>
    i % inputs === 1 ? 0 : Math.max(0, draw.normal()),
  );
  return { count, inputs, images, labels: Uint8Array.from({ length: count }, (_, s) => (s * s) % outputs) };
}

/** Normal weights; unit 2, when there is one, is never active. */
function weights(shape: RectifiedShape): Float64Array {
  const draw = stream(5, 'test/hessian', shape.hidden, 'weights');
  const theta = Float64Array.from({ length: parameterCount(shape) }, () => draw.normal());
  const { inputs, hidden } = shape;
  if (hidden > 2) theta.fill(-1, 2 * inputs, 3 * inputs).fill(-1, hidden * inputs + 2, hidden * inputs + 3);
  return theta;
}

function formed(kernels: Kernels, shape: RectifiedShape, count: number) {
  const kernel = kernels.rectifiedHessians(shape, samples(shape, count));
  const point = kernel.at(weights(shape));
  return { point, kernel, hessian: point.form() };
}

/** Summed sample by sample. */
const plainly = once((shape: RectifiedShape, count: number) => formed(reference, shape, count));

/** All parameters' Hessian, zeros included. */
function whole({ kept, matrix: { matrix, diagonal, size } }: RectifiedHessian, dimension: number): Float64Array {
  const H = new Float64Array(dimension * dimension);
  kept.forEach((a, i) => {
    H[a * dimension + a] = diagonal[i]!;
    for (let j = i + 1; j < size; j++)
      H[a * dimension + kept[j]!] = H[kept[j]! * dimension + a] = matrix[i * size + j]!;
  });
  return H;
}

describe.each(enginesWith('rectifiedHessians'))('network Hessian by %s', (_engine, kernels) => {
  it.each(cases)('equals the sample-by-sample sum to 1e-14: %o, %i samples', (shape, count) => {
    const n = parameterCount(shape);
    const [ours, twin] = [formed(kernels, shape, count).hessian, plainly(shape, count).hessian];
    expect(ours.kept).toEqual(twin.kept);
    expect(ours.convex).toBe(twin.convex);
    // Entries below 1, means of terms rounded a few times each.
    expect(distance(whole(ours, n), whole(twin, n))).toBeLessThan(1e-14);
  });

  it.each(cases)('differs from the sample-by-sample sum by less than both bounds: %o, %i samples', (shape, count) => {
    const n = parameterCount(shape);
    const [ours, twin] = [formed(kernels, shape, count).hessian, plainly(shape, count).hessian];
    const [a, b] = [whole(ours, n), whole(twin, n)];
    const frobenius = Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));
    expect(frobenius).toBeLessThan(ours.error + twin.error);
  });

  it.each(cases)('says of the point what the reference says: %o, %i samples', (shape, count) => {
    const [{ point: a }, { point: b }] = [formed(kernels, shape, count), plainly(shape, count)];
    // Pre-activations are summed in the same order, without fused operations: the same bits, and what follows from them.
    if (kernels.deterministic)
      for (const key of ['loss', 'lit', 'active', 'kept', 'kink', 'couplingError'] as const)
        expect(a[key]).toEqual(b[key]);
    expect(distance(a.couplings, b.couplings)).toBeLessThan(1e-14);
    expect(distance(a.gradient, b.gradient)).toBeLessThan(1e-14);
  });

  it.each([0, 5, 300])('needs groups and strays where gates follow the inputs: a turn of %i samples', (turn) => {
    const shape = { inputs: 6, hidden: 12, outputs: 4 };
    const draw = stream(6, 'test/hessian', turn, 'grouped');
    const count = 600;
    const images = Float32Array.from({ length: count * 6 }, (_, i) => {
      const kind = Math.floor((i / 6 + turn) / 200) % 3;
      return i % 3 === kind ? 1 + draw.uniform() : 0.1 * draw.uniform();
    });
    const data = { count, inputs: 6, images, labels: Uint8Array.from({ length: count }, (_, s) => s % 4) };
    const theta = Float64Array.from({ length: parameterCount(shape) }, () => draw.normal());
    const [ours, twin] = [kernels, reference].map((each) => each.rectifiedHessians(shape, data).at(theta).form());
    expect(distance(whole(ours!, theta.length), whole(twin!, theta.length))).toBeLessThan(1e-14);
    const { hidden, active } = rectifiedPass(shape, litSamples(shape, data), theta);
    const groups = gateGroups(hidden, active.length, { group: 1e4, stray: 500 });
    expect(groups.starts.length).toBeGreaterThan(2);
    expect(Math.max(...groups.strays.map((places) => places.length))).toBeGreaterThan(0);
  });

  it.each(cases)('equals central differences of the gradient to 1e-7: %o, %i samples', (shape, count) => {
    const n = parameterCount(shape);
    const { kernel, point, hessian } = formed(kernels, shape, count);
    const H = whole(hessian, n);
    const step = Math.min(1e-5, point.kink / 100); // an input is at most about 4: no gate changes
    for (let k = 0; k < n; k += 1 + (n >> 5)) {
      const at = (sign: number) => kernel.at(point.parameters.map((x, i) => (i === k ? x + sign * step : x))).gradient;
      const [above, below] = [at(1), at(-1)];
      const difference = above.map((g, i) => (g - below[i]!) / (2 * step));
      expect(distance(difference, H.subarray(k * n, (k + 1) * n))).toBeLessThan(1e-7);
    }
  });

  it('drops pixels never lit and dead units, and is positive semidefinite without output weights', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const { point, hessian } = formed(kernels, shape, 700);
    expect([...point.lit]).toEqual([0, 2, 3, 4]);
    expect([...point.active]).toEqual([0, 1, 3]);
    expect(hessian.kept.length).toBe(3 * 5 + 3 + 9);
    expect(hessian.convex).toBe(18);
    const complement = new Float64Array(81);
    expect(hessian.matrix.eliminate(-1e-12, hessian.convex, complement).negative).toBe(0);
  });

  it('forms one network after another of different sizes in the same memory', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const { kernel, point, hessian } = formed(kernels, shape, 50);
    const first = whole(hessian, parameterCount(shape));
    const fewer = point.parameters.slice();
    fewer.fill(-1, 0, 5).fill(-1, 20, 21); // unit 0 dies too
    expect(kernel.at(fewer).form().kept.length).toBe(hessian.kept.length - 8);
    expect(whole(point.form(), parameterCount(shape))).toEqual(first);
  });

  it('refuses parameters of the wrong number or not finite, and says what does not fit 4 GiB', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const { kernel, point } = formed(kernels, shape, 5);
    expect(() => kernel.at(new Float64Array(3))).toThrow('parameters must be 39 numbers, got 3');
    expect(() => kernel.at(point.parameters.map(() => Number.NaN))).toThrow('parameters must be finite, got NaN');
    const wide = { inputs: 40, hidden: 600, outputs: 10 };
    const large = kernels.rectifiedHessians(wide, { ...samples(wide, 9), inputs: 40 });
    expect(() => large.at(new Float64Array(parameterCount(wide)).fill(0.1)).form()).toThrow(/GiB/);
  });
});

it.each(allWith('rectifiedHessians'))(
  'by %s the row of a pixel that is dark whenever its unit is on is dropped',
  (_engine, kernels) => {
    const shape = { inputs: 2, hidden: 2, outputs: 2 };
    const data = { count: 3, inputs: 2, images: Float32Array.of(1, 0, 0, 1, 0, 2), labels: Uint8Array.of(0, 1, 1) };
    const theta = Float64Array.of(1, -1, 1, 1, -0.1, -0.1, 0.3, -0.4, 0.5, 0.6, 0.1, 0.2);
    const point = kernels.rectifiedHessians(shape, data).at(theta);
    const { kept, convex, matrix } = point.form();
    expect([...kept]).toEqual([0, 4, 2, 3, 5, 10, 11, 6, 8, 7, 9]);
    expect(kept).toBe(point.kept);
    expect([convex, matrix.size]).toEqual([7, 11]);
  },
);

it.each(cases)('the reference’s Hessian has the gradient and the loss of its fleet: %o, %i samples', (shape, count) => {
  const { point } = plainly(shape, count);
  const data = classExamples(samples(shape, count), shape.outputs);
  const fleet = reference.rectified(shape, 1, 'float64');
  fleet.setParameters(0, point.parameters);
  const loss = new Float64Array(1);
  fleet.evaluate(data, loss, new Float64Array(1));
  expect(point.loss).toBeCloseTo(loss[0]!, 13);
  // One step with rate 1 over all samples is minus the gradient.
  fleet.train(
    data,
    Uint32Array.from({ length: count }, (_, s) => s),
    count,
    Float64Array.of(1),
  );
  const after = new Float64Array(point.parameters.length);
  fleet.getParameters(0, after);
  expect(
    distance(
      point.gradient,
      point.parameters.map((x, i) => x - after[i]!),
    ),
  ).toBeLessThan(1e-13);
});
