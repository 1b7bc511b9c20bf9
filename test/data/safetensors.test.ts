import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { decodeNpy } from '../../src/data/npy.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/data/safetensors.ts';
import { joinPieces } from '../../src/data/tensor.ts';
import { bytesOf } from './fixtures.ts';

const names = ['doubles', 'matrix', 'cube', 'bytes', 'scalar', 'empty'];
const file = bytesOf('tensors.safetensors');

/** A file with the given header, verbatim, and `size` bytes of tensors. */
function withHeader(header: string, size: number): Uint8Array {
  const json = new TextEncoder().encode(header);
  const length = new Uint8Array(new BigUint64Array([BigInt(json.length)]).buffer);
  return joinPieces([length, json, new Uint8Array(size)]);
}

describe('safetensors', () => {
  it('reads from the library’s file what numpy saved beside it', () => {
    const { tensors, metadata } = decodeSafetensors(file);
    expect(metadata).toEqual({ origin: 'safetensors 0.8.0' });
    expect([...tensors.keys()].sort()).toEqual([...names].sort());
    for (const name of names) expect(tensors.get(name), name).toEqual(decodeNpy(bytesOf(`${name}.npy`)));
  });

  it('writes the library’s bytes, whatever the order in which the tensors are given', () => {
    const { tensors, metadata } = decodeSafetensors(file);
    const given = [...tensors].reverse();
    expect(joinPieces(encodeSafetensors(Object.fromEntries(given), metadata))).toEqual(file);
  });

  it('copies nothing when it writes or reads', () => {
    const data = Float32Array.of(1, 2, 3);
    const pieces = encodeSafetensors({ w: { shape: [3], data } });
    expect(pieces[1]!.buffer).toBe(data.buffer);
    const bytes = joinPieces(pieces);
    expect(decodeSafetensors(bytes).tensors.get('w')!.data.buffer).toBe(bytes.buffer);
  });

  it('keeps a tensor called __proto__, and no tensors at all', () => {
    const tensors = Object.defineProperty({}, '__proto__', {
      enumerable: true,
      value: { shape: [1], data: Uint8Array.of(7) },
    });
    expect([...decodeSafetensors(joinPieces(encodeSafetensors(tensors))).tensors.keys()]).toEqual(['__proto__']);
    expect(decodeSafetensors(joinPieces(encodeSafetensors({}))).tensors.size).toBe(0);
  });

  it('refuses every truncation', () => {
    for (let length = 0; length < file.length; length++)
      expect(() => decodeSafetensors(file.subarray(0, length), 'w'), `${length} bytes`).toThrow(/^w: /);
  });

  it.each([
    [
      'a type it does not know',
      '{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}',
      4,
      'w: w: type must be one of F64, F32,',
    ],
    ['a hole', '{"w":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}', 3, 'must fill bytes 0 to 2 of 3, got 1 to 3'],
    [
      'an overlap',
      '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
      3,
      'w: b:',
    ],
    [
      'a shape that is not its size',
      '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}',
      4,
      'must fill bytes 0 to 8',
    ],
    [
      'a negative extent',
      '{"w":{"dtype":"U8","shape":[-1],"data_offsets":[0,-1]}}',
      0,
      'must be an integer from 0 to 2^53, got -1',
    ],
    [
      'an entry without a shape',
      '{"w":{"dtype":"U8","data_offsets":[0,1]}}',
      1,
      'w: header, line 1, column 6: must be an object with dtype, shape, data_offsets, got none with "shape"',
    ],
    ['bytes that belong to no tensor', '{}', 3, '3 bytes behind the last tensor'],
    ['metadata that is no text', '{"__metadata__":{"a":1}}', 0, 'must be a text, got 1'],
    ['a header that is no object', '[1]', 0, 'its header does not begin with "{"'],
    ['a header that is no JSON', '{', 0, 'w: header, line 1, column 2: must be a key in double quotes'],
    ['a key twice', '{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}', 1, 'a key that occurs once'],
    ['another key', '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}', 1, 'got "x"'],
    ['offsets the wrong way round', '{"a":{"dtype":"F8","shape":[1],"data_offsets":[2,1]}}', 1, 'not below the first'],
    ['a fraction', '{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}', 1, 'an integer from 0'],
  ])('refuses %s', (_, header, size, message) => {
    expect(() => decodeSafetensors(withHeader(header, size), 'w')).toThrow(message);
    expect(() => decodeSafetensors(withHeader(header, size), 'w')).toThrow(DataError);
  });

  it('refuses a header longer than the file, and files over the limit', () => {
    expect(() => decodeSafetensors(new Uint8Array(16).fill(255), 'w')).toThrow('truncated in its header');
    expect(() => decodeSafetensors(file, 'w', { maxBytes: 100 })).toThrow('exceed the limit of 100');
    expect(() => encodeSafetensors({ __metadata__: { shape: [0], data: new Uint8Array() } })).toThrow(DataError);
  });
});
