/** IDX, the format of the MNIST files: a magic number, big-endian sizes, then numbers in row-major order. */
import { DataError } from '../base/errors.ts';
import { gunzip, isGzip } from './gzip.ts';
import { checkSize, type ReadLimits } from './limits.ts';
import { byteSwapped, elementCount, elementTypes, readNumbers, type StoredArray, shapeWords } from './tensor.ts';

/** An array of unsigned bytes; `data` is a view of the bytes it was read from unless those were compressed. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The types by the third byte of the magic number; numbers of several bytes are big-endian. */
const types: Readonly<Record<number, string>> = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };
const unsignedByte = 0x08;
/** More axes than any data set has. */
const maxAxes = 8;

/**
 * The array of an IDX file of any type and shape, gzipped or not.
 * @param name        the array's name
 * @param label       the file's name, for messages
 * @throws DataError  when the magic number or the length is wrong, or the size is over the limit
 * @source [lecun1998gradient]; the format is described on the data set's home page
 */
export function openIdx(file: Uint8Array, name: string, label: string, limits: ReadLimits = {}): StoredArray {
  const bytes = isGzip(file) ? gunzip(file, label, limits) : file;
  checkSize(label, bytes.length, limits);
  if (bytes.length < 4)
    throw new DataError(`${label}: truncated: an IDX file has at least 4 bytes, got ${bytes.length}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [magic, code, axes] = [header.getUint32(0), bytes[2]!, bytes[3]!];
  const type = elementTypes.find(({ npy }) => npy !== '' && npy === types[code]);
  if (magic >>> 16 !== 0 || !type || axes < 1 || axes > maxAxes)
    throw new DataError(
      `${label}: magic number must be 0x0000TTNN (TT: 08, 09, 0b, 0c, 0d or 0e; NN axes), got ${hexadecimal(magic)}`,
    );
  const start = 4 + 4 * axes;
  if (bytes.length < start)
    throw new DataError(`${label}: truncated: the header has ${start} bytes, got ${bytes.length}`);
  const shape = Array.from({ length: axes }, (_, axis) => header.getUint32(4 + 4 * axis));
  const needed = elementCount(label, shape) * type.size;
  const present = bytes.length - start;
  if (present !== needed) {
    const fault = present < needed ? 'truncated' : 'too long';
    throw new DataError(`${label}: ${fault}: shape ${shapeWords(shape)} needs ${needed} bytes of data, got ${present}`);
  }
  const body = bytes.subarray(start);
  return {
    name,
    label,
    shape,
    type: type.npy,
    kind: type.kind,
    tensor: () => ({ shape, data: readNumbers(type, type.size === 1 ? body : byteSwapped(body, type.size), label) }),
    texts() {
      throw new DataError(`${label}: elements must be texts, got ${type.npy}`);
    },
  };
}

/**
 * Reads an IDX file of unsigned bytes, gzipped or not.
 * @param name        the file's name, for messages
 * @param dimensions  how many the file must have: 1 for labels, 3 for images
 * @throws DataError  as `openIdx`, and when the type or the number of dimensions is another
 */
export function parseIdx(file: Uint8Array, name: string, dimensions: number, limits: ReadLimits = {}): IdxArray {
  const bytes = isGzip(file) ? gunzip(file, name, limits) : file;
  const expected = (unsignedByte << 8) | dimensions;
  const magic = bytes.length < 4 ? expected : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  if (magic !== expected)
    throw new DataError(
      `${name}: magic number must be ${hexadecimal(expected)} (unsigned bytes, ${dimensions} dimensions), got ${hexadecimal(magic)}`,
    );
  const { shape, data } = openIdx(bytes, name, name, limits).tensor();
  return { shape, data: data as Uint8Array };
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
