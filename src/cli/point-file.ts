/** A point from a file of numpy or safetensors: a vector, a row of a matrix, or the weights and biases of a network layer by layer. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { integer } from '../base/arguments.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import { decodeNpy, decodeSafetensors, type Tensor } from '../data/index.ts';
import { readZip } from '../data/zip.ts';

export interface PointFile {
  readonly file: string;
  /** Name of an array in an archive; when absent W1, b1, … where `sizes` are given, else `points`, else the only array. */
  readonly array?: string;
  /** Row of a matrix, and which network of an export. */
  readonly row: number;
  /** n₀, n₁, … of a network. */
  readonly sizes?: readonly number[];
}

/**
 * The numbers in float64.
 * @throws DataError      when the file is missing, is none of the formats, or has no such array
 * @throws ArgumentError  when the row is not there, or a layer has another shape
 */
export async function readPoint(where: string, asked: PointFile): Promise<Float64Array> {
  const { file, array, row, sizes } = asked;
  const tensors = await readArrays(file);
  const prefix = sizes && [`network_${row}_`, ''].find((start) => tensors.has(`${start}W1`));
  if (array === undefined && sizes && prefix !== undefined) return layersOf(where, tensors, prefix, sizes);
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
async function readArrays(file: string): Promise<ReadonlyMap<string, () => Tensor>> {
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

/** W₁ (units × inputs), b₁, W₂, b₂, … put end to end. */
function layersOf(
  where: string,
  tensors: ReadonlyMap<string, () => Tensor>,
  prefix: string,
  sizes: readonly number[],
): Float64Array {
  const parts: Float64Array[] = [];
  for (let l = 1; l < sizes.length; l++)
    for (const [letter, shape] of [
      ['W', [sizes[l]!, sizes[l - 1]!]],
      ['b', [sizes[l]!]],
    ] as const) {
      const name = `${prefix}${letter}${l}`;
      const tensor = tensors.get(name)?.();
      if (tensor?.shape.join() !== shape.join())
        throw new ArgumentError(where, name, `of the shape ${shape.join(' × ')}`, tensor?.shape.join(' × '));
      parts.push(numbers(where, name, tensor));
    }
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

function numbers(where: string, name: string, { data }: Tensor): Float64Array {
  if (data instanceof Float64Array || data instanceof Float32Array) return Float64Array.from(data);
  throw new ArgumentError(where, name, 'float64 or float32', data.constructor.name);
}
