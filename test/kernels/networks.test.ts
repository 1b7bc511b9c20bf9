import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type {
  Examples,
  NetworkFleet,
  NetworkShape,
  Optimizer,
  Precision,
  TrainingFleet,
} from '../../src/kernels/contract.ts';
import { classExamples } from '../../src/kernels/minibatch.ts';
import { networkDimension } from '../../src/kernels/networks.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { enginesWith, once, reference } from '../support/backends.ts';

const precisions: Precision[] = ['float32', 'float64'];
const sgd: Optimizer = { name: 'sgd' };

/** `count` images of which about half the pixels are lit. */
function samples(count: number, { sizes }: NetworkShape): Examples {
  const inputs = sizes[0]!;
  const s = stream(5, 'test', count, 'images');
  const images = Float32Array.from({ length: count * inputs }, () => Math.max(0, 2 * s.uniform() - 1));
  const classes = Math.max(2, sizes.at(-1)!);
  const labels = Uint8Array.from({ length: count }, () => s.integer(classes));
  return classExamples({ count, inputs, images, labels }, sizes.at(-1)!);
}

/** Parameters that float32 holds exactly, of the size that keeps activations of order 1. */
function weights({ sizes }: NetworkShape, k: number): Float64Array {
  const s = stream(6, 'test', k, 'weights');
  return Float64Array.from(
    sizes.slice(1).flatMap((units, l) => {
      const scale = 2 / Math.sqrt(sizes[l]!);
      return Array.from({ length: (sizes[l]! + 1) * units }, () => Math.fround(scale * (2 * s.uniform() - 1)));
    }),
  );
}

function filled<Fleet extends TrainingFleet & { shape: NetworkShape }>(fleet: Fleet): Fleet {
  for (let k = 0; k < fleet.count; k++) fleet.setParameters(k, weights(fleet.shape, k));
  return fleet;
}

function parameters(fleet: TrainingFleet, k: number): Float64Array {
  const out = new Float64Array(fleet.dimension);
  fleet.getParameters(k, out);
  return out;
}

function evaluation(fleet: TrainingFleet, data: Examples) {
  const losses = new Float64Array(fleet.count);
  const accuracies = new Float64Array(fleet.count);
  fleet.evaluate(data, losses, accuracies);
  return { losses, accuracies };
}

/** Minibatches of `batch` in the order of the samples. */
function train(fleet: TrainingFleet, data: Examples, batch: number, epochs: number, rate: number): void {
  const order = Uint32Array.from({ length: data.count }, (_, i) => i);
  const rates = Float64Array.from({ length: Math.ceil(data.count / batch) }, (_, t) => rate / (1 + t));
  for (let epoch = 0; epoch < epochs; epoch++) fleet.train(data, order, batch, rates);
}

/** Largest difference between two ends of a move, over the larger move; a parameter's own rounding counts at 1 % of its size. */
function deviation(a: Float64Array, b: Float64Array, start: Float64Array): number {
  const size = b.reduce((most, x, i) => Math.max(most, Math.abs(x - start[i]!), 0.01 * Math.abs(x)), 0);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) / size;
}

// Units around the lanes (4, 2) and the panels (28, 14), depths from no hidden layer to four, batches around a pair and the block of 64.
const cases: [sizes: number[], activation: NetworkShape['activation'], loss: NetworkShape['loss'], batch: number][] = [
  [[1, 2], 'identity', 'cross-entropy', 1],
  [[2, 3, 1], 'sigmoid', 'squared', 4],
  [[3, 1, 1], 'tanh', 'squared', 3],
  [[7, 9, 8, 3], 'relu', 'cross-entropy', 31],
  [[5, 28, 29, 27, 4], 'tanh', 'cross-entropy', 8],
  [[31, 33, 15, 14, 13, 10], 'relu', 'cross-entropy', 33],
  [[6, 57, 31], 'sigmoid', 'cross-entropy', 65],
  [[4, 3, 30], 'identity', 'squared', 9],
  [[9, 31, 7], 'relu', 'squared', 100],
  [[124, 126, 3], 'relu', 'cross-entropy', 122], // more rows than wide vectors take at once
];
const shapes = cases.map(([sizes, activation, loss, batch]) => [{ sizes, activation, loss }, batch] as const);
// Adam divides by the root of g²: a large ε keeps the step smooth in g, so that rounding in g stays rounding in the step.
const optimizers: Optimizer[] = [sgd, { name: 'sgd', momentum: 0.9 }, { name: 'adam', beta1: 0.8, epsilon: 0.1 }];

const plainFleet = (shape: NetworkShape, count: number, optimizer: Optimizer) =>
  filled(reference.networks(shape, count, 'float64', optimizer));
/** Parameters of both networks after three minibatches, the last one shorter. */
function stepped(fleet: NetworkFleet, batch: number): Float64Array[] {
  train(fleet, samples(2 * batch + Math.ceil(batch / 2), fleet.shape), batch, 1, 0.1);
  return [0, 1].map((k) => parameters(fleet, k));
}
const plainlyStepped = once((shape: NetworkShape, batch: number, optimizer: Optimizer) =>
  stepped(plainFleet(shape, 2, optimizer), batch),
);
const plainEvaluation = once((shape: NetworkShape) => evaluation(plainFleet(shape, 3, sgd), samples(131, shape)));

const runs = enginesWith('networks').flatMap(([engine, kernels]) =>
  precisions.map((precision) => [engine, precision, kernels] as const),
);

describe.each(runs)('network fleet by %s in %s', (_engine, precision, kernels) => {
  const create = (shape: NetworkShape, count: number, optimizer: Optimizer = sgd) =>
    filled(kernels.networks(shape, count, precision, optimizer));
  // Three steps of sums of up to 100 rounded terms, through up to five layers.
  const tolerance = precision === 'float32' ? 1e-5 : 1e-13;

  it.each(shapes)('returns the parameters it was given, in order: %o', (shape) => {
    const fleet = create(shape, 3);
    for (let k = 0; k < 3; k++) expect(parameters(fleet, k)).toEqual(weights(shape, k));
  });

  it.each(shapes)(
    `moves as the reference does, to ${tolerance} of the way, by every optimizer: %o, batch %i`,
    (shape, batch) => {
      for (const optimizer of optimizers)
        stepped(create(shape, 2, optimizer), batch).forEach((end, k) => {
          const expected = plainlyStepped(shape, batch, optimizer)[k]!;
          expect(deviation(end, expected, weights(shape, k))).toBeLessThan(tolerance);
        });
    },
  );

  it('hands what its optimizer knows to a fleet that goes on in the same bits, as the reference knows it', () => {
    const shape: NetworkShape = { sizes: [17, 30, 11, 10], activation: 'relu', loss: 'cross-entropy' };
    const data = samples(53, shape);
    const momentsOf = (fleet: NetworkFleet, k: number) => {
      const out = new Float64Array(fleet.memory.size);
      fleet.memory.get(k, out);
      return out;
    };
    for (const optimizer of optimizers) {
      const [one, oracle] = [create(shape, 2, optimizer), plainFleet(shape, 2, optimizer)];
      const others = [create(shape, 2, optimizer), plainFleet(shape, 2, optimizer)];
      [one, oracle].forEach((fleet, which) => {
        train(fleet, data, 10, 1, 0.1);
        const other = others[which]!;
        for (const k of [0, 1]) {
          other.setParameters(k, parameters(fleet, k));
          other.memory.set(k, momentsOf(fleet, k));
        }
        other.memory.goOn(fleet.memory.steps());
        for (const each of [fleet, other]) train(each, data, 10, 1, 0.1);
        for (const k of [0, 1]) expect(parameters(other, k)).toEqual(parameters(fleet, k));
        expect(other.memory.steps()).toBe(12);
      });
      for (const k of [0, 1]) {
        const [seen, expected] = [momentsOf(one, k), momentsOf(oracle, k)];
        const largest = Math.max(1e-300, ...expected.map(Math.abs));
        seen.forEach((m, i) => void expect(Math.abs(m - expected[i]!) / largest).toBeLessThan(100 * tolerance));
      }
    }
  });

  it.each(shapes)('agrees with the reference on loss and accuracy: %o', (shape) => {
    const data = samples(131, shape);
    const [seen, expected] = [evaluation(create(shape, 3), data), plainEvaluation(shape)];
    expect(seen.accuracies).toEqual(expected.accuracies);
    for (let k = 0; k < 3; k++)
      expect(Math.abs(seen.losses[k]! / expected.losses[k]! - 1)).toBeLessThan(precision === 'float32' ? 1e-6 : 1e-13);
  });

  it('trains network k to the same bits whatever else is in the fleet, also beside a diverging one', () => {
    const shape: NetworkShape = { sizes: [17, 30, 11, 10], activation: 'relu', loss: 'cross-entropy' };
    const data = samples(53, shape);
    for (const optimizer of optimizers) {
      const together = create(shape, 4, optimizer);
      together.setParameters(1, weights(shape, 1).fill(1e300));
      train(together, data, 10, 3, 0.1);
      for (const k of [0, 2]) {
        const alone = kernels.networks(shape, 1, precision, optimizer);
        alone.setParameters(0, weights(shape, k));
        train(alone, data, 10, 3, 0.1);
        expect(parameters(alone, 0)).toEqual(parameters(together, k));
        expect(evaluation(alone, data).losses[0]).toBe(evaluation(together, data).losses[k]);
      }
      expect(evaluation(together, data).losses[1]).toBeNaN();
    }
  });

  it('trains to the same bits in one call as in a call for each minibatch, evaluated in between, memory kept', () => {
    const shape: NetworkShape = { sizes: [8, 15, 5], activation: 'relu', loss: 'cross-entropy' };
    const data = samples(330, shape);
    const order = Uint32Array.from({ length: 330 }, (_, i) => (7 * i) % 330);
    const rates = Float64Array.of(0.01, 0.02, 0.03);
    const optimizer: Optimizer = { name: 'adam' };
    const [whole, single] = [create(shape, 2, optimizer), create(shape, 2, optimizer)];
    whole.train(data, order, 150, rates); // 150, 150, 30
    for (let t = 0; t < 3; t++) {
      single.train(data, order.subarray(t * 150, t * 150 + 150), 150, rates.subarray(t, t + 1));
      evaluation(single, data);
    }
    for (let k = 0; k < 2; k++) expect(parameters(single, k)).toEqual(parameters(whole, k));
  });
});

const manyShape: NetworkShape = { sizes: [20, 25, 17, 10], activation: 'relu', loss: 'cross-entropy' };
/** Both networks after 100 steps. */
function afterMany(fleet: NetworkFleet): Float64Array[] {
  train(fleet, samples(991, manyShape), 10, 1, 0.2);
  return [0, 1].map((k) => parameters(fleet, k));
}
const plainlyAfterMany = once((optimizer: Optimizer) => afterMany(plainFleet(manyShape, 2, optimizer)));

describe.each(enginesWith('networks'))('network fleet by %s', (_engine, kernels) => {
  it.each(shapes.filter(([{ sizes, loss }]) => loss === 'squared' || sizes.length > 3))(
    'steps along the gradient of the landscape, to 1e-13: %o',
    (shape) => {
      const data = samples(70, shape);
      const [values, gradient] = [new Float64Array(1), new Float64Array(networkDimension(shape))];
      const start = weights(shape, 0);
      networkLandscape(shape, data).valueAndGradient(start, 1, values, gradient);
      const fleet = filled(kernels.networks(shape, 1, 'float64', sgd));
      expect(Math.abs(evaluation(fleet, data).losses[0]! / values[0]! - 1)).toBeLessThan(1e-13);
      const order = Uint32Array.from({ length: 70 }, (_, i) => i);
      fleet.train(data, order, 70, Float64Array.of(1));
      const expected = start.map((x, i) => x - gradient[i]!);
      expect(deviation(parameters(fleet, 0), expected, start)).toBeLessThan(1e-13);
    },
  );

  it('with one hidden layer is the reference of the network fleet, to 1e-13 after 20 steps', () => {
    const shape: NetworkShape = { sizes: [12, 9, 4], activation: 'relu', loss: 'cross-entropy' };
    const data = samples(200, shape);
    const fleet = filled(kernels.networks(shape, 1, 'float64', sgd));
    const oracle = reference.rectified({ inputs: 12, hidden: 9, outputs: 4 }, 1, 'float64');
    oracle.setParameters(0, weights(shape, 0));
    for (const f of [fleet, oracle]) train(f, data, 10, 1, 0.3);
    expect(deviation(parameters(fleet, 0), parameters(oracle, 0), weights(shape, 0))).toBeLessThan(1e-13);
  });

  it.each(optimizers)('stays within 1e-10 of the reference over 100 steps in float64: %o', (optimizer) => {
    afterMany(filled(kernels.networks(manyShape, 2, 'float64', optimizer))).forEach((end, k) => {
      expect(deviation(end, plainlyAfterMany(optimizer)[k]!, weights(manyShape, k))).toBeLessThan(1e-10);
    });
  });

  it('full-batch Adam teaches 2-4-1 networks XOR: the median loss of 100 falls below 1e-3', () => {
    const shape: NetworkShape = { sizes: [2, 4, 1], activation: 'tanh', loss: 'squared' };
    const images = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1);
    const xor = classExamples({ count: 4, inputs: 2, images, labels: Uint8Array.of(0, 1, 1, 0) }, 1);
    const fleet = filled(kernels.networks(shape, 100, 'float32', { name: 'adam' }));
    const order = Uint32Array.of(0, 1, 2, 3);
    for (let t = 0; t < 1000; t++) fleet.train(xor, order, 4, Float64Array.of(0.02));
    const { losses, accuracies } = evaluation(fleet, xor);
    expect(losses.sort()[50]).toBeLessThan(1e-3);
    expect(accuracies.filter((a) => a === 1).length).toBeGreaterThan(50);
  });

  it('counts the answer of a single output by the middle between its targets: 0.3 is label 0, 0.7 is label 1', () => {
    const shape: NetworkShape = { sizes: [1, 1], activation: 'relu', loss: 'squared' };
    const pair = { count: 2, inputs: 1, images: Float32Array.of(0.3, 0.7), labels: Uint8Array.of(0, 1) };
    const data = classExamples(pair, 1);
    for (const fleet of [kernels, reference].map((each) => each.networks(shape, 1, 'float64', sgd)))
      for (const [bias, share] of [
        [0, 1],
        [0.4, 0.5],
        [-0.4, 0.5],
      ] as const) {
        fleet.setParameters(0, Float64Array.of(1, bias));
        expect(evaluation(fleet, data).accuracies[0]).toBe(share);
      }
  });

  it.each([0, 6, 8, 14])('a NaN among the parameters, at place %i, makes the loss NaN: no layer hides it', (place) => {
    const shape: NetworkShape = { sizes: [3, 2, 3], activation: 'relu', loss: 'cross-entropy' }; // W₁ 0 … 5, b₁ 6, 7, W₂ 8 … 13, b₂
    const broken = weights(shape, 0).map((x) => Math.abs(x));
    broken[place] = Number.NaN;
    const data = { ...samples(5, shape), x: new Float32Array(15).fill(0.5) };
    for (const fleet of [kernels, reference].map((each) => each.networks(shape, 1, 'float32', sgd))) {
      fleet.setParameters(0, broken);
      expect(evaluation(fleet, data).losses[0]).toBeNaN();
    }
  });

  it.each([
    ['sizes', { sizes: [3] }, sgd],
    ['sizes', { sizes: [3, 0, 2] }, sgd],
    ['outputs', { sizes: [3, 2, 1] }, sgd],
    ['activation', { activation: 'softplus' }, sgd],
    ['loss', { loss: 'hinge' }, sgd],
    ['optimizer', {}, { name: 'lbfgs' }],
    ['momentum', {}, { name: 'sgd', momentum: -0.1 }],
    ['beta2', {}, { name: 'adam', beta2: 1 }],
  ])('names a wrong %s', (argument, changed, optimizer) => {
    const shape = { sizes: [3, 4, 2], activation: 'relu', loss: 'cross-entropy', ...changed } as NetworkShape;
    const rule = new RegExp(`^networks: ${argument} must be`);
    for (const each of [kernels, reference])
      expect(() => each.networks(shape, 1, 'float32', optimizer as Optimizer)).toThrow(rule);
  });

  it('refuses labels without an output, and says what does not fit 4 GiB', () => {
    const shape: NetworkShape = { sizes: [2, 2, 1], activation: 'tanh', loss: 'squared' };
    const data = { ...samples(3, shape), labels: Uint8Array.of(0, 1, 2) };
    const fleet = kernels.networks(shape, 1, 'float32', sgd);
    const call = () => fleet.train(data, Uint32Array.of(0), 1, Float64Array.of(1));
    expect(call).toThrow('train: examples.labels must be below 2, got 2');
    const large: NetworkShape = { sizes: [30000, 30000, 30000, 10], activation: 'relu', loss: 'cross-entropy' };
    expect(() => kernels.networks(large, 1, 'float32', { name: 'adam' })).toThrow(/GiB/);
  });
});
