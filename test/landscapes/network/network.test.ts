import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import type { Samples } from '../../../src/kernels/contract.ts';
import { referenceRectifiedFleet } from '../../../src/kernels/reference/rectified.ts';
import { type ActivationName, activations } from '../../../src/landscapes/network/activations.ts';
import { answers } from '../../../src/landscapes/network/answers.ts';
import { labeledExamples } from '../../../src/landscapes/network/examples.ts';
import { type LossName, losses } from '../../../src/landscapes/network/losses.ts';
import { type NetworkLandscape, networkLandscape } from '../../../src/landscapes/network/network.ts';
import { dot, slope } from '../../support/taylor.ts';

const activationNames = Object.keys(activations) as ActivationName[];
const lossNames = Object.keys(losses) as LossName[];
const every = activationNames.flatMap((activation) => lossNames.map((loss) => [activation, loss] as const));
// No hidden layer, one, and three; widths of 1; more samples than a block of 64 in one case.
const depths: [sizes: number[], count: number][] = [
  [[3, 4], 7],
  [[5, 7, 3], 70],
  [[4, 3, 1, 5, 2], 9],
];

function samples(count: number, inputs: number, outputs: number): Samples {
  const s = stream(8, 'test', count, 'samples');
  return {
    count,
    inputs,
    images: Float32Array.from({ length: count * inputs }, () => s.normal()),
    labels: Uint8Array.from({ length: count }, () => s.integer(outputs)),
  };
}

function network(
  sizes: number[],
  count: number,
  activation: ActivationName,
  loss: LossName,
  bias = true,
): NetworkLandscape {
  const data = samples(count, sizes[0]!, sizes.at(-1)!);
  const examples = labeledExamples(data, sizes.at(-1)!, loss);
  return networkLandscape({ sizes, activation, loss, bias }, examples);
}

function vector(dimension: number, replica: number): Float64Array {
  const s = stream(9, 'test', replica, 'vector');
  return Float64Array.from({ length: dimension }, () => s.normal());
}

function at(landscape: NetworkLandscape, point: Float64Array) {
  const [values, gradient] = [new Float64Array(1), new Float64Array(landscape.dimension)];
  landscape.valueAndGradient(point, 1, values, gradient);
  return { value: values[0]!, gradient };
}

function product(landscape: NetworkLandscape, point: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(landscape.dimension);
  const hessian = landscape.hessianAt(point);
  hessian.apply(v, out);
  hessian.release();
  return out;
}

const along = (w: Float64Array, v: Float64Array, t: number) => w.map((x, i) => x + t * v[i]!);

/** Remainders this far below the value are rounding. */
const floor = 1e-13;

/**
 * A remainder that must fall like tᵖ. Between two kinks of a piecewise network it may vanish altogether (no slope to measure);
 * steps are small enough that no unit changes sign at the points used.
 */
function expectOrder(remainder: (t: number) => number, order: number, steps: readonly number[], size: number): void {
  if (steps.every((t) => Math.abs(remainder(t)) < floor * size)) return;
  expect(Math.abs(slope(remainder, steps) - order)).toBeLessThan(0.1);
}

describe.each(every)('network with %s and %s', (activation, loss) => {
  const piecewise = activations[activation].smoothness === 'piecewise' || losses[loss].smoothness === 'piecewise';
  // Away from kinks: short steps where there are kinks, longer where rounding would otherwise speak first.
  const steps = piecewise ? [1e-4, 7e-5, 5e-5, 3e-5] : [1e-2, 7e-3, 5e-3, 3e-3];

  it.each(depths)('has a gradient of Taylor slope 2: %o', (sizes, count) => {
    const landscape = network(sizes, count, activation, loss);
    const [w, v] = [vector(landscape.dimension, 1), vector(landscape.dimension, 2)];
    const { value, gradient } = at(landscape, w);
    const remainder = (t: number) => at(landscape, along(w, v, t)).value - value - t * dot(gradient, v);
    expectOrder(remainder, 2, steps, Math.abs(value));
  });

  it.each(depths)('has a Hessian of Taylor slope 3, which is the derivative of the gradient: %o', (sizes, count) => {
    const landscape = network(sizes, count, activation, loss);
    const [w, v] = [vector(landscape.dimension, 3), vector(landscape.dimension, 4)];
    const { value, gradient } = at(landscape, w);
    const Hv = product(landscape, w, v);
    const second = (t: number) =>
      at(landscape, along(w, v, t)).value - value - t * dot(gradient, v) - (t * t * dot(Hv, v)) / 2;
    expectOrder(second, 3, piecewise ? [4e-4, 3e-4, 2.5e-4, 2e-4] : [0.03, 0.02, 0.015, 0.01], Math.abs(value) * 10);
    const h = piecewise ? 1e-6 : 1e-5;
    const [up, down] = [at(landscape, along(w, v, h)).gradient, at(landscape, along(w, v, -h)).gradient];
    const size = Math.max(1, ...Hv.map(Math.abs));
    // Central difference: truncation h² and rounding 1e-16/h, times a few.
    Hv.forEach((x, i) => void expect(Math.abs((up[i]! - down[i]!) / (2 * h) - x) / size).toBeLessThan(1e-7));
  });

  it.each(depths)('has a symmetric Hessian: %o', (sizes, count) => {
    const landscape = network(sizes, count, activation, loss);
    const [w, u, v] = [5, 6, 7].map((k) => vector(landscape.dimension, k)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const [a, b] = [dot(u, product(landscape, w, v)), dot(v, product(landscape, w, u))];
    expect(Math.abs(a - b)).toBeLessThan(1e-12 * Math.max(1, Math.abs(a)));
  });

  it.each(depths)('keeps its value to 1e-12 under its symmetries: %o', (sizes, count) => {
    const landscape = network(sizes, count, activation, loss);
    const w = vector(landscape.dimension, 8);
    const { value } = at(landscape, w);
    const units = sizes.slice(1, -1).reduce((a, b) => a + b, 0);
    expect(landscape.symmetries.length > 0).toBe(units > 0 || loss === 'cross-entropy');
    for (const symmetry of landscape.symmetries)
      for (let k = 0; k < 3 * Math.max(units, 3); k++) {
        const image = symmetry.sample(w, (k + 0.5) / (3 * Math.max(units, 3)));
        expect(Math.abs(at(landscape, image).value - value)).toBeLessThan(1e-12 * Math.max(1, value));
        expect(image.length).toBe(w.length);
      }
  });
});

describe('networkLandscape', () => {
  it('names the symmetries of each activation', () => {
    const names = (activation: ActivationName, loss: LossName = 'squared', sizes = [2, 3, 2]) =>
      network(sizes, 5, activation, loss).symmetries.map(({ name }) => name);
    expect(names('identity')).toEqual(['permutation', 'rescaling', 'sign', 'mixing']);
    expect(names('relu')).toEqual(['permutation', 'rescaling']);
    expect(names('sigmoid')).toEqual(['permutation']);
    expect(names('tanh')).toEqual(['permutation', 'sign']);
    expect(names('sigmoid', 'cross-entropy')).toEqual(['permutation', 'shift']);
    expect(names('relu', 'cross-entropy', [2, 3])).toEqual(['shift']);
    expect(names('relu', 'hinge', [2, 3])).toEqual([]);
  });

  it('moves the point by its symmetries', () => {
    const landscape = network([2, 3, 2], 5, 'identity', 'cross-entropy');
    const w = vector(landscape.dimension, 1);
    for (const symmetry of landscape.symmetries) expect(symmetry.sample(w, 0.4)).not.toEqual(w);
  });

  it('agrees with the network fleet on loss and accuracy, and its gradient is the fleet’s step, to 1e-13', () => {
    const [inputs, hidden, outputs] = [6, 9, 4];
    const data = samples(130, inputs, outputs);
    const examples = labeledExamples(data, outputs, 'cross-entropy');
    const landscape = networkLandscape(
      { sizes: [inputs, hidden, outputs], activation: 'relu', loss: 'cross-entropy' },
      examples,
    );
    const w = vector(landscape.dimension, 10);
    const fleet = referenceRectifiedFleet({ inputs, hidden, outputs }, 1);
    fleet.setParameters(0, w);
    const [losses, accuracies] = [new Float64Array(1), new Float64Array(1)];
    fleet.evaluate(examples, losses, accuracies);
    expect(at(landscape, w).value).toBeCloseTo(losses[0]!, 13);
    const z = answers(landscape.shape, examples, w);
    const right = data.labels.filter((label, s) => {
      const mine = z.subarray(s * outputs, (s + 1) * outputs);
      return mine.indexOf(Math.max(...mine)) === label;
    });
    expect(right.length / data.count).toBe(accuracies[0]);
    fleet.train(
      examples,
      Uint32Array.from({ length: 130 }, (_, i) => i),
      130,
      Float64Array.of(1),
    );
    const moved = new Float64Array(landscape.dimension);
    fleet.getParameters(0, moved);
    at(landscape, w).gradient.forEach((g, i) => void expect(Math.abs(w[i]! - moved[i]! - g)).toBeLessThan(1e-13));
  });

  it('is the mean over its examples: over parts of equal size the parts average to the whole', () => {
    const [sizes, shape] = [[5, 7, 3], { activation: 'tanh', loss: 'cross-entropy' } as const];
    const landscape = network(sizes, 70, shape.activation, shape.loss);
    const { inputs, images, labels } = samples(70, 5, 3);
    const w = vector(landscape.dimension, 11);
    const whole = at(landscape, w);
    const mean = new Float64Array(landscape.dimension);
    let value = 0;
    for (let k = 0; k < 7; k++) {
      const mine = Array.from({ length: 10 }, (_, i) => 7 * i + k);
      const part = {
        count: 10,
        inputs,
        images: Float32Array.from(mine.flatMap((s) => [...images.subarray(s * inputs, (s + 1) * inputs)])),
        labels: Uint8Array.from(mine, (s) => labels[s]!),
      };
      const one = at(networkLandscape({ sizes, ...shape }, labeledExamples(part, 3, shape.loss)), w);
      value += one.value / 7;
      for (let i = 0; i < mean.length; i++) mean[i]! += one.gradient[i]! / 7;
    }
    expect(value).toBeCloseTo(whole.value, 14);
    mean.forEach((g, i) => void expect(g).toBeCloseTo(whole.gradient[i]!, 14));
  });

  it('evaluates a batch of points as it evaluates each alone', () => {
    const landscape = network([5, 7, 3], 70, 'sigmoid', 'hinge');
    const n = landscape.dimension;
    const points = vector(3 * n, 12);
    const [values, gradients] = [new Float64Array(3), new Float64Array(3 * n)];
    landscape.valueAndGradient(points, 3, values, gradients);
    for (let r = 0; r < 3; r++) {
      const alone = at(landscape, points.slice(r * n, (r + 1) * n));
      expect(values[r]).toBe(alone.value);
      expect(gradients.slice(r * n, (r + 1) * n)).toEqual(alone.gradient);
    }
  });

  it('without biases has Σ n_l n_{l−1} parameters and the function of zero biases', () => {
    const [plain, biased] = [network([2, 3, 2], 5, 'tanh', 'squared', false), network([2, 3, 2], 5, 'tanh', 'squared')];
    expect([plain.dimension, biased.dimension]).toEqual([12, 17]);
    const w = vector(12, 13);
    const zero = Float64Array.of(...w.subarray(0, 6), 0, 0, 0, ...w.subarray(6), 0, 0);
    expect(at(plain, w).value).toBe(at(biased, zero).value);
  });

  it('has a closed form without hidden layers: squared loss has the Hessian (1/n) Σ (x,1)(x,1)ᵀ', () => {
    const landscape = network([3, 1], 9, 'identity', 'squared');
    const data = samples(9, 3, 1);
    const v = vector(4, 14);
    const expected = new Float64Array(4);
    for (let s = 0; s < 9; s++) {
      const x = [...data.images.subarray(3 * s, 3 * s + 3), 1];
      const projection = x.reduce((sum, xi, i) => sum + xi * v[i]!, 0);
      for (let i = 0; i < 4; i++) expected[i]! += (x[i]! * projection) / 9;
    }
    product(landscape, vector(4, 15), v).forEach((x, i) => void expect(x).toBeCloseTo(expected[i]!, 14));
  });

  it('is nowhere analytic claimed that has kinks', () => {
    const radius = (activation: ActivationName, loss: LossName, sizes = [2, 2, 2]) => {
      const landscape = network(sizes, 3, activation, loss);
      return landscape.regularity.kinkDistance(vector(landscape.dimension, 16));
    };
    for (const activation of ['tanh', 'sigmoid', 'identity'] as const)
      for (const loss of ['squared', 'cross-entropy'] as const) expect(radius(activation, loss)).toBe(Infinity);
    // How far a kink is: kink-distance.test.ts.
    const finite = (distance: number) => expect(distance >= 0 && distance < 10).toBe(true);
    for (const loss of lossNames)
      for (const sizes of [
        [2, 2, 2],
        [2, 2, 2, 2],
      ])
        finite(radius('relu', loss, sizes));
    for (const loss of ['hinge', 'absolute'] as const)
      for (const activation of activationNames) finite(radius(activation, loss));
  });

  it('names what is wrong with sizes, examples, outputs and labels', () => {
    const data = samples(4, 2, 3);
    const examples = labeledExamples(data, 3, 'squared');
    const make =
      (sizes: number[], loss: LossName = 'squared') =>
      () =>
        networkLandscape({ sizes, activation: 'relu', loss }, examples);
    expect(make([2])).toThrow('networkLandscape: sizes must be at least two numbers');
    expect(make([2, 0, 3])).toThrow('networkLandscape: sizes must be an integer ≥ 1, got 0');
    expect(make([2, 4])).toThrow('networkLandscape: examples must be 2 inputs and 4 outputs, got [2,3]');
    expect(make([2, 1], 'cross-entropy')).toThrow('networkLandscape: outputs must be an integer ≥ 2, got 1');
    expect(make([2, 3], 'hing' as LossName)).toThrow('did you mean hinge?');
    expect(() => labeledExamples(data, 2, 'hinge')).toThrow('labelTargets: labels must be below 2, got 2');
  });
});
