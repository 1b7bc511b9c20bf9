/** Proofs near float points: on systems with known zeros, against the landscape's own derivatives, and on trained networks. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { objection } from '../../../src/certificates/check/index.ts';
import { proveSigns } from '../../../src/certificates/interval/inertia.ts';
import { add, multiply, point, square, subtract } from '../../../src/certificates/interval/interval.ts';
import { proveZero, type System } from '../../../src/certificates/interval/krawczyk.ts';
import { encloseGradient, encloseOutputs } from '../../../src/certificates/interval/network.ts';
import { entry, zeros } from '../../../src/certificates/interval/vectors.ts';
import { estimateEscape } from '../../../src/certificates/near/escape.ts';
import { proveNear } from '../../../src/certificates/near/index.ts';
import { smallSets } from '../../../src/data/small-sets.ts';
import { createKernels } from '../../../src/kernels/index.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import type { NetworkModel } from '../../../src/landscapes/network/shape.ts';

const { x, y } = smallSets['xor']!;
const examples = { count: 4, inputs: 2, outputs: 1, x: Float64Array.from(x.flat()), t: Float64Array.from(y) };
const complete = (model: NetworkModel): Required<NetworkModel> => ({
  ...{ bias: true, output: 'identity', decay: 0, decays: 'all' },
  ...model,
});
const drawn = (n: number, seed: number) => {
  const draw = stream(seed, 'test/near', n, 'start');
  return Float64Array.from({ length: n }, () => draw.normal());
};

/** Trained by gradient descent in the kernel. */
function trained(model: NetworkModel, seed: number, steps: number, rate = 0.2): Float64Array {
  const { activation, loss, sizes, output = 'identity' } = model;
  const shape = { inputs: 2, hidden: sizes[1]!, activation, loss, output } as never;
  const fleet = createKernels().tiny(shape, { x: examples.x, t: examples.t }, 1, 'float64', { name: 'sgd' });
  const theta = drawn(fleet.dimension, seed);
  fleet.setParameters(0, theta);
  fleet.train(new Float64Array(steps).fill(rate));
  fleet.getParameters(0, theta);
  return theta;
}

/** x² − a. */
const squareRoot = (a: number): System => ({
  at: (box) => ({
    values: [subtract(square(entry(box, 0)), point(a))],
    jacobian: [
      ((twice) => ({ low: Float64Array.of(twice.low), high: Float64Array.of(twice.high) }))(
        add(entry(box, 0), entry(box, 0)),
      ),
    ],
  }),
});

describe('Krawczyk’s operator', () => {
  it('encloses √2, and nothing where there is no zero or a double one', () => {
    const found = proveZero(squareRoot(2), Float64Array.of(Math.SQRT2 - 1e-8), Float64Array.of(0.35))!;
    const { low, high } = entry(found.box, 0);
    expect(multiply(point(low), point(low)).low).toBeLessThan(2);
    expect(multiply(point(high), point(high)).high).toBeGreaterThan(2);
    expect(high - low).toBeLessThan(1e-6);
    expect(proveZero(squareRoot(0), Float64Array.of(1e-9), Float64Array.of(5e8))).toBeUndefined();
    expect(proveZero(squareRoot(-1e-9), Float64Array.of(1e-6), Float64Array.of(5e5))).toBeUndefined();
  });

  it('is not deceived by a wrong inverse', () => {
    expect(proveZero(squareRoot(2), Float64Array.of(Math.SQRT2 - 1e-8), Float64Array.of(-0.35))).toBeUndefined();
    expect(proveZero(squareRoot(2), Float64Array.of(Math.SQRT2 - 1e-8), Float64Array.of(0))).toBeUndefined();
  });
});

describe('signs of eigenvalues of interval matrices', () => {
  it('are those of every matrix in it, or unknown', () => {
    const matrix = (entries: readonly number[], radius: number) => {
      const out = zeros(entries.length);
      entries.forEach((value, k) => {
        out.low[k] = value - radius;
        out.high[k] = value + radius;
      });
      return out;
    };
    // Eigenvalues −1, 1 and 3.
    const entries = [1, 2, 0, 2, 1, 0, 0, 0, 1];
    expect(proveSigns(matrix(entries, 1e-9), 3)).toEqual({ negative: 1, positive: 2 });
    expect(proveSigns(matrix(entries, 2), 3)).toBeUndefined();
    expect(proveSigns(matrix([1, 1, 1, 1], 1e-12), 2)).toBeUndefined();
  });
});

describe('networks on boxes', () => {
  it.each([
    ['sigmoid', 'squared', [2, 3, 1], 0],
    ['tanh', 'mean-squared', [2, 2, 2, 1], 0.1],
    ['relu', 'squared', [2, 3, 1], 0.01],
    ['sigmoid', 'binary-cross-entropy', [2, 3, 1], 0],
    ['tanh', 'cross-entropy', [2, 2, 2], 0.05],
  ] as const)('hold gradient and Hessian of the landscape: %s, %s', (activation, loss, sizes, decay) => {
    const outputs = sizes.at(-1)!;
    const t = Float64Array.from(outputs === 1 ? y : y.flatMap((label) => [1 - label, label]));
    const data = { ...examples, outputs, t };
    const model = complete({ sizes, activation, loss, decay });
    const landscape = networkLandscape(model, data);
    const n = landscape.dimension;
    const theta = drawn(n, 3);
    const tight = encloseGradient(model, data, { low: theta, high: theta }, 2)!;
    const radius = 0.01;
    const wide = encloseGradient(
      model,
      data,
      { low: theta.map((p) => p - radius), high: theta.map((p) => p + radius) },
      2,
    )!;
    const moved = theta.map((p, i) => p + radius * Math.sin(i));
    for (const [at, { gradient, hessian }, room] of [
      [theta, tight, 1e-12],
      [moved, wide, 1e-12],
    ] as const) {
      const here = landscape.hessianAt(at);
      const { entries } = here.matrix();
      for (let i = 0; i < n; i++) {
        expect(here.gradient[i]!).toBeGreaterThanOrEqual(gradient.low[i]! - room);
        expect(here.gradient[i]!).toBeLessThanOrEqual(gradient.high[i]! + room);
      }
      for (let k = 0; k < n * n; k++) {
        expect(entries[k]!).toBeGreaterThanOrEqual(hessian!.low[k]! - room);
        expect(entries[k]!).toBeLessThanOrEqual(hessian!.high[k]! + room);
      }
      here.release();
    }
    expect(Math.max(...tight.gradient.high.map((high, i) => high - tight.gradient.low[i]!))).toBeLessThan(1e-13);
    // Outputs and their slopes, by differences of an order that rounding allows.
    const { outputs: at, jacobian } = encloseOutputs(model, data, { low: theta, high: theta });
    const next = theta.map((p, i) => p + (i === 1 ? 1e-6 : 0));
    const then = encloseOutputs(model, data, { low: next, high: next }).outputs;
    at.forEach((z, k) => {
      expect((then[k]!.low - z.low) / 1e-6).toBeCloseTo(jacobian[k]!.low[1]!, 4);
    });
  });

  it('says nothing of a gradient on a kink', () => {
    const model = complete({ sizes: [2, 1, 1], activation: 'relu', loss: 'squared' });
    const theta = Float64Array.of(1, 1, 0, 1, 0);
    expect(encloseGradient(model, examples, { low: theta, high: theta }, 2)).toBeUndefined();
  });
});

describe('proofs near trained networks', () => {
  const smooth: NetworkModel = { sizes: [2, 4, 1], activation: 'sigmoid', loss: 'squared' };
  const broken: NetworkModel = { sizes: [2, 2, 1], activation: 'relu', loss: 'squared' };

  it('a solved sigmoid network: a point with loss 0 lies in a box', () => {
    const theta = trained(smooth, 1, 40_000, 0.7);
    const found = proveNear({ model: complete(smooth), examples }, theta);
    expect(found).toMatchObject({
      verdict: 'proved',
      near: { kind: 'solved', statement: 'a global minimum', loss: '0' },
    });
    if (found.verdict !== 'proved') return;
    const { free, box, distance } = found.near;
    expect(free.length).toBe(4);
    theta.forEach((p, i) => {
      if (free.includes(i)) return;
      expect([box.low[i], box.high[i]]).toEqual([p, p]);
    });
    const outputs = encloseOutputs(complete(smooth), examples, box).outputs;
    outputs.forEach((z, k) => {
      expect(z.low).toBeLessThanOrEqual(y[k]!);
      expect(z.high).toBeGreaterThanOrEqual(y[k]!);
      expect(z.high - z.low).toBeLessThan(1e-12);
    });
    // Moved by 10⁻³ it is as far as that, and no farther than the limit that is asked.
    const moved = theta.map((p, i) => p + (i === free[0] ? 1e-3 : 0));
    const again = proveNear({ model: complete(smooth), examples }, moved);
    expect(again.verdict === 'proved' && again.near.distance).toBeGreaterThan(distance);
    expect(proveNear({ model: complete(smooth), examples }, moved, { within: 1e-6 }).verdict).toBe('undecided');
  });

  it('relu networks: exact minima between kinks and on them, which the checker accepts', () => {
    const losses = new Set<string>();
    for (let seed = 1; seed <= 12; seed++) {
      const found = proveNear({ model: complete(broken), examples }, trained(broken, seed, 15_000));
      if (found.verdict !== 'proved') continue;
      losses.add(found.near.loss!);
      const { exact } = found.near;
      if (exact) expect(objection(exact.certificate)).toBe('');
    }
    expect([...losses].sort()).toEqual(expect.arrayContaining(['0', '1', '2/3']));
  });

  it('with a penalty: isolated minima, their number of negative eigenvalues proved', () => {
    const model = complete({ sizes: [2, 2, 1], activation: 'tanh', loss: 'binary-cross-entropy', decay: 0.01 });
    const landscape = networkLandscape(model, examples);
    const [theta, gradient] = [drawn(9, 2), new Float64Array(9)];
    for (let step = 0; step < 20_000; step++) {
      landscape.valueAndGradient(theta, 1, new Float64Array(1), gradient);
      for (let i = 0; i < 9; i++) theta[i]! -= 0.5 * gradient[i]!;
    }
    const found = proveNear({ model, examples }, theta);
    expect(found).toMatchObject({ verdict: 'proved', near: { kind: 'isolated', index: 0 } });
    expect(found.verdict === 'proved' && found.near.distance).toBeLessThan(1e-10);
    // On the data of AND, all weights 0 and c where the sigmoid is the mean: each unit has a way down, between its inputs and its output.
    const and = { ...examples, t: Float64Array.of(0, 0, 0, 1) };
    const start = new Float64Array(9);
    start[8] = -1.05;
    const saddle = proveNear({ model, examples: and }, start, { within: 0.1 });
    expect(saddle).toMatchObject({ verdict: 'proved', near: { index: 2, statement: 'an isolated saddle of index 2' } });
  });

  it('a separated point with the log loss runs to infinity, and is never proved', () => {
    const model = complete({ sizes: [2, 3, 1], activation: 'tanh', loss: 'binary-cross-entropy' });
    const theta = trained(model, 4, 4000, 0.5);
    expect(proveNear({ model, examples }, theta).verdict).toBe('runs-to-infinity');
    const squashed = complete({ ...model, loss: 'squared', output: 'sigmoid' });
    expect(proveNear({ model: squashed, examples }, theta).verdict).toBe('runs-to-infinity');
    const start = proveNear({ model: squashed, examples }, drawn(13, 1));
    expect(start.verdict).toBe('undecided');
    expect(start.tried[0]!.reason).toContain('no output of sigmoid is exactly a target');
  });
});

describe('runs to infinity', () => {
  it('are those whose norm grows while the loss falls, with the limit of what is above it halving', () => {
    const losses = [5, 4, 3, 2].map((k) => 0.25 + 2 ** (k - 9));
    const norms = [1, 1.3, 1.7, 2.2];
    expect(estimateEscape({ losses, norms })!.limit).toBeCloseTo(0.25, 12);
    expect(estimateEscape({ losses, norms })!.growth).toBeCloseTo(Math.log(2.2 / 1.7), 12);
    expect(estimateEscape({ losses, norms: [1, 1.3, 1.7, 1.71] })).toBeUndefined();
    expect(estimateEscape({ losses: [...losses.slice(0, 3), 0.3], norms })).toBeUndefined();
    expect(estimateEscape({ losses: losses.slice(1), norms: norms.slice(1) })).toBeUndefined();
  });
});
