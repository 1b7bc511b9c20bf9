/** A tensor as the file formats know it: a shape and the numbers in row-major (C) order. */
import { DataError } from '../base/errors.ts';

export type TensorData =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** An empty shape is a scalar: one number. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** An array in a file: what its header says. The numbers are decoded when they are asked for. */
export interface StoredArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** Type of the elements in the words of the format: `<f4`, `BF16`. */
  readonly type: string;
  /** What the elements are; `other` is neither numbers nor texts: complex numbers, records, pickled objects. */
  readonly kind: 'float' | 'integer' | 'boolean' | 'text' | 'other';
  /** Where it is, for messages: the file, and in an archive the array. */
  readonly label: string;
  /** @throws DataError when the elements are no numbers, or an integer is beyond ±2⁵³ and so no binary64 */
  tensor(): Tensor;
  /** The texts of a `text` array. @throws DataError when the elements are no texts */
  texts(): string[];
}

/** A number type with its names in the formats. */
export interface ElementType {
  /** As numpy writes it, without the mark of the byte order. */
  readonly npy: string;
  readonly safetensors: string;
  readonly kind: StoredArray['kind'];
  readonly size: number;
  /** How it is held here; types without a view are decoded into the next wider one that has their numbers. */
  readonly view?: new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => TensorData;
  decode?(bytes: Uint8Array, label: string): TensorData;
}

/** Every type that can be read; those with a view are written too, widest first. Engines hold numbers little-endian. */
export const elementTypes: readonly ElementType[] = [
  { npy: 'f8', safetensors: 'F64', kind: 'float', size: 8, view: Float64Array },
  { npy: 'f4', safetensors: 'F32', kind: 'float', size: 4, view: Float32Array },
  { npy: 'i4', safetensors: 'I32', kind: 'integer', size: 4, view: Int32Array },
  { npy: 'u4', safetensors: 'U32', kind: 'integer', size: 4, view: Uint32Array },
  { npy: 'i2', safetensors: 'I16', kind: 'integer', size: 2, view: Int16Array },
  { npy: 'u2', safetensors: 'U16', kind: 'integer', size: 2, view: Uint16Array },
  { npy: 'i1', safetensors: 'I8', kind: 'integer', size: 1, view: Int8Array },
  { npy: 'u1', safetensors: 'U8', kind: 'integer', size: 1, view: Uint8Array },
  { npy: 'f2', safetensors: 'F16', kind: 'float', size: 2, decode: decodeHalves },
  { npy: '', safetensors: 'BF16', kind: 'float', size: 2, decode: decodeBrainFloats },
  { npy: 'i8', safetensors: 'I64', kind: 'integer', size: 8, decode: decodeWide('getBigInt64') },
  { npy: 'u8', safetensors: 'U64', kind: 'integer', size: 8, decode: decodeWide('getBigUint64') },
  { npy: 'b1', safetensors: 'BOOL', kind: 'boolean', size: 1, decode: decodeBooleans },
];

/** The type a tensor's numbers are written as. */
export function elementTypeOf(data: TensorData): ElementType {
  return elementTypes.find(({ view }) => view !== undefined && data instanceof view)!;
}

/** Number of elements of a shape; a DataError that names the tensor when an extent is no integer ≥ 0 or the product no safe integer. */
export function elementCount(name: string, shape: readonly number[]): number {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) || !Number.isSafeInteger(count))
    throw new DataError(
      `${name}: shape must consist of integers ≥ 0 with a product below 2^53, got ${shapeWords(shape)}`,
    );
  return count;
}

/** "6 × 25"; "one number" for a scalar. */
export function shapeWords(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join(' × ');
}

/** The bytes of a tensor, a view; a DataError when its shape and the number of its elements disagree. */
export function tensorBytes(name: string, { shape, data }: Tensor): Uint8Array {
  const count = elementCount(name, shape);
  if (count !== data.length)
    throw new DataError(`${name}: shape ${shapeWords(shape)} has ${count} elements, the data ${data.length}`);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Little-endian bytes as numbers: a view where the type is held as it is and the offset is aligned, a copy elsewhere. Half precision
 * becomes float32, 64-bit integers float64, both exactly. bytes.length must be a multiple of type.size.
 * @throws DataError when an integer is beyond ±2⁵³, or a boolean neither 0 nor 1
 */
export function readNumbers(type: ElementType, bytes: Uint8Array, label: string): TensorData {
  if (!type.view) return type.decode!(bytes, label);
  const aligned = bytes.byteOffset % type.size === 0 ? bytes : new Uint8Array(bytes);
  return new type.view(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.length / type.size);
}

/** A copy with the bytes of each element in reverse order. */
export function byteSwapped(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let from = 0; from < bytes.length; from += size)
    for (let k = 0; k < size; k++) out[from + k] = bytes[from + size - 1 - k]!;
  return out;
}

/** Fortran order (the first index runs fastest) as C order: a copy. */
export function rowMajor<A extends TensorData | string[]>(data: A, shape: readonly number[]): A {
  const out = data.slice() as A;
  const { length } = data;
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, extent) => product * extent, 1));
  let from = 0;
  for (let k = 0; k < length; k++) {
    out[k] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

/** Pieces of a file put end to end. Writers of large files write the pieces one by one instead. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    out.set(piece, offset);
    offset += piece.length;
  }
  return out;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function decodeHalves(bytes: Uint8Array): Float32Array {
  const view = viewOf(bytes);
  return Float32Array.from({ length: bytes.length / 2 }, (_, k) => {
    const bits = view.getUint16(2 * k, true);
    const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}

/** bfloat16: the upper half of a binary32. */
function decodeBrainFloats(bytes: Uint8Array): Float32Array {
  const view = viewOf(bytes);
  const upper = Uint32Array.from({ length: bytes.length / 2 }, (_, k) => view.getUint16(2 * k, true) << 16);
  return new Float32Array(upper.buffer);
}

function decodeWide(get: 'getBigInt64' | 'getBigUint64') {
  return (bytes: Uint8Array, label: string): Float64Array => {
    const view = viewOf(bytes);
    return Float64Array.from({ length: bytes.length / 8 }, (_, k) => {
      const exact = view[get](8 * k, true);
      const value = Number(exact);
      if (Math.abs(value) > 2 ** 53 || BigInt(value) !== exact)
        throw new DataError(`${label}: integers must lie within ±2^53, got ${exact} at position ${k}`);
      return value;
    });
  };
}

function decodeBooleans(bytes: Uint8Array, label: string): Uint8Array {
  const wrong = bytes.findIndex((byte) => byte > 1);
  if (wrong >= 0) throw new DataError(`${label}: booleans must be 0 or 1, got ${bytes[wrong]} at position ${wrong}`);
  return bytes;
}
