import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type { RectifiedHessian, RectifiedShape, Samples } from '../../src/kernels/contract.ts';
import { gateGroups } from '../../src/kernels/gates.ts';
import { classExamples, parameterCount } from '../../src/kernels/minibatch.ts';
import { distance } from '../linalg/matrices.ts';
import { kernelsOn } from '../support/engine.ts';

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

function formed(backend: 'wasm' | 'wasm-relaxed' | 'reference', shape: RectifiedShape, count: number) {
  const kernel = kernelsOn(backend).rectifiedHessians(shape, samples(shape, count));
  const pass = kernel.pass(weights(shape));
  return { pass, kernel, hessian: kernel.form(pass) };
}

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

describe('network Hessian', () => {
  it.each(cases)('in WASM equals the sample-by-sample sum to 1e-14: %o, %i samples', (shape, count) => {
    const n = parameterCount(shape);
    const [ours, twin] = [formed('wasm', shape, count).hessian, formed('reference', shape, count).hessian];
    expect(ours.kept).toEqual(twin.kept);
    expect(ours.convex).toBe(twin.convex);
    // Entries below 1, means of terms rounded a few times each.
    expect(distance(whole(ours, n), whole(twin, n))).toBeLessThan(1e-14);
  });

  it.each(cases)('differs from the sample-by-sample sum by less than both bounds: %o, %i samples', (shape, count) => {
    const n = parameterCount(shape);
    const [ours, twin] = [formed('wasm', shape, count).hessian, formed('reference', shape, count).hessian];
    const [a, b] = [whole(ours, n), whole(twin, n)];
    const frobenius = Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));
    expect(frobenius).toBeLessThan(ours.error + twin.error);
  });

  it.each(cases)('starts from the same pass as the reference: %o, %i samples', (shape, count) => {
    const [{ pass: a }, { pass: b }] = [formed('wasm', shape, count), formed('reference', shape, count)];
    // Pre-activations are summed in the same order, without fused operations: the same bits, and what follows from them.
    for (const key of [
      'loss',
      'lit',
      'active',
      'rows',
      'hidden',
      'probabilities',
      'errors',
      'kink',
      'inputNorm',
      'jacobianSquare',
    ] as const)
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
    const [ours, twin] = (['wasm', 'reference'] as const).map((backend) => {
      const kernel = kernelsOn(backend).rectifiedHessians(shape, data);
      return kernel.form(kernel.pass(theta));
    });
    expect(distance(whole(ours!, theta.length), whole(twin!, theta.length))).toBeLessThan(1e-14);
    const { hidden, active } = kernelsOn('wasm').rectifiedHessians(shape, data).pass(theta);
    const groups = gateGroups(hidden, active.length, { group: 1e4, stray: 500 });
    expect(groups.starts.length).toBeGreaterThan(2);
    expect(Math.max(...groups.strays.map((places) => places.length))).toBeGreaterThan(0);
  });

  it('drops the row of a pixel that is dark whenever its unit is on', () => {
    const shape = { inputs: 2, hidden: 2, outputs: 2 };
    const data = { count: 3, inputs: 2, images: Float32Array.of(1, 0, 0, 1, 0, 2), labels: Uint8Array.of(0, 1, 1) };
    const theta = Float64Array.of(1, -1, 1, 1, -0.1, -0.1, 0.3, -0.4, 0.5, 0.6, 0.1, 0.2);
    for (const backend of ['wasm', 'reference'] as const) {
      const kernel = kernelsOn(backend).rectifiedHessians(shape, data);
      const pass = kernel.pass(theta);
      const { kept, convex, matrix } = kernel.form(pass);
      expect([...pass.rows]).toEqual([0, -1, 1, 2, 3, 4]);
      expect([...kept]).toEqual([0, 4, 2, 3, 5, 10, 11, 6, 8, 7, 9]);
      expect([convex, matrix.size]).toEqual([7, 11]);
    }
  });

  it.each(cases)('equals central differences of the gradient to 1e-7: %o, %i samples', (shape, count) => {
    const n = parameterCount(shape);
    const { kernel, pass, hessian } = formed('wasm', shape, count);
    const H = whole(hessian, n);
    const step = Math.min(1e-5, pass.kink / 100); // an input is at most about 4: no gate changes
    for (let k = 0; k < n; k += 1 + (n >> 5)) {
      const at = (sign: number) => kernel.pass(pass.parameters.map((x, i) => (i === k ? x + sign * step : x))).gradient;
      const [above, below] = [at(1), at(-1)];
      const difference = above.map((g, i) => (g - below[i]!) / (2 * step));
      expect(distance(difference, H.subarray(k * n, (k + 1) * n))).toBeLessThan(1e-7);
    }
  });

  it.each(cases)('has the gradient and the loss of the reference fleet: %o, %i samples', (shape, count) => {
    const { pass } = formed('reference', shape, count);
    const data = classExamples(samples(shape, count), shape.outputs);
    const fleet = kernelsOn('reference').rectified(shape, 1, 'float64');
    fleet.setParameters(0, pass.parameters);
    const loss = new Float64Array(1);
    fleet.evaluate(data, loss, new Float64Array(1));
    expect(pass.loss).toBeCloseTo(loss[0]!, 13);
    // One step with rate 1 over all samples is minus the gradient.
    fleet.train(
      data,
      Uint32Array.from({ length: count }, (_, s) => s),
      count,
      Float64Array.of(1),
    );
    const after = new Float64Array(pass.parameters.length);
    fleet.getParameters(0, after);
    expect(
      distance(
        pass.gradient,
        pass.parameters.map((x, i) => x - after[i]!),
      ),
    ).toBeLessThan(1e-13);
  });

  it('drops pixels never lit and dead units, and is positive semidefinite without output weights', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const { pass, hessian } = formed('wasm', shape, 700);
    expect([...pass.lit]).toEqual([0, 2, 3, 4]);
    expect([...pass.active]).toEqual([0, 1, 3]);
    expect(hessian.kept.length).toBe(3 * 5 + 3 + 9);
    expect(hessian.convex).toBe(18);
    const complement = new Float64Array(81);
    expect(hessian.matrix.eliminate(-1e-12, hessian.convex, complement).negative).toBe(0);
  });

  it('forms one network after another of different sizes in the same memory', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const { kernel, pass, hessian } = formed('wasm', shape, 50);
    const first = whole(hessian, parameterCount(shape));
    const fewer = pass.parameters.slice();
    fewer.fill(-1, 0, 5).fill(-1, 20, 21); // unit 0 dies too
    expect(kernel.form(kernel.pass(fewer)).kept.length).toBe(hessian.kept.length - 8);
    expect(whole(kernel.form(pass), parameterCount(shape))).toEqual(first);
  });

  it('refuses parameters of the wrong number or not finite, and says what does not fit 4 GiB', () => {
    const shape = { inputs: 5, hidden: 4, outputs: 3 };
    const { kernel, pass } = formed('wasm', shape, 5);
    expect(() => kernel.pass(new Float64Array(3))).toThrow('parameters must be 39 numbers, got 3');
    expect(() => kernel.pass(pass.parameters.map(() => Number.NaN))).toThrow('parameters must be finite, got NaN');
    const wide = { inputs: 40, hidden: 600, outputs: 10 };
    const large = kernelsOn('wasm').rectifiedHessians(wide, { ...samples(wide, 9), inputs: 40 });
    expect(() => large.form(large.pass(new Float64Array(parameterCount(wide)).fill(0.1)))).toThrow(/GiB/);
  });
});
