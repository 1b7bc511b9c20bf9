/** Training on samples in the spec: against a network written out by hand, closed forms of the starts, and itself in other tasks. */
import { describe, expect, it } from 'vitest';
import { type SmallTrainingSpec, smallTraining } from '../../src/ensembles/experiments/small-training.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { deadAtOneSample, deadLayerBound } from '../../src/theory/index.ts';

const kernels = createKernels('reference');
const context = { kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
type Given = Partial<SmallTrainingSpec>;
const line: Given = { x: [[5], [4], [3], [1], [-1]], y: [2, 1, 0, -3, 3], hidden: [1] };
const tasks = (given: Given) => smallTraining.split(smallTraining.schema.parse({ ...line, ...given }));
const all = (given: Given) => Promise.all(tasks(given).map((task) => smallTraining.run(task, context)));
const column = (records: Records, name: string) => [
  ...(records.columns[name] as Exclude<Column, { kind: 'text' }>).values,
];

describe('small-training', () => {
  it('a network has the same record to the bit whatever the size of the tasks', async () => {
    const given = { networks: 7, steps: 5, hidden: [3, 2] };
    const [whole] = await all(given);
    const parts = await all({ ...given, networksPerTask: 3 });
    expect(parts.map(({ count }) => count)).toEqual([3, 3, 1]);
    for (const name of Object.keys(whole!.columns))
      expect(parts.flatMap((part) => column(part, name))).toEqual(column(whole!, name));
  });

  it('frozen biases stay 0: outputs remain in proportion to the inputs; trained ones do not', async () => {
    for (const hiddenBiases of ['trained', 'frozen'] as const) {
      const [records] = await all({ networks: 30, steps: 3, rate: 0.01, hiddenBiases });
      const [before, after] = [column(records!, 'outputsBefore'), column(records!, 'outputsAfter')];
      let compared = 0;
      for (let n = 0; n < 30; n++) {
        const f = before.slice(5 * n, 5 * n + 5);
        // A unit that is on at 5, 4, 3, 1 and off at −1, where the output is the output bias.
        if (f[4] !== 0 || f[0] === 0) continue;
        compared++;
        const [five, four, , one, c] = after.slice(5 * n, 5 * n + 5) as [number, number, number, number, number];
        const spread = Math.abs(4 * (five - c) - 5 * (four - c)) + Math.abs(four - c - 4 * (one - c));
        if (hiddenBiases === 'frozen') expect(spread).toBeLessThan(1e-12);
        else expect(spread).toBeGreaterThan(1e-4);
        // While the others learn, c moves by −η mean r at the first step.
        expect(c).not.toBe(0);
      }
      expect(compared).toBeGreaterThan(5);
    }
  });

  it('the output bias moves by −η times the mean residual, or mean σ(f) − t with the log loss', async () => {
    const x = [[-1], [-2], [-4]];
    const dead = { x, mean: 9, steps: 1, rate: 0.5, networks: 1 };
    const [squared] = await all({ ...dead, y: [1, 2, 6] });
    expect(column(squared!, 'outputsAfter')).toEqual([1.5, 1.5, 1.5]);
    const [logLoss] = await all({ ...dead, y: [1, 1, 0], loss: 'binary-cross-entropy' });
    for (const output of column(logLoss!, 'outputsAfter')) expect(output).toBeCloseTo(0.5 * (2 / 3 - 0.5), 14);
  });

  it('the loss falls at small steps, and its gradient is what it falls by', async () => {
    const given: Given = { networks: 12, hidden: [4, 3], biasDeviation: 1, law: 'normal' };
    const [at] = await all({ ...given, steps: 0 });
    const [next] = await all({ ...given, steps: 1, rate: 1e-7 });
    const [loss, norm, lower] = [column(at!, 'lossBefore'), column(at!, 'gradientNorm'), column(next!, 'lossAfter')];
    for (let n = 0; n < 12; n++) {
      const fall = (loss[n]! - lower[n]!) / 1e-7;
      expect(Math.abs(fall / norm[n]! ** 2 - 1)).toBeLessThan(1e-3);
    }
  });

  it('a dead network outputs one number, goes to the mean of y, and keeps its dead layer', async () => {
    const [records] = await all({
      networks: 40,
      hidden: [2],
      x: [[-1], [-2], [-4]],
      y: [1, 2, 6],
      mean: 3,
      steps: 400,
    });
    expect(column(records!, 'positive').filter(Boolean).length).toBeGreaterThan(30);
    for (const [n, positive] of column(records!, 'positive').entries()) {
      if (!positive) continue;
      expect(column(records!, 'deadBefore')[n]).toBe(1);
      expect(column(records!, 'deadAfter')[n]).toBe(1);
      expect(column(records!, 'separated')[n]).toBe(-1);
      for (const output of column(records!, 'outputsAfter').slice(3 * n, 3 * n + 3))
        expect(Math.abs(output - 3)).toBeLessThan(1e-12);
    }
  });

  it('dead layers come as often as the closed forms allow: four standard errors', async () => {
    const networks = 4000;
    for (const width of [1, 2, 3]) {
      const given: Given = {
        hidden: Array<number>(12).fill(width),
        networks,
        networksPerTask: networks,
        scale: 'fan-in',
      };
      const frequency = (records: Records, k: number) =>
        column(records, 'deadBefore').filter((layer) => layer > 0 && layer <= k).length / networks;
      const [one] = await all({ ...given, x: [[1, -2]], y: [0] });
      const [many] = await all({
        ...given,
        x: [
          [1, -2],
          [-1, 1],
          [2, 3],
        ],
        y: [0, 1, 2],
      });
      for (const k of [1, 4, 12]) {
        const exact = deadAtOneSample({ width, hiddenLayers: k });
        const error = 4 * Math.sqrt((exact * (1 - exact)) / networks);
        expect(Math.abs(frequency(one!, k) - exact)).toBeLessThan(error);
        expect(frequency(many!, k)).toBeLessThan(exact + error);
        const bound = deadLayerBound({ width, hiddenLayers: k, negativeWeight: 0.5, notPositiveBias: 1 });
        expect(frequency(many!, k)).toBeGreaterThan(bound - error);
      }
    }
  });

  it.each(['laplace', 'normal', 'uniform'] as const)(
    '%s weights have the mean and the deviation of the spec',
    async (law) => {
      // Output of sample (1) in a network without hidden effect: v relu(w), read from 20 000 draws of w > 0, v.
      const [records] = await all({
        x: [[1]],
        y: [0],
        law,
        mean: 8,
        deviation: 0.5,
        networks: 20_000,
        networksPerTask: 20_000,
      });
      const outputs = column(records!, 'outputsBefore');
      const mean = outputs.reduce((sum, value) => sum + value, 0) / outputs.length;
      const variance = outputs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / outputs.length;
      // v w: mean μ², variance 2 μ²σ² + σ⁴ = 32.06.
      expect(Math.abs(mean - 64)).toBeLessThan((4 * Math.sqrt(32.06)) / Math.sqrt(20_000));
      expect(Math.abs(variance / 32.0625 - 1)).toBeLessThan(0.06);
    },
  );

  it.each<[Given, RegExp]>([
    [{ y: [1] }, /y must be as long as x/],
    [{ x: [[1], [1, 2]], y: [1, 2] }, /x must be rows of one length/],
    [{ loss: 'binary-cross-entropy' }, /y must be 0 or 1/],
    [{ loss: 'cross-entropy' }, /y must be classes/],
    [{ hidden: [] }, /hidden/],
  ])('refuses %j', (given, message) => {
    const { error } = smallTraining.schema.safeParse({ ...line, ...given });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')} must be ${message}`).join()).toMatch(message);
  });

  it('refuses what no worker holds, and forecasts', async () => {
    const spec = smallTraining.schema.parse({ ...line, hidden: [60_000, 60_000] });
    expect(() => smallTraining.checkCapacity(spec, 2, 1e9)).toThrow(
      /small-training: layers of 60000-60000 units needs/,
    );
    const small = smallTraining.schema.parse(line);
    expect(() => smallTraining.checkCapacity(small, 2, 1e9)).not.toThrow();
    expect((await smallTraining.forecast(small, 1, kernels)).disk).toBeGreaterThan(0);
  });
});
