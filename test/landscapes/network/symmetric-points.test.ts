/** Zero modes, inactive units and answers: what stays constant next to a network's parameters. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { knownZeroModes } from '../../../src/curvature/index.ts';
import {
  type ActivationName,
  answers,
  type Examples,
  inactiveUnits,
  type LossName,
  type NetworkModel,
  networkLandscape,
  zeroModes,
} from '../../../src/landscapes/index.ts';
import { allWith } from '../../support/backends.ts';
import { dot } from '../../support/taylor.ts';

/** Normal inputs, one of them never lit, and targets that fit the loss. */
function someExamples(count: number, inputs: number, outputs: number, unlit: number): Examples {
  const draw = stream(6, 'test/modes', count, 'data');
  const x = Float64Array.from({ length: count * inputs }, (_, at) => (at % inputs === unlit ? 0 : draw.normal()));
  const labels = Uint8Array.from({ length: count }, () => draw.integer(outputs));
  const t = new Float64Array(count * outputs);
  labels.forEach((y, s) => void t.fill(1, s * outputs + y, s * outputs + y + 1));
  return { count, inputs, outputs, x, t, labels };
}

function somePoint(dimension: number, replica = 0): Float64Array {
  const draw = stream(7, 'test/modes', replica, 'point');
  return Float64Array.from({ length: dimension }, () => draw.normal());
}

/** The first of them at which every ReLU unit is open somewhere. */
function openPoint(shape: NetworkModel, examples: Examples): Float64Array {
  const { dimension } = networkLandscape(shape, examples);
  for (let replica = 0; ; replica++) {
    const point = somePoint(dimension, replica);
    if (!inactiveUnits(shape, examples, point).flat().includes(true)) return point;
  }
}

function gradientAt(landscape: ReturnType<typeof networkLandscape>, point: Float64Array) {
  const gradient = new Float64Array(point.length);
  const value = new Float64Array(1);
  landscape.valueAndGradient(point, 1, value, gradient);
  return { value: value[0]!, gradient };
}

const networks: [string, ActivationName, LossName, number[], boolean, number][] = [
  // 4 inputs with one unlit; h units: unlit weights h; softmax: last hidden units and their bias; rescaling h; mixtures h² + h.
  ['tanh, squared', 'tanh', 'squared', [4, 3, 2], true, 3],
  ['tanh, squared, no biases', 'tanh', 'squared', [4, 3, 2], false, 3],
  ['tanh, cross-entropy', 'tanh', 'cross-entropy', [4, 3, 2], true, 3 + 4],
  ['sigmoid, two hidden layers', 'sigmoid', 'cross-entropy', [4, 3, 2, 3], true, 3 + 3],
  ['relu, cross-entropy', 'relu', 'cross-entropy', [4, 3, 3], true, 3 + 4 + 3],
  ['relu, squared, two hidden layers', 'relu', 'squared', [4, 3, 2, 2], true, 3 + 5],
  ['identity, squared', 'identity', 'squared', [4, 2, 3], true, 2 + 4 + 2],
  ['identity, squared, no biases', 'identity', 'squared', [4, 2, 3], false, 2 + 4],
];

describe.each(networks)('zero modes: %s', (_name, activation, loss, sizes, bias, count) => {
  const shape = { sizes, activation, loss, bias };
  const examples = someExamples(33, 4, sizes.at(-1)!, 2);
  const network = networkLandscape(shape, examples);
  const point = activation === 'relu' ? openPoint(shape, examples) : somePoint(network.dimension);
  const modes = knownZeroModes(network, point);

  it(`there are ${count}, orthonormal`, () => {
    expect(modes).toHaveLength(count);
    modes.forEach((a, i) => {
      modes.forEach((b, j) => void expect(Math.abs(dot(a, b) - Number(i === j))).toBeLessThan(1e-13));
    });
  });

  it('the gradient has no part along them, to rounding', () => {
    const { gradient } = gradientAt(network, point);
    for (const mode of modes) expect(Math.abs(dot(mode, gradient))).toBeLessThan(1e-14 * Math.hypot(...gradient) * 10);
  });
});

describe('ReLU units that are never open', () => {
  const shape = { sizes: [4, 3, 3], activation: 'relu', loss: 'squared' } as const;
  const examples = someExamples(31, 4, 3, 2);
  const network = networkLandscape(shape, examples);
  const point = openPoint(shape, examples);
  point[12 + 1] = -100; // b₁ of unit 1

  it('are seen, and everything into and out of them is a mode', () => {
    expect(inactiveUnits(shape, examples, point)).toEqual([[false, true, false]]);
    const alone = [...zeroModes(shape, examples, point)];
    // Unlit weights, which one of the shut unit is among; its three other weights, its bias, three outgoing.
    expect(alone).toHaveLength(3 + 7);
    for (const mode of alone) expect([...mode].sort()).toEqual([...new Array(mode.length - 1).fill(0), 1]);
    expect([...network.zeroModes!(point)]).toEqual(alone);
    const modes = knownZeroModes(network, point);
    // Two open units: unlit and rescaling, 4; the shut one: four weights, its bias, three outgoing.
    expect(modes).toHaveLength(4 + 8);
    for (const i of [4, 5, 6, 7, 13, 15 + 1, 15 + 4, 15 + 7])
      expect(modes.reduce((sum, mode) => sum + mode[i]! ** 2, 0)).toBeCloseTo(1, 12);
  });
});

describe('answers', () => {
  it.each(networks)(
    '%s: the same after every symmetry, to 1e-12, and others elsewhere',
    (_n, activation, loss, sizes, bias) => {
      const shape = { sizes, activation, loss, bias };
      const examples = someExamples(65, 4, sizes.at(-1)!, 2);
      const network = networkLandscape(shape, examples);
      const point = somePoint(network.dimension);
      const here = answers(shape, examples, point);
      const away = (theta: Float64Array) =>
        Math.max(...answers(shape, examples, theta).map((z, i) => Math.abs(z - here[i]!)));
      for (const symmetry of network.symmetries)
        for (const choice of [0.1, 0.5, 0.9]) expect(away(symmetry.sample(point, choice))).toBeLessThan(1e-12);
      expect(away(somePoint(network.dimension, 1))).toBeGreaterThan(0.1);
      if (loss !== 'cross-entropy') return;
      const shifted = point.slice();
      for (let o = 0; o < sizes.at(-1)!; o++) shifted[shifted.length - 1 - o]! += 3; // all output biases
      expect(away(shifted)).toBeLessThan(1e-12);
    },
  );
});

describe.each(allWith('networkCurvature'))('a network with kernels by %s', (_engine, kernels) => {
  it.each([1, 7, 33])('%i examples: value, gradient and Hessian of the plain one, to 1e-12', (count) => {
    const { x, labels, ...rest } = someExamples(count, 4, 3, 2);
    const examples = { ...rest, labels: labels!, x: Float32Array.from(x) };
    const shape = { sizes: [4, 5, 3], activation: 'relu', loss: 'cross-entropy' } as const;
    const [fast, plain] = [networkLandscape(shape, examples, kernels), networkLandscape(shape, examples)];
    const point = somePoint(fast.dimension);
    const n = fast.dimension;
    const [hessian, expected] = [fast, plain].map((one) => one.hessianAt(point));
    const { value, gradient } = gradientAt(plain, point);
    const { entries } = hessian!.matrix();
    expect([hessian!.formed, expected!.formed]).toEqual([true, false]); // the kernels' own, not the plain one
    for (const one of [hessian!, expected!]) {
      expect(Math.abs(one.value - value)).toBeLessThan(1e-12);
      one.gradient.forEach((g, i) => void expect(Math.abs(g - gradient[i]!)).toBeLessThan(1e-12));
    }
    const plainEntries = expected!.matrix().entries;
    entries.forEach((h, i) => void expect(Math.abs(h - plainEntries[i]!)).toBeLessThan(1e-12));
    const v = somePoint(n, 2);
    const product = new Float64Array(n);
    hessian!.apply(v, product);
    product.forEach(
      (p, i) => void expect(Math.abs(p - dot(entries.subarray(i * n, (i + 1) * n), v))).toBeLessThan(1e-12),
    );
  });

  it('knows a floor without a matrix where the shape fits alone: not for other activations, losses, depths and wide inputs', () => {
    const examples = someExamples(7, 4, 3, 2);
    const single = { ...examples, x: Float32Array.from(examples.x) };
    const floored = (shape: NetworkModel, given: Examples) => {
      const network = networkLandscape(shape, given, kernels);
      const hessian = network.hessianAt(somePoint(network.dimension));
      expect([hessian.formed, hessian.countBelow !== undefined]).toEqual([true, true]);
      return hessian.floor !== undefined;
    };
    const shape: NetworkModel = { sizes: [4, 5, 3], activation: 'relu', loss: 'cross-entropy' };
    expect(floored(shape, single)).toBe(true);
    expect(floored({ ...shape, activation: 'tanh' }, single)).toBe(false);
    expect(floored({ ...shape, loss: 'squared' }, single)).toBe(false);
    expect(floored({ ...shape, sizes: [4, 5, 2, 3] }, single)).toBe(false);
    expect(floored({ ...shape, bias: false }, single)).toBe(false);
    expect(floored(shape, examples)).toBe(false); // inputs in float64
    const { labels: _, ...unlabeled } = single;
    expect(floored(shape, unlabeled)).toBe(false);
  });
});
