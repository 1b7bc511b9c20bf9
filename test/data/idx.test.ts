import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { parseIdx } from '../../src/data/idx.ts';

/** A file of `shape` whose bytes count up. */
function idxFile(shape: readonly number[], type = 0x08): Uint8Array {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const file = new Uint8Array(4 + 4 * shape.length + count);
  const view = new DataView(file.buffer);
  view.setUint32(0, (type << 8) | shape.length);
  shape.forEach((extent, axis) => {
    view.setUint32(4 + 4 * axis, extent);
  });
  for (let k = 0; k < count; k++) file[4 + 4 * shape.length + k] = k;
  return file;
}

describe('parseIdx', () => {
  it.each([[[1]], [[9]], [[3, 7, 7]], [[1, 1, 1]], [[0, 5, 5]]])(
    'returns the shape %j and a view of the data',
    (shape) => {
      const file = idxFile(shape);
      const { shape: read, data } = parseIdx(file, 'f', shape.length);
      expect(read).toEqual(shape);
      expect(data).toEqual(file.subarray(4 + 4 * shape.length));
      expect(data.buffer).toBe(file.buffer);
    },
  );

  it('reads from the middle of a buffer', () => {
    const padded = new Uint8Array([9, 9, 9, ...idxFile([5]), 9]).subarray(3, -1);
    expect([...parseIdx(padded, 'f', 1).data]).toEqual([0, 1, 2, 3, 4]);
  });

  it('accepts gzip, with or without a file name in its header', () => {
    const file = idxFile([2, 8, 8]);
    expect(parseIdx(gzipSync(file), 'f', 3).data).toEqual(file.subarray(16));
    expect(parseIdx(gzipSync(file, { filename: 'x' }), 'f', 3).data).toEqual(file.subarray(16));
  });

  it('refuses every truncation of a file, plain or gzipped, by name', () => {
    const file = idxFile([2, 3, 3]);
    for (const whole of [file, gzipSync(file, { mtime: 0 })])
      for (let length = 0; length < whole.length; length++)
        expect(() => parseIdx(whole.subarray(0, length), 'digits', 3), `${length} bytes`).toThrow(/^digits: .*/);
  });

  it('a flipped bit of a gzipped body is refused unless it leaves the content as it was', () => {
    const whole = idxFile([2, 3, 3]);
    const file = gzipSync(whole, { mtime: 0 });
    let harmless = 0;
    for (let bit = 8 * 10; bit < 8 * file.length; bit++) {
      const damaged = file.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      try {
        expect(parseIdx(damaged, 'digits', 3).data).toEqual(whole.subarray(16));
        harmless++;
      } catch (error) {
        expect(error, `bit ${bit}`).toBeInstanceOf(DataError);
      }
    }
    // What fills the last byte of the deflate stream, fewer than 8 bits, means nothing.
    expect(harmless).toBeLessThan(8);
  });

  it('refuses a wrong magic number, element type, or number of dimensions, saying both', () => {
    expect(() => parseIdx(idxFile([4]), 'f', 3)).toThrow('f: magic number must be 0x00000803');
    expect(() => parseIdx(idxFile([4], 0x0d), 'f', 1)).toThrow('got 0x00000d01');
  });

  it('refuses what is longer than its shape says', () => {
    expect(() => parseIdx(new Uint8Array([...idxFile([4]), 0]), 'f', 1)).toThrow(
      'too long: shape 4 needs 4 bytes of data, got 5',
    );
  });

  it('refuses what exceeds the limit before it inflates it', () => {
    const bomb = gzipSync(idxFile([100, 100]));
    expect(() => parseIdx(bomb, 'f', 2, { maxBytes: 1000 })).toThrow(
      'f: gzip file announces 10012 bytes, over the limit of 1000',
    );
    expect(() => parseIdx(idxFile([100, 100]), 'f', 2, { maxBytes: 1000 })).toThrow('exceed the limit');
  });
});
