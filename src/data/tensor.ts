/** A tensor as the file formats know it: a shape and the numbers in row-major (C) order. */
import { DataError } from '../base/errors.ts';

export type TensorData = Float64Array | Float32Array | Int32Array | Uint8Array;

/** An empty shape is a scalar: one number. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** A number type with its names in the formats; `align` is its size in bytes. */
export interface ElementType {
  readonly npy: string;
  readonly safetensors: string;
  readonly size: number;
  readonly view: new (buffer: ArrayBuffer, offset: number, length: number) => TensorData;
}

/** Every type that can be read and written, widest first; multi-byte numbers are little-endian, as all engines hold them. */
export const elementTypes: readonly ElementType[] = [
  { npy: '<f8', safetensors: 'F64', size: 8, view: Float64Array },
  { npy: '<f4', safetensors: 'F32', size: 4, view: Float32Array },
  { npy: '<i4', safetensors: 'I32', size: 4, view: Int32Array },
  { npy: '|u1', safetensors: 'U8', size: 1, view: Uint8Array },
];

/** The type of a tensor's numbers. */
export function elementTypeOf(data: TensorData): ElementType {
  return elementTypes.find((type) => data instanceof type.view)!;
}

/** Number of elements of a shape; a DataError that names the tensor when an extent is no integer ≥ 0 or the product no safe integer. */
export function elementCount(name: string, shape: readonly number[]): number {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) || !Number.isSafeInteger(count))
    throw new DataError(
      `${name}: shape must consist of integers ≥ 0 with a product below 2^53, got ${shape.join(' × ')}`,
    );
  return count;
}

/** The bytes of a tensor, a view; a DataError when its shape and the number of its elements disagree. */
export function tensorBytes(name: string, { shape, data }: Tensor): Uint8Array {
  const count = elementCount(name, shape);
  if (count !== data.length)
    throw new DataError(`${name}: shape ${shape.join(' × ')} has ${count} elements, the data ${data.length}`);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Bytes as numbers: a view where the offset is aligned, a copy elsewhere. bytes.length must be a multiple of type.size. */
export function viewNumbers(type: ElementType, bytes: Uint8Array): TensorData {
  const aligned = bytes.byteOffset % type.size === 0 ? bytes : new Uint8Array(bytes);
  return new type.view(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.length / type.size);
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
