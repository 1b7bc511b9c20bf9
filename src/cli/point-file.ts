/** A point from a file of numpy or safetensors: a vector, a row of a matrix, or the weights and biases of a network layer by layer. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { integer } from '../base/arguments.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import { decodeNpy, decodeSafetensors, type Tensor } from '../data/index.ts';
import { readZip } from '../data/zip.ts';
import type { Layout } from '../landscapes/index.ts';

export interface PointFile {
  readonly file: string;
  /** Name of an array in an archive; when absent the arrays of the layout, else `points`, else the only array. */
  readonly array?: string;
  /** Row of a matrix, and which point of an export. */
  readonly row: number;
  /** Arrays that a point is made of, put end to end. */
  readonly layout?: Layout | undefined;
  /** Before the names of the arrays in an export. */
  readonly prefix: string;
}

/**
 * The numbers in float64.
 * @throws DataError      when the file is missing, is none of the formats, or has no such array
 * @throws ArgumentError  when the row is not there, or a layer has another shape
 */
export async function readPoint(where: string, asked: PointFile): Promise<Float64Array> {
  const { file, array, row, layout } = asked;
  const tensors = await readArrays(file);
  const arrays = layout && layout.arrays.length > 1 ? layout.arrays : undefined;
  const prefix = arrays && [asked.prefix, ''].find((start) => tensors.has(`${start}${arrays[0]!.name}`));
  if (array === undefined && arrays && prefix !== undefined) return layoutOf(where, tensors, prefix, arrays);
  const name = array ?? (tensors.has('points') ? 'points' : tensors.size === 1 ? [...tensors.keys()][0]! : undefined);
  const names = [...tensors.keys()];
  const listed = names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ');
  if (name === undefined)
    throw new DataError(`${where}: ${file} has several arrays (${listed}); say which with --array`);
  const tensor = tensors.get(name)?.();
  if (!tensor) throw new DataError(`${where}: ${file} has no array ${name}; it has ${listed}`);
  const { shape } = tensor;
  if (shape.length < 1 || shape.length > 2)
    throw new DataError(`${where}: ${file} must hold a vector or one a row, got the shape ${shape.join(' × ')}`);
  const [rows, width] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0]!];
  integer(where, 'point', row, 0, rows - 1);
  return numbers(where, file, tensor).slice(row * width, (row + 1) * width);
}

/** By name, each decoded when it is asked for: an export holds texts and integers besides. */
export async function readArrays(file: string): Promise<ReadonlyMap<string, () => Tensor>> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`${file} cannot be read (${error.code})`);
  });
  switch (extname(file)) {
    case '.npy':
      return new Map([['the array', () => decodeNpy(bytes, file)]]);
    case '.npz':
      return new Map(
        [...readZip(bytes, file)].map(([entry, content]) => [
          entry.replace(/\.npy$/, ''),
          () => decodeNpy(content, `${file}: ${entry}`),
        ]),
      );
    case '.safetensors':
      return new Map([...decodeSafetensors(bytes, file).tensors].map(([name, tensor]) => [name, () => tensor]));
    default:
      throw new DataError(`${file} must end in .npy, .npz or .safetensors`);
  }
}

/** Every array of the layout, put end to end. */
function layoutOf(
  where: string,
  tensors: ReadonlyMap<string, () => Tensor>,
  prefix: string,
  arrays: Layout['arrays'],
): Float64Array {
  const point = new Float64Array(arrays.at(-1)!.end);
  for (const { name: own, shape, start } of arrays) {
    const name = `${prefix}${own}`;
    const tensor = tensors.get(name)?.();
    if (tensor?.shape.join() !== shape.join())
      throw new ArgumentError(where, name, `of the shape ${shape.join(' × ')}`, tensor?.shape.join(' × '));
    point.set(numbers(where, name, tensor), start);
  }
  return point;
}

function numbers(where: string, name: string, { data }: Tensor): Float64Array {
  if (data instanceof Float64Array || data instanceof Float32Array) return Float64Array.from(data);
  throw new ArgumentError(where, name, 'float64 or float32', data.constructor.name);
}
