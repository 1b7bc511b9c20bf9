/** NPY, numpy's file of one array: a header that is a Python literal, then the numbers. float64, float32, int32 and uint8 in C order. */
import { DataError } from '../base/errors.ts';
import { checkSize, type ReadLimits } from './limits.ts';
import { elementCount, elementTypeOf, elementTypes, type Tensor, tensorBytes, viewNumbers } from './tensor.ts';

const magic = '\x93NUMPY';
const alignment = 64;

/** One-dimensional array of texts, numpy's `<U`: written only. */
export interface TextArray {
  readonly text: readonly string[];
}

/**
 * The file in two pieces, header and numbers; the second is a view of the tensor's data, so nothing is copied.
 * @throws DataError  when shape and data disagree
 * @source [numpy-format], version 1.0
 */
export function encodeNpy(array: Tensor | TextArray): Uint8Array[] {
  const { shape, descr, body } = 'text' in array ? textBody(array.text) : numberBody(array);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((magic.length + 4 + literal.length + 1) / alignment) * alignment - magic.length - 4;
  const text = `${magic}\x01\x00${String.fromCharCode(length & 255, length >> 8)}${literal.padEnd(length - 1)}\n`;
  return [Uint8Array.from(text, (character) => character.charCodeAt(0)), body];
}

/** Bytes of an array in its file, the header not counted. */
export function npyBytes(array: Tensor | TextArray): number {
  return 'text' in array ? 4 * array.text.length * textWidth(array.text) : array.data.byteLength;
}

function numberBody(tensor: Tensor) {
  return { shape: tensor.shape, descr: elementTypeOf(tensor.data).npy, body: tensorBytes('encodeNpy', tensor) };
}

/** UTF-32 code points, each text padded with zeros to the longest. */
function textBody(text: readonly string[]) {
  const width = textWidth(text);
  const codes = new Uint32Array(text.length * width);
  text.forEach((entry, i) => void codes.set(codePoints(entry), i * width));
  return { shape: [text.length], descr: `<U${width}`, body: new Uint8Array(codes.buffer) };
}

/** Code points of the longest text, at least 1 as in numpy. */
function textWidth(text: readonly string[]): number {
  return text.reduce((width, entry) => Math.max(width, codePoints(entry).length), 1);
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

/**
 * Reads an NPY file of version 1, 2 or 3. The numbers are a view of `bytes` where they are aligned.
 * @param name  the file's name, for messages
 * @throws DataError  when the file is no NPY file, is truncated or too long, or has another type or order of elements
 */
export function decodeNpy(bytes: Uint8Array, name = 'decodeNpy', limits: ReadLimits = {}): Tensor {
  checkSize(name, bytes.length, limits);
  const { literal, start } = readHeader(bytes, name);
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(literal)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(literal)?.[1];
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(literal)?.[1];
  const type = elementTypes.find((candidate) => candidate.npy === descr);
  if (!type)
    throw new DataError(
      `${name}: elements must be float64, float32, int32 or uint8, little-endian, got ${descr ?? literal.trim()}`,
    );
  if (tuple === undefined || order === undefined)
    throw new DataError(`${name}: header must give shape and order, got ${literal.trim()}`);
  const shape = tuple
    .split(',')
    .map((extent) => extent.trim())
    .filter(Boolean)
    .map(Number);
  if (order === 'True' && shape.length > 1)
    throw new DataError(
      `${name}: the array must be in C order, got Fortran order; save numpy.ascontiguousarray(array)`,
    );
  const needed = elementCount(name, shape) * type.size;
  const present = bytes.length - start;
  if (present !== needed)
    throw new DataError(
      `${name}: ${present < needed ? 'truncated' : 'too long'}: shape (${tuple}) needs ${needed} bytes of data, got ${present}`,
    );
  return { shape, data: viewNumbers(type, bytes.subarray(start)) };
}

function readHeader(bytes: Uint8Array, name: string): { literal: string; start: number } {
  const head = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (head !== magic) throw new DataError(`${name}: is no NPY file (it does not begin with \\x93NUMPY)`);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) throw new DataError(`${name}: NPY version must be 1, 2 or 3, got ${version}`);
  const lengthBytes = version === 1 ? 2 : 4;
  const from = 8 + lengthBytes;
  if (bytes.length < from) throw new DataError(`${name}: truncated in its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, from);
  const start = from + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < start) throw new DataError(`${name}: truncated in its header`);
  return { literal: new TextDecoder().decode(bytes.subarray(from, start)), start };
}
