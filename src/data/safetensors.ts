/** safetensors: named tensors behind a JSON header; the format in which trained networks are exchanged, and our own for stored data sets. */
import { DataError } from '../base/errors.ts';
import { type JsonNode, readStrictJson, type StrictJson } from '../base/strict-json.ts';
import { printable } from '../base/tokens.ts';
import { shown } from '../base/words.ts';
import { checkSize, type ReadLimits } from './limits.ts';
import {
  type ElementType,
  elementCount,
  elementTypeOf,
  elementTypes,
  readNumbers,
  type StoredArray,
  shapeWords,
  type Tensor,
  tensorBytes,
} from './tensor.ts';

/** Tensors by name, with the file's free text entries. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a header that is read: some 100,000 tensors. The format allows 100 MB. */
const maxHeader = 2 ** 24;
const metadataKey = '__metadata__';
const entryKeys = ['dtype', 'shape', 'data_offsets'];

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes begin and end, behind the header. */
  readonly from: number;
  readonly to: number;
}

/**
 * The file in pieces, to be written in order; tensors appear as views of their data. They are laid out widest type first, then by name,
 * so that each is aligned and the same tensors give the same bytes.
 * @throws DataError  when shape and data of a tensor disagree, or one is called __metadata__
 * @source [safetensors]
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const width = (tensor: Tensor) => elementTypes.indexOf(elementTypeOf(tensor.data));
  const sorted = Object.entries(tensors).sort(([a, s], [b, t]) => width(s) - width(t) || (a < b ? -1 : 1));
  const bodies: Uint8Array[] = [];
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push([metadataKey, metadata]);
  let offset = 0;
  for (const [name, tensor] of sorted) {
    if (name === metadataKey) throw new DataError(`encodeSafetensors: a tensor cannot be called ${metadataKey}`);
    const body = tensorBytes(`encodeSafetensors: ${name}`, tensor);
    const dtype = elementTypeOf(tensor.data).safetensors;
    header.push([name, { dtype, shape: tensor.shape, data_offsets: [offset, offset + body.length] }]);
    offset += body.length;
    bodies.push(body);
  }
  const json = new TextEncoder().encode(
    `{${header.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
  );
  const head = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(head.length - 8), true);
  head.set(json, 8);
  return [head, ...bodies];
}

/**
 * The arrays of a file, of any type, decoded when they are asked for, with its free text entries.
 * @param label  the file's name, for messages
 * @throws DataError  when the header is no strict JSON of the format, or the tensors do not fill the file exactly, without overlap or hole
 */
export function openSafetensors(
  bytes: Uint8Array,
  label: string,
  limits: ReadLimits = {},
): { readonly arrays: ReadonlyMap<string, StoredArray>; readonly metadata: Readonly<Record<string, string>> } {
  checkSize(label, bytes.length, limits);
  const { entries, metadata, body } = readHeader(bytes, label);
  const arrays = new Map<string, StoredArray>(entries.map(({ name }) => [name, undefined as never]));
  let end = 0;
  for (const { name, dtype, shape, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const place = `${label}: ${shown(name)}`;
    const element = elementTypes.find((candidate) => candidate.safetensors === dtype);
    const size = element ? elementCount(place, shape) * element.size : to - from;
    if (from !== end || to !== from + size || to > body.length)
      throw new DataError(
        `${place}: ${shown(dtype)} of shape ${shapeWords(shape)} must fill bytes ${end} to ${end + size} of ${body.length}, got ${from} to ${to}`,
      );
    arrays.set(name, storedArray(name, place, dtype, shape, element, body.subarray(from, to)));
    end = to;
  }
  if (end !== body.length)
    throw new DataError(`${label}: ${body.length - end} bytes behind the last tensor belong to none`);
  return { arrays, metadata };
}

/**
 * Reads a file; tensors are views of `bytes` where they are aligned and of a type held here.
 * @param label  the file's name, for messages
 * @throws DataError  as `openSafetensors`, and when a tensor has no real numbers
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  label = 'decodeSafetensors',
  limits: ReadLimits = {},
): SafetensorsFile {
  const { arrays, metadata } = openSafetensors(bytes, label, limits);
  return { tensors: new Map([...arrays].map(([name, array]) => [name, array.tensor()])), metadata };
}

function storedArray(
  name: string,
  label: string,
  type: string,
  shape: readonly number[],
  element: ElementType | undefined,
  bytes: Uint8Array,
): StoredArray {
  return {
    name,
    label,
    type,
    shape,
    kind: element?.kind ?? 'other',
    tensor() {
      if (element) return { shape, data: readNumbers(element, bytes, label) };
      const types = elementTypes.map(({ safetensors }) => safetensors).join(', ');
      throw new DataError(`${label}: type must be one of ${types}, got ${shown(type)}`);
    },
    texts() {
      throw new DataError(`${label}: elements must be texts, got ${shown(type)}`);
    },
  };
}

function readHeader(bytes: Uint8Array, label: string) {
  const length =
    bytes.length < 8 ? Infinity : Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.length - 8)
    throw new DataError(`${label}: is no safetensors file, or one truncated in its header`);
  if (bytes[8] !== 0x7b) throw new DataError(`${label}: is no safetensors file (its header does not begin with "{")`);
  const document: StrictJson = readStrictJson(bytes.subarray(8, 8 + length), `${label}: header`, {
    maxBytes: maxHeader,
  });
  const { root } = document;
  if (root.kind !== 'object') document.fail(root, 'an object');
  const entries: Entry[] = [];
  const metadata: [string, string][] = [];
  for (const [name, node] of root.members) {
    if (node.kind !== 'object') document.fail(node, 'an object');
    if (name === metadataKey)
      for (const [key, text] of node.members) {
        if (text.kind !== 'string') document.fail(text, 'a text');
        metadata.push([key, text.value]);
      }
    else entries.push(readEntry(document, name, node));
  }
  return { entries, metadata: Object.fromEntries(metadata), body: bytes.subarray(8 + length) };
}

function readEntry(document: StrictJson, name: string, node: JsonNode & { readonly kind: 'object' }): Entry {
  for (const [key, value] of node.members)
    if (!entryKeys.includes(key)) document.fail(value, `under one of the keys ${entryKeys.join(', ')}`, printable(key));
  const member = (key: string) => {
    const value = node.members.get(key);
    return value ?? document.fail(node, `an object with ${entryKeys.join(', ')}`, `none with "${key}"`);
  };
  const integers = (list: JsonNode) => {
    if (list.kind !== 'array') document.fail(list, 'a list of integers');
    return list.items.map((item) => {
      const value = item.kind === 'number' && /^\d+$/.test(item.text) ? Number(item.text) : Number.NaN;
      return Number.isSafeInteger(value) ? value : document.fail(item, 'an integer from 0 to 2^53');
    });
  };
  const type = member('dtype');
  if (type.kind !== 'string') document.fail(type, 'a text');
  const offsets = member('data_offsets');
  const [from, to, ...more] = integers(offsets);
  if (from === undefined || to === undefined || more.length > 0 || to < from)
    document.fail(offsets, 'two integers, the second not below the first');
  return { name, dtype: type.value, shape: integers(member('shape')), from, to };
}
