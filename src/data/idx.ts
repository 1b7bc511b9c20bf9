/** IDX, the format of the MNIST files: a magic number, big-endian sizes, then unsigned bytes in row-major order. */
import { DataError } from '../base/errors.ts';
import { gunzip, isGzip } from './gzip.ts';
import { checkSize, type ReadLimits } from './limits.ts';

/** An array of unsigned bytes; `data` is a view of the bytes it was read from unless those were compressed. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not.
 * @param name        the file's name, for messages
 * @param dimensions  how many the file must have: 1 for labels, 3 for images
 * @throws DataError  when the magic number, the number of dimensions or the length is wrong, or the size is over the limit
 * @source [lecun1998gradient]; the format is described on the data set's home page
 */
export function parseIdx(file: Uint8Array, name: string, dimensions: number, limits: ReadLimits = {}): IdxArray {
  const bytes = isGzip(file) ? gunzip(file, name, limits) : file;
  checkSize(name, bytes.length, limits);
  const start = 4 + 4 * dimensions;
  if (bytes.length < 4)
    throw new DataError(`${name}: truncated: an IDX file has at least 4 bytes, got ${bytes.length}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const expected = (unsignedByte << 8) | dimensions;
  const magic = header.getUint32(0);
  if (magic !== expected)
    throw new DataError(
      `${name}: magic number must be ${hexadecimal(expected)} (unsigned bytes, ${dimensions} dimensions), got ${hexadecimal(magic)}`,
    );
  if (bytes.length < start)
    throw new DataError(`${name}: truncated: the header has ${start} bytes, got ${bytes.length}`);
  const shape = Array.from({ length: dimensions }, (_, axis) => header.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, extent) => product * extent, 1);
  const present = bytes.length - start;
  if (present !== count) {
    const fault = present < count ? 'truncated' : 'too long';
    throw new DataError(`${name}: ${fault}: shape ${shape.join(' × ')} needs ${count} bytes of data, got ${present}`);
  }
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, count) };
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
