import { describe, expect, it } from 'vitest';
import { deepTraining } from '../../src/ensembles/experiments/deep-training.ts';
import { deepShape } from '../../src/ensembles/experiments/deep-training-spec.ts';
import type { Column } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { classExamples } from '../../src/kernels/minibatch.ts';
import { drawNetwork } from '../../src/landscapes/network/start.ts';
import { caught, numbers, texts } from './fixtures/columns.ts';
import { patternSet, patterns } from './fixtures/patterns.ts';

const dataset = patternSet(500, 120);
const kernels = createKernels();
const context = { kernels, artifact: async () => dataset, progress() {} };
const small = { hidden: [12, 9], networks: 5, epochs: 2, batch: 32, trainSize: 500, testSize: 120, pixels: 3 };
const spec = (given: object = {}) => deepTraining.schema.parse({ ...small, ...given });
const all = async (given: object = {}, used = context) =>
  Promise.all(deepTraining.split(spec(given)).map((task) => deepTraining.run(task, used)));
const measured = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy'];
const optimizers = [{}, { momentum: 0.9 }, { optimizer: 'adam', rate: 0.01 }];

describe('deep-training', () => {
  it.each(optimizers)(
    'a network has the same record to the bit whatever the size of the tasks: %o',
    async (optimizer) => {
      const whole = await all(optimizer);
      const parts = await all({ ...optimizer, networksPerTask: 2 });
      const alone = await all({ ...optimizer, networks: 1 });
      for (const name of ['network', ...measured]) {
        expect(numbers(parts, name)).toEqual(numbers(whole, name));
        expect(numbers(alone, name)).toEqual(numbers(whole, name).slice(0, 1));
      }
    },
  );

  it.each(optimizers)('agrees with the plain reference to 1e-11 in float64: %o', async (optimizer) => {
    const given = { ...optimizer, precision: 'float64', networks: 2, activation: 'tanh', loss: 'squared' };
    const [fused, plain] = [await all(given), await all(given, { ...context, kernels: createKernels('reference') })];
    for (const name of measured)
      numbers(fused, name).forEach((x, i) => void expect(Math.abs(x - numbers(plain, name)[i]!)).toBeLessThan(1e-11));
  });

  it.each([...optimizers, { batch: 500, rate: 1, epochs: 400 }])(
    'learns: the test set is recognized: %o',
    async (optimizer) => {
      const records = await all({ epochs: 40, hidden: [25, 25, 25], ...optimizer });
      const accuracies = numbers(records, 'testAccuracy').sort();
      expect(accuracies[2]).toBeGreaterThan(0.9);
    },
  );

  it('keeps parameters that give back the recorded losses to the bit', async () => {
    const [records] = await all({ keepParameters: true });
    const { width, values } = records!.columns['parameters'] as Extract<Column, { kind: 'vector' }>;
    expect(width).toBe(10 * 12 + 13 * 9 + 10 * 10);
    const fleet = kernels.networks(deepShape(spec()), 5, 'float32', { name: 'sgd' });
    for (let k = 0; k < 5; k++) fleet.setParameters(k, values.slice(k * width, (k + 1) * width));
    const [losses, accuracies] = [new Float64Array(5), new Float64Array(5)];
    fleet.evaluate(classExamples(patterns(120, 1), 10), losses, accuracies);
    expect([...losses]).toEqual(numbers([records!], 'testLoss'));
    expect([...accuracies]).toEqual(numbers([records!], 'testAccuracy'));
  });

  it('ends each network in its own status: too high a rate is non-finite, almost none converges', async () => {
    expect(new Set(texts(await all({ rate: 1e30 }), 'status'))).toEqual(new Set(['non-finite']));
    expect(new Set(texts(await all({ rate: 1e-9 }), 'status'))).toEqual(new Set(['converged']));
  });

  it('draws weights of variance gain²/(3 inputs) in every layer and no biases', () => {
    const shape = { sizes: [100, 300, 10], activation: 'relu', loss: 'cross-entropy' } as const;
    const out = new Float64Array(101 * 300 + 301 * 10).fill(1);
    drawNetwork({ seed: 1, gain: Math.sqrt(6) }, shape.sizes, 0, out);
    const variance = (from: number, count: number) =>
      out.subarray(from, from + count).reduce((sum, x) => sum + x * x, 0) / count;
    // Relative standard errors of 30,000 and 3,000 squares of uniforms: 0.5 and 1.6 %; five of them.
    expect(Math.abs(variance(0, 30_000) * 50 - 1)).toBeLessThan(0.026);
    expect(Math.abs(variance(30_300, 3_000) * 150 - 1)).toBeLessThan(0.082);
    expect([...out.subarray(30_000, 30_300), ...out.subarray(33_300)].every((b) => b === 0)).toBe(true);
  });

  it('draws around means that are asked for, of one variance by either law', () => {
    const sizes = [40, 200, 10];
    const out = new Float64Array(41 * 200 + 201 * 10);
    for (const law of ['normal', 'uniform'] as const) {
      drawNetwork({ seed: 2, gain: Math.sqrt(6), law, weightMean: -3, biasMean: 2, biasDeviation: 0.5 }, sizes, 1, out);
      const [weights, biases] = [out.subarray(0, 8000), out.subarray(8000, 8200)];
      const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
      const variance = (values: Float64Array) => mean(values.map((x) => x * x)) - mean(values) ** 2;
      // Five standard errors of 8000 weights of deviation 0.22 and of 200 biases of deviation 0.5.
      expect(Math.abs(mean(weights) + 3)).toBeLessThan(0.013);
      expect(Math.abs(variance(weights) * 20 - 1)).toBeLessThan(0.08);
      expect(Math.abs(mean(biases) - 2)).toBeLessThan(0.18);
      expect(Math.abs(variance(biases) * 4 - 1)).toBeLessThan(0.5);
    }
  });

  it('shows the course: looks from the start to the end, the line between them, and who shares a region', async () => {
    const plain = await all({ networks: 2 });
    const [seen] = await all({ networks: 2, looks: 5, line: true, regions: 100 });
    for (const name of ['network', ...measured]) expect(numbers([seen!], name)).toEqual(numbers(plain, name));
    const { width, values: losses } = seen!.columns['losses'] as Extract<Column, { kind: 'vector' }>;
    expect(width).toBe(5);
    expect([...(seen!.columns['steps'] as Extract<Column, { kind: 'vector' }>).values.subarray(0, 5)]).toEqual([
      0, 1, 3, 10, 32,
    ]);
    expect([losses[4], losses[9]]).toEqual(numbers([seen!], 'trainLoss'));
    const rises = numbers([seen!], 'rise');
    for (const rise of rises) expect(rise).toBeLessThan(0.05);
    const crowds = numbers([seen!], 'samplesPerRegion');
    for (const crowd of crowds) expect(crowd >= 1 && crowd < 100).toBe(true);
    // Far from the data all units are on, or all off: one region.
    const [off] = await all({ networks: 2, biasMean: -100, regions: 100, line: true });
    expect(numbers([off!], 'samplesPerRegion')).toEqual([100, 100]);
  });

  it('counts regions of relu alone', () => {
    expect(() => deepShape(spec({ regions: 10, activation: 'tanh' }))).toThrow('regions must be asked of relu');
  });

  it('forecasts more for more work, and memory that covers the fleet', async () => {
    const few = await deepTraining.forecast(spec(), 1, kernels);
    const many = await deepTraining.forecast(spec({ epochs: 200 }), 1, kernels);
    expect(few.seconds).toBeGreaterThan(0);
    expect(many.seconds).toBeGreaterThan(10 * few.seconds);
    expect(few.memory).toBeGreaterThan(6e7);
  });

  it('refuses what does not fit with the largest number of networks a task that does', () => {
    const asked = spec({
      hidden: [3000, 3000, 3000],
      pixels: 28,
      networks: 1000,
      networksPerTask: 100,
      optimizer: 'adam',
    });
    const error = caught(() => deepTraining.checkCapacity(asked, 1, 4e9));
    const largest = Number(/the largest networksPerTask that fits is (\d+)/.exec(error)![1]);
    expect(largest).toBeGreaterThan(5);
    expect(() => deepTraining.checkCapacity({ ...asked, networksPerTask: largest }, 1, 4e9)).not.toThrow();
    expect(() => deepTraining.checkCapacity({ ...asked, networksPerTask: largest + 1 }, 1, 4e9)).toThrow();
  });

  it('names the size of the data set, at planning, when more images are asked for', () => {
    expect(() => deepTraining.checkArtifacts!(spec({ trainSize: 501 }), () => dataset)).toThrow(
      'deep-training: trainSize must be an integer from 1 to 500, got 501',
    );
    expect(() => deepTraining.checkArtifacts!(spec({ testSize: 121 }), () => dataset)).toThrow(
      'deep-training: testSize must be an integer from 1 to 120, got 121',
    );
  });
});
