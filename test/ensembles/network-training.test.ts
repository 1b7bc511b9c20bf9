import { describe, expect, it } from 'vitest';
import { networkTraining } from '../../src/ensembles/experiments/network-training.ts';
import { drawParameters } from '../../src/ensembles/experiments/network-training-spec.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import type { Column, Experiment } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { classExamples } from '../../src/kernels/minibatch.ts';
import { rateAt } from '../../src/search/sgd.ts';
import { caught, numbers, texts } from './fixtures/columns.ts';
import { patternSet, patterns } from './fixtures/patterns.ts';

const dataset = patternSet(500, 120);
const kernels = createKernels();
const context = { kernels, artifact: async () => dataset, progress() {} };
const small = { widths: [5, 12], networks: 9, epochs: 2, batch: 32, trainSize: 500, testSize: 120, pixels: 3 };
const spec = (given: object = {}) => networkTraining.schema.parse({ ...small, ...given });
const all = async (tasks: ReturnType<typeof networkTraining.split>, used = context) =>
  Promise.all(tasks.map((task) => networkTraining.run(task, used)));
const measured = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy'];

describe('network-training', () => {
  it('splits into tasks that cover every width and network once and name the data set', () => {
    const tasks = networkTraining.split(spec({ networksPerTask: 4 }));
    expect(tasks.map((t) => [t.parameters['width'], t.parameters['first'], t.replicas])).toEqual([
      [5, 0, 4],
      [5, 4, 4],
      [5, 8, 1],
      [12, 0, 4],
      [12, 4, 4],
      [12, 8, 1],
    ]);
    expect(tasks.map((t) => t.index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(tasks[0]!.artifacts).toEqual(networkTraining.artifacts!(spec()));
    expect(tasks[0]!.artifacts).toEqual(['mnist-3x3']);
  });

  it('a network has the same record to the bit whatever the size of the tasks and the other widths', async () => {
    const whole = await all(networkTraining.split(spec()));
    const parts = await all(networkTraining.split(spec({ networksPerTask: 2 })));
    const alone = await all(networkTraining.split(spec({ widths: [12], networks: 3 })));
    for (const name of ['width', 'network', ...measured]) {
      expect(numbers(parts, name)).toEqual(numbers(whole, name));
      expect(numbers(alone, name)).toEqual(numbers(whole, name).slice(9, 12));
    }
  });

  it('agrees with the plain reference to 1e-12 in float64', async () => {
    const tasks = networkTraining.split(spec({ precision: 'float64', widths: [5], networks: 3 }));
    const [fused, plain] = [await all(tasks), await all(tasks, { ...context, kernels: createKernels('reference') })];
    for (const name of measured)
      numbers(fused, name).forEach((x, i) => void expect(Math.abs(x - numbers(plain, name)[i]!)).toBeLessThan(1e-12));
  });

  it('learns: the loss falls far below ln 10 and the test set is recognized', async () => {
    const records = await all(networkTraining.split(spec({ epochs: 30, widths: [25], networks: 5 })));
    expect(Math.max(...numbers(records, 'trainLoss'))).toBeLessThan(0.3);
    expect(Math.min(...numbers(records, 'testAccuracy'))).toBeGreaterThan(0.9);
  });

  it('keeps parameters that give back the recorded losses to the bit', async () => {
    const tasks = networkTraining.split(spec({ widths: [7], networks: 3, keepParameters: true }));
    const [records] = await all(tasks);
    const { width, values } = records!.columns['parameters'] as Extract<Column, { kind: 'vector' }>;
    expect(width).toBe(10 * 7 + 8 * 10);
    const fleet = kernels.rectified({ inputs: 9, hidden: 7, outputs: 10 }, 3, 'float32');
    for (let k = 0; k < 3; k++) fleet.setParameters(k, values.slice(k * width, (k + 1) * width));
    const [losses, accuracies] = [new Float64Array(3), new Float64Array(3)];
    fleet.evaluate(classExamples(patterns(120, 1), 10), losses, accuracies);
    expect([...losses]).toEqual(numbers([records!], 'testLoss'));
    expect([...accuracies]).toEqual(numbers([records!], 'testAccuracy'));
  });

  it('ends each network in its own status: too high a rate diverges, none at all converges', async () => {
    expect(new Set(texts(await all(networkTraining.split(spec({ rate: 1e30 }))), 'status'))).toEqual(
      new Set(['non-finite']),
    );
    expect(new Set(texts(await all(networkTraining.split(spec({ rate: 300, widths: [5] }))), 'status'))).toContain(
      'diverged',
    );
    expect(new Set(texts(await all(networkTraining.split(spec({ rate: 1e-9 }))), 'status'))).toEqual(
      new Set(['converged']),
    );
    expect(texts(await all(networkTraining.split(spec({ tolerance: 0 }))), 'status')).toEqual(
      Array(18).fill('step-limit'),
    );
  });

  it('reports progress from above 0 to 1', async () => {
    const seen: number[] = [];
    await networkTraining.run(networkTraining.split(spec())[0]!, { ...context, progress: (f) => void seen.push(f) });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it('draws the starts from the cube asked for, of mean center and variance cube²/3', () => {
    const shape = { inputs: 100, hidden: 200, outputs: 10 };
    const out = new Float64Array(101 * 200 + 201 * 10);
    drawParameters({ seed: 1, cube: 0.5, cubeCenter: 0.5, fanIn: false }, shape, 3, out);
    expect(out.every((x) => x > 0 && x < 1)).toBe(true);
    const mean = out.reduce((a, b) => a + b) / out.length;
    const variance = out.reduce((a, b) => a + (b - mean) ** 2, 0) / out.length;
    // Standard errors of mean and variance of 22,210 uniforms: 0.0019 and 0.0005; five of them.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0025);
    const scaled = new Float64Array(out.length);
    drawParameters({ seed: 1, cube: 0.5, cubeCenter: 0.5, fanIn: true }, shape, 3, scaled);
    expect([scaled[0], scaled[101 * 200]]).toEqual([out[0]! / 10, out[101 * 200]! / Math.sqrt(200)]);
  });

  it('decays the rate to half after 1/decay epochs', () => {
    expect(rateAt({ rate: 0.4, decay: 0.1 }, 0)).toBe(0.4);
    expect(rateAt({ rate: 0.4, decay: 0.1 }, 10)).toBe(0.2);
  });

  it('forecasts more for more work, and memory that covers the fleet', async () => {
    const few = await networkTraining.forecast(spec(), 1, kernels);
    const many = await networkTraining.forecast(spec({ epochs: 200 }), 1, kernels);
    expect(few.seconds).toBeGreaterThan(0);
    expect(many.seconds).toBeGreaterThan(10 * few.seconds);
    expect(few.memory).toBeGreaterThan(6e7);
    expect(few.disk).toBeGreaterThan(18 * 50);
  });

  it('refuses what does not fit with the largest width that does', () => {
    const asked = spec({ widths: [25, 90_000], pixels: 28, networks: 100 });
    const error = caught(() => networkTraining.checkCapacity(asked, 2, 8e9));
    const largest = Number(
      /width 90000 with \d+ networks per task needs .* the largest width that fits is (\d+)/.exec(error)![1],
    );
    expect(() => networkTraining.checkCapacity({ ...asked, widths: [largest] }, 2, 8e9)).not.toThrow();
    expect(() => networkTraining.checkCapacity({ ...asked, widths: [largest + 1] }, 2, 8e9)).toThrow();
  });

  it.each([
    [{ widths: [0] }, 'widths'],
    [{ widths: [] }, 'widths'],
    [{ rate: 0 }, 'rate'],
    [{ epochs: 1.5 }, 'epochs'],
    [{ trainSize: 0 }, 'trainSize'],
    [{ speed: 1 }, ''],
  ])('refuses %o', (given, path) => {
    const result = networkTraining.schema.safeParse({ ...small, ...given });
    expect(result.error!.issues[0]!.path[0] ?? '').toBe(path);
  });

  it('names the size of the data set when more images are asked for, before anything is run', async () => {
    const plan = (given: object) =>
      planEnsemble({ 'network-training': networkTraining as Experiment<unknown> }, asked(given), async () => dataset);
    const asked = (given: object) => ({
      experiment: 'network-training',
      parameters: { ...small, ...given },
    });
    await expect(plan({ trainSize: 501 })).rejects.toThrow(
      'network-training: trainSize must be an integer from 1 to 500, got 501',
    );
    await expect(plan({ testSize: 121 })).rejects.toThrow(
      'network-training: testSize must be an integer from 1 to 120, got 121',
    );
    expect((await plan({})).replicas).toBe(18);
  });

  it('forecasts the room that parameters take: 8 bytes each, of every width', async () => {
    const [without, kept] = [
      await networkTraining.forecast(spec(), 1, kernels),
      await networkTraining.forecast(spec({ keepParameters: true }), 1, kernels),
    ];
    // Nine networks of 9-5-10 and nine of 9-12-10.
    expect(kept.disk - without.disk).toBe(8 * 9 * (10 * 5 + 6 * 10 + 10 * 12 + 13 * 10));
  });
});
