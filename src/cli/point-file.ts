/** Points from a file of numpy or safetensors: a vector, a row of a matrix, or the arrays of a landscape, by its names or by others'. */
import { extname } from 'node:path';
import { ArgumentError, DataError } from '../base/errors.ts';
import { counted, shown } from '../base/words.ts';
import { openNpy } from '../data/npy.ts';
import { openNpz } from '../data/npz.ts';
import { openSafetensors } from '../data/safetensors.ts';
import { type StoredArray, shapeWords } from '../data/tensor.ts';
import type { Families, Family, Layout } from '../landscapes/family.ts';
import { readWhole } from '../node/read-whole.ts';
import type { LandscapeOptions } from './landscape-options.ts';

/** A file that was opened; its arrays are decoded when they are asked for, since exports hold texts and integers besides. */
export interface PointFile {
  /** For messages. */
  readonly file: string;
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

export interface PointPlace {
  /** Name of an array; when absent the arrays of the landscape, else `points`, else the only array. */
  readonly array?: string | undefined;
  /** Row of a matrix, and which point of an export. */
  readonly row: number;
  readonly family: Family;
  /** All fields of the landscape. */
  readonly fields: LandscapeFields;
  /** Arrays that a point is made of, put end to end. */
  readonly layout: Layout | undefined;
}

export interface PointRead {
  readonly position: Float64Array;
  /** Arrays of the file that the point is made of, in its order, and the names of the others. */
  readonly read: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly ignored: readonly string[];
}

type LandscapeFields = Parameters<NonNullable<Family['points']>['find']>[1]['fields'];

/** @throws DataError when the file is no ordinary one, or none of the formats */
export async function openPointFile(path: string): Promise<PointFile> {
  const file = shown(path, 120);
  const read = {
    '.npy': (bytes: Uint8Array) => new Map([['the array', openNpy(bytes, 'the array', file)]]),
    '.npz': (bytes: Uint8Array) => openNpz(bytes, file),
    '.safetensors': (bytes: Uint8Array) => openSafetensors(bytes, file).arrays,
  }[extname(path)];
  if (!read) throw new DataError(`${file} must end in .npy, .npz or .safetensors`);
  return { file, arrays: read(await readWhole(path)) };
}

/**
 * Options with what the file says of the landscape its points lie on: a file may name it alone.
 * @throws DataError, ArgumentError  as a family's `points`
 */
export function namedByFile<O extends LandscapeOptions & { readonly array?: string }>(
  where: string,
  families: Families,
  options: O,
  { file, arrays }: PointFile,
  row: number,
): O {
  if (options.run !== undefined || options.array !== undefined) return options;
  const given = options as unknown as LandscapeFields;
  const all = Object.values(families);
  const short = all.filter((family) => family.short !== undefined && given[family.short] !== undefined);
  const named = options.landscape === undefined ? short : all.filter(({ name }) => name === options.landscape);
  for (const family of named.length > 0 || options.landscape !== undefined ? named : all) {
    const fields = Object.fromEntries(Object.entries(given).filter(([name]) => name in family.schema.shape));
    const found = family.points?.find(where, { file, arrays: [...arrays.values()], row, fields });
    if (found) return { ...options, landscape: family.name, ...found.fields };
  }
  return options;
}

/**
 * Point number `row` of a file.
 * @throws DataError      when the file has no such array, or one that is damaged or no numbers
 * @throws ArgumentError  when the row is not there, or an array has another shape than the landscape's
 */
export function pointIn(where: string, { file, arrays }: PointFile, place: PointPlace): PointRead {
  const { array, row, family, fields, layout } = place;
  const ignoring = (read: PointRead['read'], position: Float64Array): PointRead => {
    const names = new Set(read.map(({ name }) => name));
    return { position, read, ignored: [...arrays.keys()].filter((name) => !names.has(name)) };
  };
  if (array === undefined) {
    const found = family.points?.find(where, { file, arrays: [...arrays.values()], row, fields });
    if (found) {
      checkShapes(where, found.arrays, layout);
      return ignoring(found.arrays, found.point());
    }
    const prefix = [`${family.name}_${row}_`, ''].find((start) => arrays.has(`${start}${layout?.arrays[0]?.name}`));
    if (layout && layout.arrays.length > 1 && prefix !== undefined) {
      const own = layout.arrays.map(({ name }) => arrayNamed(file, arrays, `${prefix}${name}`));
      checkShapes(where, own, layout);
      const point = new Float64Array(layout.arrays.at(-1)!.end);
      layout.arrays.forEach(({ start }, k) => void point.set(own[k]!.tensor().data, start));
      return ignoring(own, point);
    }
  }
  const only = arrays.size === 1 ? [...arrays.keys()][0] : undefined;
  const name = array ?? (arrays.has('points') ? 'points' : only);
  if (name === undefined) {
    const known = family.points ? `${family.points.names}, nor ` : '';
    throw new DataError(
      `${where}: ${file} has no ${known}"points"; it has ${listed(arrays)}; --array names a vector, or points one a row`,
    );
  }
  const matrix = arrayNamed(file, arrays, name);
  return ignoring([matrix], rowOf(where, file, matrix, row));
}

function checkShapes(where: string, found: PointRead['read'], layout: Layout | undefined): void {
  if (!layout) return;
  layout.arrays.forEach(({ name: own, shape }, k) => {
    const { name, shape: got } = found[k] ?? { name: own, shape: undefined };
    if (got?.join() !== shape.join())
      throw new ArgumentError(where, shown(name), `of the shape ${shapeWords(shape)}`, got && shapeWords(got));
  });
  const more = found[layout.arrays.length];
  if (more) throw new ArgumentError(where, shown(more.name), 'left out, for the landscape has no such array', 'it');
}

function arrayNamed(file: string, arrays: PointFile['arrays'], name: string): StoredArray {
  const found = arrays.get(name);
  if (!found) throw new DataError(`${file} has no array ${shown(name)}; it has ${listed(arrays)}`);
  return found;
}

function rowOf(where: string, file: string, array: StoredArray, row: number): Float64Array {
  const { shape, label } = array;
  if (shape.length < 1 || shape.length > 2)
    throw new DataError(`${label} must hold a vector or one a row, got the shape ${shapeWords(shape)}`);
  const [rows, width] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0]!];
  if (rows * width === 0) throw new DataError(`${label} holds no point, its shape is ${shapeWords(shape)}`);
  if (row >= rows) {
    const rule = rows === 1 ? '0' : `from 0 to ${rows - 1}`;
    throw new ArgumentError(where, 'point', `${rule} (${file} holds ${counted(rows, 'point')})`, row);
  }
  return Float64Array.from(array.tensor().data.subarray(row * width, (row + 1) * width));
}

function listed(arrays: PointFile['arrays']): string {
  const names = [...arrays.keys()].slice(0, 6).map((name) => shown(name, 24));
  return arrays.size === 0 ? 'none' : arrays.size > names.length ? `${names.join(', ')}, …` : names.join(', ');
}
