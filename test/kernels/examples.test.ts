/** Both kernels that train, on examples of every kind: real targets, weights of which some are 0, every loss, a penalty; awkward sizes. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type {
  Examples,
  Kernels,
  NetworkShape,
  Precision,
  TrainingFleet,
  TrainingLoss,
  TrainingObjective,
} from '../../src/kernels/contract.ts';
import { normalizedWeights } from '../../src/landscapes/network/examples.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { enginesWith, once, reference } from '../support/backends.ts';

const losses: TrainingLoss[] = ['binary-cross-entropy', 'cross-entropy', 'mean-squared', 'squared'];
const kinds = ['networks', 'rectified'] as const;
type Kind = (typeof kinds)[number];
type Sizes = readonly [number, number, number];

/** Real targets in (0, 1), weights of which the first `batch`, and every third beyond, are 0, numbers that float32 does not hold. */
function examplesOf(count: number, [inputs, , outputs]: Sizes, batch = 0): Examples {
  const draw = stream(9, 'test', count, `examples/${inputs}-${outputs}`);
  return {
    count,
    inputs,
    outputs,
    x: Float64Array.from({ length: count * inputs }, () => (draw.uniform() < 0.5 ? 0 : draw.normal())),
    t: Float64Array.from({ length: count * outputs }, () => draw.uniform()),
    weights: Float64Array.from({ length: count }, (_, s) => (s < batch || s % 3 === 2 ? 0 : 3 * draw.uniform())),
  };
}

function pointOf(dimension: number, k: number): Float64Array {
  const draw = stream(10, 'test', k, 'point');
  return Float64Array.from({ length: dimension }, () => Math.fround(draw.uniform() - 0.5));
}

function fleetOf(
  kernels: Kernels,
  kind: Kind,
  sizes: Sizes,
  precision: Precision,
  objective: TrainingObjective,
  count = 2,
): TrainingFleet {
  const [inputs, hidden, outputs] = sizes;
  const shape: NetworkShape = { sizes, activation: 'relu', ...objective };
  const fleet =
    kind === 'networks'
      ? kernels.networks(shape, count, precision, { name: 'sgd' })
      : kernels.rectified({ inputs, hidden, outputs }, count, precision, objective);
  for (let k = 0; k < count; k++) fleet.setParameters(k, pointOf(fleet.dimension, k));
  return fleet;
}

function parameters(fleet: TrainingFleet, k = 0): Float64Array {
  const out = new Float64Array(fleet.dimension);
  fleet.getParameters(k, out);
  return out;
}

function evaluation(fleet: TrainingFleet, examples: Examples) {
  const [losses, accuracies] = [new Float64Array(fleet.count), new Float64Array(fleet.count)];
  fleet.evaluate(examples, losses, accuracies);
  return { losses, accuracies };
}

/** Minibatches in the order of the samples, the last one shorter. */
function train(fleet: TrainingFleet, examples: Examples, batch: number, rate: number): void {
  const order = Uint32Array.from({ length: examples.count }, (_, s) => s);
  fleet.train(examples, order, batch, new Float64Array(Math.ceil(examples.count / batch)).fill(rate));
}

const largest = (numbers: Float64Array) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const difference = (a: Float64Array, b: Float64Array) => a.map((x, i) => x - b[i]!);

// One input and output, odd sizes, outputs beyond a vector and beyond a panel; minibatches that do not divide the samples.
const cases: [sizes: Sizes, batch: number, count: number][] = [
  [[1, 1, 1], 1, 3],
  [[1, 3, 2], 4, 7],
  [[3, 8, 1], 5, 13],
  [[7, 9, 5], 9, 31],
  [[5, 15, 31], 33, 70],
];
const penalties: Omit<TrainingObjective, 'loss'>[] = [{}, { decay: 0.1 }, { decay: 0.3, decays: 'weights' }];

/** What a fleet says before, and where it is after, steps at 0.3. */
function trainedOn(fleet: TrainingFleet, examples: Examples, batch: number) {
  const before = evaluation(fleet, examples);
  train(fleet, examples, batch, 0.3);
  return { before, ends: [0, 1].map((k) => parameters(fleet, k)) };
}
const plainlyTrained = once((kind: Kind, sizes: Sizes, objective: TrainingObjective, batch: number, count: number) =>
  trainedOn(fleetOf(reference, kind, sizes, 'float64', objective), examplesOf(count, sizes, batch), batch),
);

const runs = kinds.flatMap((kind) => enginesWith(kind).map(([engine, kernels]) => [kind, engine, kernels] as const));

describe.each(runs)('%s by %s', (kind, _engine, kernels) => {
  describe.each(['float32', 'float64'] as const)('in %s', (precision) => {
    // A few steps of sums of up to 70 rounded terms.
    const tolerance = precision === 'float32' ? 1e-5 : 1e-13;

    it.each(cases)(
      `moves and counts as the reference does, to ${tolerance}: %o, batch %i of %i`,
      (sizes, batch, count) => {
        const examples = examplesOf(count, sizes, batch);
        losses.forEach((loss, l) => {
          if (loss === 'cross-entropy' && sizes[2] === 1) return;
          const objective = { loss, ...penalties[l % 3] };
          const seen = trainedOn(fleetOf(kernels, kind, sizes, precision, objective), examples, batch);
          const expected = plainlyTrained(kind, sizes, objective, batch, count);
          expect(seen.before.accuracies).toEqual(Float64Array.of(Number.NaN, Number.NaN));
          for (let k = 0; k < 2; k++) {
            expect(Math.abs(seen.before.losses[k]! / expected.before.losses[k]! - 1)).toBeLessThan(tolerance);
            const end = expected.ends[k]!;
            const start = pointOf(end.length, k);
            // A parameter's own rounding counts at 1 % of its size.
            const move = Math.max(largest(difference(end, start)), 0.01 * largest(end));
            expect(largest(difference(seen.ends[k]!, end)) / move).toBeLessThan(tolerance);
          }
        });
      },
    );

    it('equal weights leave the bits of none; weights count by their ratios', () => {
      const sizes: Sizes = [4, 9, 3];
      const { weights: _, ...plain } = examplesOf(29, sizes);
      const ends = [undefined, 1, 4].map((weight) => {
        const fleet = fleetOf(kernels, kind, sizes, precision, { loss: 'squared' });
        const weights = weight === undefined ? {} : { weights: new Float64Array(29).fill(weight) };
        train(fleet, { ...plain, ...weights }, 8, 0.2);
        return parameters(fleet, 1);
      });
      expect(ends[1]).toEqual(ends[0]);
      expect(ends[2]).toEqual(ends[0]);
    });

    it('a minibatch whose weights are all 0 moves by the penalty alone', () => {
      const sizes: Sizes = [3, 5, 2];
      const examples = examplesOf(12, sizes, 6);
      for (const [decay, factor] of [
        [0, 1],
        [0.5, 0.95],
      ] as const) {
        const fleet = fleetOf(kernels, kind, sizes, precision, { loss: 'squared', decay });
        fleet.train(examples, Uint32Array.of(0, 1, 2, 3, 4, 5), 6, Float64Array.of(0.1));
        const off = difference(
          parameters(fleet),
          pointOf(fleet.dimension, 0).map((p) => factor * p),
        );
        expect(largest(off)).toBeLessThanOrEqual(precision === 'float32' ? 3e-8 : 6e-17);
      }
    });
  });

  it.each(losses)('steps along the gradient of the landscape, and has its value, to 1e-13: %s', (loss) => {
    const sizes: Sizes = [6, 10, 3];
    const examples = examplesOf(70, sizes);
    penalties.forEach((penalty) => {
      const fleet = fleetOf(kernels, kind, sizes, 'float64', { loss, ...penalty });
      const landscape = networkLandscape(
        { sizes: [...sizes], activation: 'relu', loss, ...penalty },
        normalizedWeights(examples),
      );
      const start = parameters(fleet);
      const [value, gradient] = [new Float64Array(1), new Float64Array(fleet.dimension)];
      landscape.valueAndGradient(start, 1, value, gradient);
      const { decay = 0, decays } = penalty;
      if (decays !== 'weights') {
        const own = (decay / 2) * start.reduce((sum, p) => sum + p * p, 0);
        expect(evaluation(fleet, examples).losses[0]! + own).toBeCloseTo(value[0]!, 13);
      }
      train(fleet, examples, 70, 1);
      expect(largest(difference(difference(start, parameters(fleet)), gradient))).toBeLessThan(1e-13);
    });
  });

  it('one output stands for label 1 above ½ of its squares, and above 0 of its cross-entropy', () => {
    const examples: Examples = {
      ...{ count: 2, inputs: 1, outputs: 1, x: Float64Array.of(0.3, 0.7), t: Float64Array.of(0, 1) },
      labels: Uint8Array.of(0, 1),
    };
    const share = (loss: TrainingLoss, bias: number) => {
      const fleet = fleetOf(kernels, kind, [1, 1, 1], 'float64', { loss });
      fleet.setParameters(0, Float64Array.of(1, 0, 1, bias)); // x + bias where x > 0
      return evaluation(fleet, examples).accuracies[0];
    };
    expect([0, 0.4, -0.5].map((bias) => share('mean-squared', bias))).toEqual([1, 0.5, 0.5]);
    expect([0, 0.4, -0.5].map((bias) => share('binary-cross-entropy', bias))).toEqual([0.5, 0.5, 1]);
  });

  it('names what is wrong with the examples and the objective', () => {
    const sizes: Sizes = [2, 3, 2];
    const examples = examplesOf(4, sizes);
    const fleets = [kernels, reference].map((each) => fleetOf(each, kind, sizes, 'float64', { loss: 'squared' }));
    const wrong: [Partial<Examples>, string][] = [
      [{ outputs: 3 }, 'examples.outputs must be 2, got 3'],
      [{ t: new Float64Array(7) }, 'examples.t must be 4 × 2 numbers, got 7'],
      [{ t: new Float64Array(8).fill(Number.NaN) }, 'examples.t must be finite, got NaN'],
      [{ weights: new Float64Array(3) }, 'examples.weights must be 4 weights, got 3'],
      [{ weights: Float64Array.of(1, -1, 0, 0) }, 'examples.weights must be a finite number ≥ 0, got -1'],
      [{ weights: new Float64Array(4) }, 'examples.weights must be positive in at least one sample, got 0'],
      [{ labels: Uint8Array.of(0, 1, 2, 0) }, 'examples.labels must be below 2, got 2'],
    ];
    for (const fleet of fleets)
      for (const [changed, words] of wrong)
        expect(() => train(fleet, { ...examples, ...changed }, 2, 0.1)).toThrow(`train: ${words}`);
    const objective = (given: object) => () => fleetOf(kernels, kind, sizes, 'float64', { loss: 'squared', ...given });
    expect(objective({ loss: 'hinge' })).toThrow(`${kind}: loss must be one of binary-cross-entropy,`);
    expect(objective({ decay: -1 })).toThrow(`${kind}: decay must be a finite number ≥ 0, got -1`);
    expect(objective({ decays: 'biases' })).toThrow(`${kind}: decays must be one of all, weights, got "biases"`);
  });
});
