/** safetensors: named tensors behind a JSON header; the format in which trained networks are exchanged, and our own for stored data sets. */
import { DataError } from '../base/errors.ts';
import { checkSize, type ReadLimits } from './limits.ts';
import { elementCount, elementTypeOf, elementTypes, type Tensor, tensorBytes, viewNumbers } from './tensor.ts';

/** Tensors by name, with the file's free text entries. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** As long as a header may be, by the format's own rule. */
const maxHeader = 100_000_000;
const metadataKey = '__metadata__';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
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
  const header: [string, Entry | Readonly<Record<string, string>>][] = [];
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
 * Reads a file; tensors are views of `bytes` where they are aligned.
 * @param name  the file's name, for messages
 * @throws DataError  when the header is damaged, a type is not float64, float32, int32 or uint8, or the tensors do not fill the file
 *                    exactly, without overlap or hole
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  name = 'decodeSafetensors',
  limits: ReadLimits = {},
): SafetensorsFile {
  checkSize(name, bytes.length, limits);
  const { entries, metadata, body } = readHeader(bytes, name);
  entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  const tensors = new Map<string, Tensor>();
  let end = 0;
  for (const [key, { dtype, shape, data_offsets }] of entries) {
    const [from, to] = data_offsets;
    const type = elementTypes.find((candidate) => candidate.safetensors === dtype);
    if (!type) throw new DataError(`${name}: ${key}: type must be F64, F32, I32 or U8, got ${dtype}`);
    const size = elementCount(`${name}: ${key}`, shape) * type.size;
    if (from !== end || to !== from + size || to > body.length)
      throw new DataError(
        `${name}: ${key}: ${dtype} of shape ${shape.join(' × ')} must fill bytes ${end} to ${end + size} of ${body.length}, got ${from} to ${to}`,
      );
    tensors.set(key, { shape, data: viewNumbers(type, body.subarray(from, to)) });
    end = to;
  }
  if (end !== body.length)
    throw new DataError(`${name}: ${body.length - end} bytes behind the last tensor belong to none`);
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array, name: string) {
  const length =
    bytes.length < 8 ? Infinity : Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > Math.min(maxHeader, bytes.length - 8))
    throw new DataError(`${name}: is no safetensors file, or one truncated in its header`);
  const json = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  const header = parseObject(json, name);
  const metadata = header[metadataKey] ?? {};
  if (!isTextRecord(metadata)) throw new DataError(`${name}: ${metadataKey} must map words to words`);
  const entries = Object.entries(header).filter(([key]) => key !== metadataKey);
  const wrong = entries.find(([, value]) => !isEntry(value));
  if (wrong)
    throw new DataError(
      `${name}: ${wrong[0]}: header must give dtype, shape and data_offsets, got ${JSON.stringify(wrong[1])}`,
    );
  return { entries: entries as [string, Entry][], metadata, body: bytes.subarray(8 + length) };
}

function parseObject(json: string, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (isObject(value)) return value;
  } catch {
    // Falls through to the one message for both.
  }
  throw new DataError(`${name}: its header is no JSON object`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  const numbers = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((item) => Number.isSafeInteger(item));
  return typeof dtype === 'string' && numbers(shape) && numbers(offsets) && offsets.length === 2;
}
