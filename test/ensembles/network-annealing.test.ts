import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { networkAnnealing } from '../../src/ensembles/experiments/network-annealing.ts';
import { drawStart } from '../../src/ensembles/experiments/network-annealing-spec.ts';
import { drawParameters } from '../../src/ensembles/experiments/network-training-spec.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Column, EnsembleSpec } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { classExamples } from '../../src/kernels/minibatch.ts';
import { caught, numbers } from './fixtures/columns.ts';
import { patternSet, patterns } from './fixtures/patterns.ts';

const dataset = patternSet(101, 60);
const kernels = createKernels();
const context = { kernels, artifact: async () => dataset, progress() {} };
const small = { widths: [3, 8], networks: 3, proposals: 3000, plateaus: 20, trainSize: 101, testSize: 60, pixels: 3 };
const spec = (given: object = {}) => networkAnnealing.schema.parse({ ...small, ...given });
const all = async (tasks: ReturnType<typeof networkAnnealing.split>, used = context) =>
  Promise.all(tasks.map((task) => networkAnnealing.run(task, used)));
const measured = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy', 'acceptance', 'drift', 'proposals'];

describe('network-annealing', () => {
  it('splits into tasks that cover every width and network once and name the data set', () => {
    const tasks = networkAnnealing.split(spec({ networksPerTask: 2 }));
    expect(tasks.map((t) => [t.parameters['width'], t.parameters['first'], t.replicas])).toEqual([
      [3, 0, 2],
      [3, 2, 1],
      [8, 0, 2],
      [8, 2, 1],
    ]);
    expect(tasks[0]!.artifacts).toEqual(['mnist-3x3']);
  });

  it('a network has the same record to the bit whatever the size of the tasks and the other widths', async () => {
    const whole = await all(networkAnnealing.split(spec({ networksPerTask: 3 })));
    const parts = await all(networkAnnealing.split(spec()));
    const alone = await all(networkAnnealing.split(spec({ widths: [8], networks: 2 })));
    for (const name of ['width', 'network', ...measured]) {
      expect(numbers(parts, name)).toEqual(numbers(whole, name));
      expect(numbers(alone, name)).toEqual(numbers(whole, name).slice(3, 5));
    }
  });

  it.each([null, 3])('ends where the plain reference ends, to 1e-12 in float64: levels %s', async (levels) => {
    const tasks = networkAnnealing.split(
      spec({ precision: 'float64', widths: [3], networks: 1, proposals: 600, levels }),
    );
    const [fast, plain] = [await all(tasks), await all(tasks, { ...context, kernels: createKernels('reference') })];
    for (const name of measured)
      numbers(fast, name).forEach((x, i) => void expect(Math.abs(x - numbers(plain, name)[i]!)).toBeLessThan(1e-12));
  });

  it('learns without gradients: the training loss falls far below ln 10, on three values too', async () => {
    const free = await all(networkAnnealing.split(spec({ widths: [12], proposals: 60_000 })));
    expect(Math.max(...numbers(free, 'trainLoss'))).toBeLessThan(0.3);
    const three = await all(networkAnnealing.split(spec({ widths: [12], proposals: 60_000, levels: 3 })));
    expect(Math.max(...numbers(three, 'trainLoss'))).toBeLessThan(1);
    expect(Math.max(...numbers(free, 'drift'))).toBeLessThan(1e-4);
  });

  it('keeps parameters on their levels that give back the recorded losses to the bit', async () => {
    const tasks = networkAnnealing.split(spec({ widths: [4], networksPerTask: 3, levels: 5, keepParameters: true }));
    const [records] = await all(tasks);
    const { width, values } = records!.columns['parameters'] as Extract<Column, { kind: 'vector' }>;
    expect(new Set(values)).toEqual(new Set([-1, -0.5, 0, 0.5, 1]));
    const fleet = kernels.rectified({ inputs: 9, hidden: 4, outputs: 10 }, 3, 'float32');
    for (let k = 0; k < 3; k++) fleet.setParameters(k, values.slice(k * width, (k + 1) * width));
    const losses = new Float64Array(3);
    fleet.evaluate(classExamples(patterns(60, 1), 10), losses, new Float64Array(3));
    expect([...losses]).toEqual(numbers([records!], 'testLoss'));
  });

  it('starts where SGD starts on continuous weights, and evenly on levels', () => {
    const shape = { inputs: 9, hidden: 40, outputs: 10 };
    const [free, sgd, levels] = [0, 0, 0].map(() => new Float64Array(810)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    drawStart(spec(), shape, 2, free);
    drawParameters(spec(), shape, 2, sgd);
    expect(free).toEqual(sgd);
    drawStart(spec({ levels: 3 }), shape, 2, levels);
    // 810 draws of probability ⅓: 270 ± 13.4; four standard deviations.
    for (const level of [-1, 0, 1]) expect(Math.abs(levels.filter((x) => x === level).length - 270)).toBeLessThan(54);
  });

  it('reports progress from above 0 to 1', async () => {
    const seen: number[] = [];
    const task = networkAnnealing.split(spec({ networksPerTask: 3 }))[0]!;
    await networkAnnealing.run(task, { ...context, progress: (fraction) => void seen.push(fraction) });
    expect(seen).toHaveLength(60);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it('forecasts time in proportion to the proposals, and refuses what does not fit with what does', async () => {
    const few = await networkAnnealing.forecast(spec({ widths: [3] }), 1, kernels);
    const many = await networkAnnealing.forecast(spec({ widths: [3], proposals: 3e6 }), 1, kernels);
    expect(many.seconds / few.seconds).toBeGreaterThan(200);
    expect(many.seconds / few.seconds).toBeLessThan(5000);
    const asked = spec({ trainSize: 1e8 });
    const message = caught(() => networkAnnealing.checkCapacity(asked, 2, 8e9));
    const largest = Number(/the largest trainSize that fits is (\d+)/.exec(message)![1]);
    expect(() => networkAnnealing.checkCapacity({ ...asked, trainSize: largest }, 2, 8e9)).not.toThrow();
    expect(() => networkAnnealing.checkCapacity({ ...asked, trainSize: largest + 1 }, 2, 8e9)).toThrow();
  });

  it.each([
    [{ levels: 1 }, 'levels must be null, or an integer from 2 to 65536, got 1'],
    [{ endTemperature: 0 }, 'endTemperature must be a number > 0, got 0'],
    [{ startTemperature: -1 }, 'startTemperature must be a number > 0, got -1'],
    [{ endTemperature: 5 }, 'endTemperature must be at most startTemperature, got 5'],
    [{ width: [5] }, 'parameter must be one of 23 words (did you mean widths?), got "width"'],
    [{ widths: [0] }, 'widths[0] must be an integer from 1 to 100000, got 0'],
    [{ plateaus: 50, proposals: 10 }, 'plateaus must be at most proposals, got 50'],
  ])('refuses %o in one clear line', (parameters, line) => {
    const given = { experiment: 'network-annealing', parameters } as EnsembleSpec;
    expect(() => completeSpec(experiments, given)).toThrow(`network-annealing: ${line}`);
  });

  it('names the size of the data set when more images are asked for', () => {
    expect(() => networkAnnealing.checkArtifacts!(spec({ trainSize: 102 }), () => dataset)).toThrow(
      'network-annealing: trainSize must be an integer from 1 to 101, got 102',
    );
  });
});
