import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { decodeNpy, encodeNpy } from '../../src/data/npy.ts';
import { joinPieces } from '../../src/data/tensor.ts';
import { bytesOf } from './fixtures.ts';

const names = ['doubles', 'matrix', 'cube', 'bytes', 'scalar', 'empty'];

describe('npy', () => {
  it.each(names)('%s: reading what numpy wrote and writing it again gives the same bytes', (name) => {
    const file = bytesOf(`${name}.npy`);
    expect(joinPieces(encodeNpy(decodeNpy(file)))).toEqual(file);
  });

  it('reads shapes and values that numpy was given', () => {
    const { shape, data } = decodeNpy(bytesOf('cube.npy'));
    expect(shape).toEqual([2, 3, 4]);
    expect(data).toEqual(Int32Array.from({ length: 24 }, (_, k) => (k - 12) * 89478485));
    expect(decodeNpy(bytesOf('doubles.npy')).data).toEqual(
      Float64Array.of(0.1, -0, Infinity, -Infinity, Number.NaN, 5e-324, Number.MAX_VALUE),
    );
    expect(decodeNpy(bytesOf('version-2.npy'))).toEqual(decodeNpy(bytesOf('matrix.npy')));
  });

  it('copies nothing when it writes, and nothing when it reads aligned bytes', () => {
    const data = Float64Array.of(1, 2, 3);
    expect(encodeNpy({ shape: [3], data })[1]!.buffer).toBe(data.buffer);
    const file = bytesOf('doubles.npy');
    expect(decodeNpy(file).data.buffer).toBe(file.buffer);
    const shifted = joinPieces([Uint8Array.of(0), file]).subarray(1);
    expect(decodeNpy(shifted).data).toEqual(decodeNpy(file).data);
    expect(decodeNpy(Buffer.from(shifted)).data).toEqual(decodeNpy(file).data);
    expect(decodeNpy(Buffer.concat([Uint8Array.of(0), file]).subarray(1)).data).toEqual(decodeNpy(file).data);
  });

  it('writes texts as numpy does', () => {
    // numpy 2.4.6: io = BytesIO(); numpy.save(io, numpy.array(['converged', '', 'αβ𝛬'])); sha256(io.getvalue())
    const [header, body] = encodeNpy({ text: ['converged', '', 'αβ𝛬'] });
    expect(new TextDecoder('latin1').decode(header)).toContain(
      "{'descr': '<U9', 'fortran_order': False, 'shape': (3,), }",
    );
    expect(body!.length).toBe(3 * 9 * 4);
    expect(createHash('sha256').update(header!).update(body!).digest('hex')).toBe(
      '40144075c34c3c6e949130776d6b64ee13220ef57d24c5fe786f78d76fe13935',
    );
  });

  it('its header ends on a multiple of 64 bytes for any shape', () => {
    for (const shape of [[], [1], [0, 7], [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]) {
      const data = new Uint8Array(shape.reduce((product, extent) => product * extent, 1));
      const [header] = encodeNpy({ shape, data });
      expect(header!.length % 64).toBe(0);
      expect(decodeNpy(joinPieces(encodeNpy({ shape, data }))).shape).toEqual(shape);
    }
  });

  it('refuses every truncation', () => {
    const file = bytesOf('matrix.npy');
    for (let length = 0; length < file.length; length++)
      expect(() => decodeNpy(file.subarray(0, length), 'a.npy'), `${length} bytes`).toThrow(/^a\.npy: /);
  });

  it.each([['stored.npz', 'a.npy: is no NPY file']])('refuses %s', (name, message) => {
    expect(() => decodeNpy(bytesOf(name), 'a.npy')).toThrow(message);
  });

  it('refuses what is too long, over the limit, or of a shape that is not its data’s', () => {
    const file = bytesOf('bytes.npy');
    expect(() => decodeNpy(joinPieces([file, Uint8Array.of(0)]))).toThrow('too long');
    expect(() => decodeNpy(file, 'a.npy', { maxBytes: 100 })).toThrow('exceed the limit of 100');
    expect(() => encodeNpy({ shape: [2, 2], data: new Uint8Array(3) })).toThrow(
      'shape 2 × 2 has 4 elements, the data 3',
    );
    expect(() => encodeNpy({ shape: [-3, -1], data: new Uint8Array(3) })).toThrow(DataError);
  });
});
