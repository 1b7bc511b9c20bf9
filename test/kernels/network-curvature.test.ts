import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CapacityError } from '../../src/base/errors.ts';
import { stream } from '../../src/base/philox.ts';
import {
  createKernels,
  type HessianPart,
  type Kernels,
  type NetworkLayers,
  type OutputLoss,
  type PreparedPoint,
} from '../../src/kernels/index.ts';
import { wasmNetworkCurvature } from '../../src/kernels/wasm/curvature.ts';
import { type ActivationName, activations } from '../../src/landscapes/network/activations.ts';
import { type Examples, labeledExamples } from '../../src/landscapes/network/examples.ts';
import { layerPlaces } from '../../src/landscapes/network/layers.ts';
import { type LossName, losses } from '../../src/landscapes/network/losses.ts';
import { meanLoss } from '../../src/landscapes/network/output-loss.ts';
import {
  blockSize,
  createBlock,
  load,
  runAlong,
  runBackward,
  runForward,
  summedLoss,
} from '../../src/landscapes/network/passes.ts';
import { distance } from '../linalg/matrices.ts';
import { testEngine } from '../support/engine.ts';
import { anyLoss, curvatureKinds } from '../support/output-losses.ts';
import { dot, slope, times } from '../support/taylor.ts';

const module = testEngine;
const kernelsOf = { wasm: createKernels('wasm', module), reference: createKernels('reference') };
/** The deterministic build and the twin everywhere, the fused build where the engine has relaxed SIMD (Node 22 and later). */
const backends: [name: string, kernels: Kernels][] = Object.entries(kernelsOf);
try {
  backends.push(['wasm-relaxed', createKernels('wasm-relaxed')]);
} catch (error) {
  if (!(error instanceof CapacityError)) throw error;
}
const activationNames = Object.keys(activations) as ActivationName[];
const parts: HessianPart[] = ['whole', 'gauss-newton', 'residual'];
/** Odd and even units, one of each, no hidden layer to four; more inputs than a product sums at once. */
const shapes = [
  [1, 1],
  [3, 2],
  [2, 1, 1],
  [5, 3, 4, 2],
  [7, 5, 3, 3, 2],
  [4, 3, 2, 3, 2, 3],
  [9, 17, 5],
  [259, 3, 2],
];
/** Around tiles of 8 and blocks of 256. */
const counts = [1, 3, 7, 31, 33, 63, 64, 65, 129, 257];

const every: [sizes: string, activation: ActivationName, count: number, bias: boolean][] = shapes.flatMap((sizes, k) =>
  activationNames.flatMap((activation, a) =>
    // Each size meets each activation with and without biases at two numbers of samples, each number of samples most sizes.
    [true, false].map((bias, b) => {
      return [sizes.join('-'), activation, counts[(3 * k + 5 * a + 7 * b) % counts.length]!, bias] as const;
    }),
  ),
) as never;

function problem(sizes: readonly number[], activation: ActivationName, count: number, bias: boolean, replica = 0) {
  const draw = stream(3, 'test/perceptron', replica, `${sizes}/${activation}/${count}/${bias}`);
  const layers: NetworkLayers = { sizes, activation, bias };
  const { dimension } = layerPlaces(sizes, bias);
  // A tenth of the inputs are not zero, as of pixels: the kernel lists these; or all.
  const share = activation === 'relu' || activation === 'sigmoid' ? 0.1 : 1;
  const x = Float64Array.from({ length: count * sizes[0]! }, () => (draw.uniform() < share ? draw.normal() : 0));
  const point = Float64Array.from({ length: dimension }, () => draw.normal());
  return { draw, layers, inputs: { count, x }, point, n: dimension, outputs: sizes.at(-1)! };
}

const sizesOf = (text: string) => text.split('-').map(Number);

function product(at: PreparedPoint, vectors: Float64Array, count: number, part?: HessianPart): Float64Array {
  const out = new Float64Array(count * at.gradient.length);
  at.multiply(vectors, count, out, part);
  return out;
}

function matrix(at: PreparedPoint, part?: HessianPart): Float64Array {
  const out = new Float64Array(at.gradient.length ** 2);
  at.matrix(out, part);
  return out;
}

/** max |a − b| over max |b|; 0 where both are 0. */
function deviation(a: Float64Array, b: Float64Array): number {
  return distance(a, b) / (b.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1);
}

/** What src/landscapes/network/passes.ts says. */
function byPasses(
  { sizes, activation, bias }: NetworkLayers,
  lossName: LossName,
  examples: Examples,
  theta: Float64Array,
) {
  const places = layerPlaces(sizes, bias);
  const loss = losses[lossName];
  const none = (_z: Float64Array, _t: Float64Array, _v: Float64Array, out: Float64Array) => void out.fill(0);
  const whole = createBlock(places.layers, activations[activation], loss);
  const flat = createBlock(places.layers, activations[activation], { ...loss, curvature: none });
  const over = (block: typeof whole, each: () => void) => {
    for (let first = 0; first < examples.count; first += blockSize) {
      load(block, examples, first, Math.min(blockSize, examples.count - first));
      runForward(block, theta);
      each();
    }
  };
  const share = 1 / examples.count;
  const gradient = new Float64Array(theta.length);
  let value = 0;
  over(whole, () => {
    value += share * summedLoss(whole);
    runBackward(whole, theta, share, gradient);
  });
  return {
    value,
    gradient,
    along(v: Float64Array, part: HessianPart) {
      const out = new Float64Array(v.length);
      // A block that never runs backward keeps errors of zero.
      const block = {
        whole,
        residual: flat,
        'gauss-newton': createBlock(places.layers, activations[activation], loss),
      }[part];
      over(block, () => {
        if (part !== 'gauss-newton') runBackward(block, theta, 0, new Float64Array(v.length));
        runAlong(block, theta, v, share, out);
      });
      return out;
    },
  };
}

describe.each(backends)('networkCurvature on %s', (backend, kernels) => {
  const prepared = (p: ReturnType<typeof problem>, loss: OutputLoss) =>
    kernels.networkCurvature(p.layers, p.inputs).at(p.point, loss);

  it.each(every)(
    'is what the passes of the landscape say, to 1e-12: %s %s, %i samples, bias %s',
    (sizes, activation, count, bias) => {
      const p = problem(sizesOf(sizes), activation, count, bias);
      const labels = Uint8Array.from({ length: count }, () => p.draw.integer(Math.max(2, p.outputs)));
      const images = { count, inputs: p.layers.sizes[0]!, images: new Float32Array(p.inputs.x.length), labels };
      const v = p.point.map(() => p.draw.normal());
      for (const loss of (Object.keys(losses) as LossName[]).filter((name) => p.outputs >= losses[name].outputs)) {
        const examples = { ...labeledExamples(images, p.outputs, loss), x: p.inputs.x };
        const at = prepared(p, meanLoss({ loss }, examples));
        const passes = byPasses(p.layers, loss, examples, p.point);
        expect(Math.abs(at.value - passes.value)).toBeLessThanOrEqual(1e-13 * passes.value);
        expect(deviation(at.gradient, passes.gradient)).toBeLessThan(1e-12);
        for (const part of parts) expect(deviation(product(at, v, 1, part), passes.along(v, part))).toBeLessThan(1e-12);
      }
    },
  );

  it.each(every)(
    'forms the matrix of its products, to 1e-12, symmetric to the bit: %s %s, %i samples, bias %s',
    (sizes, activation, count, bias) => {
      // The reference forms by products: little of it says enough.
      const plain = backend === 'reference';
      const p = problem(sizesOf(sizes), activation, plain ? Math.min(count, 9) : count, bias);
      if (plain && p.n > 300) return;
      const large = p.n > 300;
      const few = large ? 8 : Math.min(p.n, 40);
      const rows = Float64Array.from({ length: few * p.n }, () => p.draw.normal());
      const kernel = kernels.networkCurvature(p.layers, p.inputs);
      for (const kind of plain || large ? (['full'] as const) : curvatureKinds) {
        const at = kernel.at(p.point, anyLoss(p.draw, kind, p.inputs.count, p.outputs));
        const H = matrix(at);
        expect(H.every((x, at) => x === H[(at % p.n) * p.n + Math.floor(at / p.n)])).toBe(true);
        const products = product(at, rows, few);
        for (let k = 0; k < few; k++) {
          const [from, to] = [k * p.n, (k + 1) * p.n];
          expect(deviation(products.subarray(from, to), times(H, rows.subarray(from, to)))).toBeLessThan(1e-12);
        }
        const [G, C] = [matrix(at, 'gauss-newton'), matrix(at, 'residual')];
        expect(
          deviation(
            G.map((g, i) => g + C[i]!),
            H,
          ),
        ).toBeLessThan(1e-13);
      }
    },
  );

  it.each(activationNames)('leaves Taylor remainders of order 2, 3, and 2 along the gradient: %s', (activation) => {
    const p = problem([4, 5, 3, 2], activation, 21, true);
    const labels = Uint8Array.from({ length: 21 }, () => p.draw.integer(2));
    const images = { count: 21, inputs: 4, images: new Float32Array(84), labels };
    const loss = meanLoss({ loss: 'cross-entropy' }, { ...labeledExamples(images, 2, 'cross-entropy'), x: p.inputs.x });
    const kernel = kernels.networkCurvature(p.layers, p.inputs);
    const at = kernel.at(p.point, loss);
    const v = p.point.map(() => p.draw.normal());
    const Hv = product(at, v, 1);
    const moved = (t: number) => {
      const there = kernel.at(
        p.point.map((x, i) => x + t * v[i]!),
        loss,
      );
      there.release();
      return there;
    };
    const steps = [1e-3, 5e-4, 2.5e-4, 1.25e-4];
    const along = (t: number) => moved(t).value - at.value - t * dot(at.gradient, v);
    expect(slope(along, steps)).toBeCloseTo(2, 1);
    expect(slope((t) => along(t) - (t * t * dot(v, Hv)) / 2, steps)).toBeCloseTo(3, 1);
    const remainder = (t: number) => Math.hypot(...moved(t).gradient.map((g, i) => g - at.gradient[i]! - t * Hv[i]!));
    expect(slope(remainder, steps)).toBeCloseTo(2, 1);
  });

  it.each([0, 1, 5, 17])('multiplies %i vectors to the bits of each alone', (count) => {
    const p = problem([6, 5, 3], 'tanh', 70, true);
    const at = prepared(p, anyLoss(p.draw, 'covariance', 70, 3));
    const vectors = Float64Array.from({ length: count * p.n }, () => p.draw.normal());
    for (const part of parts) {
      const together = product(at, vectors, count, part);
      for (let k = 0; k < count; k++) {
        const [from, to] = [k * p.n, (k + 1) * p.n];
        expect(together.subarray(from, to)).toEqual(product(at, vectors.slice(from, to), 1, part));
      }
    }
  });

  it('keeps points right when others are prepared, asked, formed and released, and their places are used again', () => {
    const p = problem([5, 4, 3, 2], 'sigmoid', 40, true);
    const kernel = kernels.networkCurvature(p.layers, p.inputs);
    const points = Array.from({ length: 6 }, () => p.point.map(() => p.draw.normal()));
    const losses = points.map((_, k) => anyLoss(p.draw, curvatureKinds[k % 4]!, 40, 2));
    const v = p.point.map(() => p.draw.normal());
    const alone = points.map((point, k) => {
      const at = kernel.at(point, losses[k]!);
      const answers = [at.gradient.slice(), product(at, v, 1), matrix(at)];
      at.release();
      return answers;
    });
    const held = points.slice(0, kernel.capacity).map((point, k) => kernel.at(point, losses[k]!));
    held[1]!.release();
    held[1] = kernel.at(points[5]!, losses[5]!);
    held[0]!.errors;
    for (const [k, point] of [0, 5, 2, 3].entries()) {
      const at = held[k]!;
      expect([at.gradient, product(at, v, 1), matrix(at)]).toEqual(alone[point]);
    }
    expect(() => kernel.at(points[4]!, losses[4]!)).toThrow(
      'networkCurvature: 4 points are prepared; release one first',
    );
  });

  it('writes a kernel’s matrix and diagonal', () => {
    const p = problem([3, 4, 2], 'tanh', 9, true);
    const at = prepared(p, anyLoss(p.draw, 'full', 9, 2));
    const kernel = kernels.symmetric(p.n);
    at.matrix(kernel);
    const H = matrix(at);
    for (let i = 0; i < p.n; i++) {
      expect(kernel.diagonal[i]).toBe(H[i * p.n + i]);
      for (let j = i + 1; j < p.n; j++) expect(kernel.matrix[i * p.n + j]).toBe(H[i * p.n + j]);
    }
    expect(kernel.factor(0).negative).toBeGreaterThan(0);
  });

  it('takes the slope of a rectifier at its kink from the left', () => {
    const layers = { sizes: [2, 2, 1], activation: 'relu', bias: true } as const;
    const at = kernels
      .networkCurvature(layers, { count: 1, x: Float32Array.of(1, 1) })
      .at(Float64Array.of(1, -1, 2, 1, 0, 0, 3, 4, 0), () => ({
        value: 0,
        gradient: Float64Array.of(1),
        curvature: { kind: 'diagonal', entries: Float64Array.of(1) },
      }));
    expect([...at.gradient]).toEqual([0, 0, 4, 4, 0, 4, 0, 3, 1]);
  });

  interface Golden {
    readonly sizes: number[];
    readonly activation: ActivationName;
    readonly loss: LossName;
    readonly bias: boolean;
    readonly theta: number[];
    readonly x: number[][];
    readonly labels: number[];
    readonly value: number;
    readonly gradient: number[];
    readonly hessian: number[];
    readonly gaussNewton: number[];
  }
  const file = new URL('../golden/torch/network-hessians.json', import.meta.url);
  const golden = (JSON.parse(readFileSync(file, 'utf8')) as Golden[]).map(
    (g) => [`${g.sizes.join('-')} ${g.activation} ${g.loss}`, g] as const,
  );

  it.each(golden)(
    'is what torch autograd says, to 1e-14: %s',
    (_, { sizes, activation, loss, bias, theta, x, labels, ...torch }) => {
      const images = {
        count: x.length,
        inputs: sizes[0]!,
        images: new Float32Array(x.flat()),
        labels: Uint8Array.from(labels),
      };
      const inputs = { count: x.length, x: Float64Array.from(x.flat()) };
      const at = kernels
        .networkCurvature({ sizes, activation, bias }, inputs)
        .at(Float64Array.from(theta), meanLoss({ loss }, labeledExamples(images, sizes.at(-1)!, loss)));
      const n = theta.length;
      const lower = (A: Float64Array) =>
        Array.from({ length: n }, (_, i) => [...A.subarray(i * n, i * n + i + 1)]).flat();
      // Entries of size 1, some hundred operations in another order.
      expect(Math.abs(at.value - torch.value)).toBeLessThan(1e-14);
      expect(distance(at.gradient, torch.gradient)).toBeLessThan(1e-14);
      expect(distance(lower(matrix(at)), torch.hessian)).toBeLessThan(1e-14);
      expect(distance(lower(matrix(at, 'gauss-newton')), torch.gaussNewton)).toBeLessThan(1e-14);
    },
  );

  it.each([
    ['sizes', { sizes: [3] }, {}],
    ['sizes', { sizes: [3, 0, 2] }, {}],
    ['activation', { activation: 'softplus' }, {}],
    ['inputs.count', {}, { count: 0 }],
    ['inputs.x', {}, { x: new Float64Array(5) }],
  ])('names a wrong %s', (argument, layers, inputs) => {
    const shape = { sizes: [3, 4, 2], activation: 'relu', bias: true, ...layers } as NetworkLayers;
    const rule = new RegExp(`^networkCurvature: ${argument.replace('.', '\\.')} must be`);
    expect(() => kernels.networkCurvature(shape, { count: 2, x: new Float64Array(6), ...inputs })).toThrow(rule);
  });

  it('names wrong points, derivatives, vectors, parts and a released point, and keeps the place of a point that failed', () => {
    const p = problem([3, 2], 'relu', 2, true);
    const kernel = kernels.networkCurvature(p.layers, p.inputs);
    const fine = { value: 0, gradient: new Float64Array(4), curvature: { kind: 'zero' } } as const;
    const at = (changed: object, point = p.point) => kernel.at(point, () => ({ ...fine, ...changed }));
    expect(() => at({}, new Float64Array(3))).toThrow('point must be 8 numbers, got 3');
    expect(() =>
      at(
        {},
        p.point.map(() => Infinity),
      ),
    ).toThrow('point must be finite, got Infinity');
    for (let k = 0; k < 9; k++)
      expect(() => at({ gradient: new Float64Array(3) })).toThrow('gradient must be 4 numbers, got 3');
    const entries = new Float64Array(7);
    expect(() => at({ curvature: { kind: 'diagonal', entries } })).toThrow(
      'curvature.entries must be 4 numbers, got 7',
    );
    expect(() => at({ curvature: { kind: 'full', entries } })).toThrow('curvature.entries must be 8 numbers, got 7');
    expect(() => at({ curvature: { kind: 'covariance', weights: entries, probabilities: entries } })).toThrow(
      'curvature.weights must be 2',
    );
    expect(() => at({ curvature: { kind: 'diagnal' } })).toThrow('curvature must be one of');
    const there = at({});
    expect(() => there.multiply(p.point, 2, new Float64Array(16))).toThrow(
      'vectors must be at least count × n = 16 numbers, got 8',
    );
    expect(() => there.multiply(p.point, 1, p.point, 'half' as HessianPart)).toThrow('part must be one of');
    expect(() => there.matrix(new Float64Array(63))).toThrow('into must be n² = 64 numbers, got 63');
    there.release();
    there.release();
    expect(() => product(there, p.point, 1)).toThrow('point must be one that is not released');
  });
});

describe('networkCurvature', () => {
  const pairs = (p: ReturnType<typeof problem>, loss: OutputLoss) =>
    Object.values(kernelsOf).map((kernels) => kernels.networkCurvature(p.layers, p.inputs).at(p.point, loss));

  it.each(every)(
    'agrees with the reference, within 1e-12 and within both bounds, of which the kernel’s is below 1e-11 of the norm: %s %s, %i samples, bias %s',
    (sizes, activation, count, bias) => {
      const p = problem(sizesOf(sizes), activation, count, bias);
      for (const kind of p.n > 300 ? (['full'] as const) : curvatureKinds) {
        const [ours, twin] = pairs(p, anyLoss(p.draw, kind, count, p.outputs)) as [PreparedPoint, PreparedPoint];
        expect(deviation(ours.gradient, twin.gradient)).toBeLessThan(1e-12);
        const v = p.point.map(() => p.draw.normal());
        for (const part of parts) {
          const [a, b] = [product(ours, v, 1, part), product(twin, v, 1, part)];
          expect(deviation(a, b)).toBeLessThan(1e-12);
          const error = Math.hypot(...a.map((x, i) => x - b[i]!));
          expect(error).toBeLessThanOrEqual((ours.errors.product.value + twin.errors.product.value) * Math.hypot(...v));
        }
        if (p.n > 100 || kind === 'zero') continue;
        const [A, B] = [matrix(ours), matrix(twin)];
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
      const hessians = kernelsOf.wasm.rectifiedHessians(shape, samples);
      const { kept, matrix: theirs } = hessians.form(hessians.pass(p.point));
      const ours = kernelsOf.wasm
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
    const at = kernelsOf.wasm.networkCurvature(p.layers, { count: 64, x }).at(p.point, loss);
    const size = Math.hypot(...matrix(at));
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(at.errors.matrix.value);
    expect(at.errors.matrix.kind).toBe('bound');
  });

  it('is not finite where a number is not, and has no finite bound there', () => {
    const p = problem([2, 3, 2], 'relu', 5, true);
    const loss = anyLoss(p.draw, 'diagonal', 5, 2);
    for (const at of pairs(p, (z) => ({ ...loss(z), gradient: new Float64Array(10).fill(Number.NaN) }))) {
      expect(at.gradient.some(Number.isNaN)).toBe(true);
      expect(at.errors.matrix.value).toBe(Infinity);
    }
  });

  it('forms the matrix by products where its sums find no room, and names the limit where points find none', () => {
    const p = problem([5, 7, 6, 3], 'tanh', 50, true);
    const loss = anyLoss(p.draw, 'full', 50, 3);
    const expected = matrix(kernelsOf.wasm.networkCurvature(p.layers, p.inputs).at(p.point, loss));
    const kernel = wasmNetworkCurvature(module, p.layers, p.inputs, 1e6);
    expect(deviation(matrix(kernel.at(p.point, loss)), expected)).toBeLessThan(1e-13);
    const little = wasmNetworkCurvature(module, p.layers, p.inputs, 6e5);
    const fill = () => Array.from({ length: 4 }, () => little.at(p.point, loss));
    expect(fill).toThrow(
      /the rows of a point over 50 samples need .* GiB beside .* GiB, more than the .* GiB of a kernel/,
    );
    expect(() => wasmNetworkCurvature(module, p.layers, p.inputs, 1e4)).toThrow(/the samples need/);
  });
});
