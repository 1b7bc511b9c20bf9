/** Tiny networks: records that depend on nothing but the spec, what rests, and points that commands open. */
import { describe, expect, it } from 'vitest';
import { tinyTraining, tinyTrainingColumns } from '../../src/ensembles/experiments/tiny-training.ts';
import type { TinyTrainingSpec } from '../../src/ensembles/experiments/tiny-training-spec.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { largestRise } from '../../src/geometry/segment.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { best } from '../support/backends.ts';

const context = (kernels = best) => ({
  kernels,
  artifact: () => Promise.reject(new Error('none')),
  progress() {},
});
const specOf = (given: Partial<TinyTrainingSpec>) => tinyTraining.schema.parse(given);
const all = (given: Partial<TinyTrainingSpec>, kernels = best) =>
  Promise.all(tinyTraining.split(specOf(given)).map((task) => tinyTraining.run(task, context(kernels))));
const column = (records: Records, name: string) => [
  ...(records.columns[name] as Exclude<Column, { kind: 'text' }>).values,
];

describe('tiny-training', () => {
  it('a network has the same record to the bit in other tasks and on the reference', async () => {
    const given = { networks: 7, steps: 1300, activation: 'tanh', restLoss: 1e-3, biasDeviation: 0.5 } as const;
    const [whole] = await all(given);
    const parts = await all({ ...given, networksPerTask: 3 });
    const [twin] = await all(given, createKernels('reference'));
    for (const name of Object.keys(tinyTrainingColumns)) {
      expect(parts.flatMap((part) => column(part, name))).toEqual(column(whole!, name));
      expect(column(twin!, name)).toEqual(column(whole!, name));
    }
  });

  it('networks rest at the loss asked, the others take all steps, and most sigmoid networks solve XOR', async () => {
    const given = { networks: 60, hidden: 3, activation: 'sigmoid', rate: 0.05, steps: 6000, restLoss: 1e-6 } as const;
    const [records] = await all(given);
    const [steps, losses] = [column(records!, 'steps'), column(records!, 'loss')];
    steps.forEach((taken, k) => {
      expect(losses[k]! <= 1e-6 || taken === 6000).toBe(true);
    });
    const solved = column(records!, 'worst').filter((worst) => worst < 0.1).length;
    expect(solved).toBeGreaterThan(50);
    expect(Math.min(...steps)).toBeLessThan(6000);
    // The last of the kept losses is the loss.
    expect(column(records!, 'losses').filter((_, i) => i % 9 === 8)).toEqual(losses);
  });

  it('by minibatches too a record does not depend on the task, and a scale of the inputs stands in the weights', async () => {
    const given = { networks: 5, steps: 700, data: 'zig-zag', hidden: 3, batch: 10, inputScale: 0.1 } as const;
    const [whole] = await all(given);
    const parts = await all({ ...given, networksPerTask: 2 });
    for (const name of Object.keys(tinyTrainingColumns))
      expect(parts.flatMap((part) => column(part, name))).toEqual(column(whole!, name));
    const plain = await all({ ...given, inputScale: 1, steps: 1 });
    const [scaled] = await all({ ...given, steps: 1 });
    const [a, b] = [column(plain[0]!, 'starts'), column(scaled!, 'starts')] as number[][];
    a!.forEach((value, i) => {
      expect(b![i]).toBeCloseTo(i % 10 < 3 ? 0.1 * value : value, 15);
    });
    expect(() => specOf({ batch: 3 })).toThrow('a divisor of the number of samples');
  });

  it('the rise on the segment is that of its values', async () => {
    const [records] = await all({ networks: 20, steps: 2000, activation: 'sigmoid', hidden: 2 });
    const landscape = networkLandscape(
      { sizes: [2, 2, 1], activation: 'sigmoid', loss: 'squared', output: 'identity' },
      { count: 4, inputs: 2, outputs: 1, x: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1), t: Float64Array.of(0, 1, 1, 0) },
    );
    const [starts, points, rises] = ['starts', 'points', 'rise'].map((name) => column(records!, name) as number[]);
    const value = new Float64Array(1);
    rises!.forEach((rise, k) => {
      let [least, most] = [Infinity, 0];
      for (let s = 0; s <= 64; s++) {
        const at = Float64Array.from({ length: 9 }, (_, i) => {
          return (1 - s / 64) * starts![9 * k + i]! + (s / 64) * points![9 * k + i]!;
        });
        landscape.valueAndGradient(at, 1, value, new Float64Array(9));
        least = Math.min(least, value[0]!);
        most = Math.max(most, value[0]! - least);
      }
      expect(rise).toBeCloseTo(most, 14);
    });
    expect(largestRise([3, 1, 2, 0, 5, 4])).toBe(5);
    expect(largestRise([3, 2, 2, 1])).toBe(0);
  });

  it('says on which landscape its points lie, and refuses what has no meaning', async () => {
    const spec = specOf({ data: 'jellyfish', hidden: 3, output: 'sigmoid' });
    const [records] = await all({ networks: 1, steps: 1, data: 'jellyfish', hidden: 3, output: 'sigmoid' });
    expect(tinyTraining.points!.landscape(spec, records!, 0)).toMatchObject({
      ...{ family: 'network', hidden: [3], data: 'jellyfish', output: 'sigmoid', outputs: 1 },
    });
    expect(tinyTraining.artifacts!(spec)).toEqual(['jellyfish']);
    expect(() => specOf({ loss: 'binary-cross-entropy', output: 'sigmoid' })).toThrow('its own sigmoid');
    expect(() => specOf({ loss: 'binary-cross-entropy', data: 'zig-zag' })).toThrow('targets are numbers');
    expect(() =>
      tinyTraining.checkCapacity(specOf({ networks: 1e7, networksPerTask: 1e6, hidden: 1024 }), 1, 1e9),
    ).toThrow(/tiny-training: networks of 1024 units/);
    expect((await tinyTraining.forecast(specOf({ networks: 10, steps: 10 }), 1, best)).disk).toBeGreaterThan(0);
  });
});
