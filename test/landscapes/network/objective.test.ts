import { describe, expect, test } from 'vitest';
import { checkTargets, objectiveExamples } from '../../../src/landscapes/network/objective.ts';

const numbers = (...t: number[]) => ({
  count: t.length,
  inputs: 1,
  outputs: 1,
  x: new Float64Array(t.length),
  t: Float64Array.from(t),
});

describe('targets of an objective', () => {
  test('probabilities alone go with binary cross-entropy: outside of 0 to 1 it has no lower bound', () => {
    const of = (...t: number[]) => objectiveExamples({ loss: 'binary-cross-entropy' }, numbers(...t)).t;
    expect([...of(0, 0.3, 1)]).toEqual([0, 0.3, 1]);
    for (const wrong of [-0.1, 1.1, Number.NaN])
      expect(() => of(0, wrong)).toThrow(`binary-cross-entropy: targets must be numbers from 0 to 1, got ${wrong}`);
    expect([...objectiveExamples({ loss: 'squared' }, numbers(-3, 7)).t]).toEqual([-3, 7]);
  });

  test('numbers are no classes, and a loss needs its outputs', () => {
    const shape = { inputs: 1, outputs: 1 };
    expect(() => checkTargets('train', { loss: 'cross-entropy' }, shape)).toThrow(
      /train: loss must be squared or another/,
    );
    expect(() => checkTargets('train', { loss: 'squared', outputs: 2 }, shape)).toThrow(
      /outputs must be 1, as the data/,
    );
    expect(() =>
      checkTargets('train', { loss: 'cross-entropy', outputs: 1 }, { inputs: 1, outputs: 2, classes: 2 }),
    ).toThrow(/train: loss must be one for 1 output/);
  });
});
