/** Data sets changed by their name: inputs scaled, training targets permuted. */
import { describe, expect, it } from 'vitest';
import { changedSet } from '../../src/data/changed.ts';
import { parseDataName, plainDataName, testSplit, wholeSet, withRule } from '../../src/data/data-name.ts';
import { dataShape, decodeDataset, encodeDataset, loadDataset } from '../../src/data/dataset.ts';
import { joinPieces } from '../../src/data/tensor.ts';

const none = () => Promise.reject(new Error('no files'));
const part = (count: number, first: number) => ({
  count,
  inputs: 2,
  x: Float32Array.from({ length: 2 * count }, (_, i) => first + i),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 7),
});
const set = { inputs: 2, outputs: 7, classes: 7, train: part(91, 1), test: part(9, 3) };

describe('a changed data set', () => {
  it('has its inputs times the scale, in training and in test, and the same targets', () => {
    const { train, test } = changedSet(set, { scale: 0.5 });
    expect([...train.x]).toEqual(Array.from(set.train.x, (value) => value / 2));
    expect([...test!.x]).toEqual(Array.from(set.test.x, (value) => value / 2));
    expect(train.labels).toEqual(set.train.labels);
  });

  it('has the same training targets in another order, by its seed, and true test targets', () => {
    const { train, test } = changedSet(set, { permuted: 5 });
    expect(train.labels).not.toEqual(set.train.labels);
    expect([...train.labels!].sort()).toEqual([...set.train.labels].sort());
    expect(train.x).toEqual(set.train.x);
    expect(test).toEqual(set.test);
    expect(changedSet(set, { permuted: 5 }).train.labels).toEqual(train.labels);
    expect(changedSet(set, { permuted: 6 }).train.labels).not.toEqual(train.labels);
  });

  it('moves whole rows of real targets', () => {
    const targets = Float64Array.from({ length: 3 * 31 }, (_, i) => i);
    const train = { count: 31, inputs: 1, x: new Float64Array(31), targets };
    const rows = changedSet({ inputs: 1, outputs: 3, train }, { permuted: 1 }).train.targets!;
    expect(rows).not.toEqual(targets);
    for (let i = 0; i < 31; i++)
      expect([rows[3 * i + 1], rows[3 * i + 2]]).toEqual([rows[3 * i]! + 1, rows[3 * i]! + 2]);
  });

  it('is loaded by its name, and comes back from its artifact', async () => {
    const name = withRule('xor', { scale: 0.1, permuted: 3 });
    expect(name).toBe('xor?scale=0.1&permuted=3');
    const dataset = await loadDataset(name, none);
    expect([...dataset.train.x]).toEqual([0, 0, 0, 0.1, 0.1, 0, 0.1, 0.1]);
    expect(decodeDataset(joinPieces(encodeDataset(dataset)))).toEqual(dataset);
    expect(dataShape(name)).toEqual(dataShape('xor'));
    expect(wholeSet(testSplit(name))).toBe(name);
    expect(plainDataName(name)).toBe('xor with inputs × 0.1 and permuted targets');
  });

  it('is refused with a scale that is not positive or a seed that is no integer', () => {
    expect(() => parseDataName('xor?scale=0')).toThrow('scale must be');
    expect(() => parseDataName('xor?scale=a')).toThrow('scale must be');
    expect(() => parseDataName('mnist-10x10?permuted=1.5')).toThrow('permuted must be');
  });
});
