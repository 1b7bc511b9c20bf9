/** Weights under every name: the same network from each file, or what is wrong with the file in one line. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArgumentError, DataError } from '../../../src/base/errors.ts';
import { openNpy } from '../../../src/data/npy.ts';
import { openNpz } from '../../../src/data/npz.ts';
import { openSafetensors } from '../../../src/data/safetensors.ts';
import type { FileArray } from '../../../src/landscapes/family.ts';
import { findWeights } from '../../../src/landscapes/network/weights-file.ts';

const folder = new URL('../../cases/torch-names/', import.meta.url).pathname;
const arraysOf = (name: string): FileArray[] => {
  const bytes = readFileSync(folder + name);
  return [...(name.endsWith('.npz') ? openNpz(bytes, name) : openSafetensors(bytes, name).arrays).values()];
};
/** An array of a file, with the numbers 0, 1, 2, … where none are given. */
function array(name: string, shape: number[], data?: number[]): FileArray {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const numbers = data ?? Array.from({ length: size }, (_, k) => k);
  return { name, shape, label: `f: ${name}`, tensor: () => ({ data: numbers }) };
}
const find = (...arrays: FileArray[]) => findWeights('index', 'f', arrays, 0);

describe('files as people save them: one network of 25-6-5-10', () => {
  const flat = openNpy(readFileSync(`${folder}flat.npy`), '', 'flat').tensor().data;
  const files = readdirSync(folder).filter((name) => /\.(npz|safetensors)$/.test(name));
  it.each(files)('%s', (name) => {
    const found = findWeights('index', name, arraysOf(name), 0)!;
    expect(found.sizes).toEqual([25, 6, 5, 10]);
    expect(found.bias).toBe(true);
    expect(found.arrays.map(({ shape }) => shape.join())).toEqual(['6,25', '6', '5,6', '5', '10,5', '10']);
    const point = found.point();
    // Half precision keeps 11 bits, bfloat16 8.
    const relative = /f16\./.test(name) ? (name.includes('bf16') ? 2 ** -8 : 2 ** -11) : 0;
    const wrong = [...point].findIndex(
      (x, k) => Math.abs(x - flat[k]!) > relative * Math.abs(flat[k]!) + (relative && 2 ** -25),
    );
    expect(wrong).toBe(-1);
    expect(point).toHaveLength(flat.length);
  });
  it('there are twelve of them', () => expect(files.length).toBeGreaterThanOrEqual(12));
});

describe('the order of layers', () => {
  const names = (found: ReturnType<typeof find>) => found!.arrays.map(({ name }) => name);
  it('is that of the numbers in names, whatever the order of the file', () => {
    const layers = [10, 2, 0].map((k, i) =>
      array(
        `net.${k}.weight`,
        [
          [2, 3],
          [3, 3],
          [3, 3],
        ][i]!,
      ),
    );
    expect(names(find(...layers))).toEqual(['net.0.weight', 'net.2.weight', 'net.10.weight']);
  });
  it('is that of the file where shapes chain, else the only one in which they do', () => {
    expect(names(find(array('b.weight', [4, 3]), array('a.weight', [2, 4])))).toEqual(['b.weight', 'a.weight']);
    expect(names(find(array('head.weight', [2, 4]), array('l.0.weight', [4, 5]), array('l.2.weight', [4, 4])))).toEqual(
      ['l.0.weight', 'l.2.weight', 'head.weight'],
    );
  });
  it('is not guessed', () => {
    const layers = [
      array('out.weight', [2, 4]),
      array('a.weight', [4, 4]),
      array('b.weight', [4, 4]),
      array('in.weight', [4, 3]),
    ];
    expect(() => find(...layers)).toThrow('the layers fit in several orders');
  });
  it('behind prefixes of wrappers, and for a single layer without a name', () => {
    expect(names(find(array('_orig_mod.module.fc.weight', [2, 3])))).toEqual(['_orig_mod.module.fc.weight']);
    expect(find(array('weight', [2, 3]), array('bias', [2]))!.sizes).toEqual([3, 2]);
  });
});

describe('the orientation', () => {
  it('is inputs × units of coefs_, units × inputs of all others, square ones too', () => {
    const numbers = [1, 2, 3, 4];
    expect([...find(array('coefs_0', [2, 2], numbers))!.point()]).toEqual([1, 3, 2, 4]);
    expect([...find(array('W1', [2, 2], numbers))!.point()]).toEqual(numbers);
    expect([...find(array('fc.weight', [2, 2], numbers))!.point()]).toEqual(numbers);
  });
  it('of arrays without names is the one in which they fit, units × inputs where both do', () => {
    const columns = find(array('arr_0', [3, 2]), array('arr_1', [2]), array('arr_2', [2, 1]), array('arr_3', [1]))!;
    expect(columns.sizes).toEqual([3, 2, 1]);
    expect([...columns.point()]).toEqual([0, 2, 4, 1, 3, 5, 0, 1, 0, 1, 0]);
    expect(find(array('arr_0', [2, 3]), array('arr_1', [1, 2]))!.sizes).toEqual([3, 2, 1]);
    const square = find(array('arr_0', [2, 2], [1, 2, 3, 4]), array('arr_1', [2, 2], [5, 6, 7, 8]))!;
    expect([...square.point()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
  it.each([
    [
      [array('W1', [25, 6]), array('b1', [6])],
      'f: W1 must be units × inputs, got 25 × 6, which fits as inputs × units',
    ],
    [[array('coefs_0', [6, 25]), array('intercepts_0', [6])], 'coefs_0 must be inputs × units, got 6 × 25'],
    [[array('0.weight', [3, 4]), array('2.weight', [4, 2])], '2.weight must be units × inputs, got 4 × 2'],
  ])('is not turned in silence', (arrays, message) => {
    expect(() => find(...arrays)).toThrow(message);
  });
});

describe('refuses in one line', () => {
  const net = [array('W1', [5, 4]), array('b1', [5]), array('W2', [3, 5]), array('b2', [3])];
  it.each<[string, FileArray[], string]>([
    [
      'a layer that does not follow',
      [...net, array('W3', [10, 5]), array('b3', [10])],
      'f: W3 must take the 3 units of W2 (units × inputs), got the shape 10 × 5',
    ],
    [
      'a layer that is missing',
      [net[0]!, array('W3', [3, 5])],
      'layers must be numbered from 1 without gaps, got W1, W3',
    ],
    ['layers from 0', [array('W0', [3, 5])], 'layers must be numbered from 1'],
    ['biases without weights', [array('b1', [5]), array('W2', [3, 5])], 'b1 has no weights beside it'],
    ['weights without biases beside others with', [...net.slice(0, 3)], 'W2 has no biases beside it, W1 has'],
    [
      'biases of another size',
      [array('W1', [5, 4]), array('b1', [6])],
      'W1 is 5 × 4 (units × inputs), so b1 must have 5 numbers, got the shape 6',
    ],
    [
      'two spellings',
      [...net, array('fc.weight', [5, 4])],
      'must hold one network in one spelling, got W1 and fc.weight',
    ],
    ['a network beside an export', [...net, array('network_0_W1', [5, 4])], 'got W1 and network_0_W1'],
    [
      'one array twice',
      [array('fc.weight', [5, 4]), array('module.fc.weight', [5, 4])],
      'fc.weight and module.fc.weight are the same array',
    ],
    [
      'a convolution',
      [array('conv.weight', [8, 3, 3, 3])],
      'conv.weight must be a matrix (only dense layers are read), got the shape 8 × 3 × 3 × 3',
    ],
    ['a normalization', [array('fc.weight', [5, 4]), array('n.weight', [5])], 'n.weight must be a matrix'],
    [
      'its statistics',
      [array('fc.weight', [5, 4]), array('n.running_mean', [5])],
      'n.running_mean belongs to a normalization',
    ],
  ])('%s', (_, arrays, message) => {
    expect(() => find(...arrays)).toThrow(message);
    expect(() => find(...arrays)).toThrow(DataError);
  });

  it('a row that is not there', () => {
    const exports = [0, 1, 7].flatMap((k) => [array(`network_${k}_W1`, [2, 2]), array(`network_${k}_b1`, [2])]);
    expect(findWeights('index', 'f', exports, 7)!.arrays[0]!.name).toBe('network_7_W1');
    expect(() => findWeights('index', 'f', exports, 2)).toThrow('index: point must be one of 3 rows, 0 to 7, got 2');
    expect(() => findWeights('index', 'f', net, 5)).toThrow('index: point must be 0 (f holds one network), got 5');
    expect(() => findWeights('index', 'f', net, 5)).toThrow(ArgumentError);
  });

  it('a number that is not finite, when the point is asked for', () => {
    const found = find(array('W1', [1, 2], [1, Number.NaN]))!;
    expect(() => found.point()).toThrow('f: W1: entry 1 must be finite, got NaN');
  });

  it('nothing where no name is known', () => {
    expect(find(array('points', [3, 4]))).toBeUndefined();
    expect(find(array('arr_0', [3, 4]))).toBeUndefined();
    expect(find(array('x', [1]), array('arr_0', [3, 4]))).toBeUndefined();
  });
});
