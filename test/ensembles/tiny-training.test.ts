/** Tiny networks: records that depend on nothing but the spec, what rests, and points that commands open. */
import { describe, expect, it } from 'vitest';
import {
  type TinyTrainingSpec,
  tinyTraining,
  tinyTrainingColumns,
} from '../../src/ensembles/experiments/tiny-training.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { kernelsOn } from '../support/engine.ts';

const context = (kernels = kernelsOn('wasm')) => ({
  kernels,
  artifact: () => Promise.reject(new Error('none')),
  progress() {},
});
const specOf = (given: Partial<TinyTrainingSpec>) => tinyTraining.schema.parse(given);
const all = (given: Partial<TinyTrainingSpec>, kernels = kernelsOn('wasm')) =>
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
    expect(
      (await tinyTraining.forecast(specOf({ networks: 10, steps: 10 }), 1, kernelsOn('wasm'))).disk,
    ).toBeGreaterThan(0);
  });
});
