import { describe, expect, it } from 'vitest';
import { networkTraining } from '../../src/ensembles/experiments/network-training.ts';
import { dataOrder } from '../../src/ensembles/experiments/network-training-spec.ts';
import type { Json, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { numbers } from './fixtures/columns.ts';
import { patternSet } from './fixtures/patterns.ts';

const dataset = patternSet(310, 70);
const kernels = createKernels();
const context = { kernels, artifact: async () => dataset, progress() {} };
// 310 samples in minibatches of 32: the last of an epoch has 22.
const small = { widths: [7], networks: 3, epochs: 5, batch: 32, rate: 0.3, trainSize: 310, testSize: 70, pixels: 3 };
const spec = (given: { readonly [key: string]: Json } = {}) => networkTraining.schema.parse({ ...small, ...given });
const train = (given: { readonly [key: string]: Json } = {}) =>
  Promise.all(networkTraining.split(spec(given)).map((task) => networkTraining.run(task, context)));
const measures = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy'];

/** Entry m of a vector column, a network each. */
const at = (parts: readonly Records[], name: string, m: number, moments: number) =>
  numbers(parts, name).filter((_, i) => i % moments === m);

describe('moments of a training', () => {
  it('are what a training of so many epochs ends with, to the bit, and change nothing of the end', async () => {
    const [plain, recorded] = [await train(), await train({ recordAt: [3, 1, 5], settleRate: 0.05 })];
    for (const name of measures) expect(numbers(recorded, name)).toEqual(numbers(plain, name));
    expect(numbers(recorded, 'epochsAt')).toEqual([1, 3, 5, 1, 3, 5, 1, 3, 5]);
    for (const [m, epochs] of [1, 3, 5].entries()) {
      const ended = await train({ epochs });
      for (const name of measures) expect(at(recorded, `${name}At`, m, 3)).toEqual(numbers(ended, name));
    }
  });

  it('settled: an epoch more at the constant rate, in the order of that epoch', async () => {
    const settled = await train({ recordAt: [2], settleRate: 0.3 });
    // At a rate that does not fall, the settling epoch is the third epoch of training itself.
    const [on] = [await train({ epochs: 3, decay: 0 })];
    const constant = await train({ recordAt: [2], settleRate: 0.3, decay: 0 });
    for (const name of measures) expect(numbers(constant, `${name}Settled`)).toEqual(numbers(on!, name));
    expect(numbers(settled, 'trainLossSettled')).not.toEqual(numbers(constant, 'trainLossSettled'));
  });

  it('a small rate takes the noise of the last steps away: the training loss falls', async () => {
    const parts = await train({ networks: 8, rate: 1, decay: 0, recordAt: [5], settleRate: 0.05 });
    const [asItIs, settled] = ['trainLossAt', 'trainLossSettled'].map((name) => numbers(parts, name));
    expect(settled!.filter((loss, k) => loss < asItIs![k]!).length).toBeGreaterThanOrEqual(6);
  });

  it('refuses an epoch beyond the last, twice the same, and a settling rate without moments', () => {
    for (const [given, path] of [
      [{ recordAt: [2, 6] }, 'recordAt'],
      [{ recordAt: [2, 2] }, 'recordAt'],
      [{ recordAt: [] }, 'recordAt'],
      [{ settleRate: 0.1 }, 'settleRate'],
    ] as const)
      expect(networkTraining.schema.safeParse({ ...small, ...given }).error!.issues[0]!.path[0]).toBe(path);
  });

  it('costs what it says: the forecast grows with moments and with settling', async () => {
    const seconds = async (given: { readonly [key: string]: Json }) =>
      (await networkTraining.forecast(spec({ epochs: 5, ...given }), 1, kernels, timings)).seconds;
    const timings = new Map();
    const [none, some, settled] = [
      await seconds({}),
      await seconds({ recordAt: [1, 2, 3] }),
      await seconds({ recordAt: [1, 2, 3], settleRate: 0.1 }),
    ];
    expect(some).toBeGreaterThan(none);
    // Three epochs beside five, and three more evaluations.
    expect(settled).toBeGreaterThan(1.4 * some);
  });
});

describe('a data order of each network’s own', () => {
  it('is a permutation, another for every network and epoch, and not the shared one', () => {
    const own = { seed: 4, trainSize: 50, dataOrder: 'own' as const };
    const orders = [
      dataOrder(own, 0, 0),
      dataOrder(own, 0, 1),
      dataOrder(own, 1, 0),
      dataOrder({ seed: 4, trainSize: 50 }, 0, 0),
    ];
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect(new Set(orders.map(String)).size).toBe(4);
    expect(dataOrder({ seed: 4, trainSize: 50 }, 0, 3)).toEqual(orders[3]);
  });

  it('a network’s record depends on its number alone, and starts and learns as with the shared order', async () => {
    const [own, alone, shared] = [
      await train({ dataOrder: 'own', precision: 'float64' }),
      await train({ dataOrder: 'own', precision: 'float64', networks: 1, first: 2 }),
      await train({ precision: 'float64' }),
    ];
    expect(own).toHaveLength(3);
    for (const name of measures) expect(numbers(alone, name)).toEqual(numbers(own, name).slice(2));
    const [a, b] = [numbers(own, 'trainLoss'), numbers(shared, 'trainLoss')];
    a.forEach((loss, k) => {
      expect(loss).not.toBe(b[k]);
      expect(Math.abs(loss / b[k]! - 1)).toBeLessThan(0.5);
    });
  });

  it('one minibatch of all samples has no order: both kinds of fleet agree to 1e-12 in float64', async () => {
    const whole = { batch: 310, precision: 'float64', epochs: 4 };
    const [own, shared] = [await train({ ...whole, dataOrder: 'own' }), await train(whole)];
    for (const name of ['trainLoss', 'testLoss'])
      numbers(own, name).forEach((x, k) => void expect(Math.abs(x - numbers(shared, name)[k]!)).toBeLessThan(1e-12));
  });
});
