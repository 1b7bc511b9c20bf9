import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HessianPart, NetworkLayers, OutputLoss } from '../../src/kernels/index.ts';
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
import { allWith, once } from '../support/backends.ts';
import { anyLoss, curvatureKinds } from '../support/output-losses.ts';
import { dot, slope, times } from '../support/taylor.ts';

import { activationNames, deviation, every, matrix, parts, problem, product, sizesOf } from './curvature-problems.ts';

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

/** A problem on the examples of each loss that goes with its outputs, and what the passes say there along one direction. */
const passesOf = once((sizes: string, activation: ActivationName, count: number, bias: boolean) => {
  const p = problem(sizesOf(sizes), activation, count, bias);
  const labels = Uint8Array.from({ length: count }, () => p.draw.integer(Math.max(2, p.outputs)));
  const images = { count, inputs: p.layers.sizes[0]!, images: new Float32Array(p.inputs.x.length), labels };
  const v = p.point.map(() => p.draw.normal());
  const fitting = (Object.keys(losses) as LossName[]).filter((name) => p.outputs >= losses[name].outputs);
  const said = fitting.map((loss) => {
    const examples = { ...labeledExamples(images, p.outputs, loss), x: p.inputs.x };
    const { value, gradient, along } = byPasses(p.layers, loss, examples, p.point);
    return { loss: meanLoss({ loss }, examples), value, gradient, along: parts.map((part) => along(v, part)) };
  });
  return { p, v, said };
});

describe.each(allWith('networkCurvature'))('networkCurvature by %s', (engine, kernels) => {
  const prepared = (p: ReturnType<typeof problem>, loss: OutputLoss) =>
    kernels.networkCurvature(p.layers, p.inputs).at(p.point, loss);

  it.each(every)(
    'is what the passes of the landscape say, to 1e-12: %s %s, %i samples, bias %s',
    (sizes, activation, count, bias) => {
      const { p, v, said } = passesOf(sizes, activation, count, bias);
      for (const { loss, ...passes } of said) {
        const at = prepared(p, loss);
        expect(Math.abs(at.value - passes.value)).toBeLessThanOrEqual(1e-13 * passes.value);
        expect(deviation(at.gradient, passes.gradient)).toBeLessThan(1e-12);
        parts.forEach((part, k) => {
          expect(deviation(product(at, v, 1, part), passes.along[k]!)).toBeLessThan(1e-12);
        });
      }
    },
  );

  it.each(every)(
    'forms the matrix of its products, to 1e-12, symmetric to the bit: %s %s, %i samples, bias %s',
    (sizes, activation, count, bias) => {
      // The reference forms by products: little of it says enough.
      const plain = engine === 'reference';
      const p = problem(sizesOf(sizes), activation, plain ? Math.min(count, 9) : count, bias);
      if (plain && p.n > 300) return;
      const large = p.n > 300;
      const few = Math.min(p.n, 8); // one wrong entry shows in any of them
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
