/** NPY, numpy's file of one array: a header that is a Python literal, read strictly, then the elements. */
import { DataError } from '../base/errors.ts';
import { printable, Tokens } from '../base/tokens.ts';
import { checkSize, type ReadLimits } from './limits.ts';
import {
  byteSwapped,
  type ElementType,
  elementCount,
  elementTypeOf,
  elementTypes,
  readNumbers,
  rowMajor,
  type StoredArray,
  type Tensor,
  type TensorData,
  tensorBytes,
} from './tensor.ts';

const magic = '\x93NUMPY';
const alignment = 64;
/** Records of thousands of fields have headers of some 100 kB. */
const longestHeader = 2 ** 20;
/** As many axes as numpy knows. */
const maxAxes = 64;

/** True when the bytes begin like an NPY file. */
export function isNpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, magic.length)) === magic;
}

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
  return { shape: tensor.shape, descr: descrOf(elementTypeOf(tensor.data)), body: tensorBytes('encodeNpy', tensor) };
}

function descrOf({ npy, size }: ElementType): string {
  return `${size === 1 ? '|' : '<'}${npy}`;
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
 * The one array of an NPY file of version 1, 2 or 3, of any type, in either order and byte order; its numbers are decoded when asked for.
 * @param name   the array's name
 * @param label  the file's name, for messages
 * @throws DataError  when the file is no NPY file, its header holds anything but the three entries of the format, or its length is another
 * @source [numpy-format]
 */
export function openNpy(bytes: Uint8Array, name: string, label: string, limits: ReadLimits = {}): StoredArray {
  checkSize(label, bytes.length, limits);
  const { type, itemSize, element, swapped, isFortran, shape, start } = readHeader(bytes, label);
  const body = bytes.subarray(start);
  if (itemSize !== undefined) {
    const needed = elementCount(label, shape) * itemSize;
    if (body.length !== needed)
      throw new DataError(
        `${label}: ${body.length < needed ? 'truncated' : 'too long'}: shape (${shape.join(', ')}) of ${type} needs ${needed} bytes of data, got ${body.length}`,
      );
  }
  const ordered = <A extends TensorData | string[]>(data: A) =>
    isFortran && shape.length > 1 ? rowMajor(data, shape) : data;
  const width = textWidthOf(type);
  return {
    name,
    shape,
    type,
    label,
    kind: element?.kind ?? (width === undefined ? 'other' : 'text'),
    tensor() {
      if (!element)
        throw new DataError(`${label}: elements must be real numbers (floats, integers or booleans), got ${type}`);
      const inOrder = swapped ? byteSwapped(body, element.size) : body;
      return { shape, data: ordered(readNumbers(element, inOrder, label)) };
    },
    texts() {
      if (width === undefined) throw new DataError(`${label}: elements must be texts, got ${type}`);
      return ordered(readTexts(body, type, width, label));
    },
  };
}

/**
 * Reads an NPY file. The numbers are a view of `bytes` where they are aligned, little-endian, in C order and of a type held here.
 * @param label  the file's name, for messages
 * @throws DataError  as `openNpy`, and when the elements are no real numbers
 */
export function decodeNpy(bytes: Uint8Array, label = 'decodeNpy', limits: ReadLimits = {}): Tensor {
  return openNpy(bytes, '', label, limits).tensor();
}

interface Header {
  readonly type: string;
  /** Bytes of an element; undefined for records and objects. */
  readonly itemSize: number | undefined;
  readonly element: ElementType | undefined;
  readonly swapped: boolean;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly start: number;
}

function readHeader(bytes: Uint8Array, label: string): Header {
  if (!isNpy(bytes)) throw new DataError(`${label}: is no NPY file (it does not begin with \\x93NUMPY)`);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3 || bytes[7] !== 0)
    throw new DataError(`${label}: NPY version must be 1.0, 2.0 or 3.0, got ${version}.${bytes[7] ?? 0}`);
  const lengthBytes = version === 1 ? 2 : 4;
  const from = 8 + lengthBytes;
  if (bytes.length < from) throw new DataError(`${label}: truncated in its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, from);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes.length < from + length) throw new DataError(`${label}: truncated in its header`);
  if (length > longestHeader)
    throw new DataError(`${label}: its header must have at most ${longestHeader} bytes, got ${length}`);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(from, from + length));
  return { ...parseHeader(new Tokens(text, `${label}: header`)), start: from + length };
}

/** {'descr': …, 'fortran_order': …, 'shape': …}: these three, once each, in any order, and nothing behind them. */
function parseHeader(tokens: Tokens) {
  let type: string | undefined;
  let order: boolean | undefined;
  let shape: number[] | undefined;
  tokens.expect('{', 'a dictionary');
  while (!tokens.take('}')) {
    const at = tokens.at;
    const key = tokens.quoted('"\'');
    tokens.expect(':');
    const once = (seen: unknown) => {
      if (seen !== undefined) tokens.fail('a key that occurs once', at, printable(key));
    };
    if (key === 'descr') {
      once(type);
      type = readType(tokens);
    } else if (key === 'fortran_order') {
      once(order);
      order = readTruth(tokens);
    } else if (key === 'shape') {
      once(shape);
      shape = readShape(tokens);
    } else tokens.fail("'descr', 'fortran_order' or 'shape'", at, printable(key));
    if (!tokens.take(',') && tokens.peek() !== '}') tokens.fail('"," or "}"');
  }
  if (type === undefined || order === undefined || shape === undefined)
    tokens.fail("a dictionary with 'descr', 'fortran_order' and 'shape'", 0, 'one without');
  tokens.end();
  return { ...elementOf(type), type, isFortran: order, shape };
}

function elementOf(type: string) {
  const [, order, code] = /^([<>|])(.+)$/.exec(type) ?? [];
  const element = elementTypes.find(
    ({ npy, size }) => npy !== '' && npy === code && (size === 1 ? order === '|' : order !== '|'),
  );
  const width = textWidthOf(type);
  const itemSize = element?.size ?? (width === undefined ? undefined : width * (code!.startsWith('U') ? 4 : 1));
  return { element, itemSize, swapped: order === '>' };
}

/** Characters of numpy's texts, `<U5` of code points or `|S5` of bytes; undefined for other types. */
function textWidthOf(type: string): number | undefined {
  const width = /^(?:[<>]U|\|S)(\d{1,9})$/.exec(type)?.[1];
  return width === undefined ? undefined : Number(width);
}

/** A text such as '<f8'; a list describes records, which are named as such. */
function readType(tokens: Tokens): string {
  if (tokens.peek() !== '[') return tokens.quoted('"\'');
  skipLiteral(tokens, 16);
  return 'records';
}

function readTruth(tokens: Tokens): boolean {
  const at = tokens.at;
  const word = tokens.lump();
  if (word !== 'True' && word !== 'False') tokens.fail('True or False', at);
  return word === 'True';
}

function readShape(tokens: Tokens): number[] {
  const shape: number[] = [];
  tokens.expect('(', 'a tuple of integers');
  while (!tokens.take(')')) {
    const at = tokens.at;
    const digits = /^(\d{1,16})L?$/.exec(tokens.lump())?.[1];
    if (digits === undefined) tokens.fail('an integer ≥ 0', at);
    shape.push(Number(digits));
    if (tokens.take(',')) continue;
    if (tokens.peek() !== ')') tokens.fail('"," or ")"');
    // (3) is a number in Python; a tuple of one has a comma.
    if (shape.length === 1) tokens.fail('a tuple: (n,)', at);
  }
  if (shape.length > maxAxes) tokens.fail(`a shape of at most ${maxAxes} axes`, tokens.at, String(shape.length));
  return shape;
}

/** Passes over lists, tuples, texts and numbers of Python. */
function skipLiteral(tokens: Tokens, depth: number): void {
  const open = tokens.peek();
  if (open === '"' || open === "'") return void tokens.quoted('"\'');
  if (open !== '[' && open !== '(') {
    if (!/^\w+$/.test(tokens.lump())) tokens.fail('a description of records');
    return;
  }
  if (depth === 0) tokens.fail('nested less deep');
  tokens.take(open);
  const close = open === '[' ? ']' : ')';
  while (!tokens.take(close)) {
    skipLiteral(tokens, depth - 1);
    if (!tokens.take(',') && tokens.peek() !== close) tokens.fail(`"," or "${close}"`);
  }
}

function readTexts(body: Uint8Array, type: string, width: number, label: string): string[] {
  const size = type[1] === 'U' ? 4 : 1;
  if (width === 0) throw new DataError(`${label}: texts must have at least one character, got ${type}`);
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  return Array.from({ length: body.length / (size * width) }, (_, k) => {
    const codes = Array.from({ length: width }, (_, c) => {
      const at = (k * width + c) * size;
      return size === 1 ? view.getUint8(at) : view.getUint32(at, type.startsWith('<'));
    });
    const wrong = codes.find((code) => code > 0x10ffff);
    if (wrong !== undefined) throw new DataError(`${label}: text ${k} holds ${wrong}, which is no code point`);
    const end = codes.findLastIndex((code) => code !== 0);
    return String.fromCodePoint(...codes.slice(0, end + 1));
  });
}
