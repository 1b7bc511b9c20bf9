import { describe, expect, it } from 'vitest';
import { openNpy } from '../../src/data/npy.ts';
import { openNpz } from '../../src/data/npz.ts';
import { openSafetensors } from '../../src/data/safetensors.ts';
import { bytesOf, jsonOf } from './fixtures.ts';

const expected = jsonOf('types.json') as Record<string, { shape: number[]; numbers: number[] }>;
const fromNumpy = openNpz(bytesOf('types.npz'), 'types.npz');
const fromTorch = openSafetensors(bytesOf('types.safetensors'), 'types.safetensors').arrays;

describe('every type that numpy and torch save, in both orders and byte orders', () => {
  it.each(Object.keys(expected))('%s', (name) => {
    const array = fromNumpy.get(name) ?? fromTorch.get(name)!;
    const { shape, data } = array.tensor();
    expect(array.shape).toEqual(shape);
    expect({ shape, numbers: [...data] }).toEqual(expected[name]);
  });

  it('texts are read as texts, and have no numbers', () => {
    expect(fromNumpy.get('words')!.texts()).toEqual(['setosa', 'naïve Λ', '']);
    expect(fromNumpy.get('bytes')!.texts()).toEqual(['ab', 'c']);
    expect(() => fromNumpy.get('words')!.tensor()).toThrow('types.npz: words.npy: elements must be real numbers');
    expect(() => fromNumpy.get('cube')!.texts()).toThrow('elements must be texts, got <f8');
  });

  it.each(['records', 'objects', 'complex'])('%s can be passed over, and have no numbers', (name) => {
    const array = fromNumpy.get(name)!;
    expect(array.kind).toBe('other');
    expect(() => array.tensor()).toThrow(`types.npz: ${name}.npy: elements must be real numbers`);
  });

  it('an integer beyond 2^53 is refused when its array is asked for, not before', () => {
    for (const arrays of [fromNumpy, fromTorch])
      expect(() => arrays.get('beyond')!.tensor()).toThrow('within ±2^53, got 9007199254740993 at position 0');
    expect(() => fromTorch.get('eighth')!.tensor()).toThrow('eighth: type must be one of F64, F32,');
  });
});

/** An NPY file with this header, and room for `size` bytes. */
function npy(header: string, size = 8): Uint8Array {
  const bytes = new Uint8Array(10 + header.length + size);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

describe('headers of NPY files', () => {
  it('are read whatever the order, the quotes, the spaces and the last comma', () => {
    for (const header of [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
      '{"shape":(1,),"descr":"<f8","fortran_order":False}\n',
      "{'shape': (1L,), 'fortran_order': True, 'descr': '<f8'}   \n",
    ])
      expect(openNpy(npy(header), '', 'a.npy').tensor(), header).toEqual({ shape: [1], data: Float64Array.of(0) });
  });

  it.each([
    [
      "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
      'column 18: must be a key that occurs once',
    ],
    [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}",
      "must be 'descr', 'fortran_order' or 'shape', got \"x\"",
    ],
    [
      "{'descr': \"'shape': (1,)\", 'fortran_order': False}",
      "must be a dictionary with 'descr', 'fortran_order' and 'shape'",
    ],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} junk", 'must be the end of the text, got "junk"'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (1)}", 'must be a tuple'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", 'must be an integer ≥ 0, got "-1"'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (1.0,)}", 'must be an integer ≥ 0, got "1.0"'],
    ["{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", 'must be True or False, got "0"'],
    ["{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}", 'must be "," or "}"'],
    ["{'descr': <f8, 'fortran_order': False, 'shape': (1,)}", 'must be a quoted text'],
    ['', 'must be a dictionary, got the end of the text'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,99999999999,)}", 'product below 2^53'],
    [`{'descr': '<f8', 'fortran_order': False, 'shape': (${'1,'.repeat(65)})}`, 'at most 64 axes'],
    [`{'descr': ${'['.repeat(40)}${']'.repeat(40)}, 'fortran_order': False, 'shape': (1,)}`, 'nested less deep'],
  ])('are refused: %s', (header, message) => {
    expect(() => openNpy(npy(header), '', 'a.npy')).toThrow(message);
    expect(() => openNpy(npy(header), '', 'a.npy')).toThrow(/^a\.npy: /);
  });
});
