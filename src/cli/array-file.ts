/** An array that a landscape is made of, from a file of numpy or safetensors: `file:J.npy`, or `file:J.npz#name` for one of several. */
import { DataError } from '../base/errors.ts';
import type { GivenArray } from '../landscapes/family.ts';
import { openPointFile } from './point-file.ts';

const prefix = 'file:';

/**
 * The numbers in float64, row-major.
 * @throws DataError when the file is missing or none of the formats, or has several arrays and none is named
 */
export async function readArray(where: string, name: string): Promise<GivenArray> {
  const [file, key] = nameOf(name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const { arrays } = await openPointFile(file);
  const names = [...arrays.keys()];
  const listed = names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ') || 'none';
  const chosen = key ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined)
    throw new DataError(`${where}: ${file} must hold one array or be named with #NAME, got the arrays ${listed}`);
  const tensor = arrays.get(chosen)?.tensor();
  if (!tensor) throw new DataError(`${where}: ${file} has no array ${chosen}; it has ${listed}`);
  return { shape: tensor.shape, entries: Float64Array.from(tensor.data) };
}

/** File and array name; a # that is no part of an archive's name belongs to the path. */
function nameOf(text: string): [file: string, key: string | undefined] {
  const match = /^(.*\.(?:npz|safetensors))#([^/]+)$/.exec(text);
  return match ? [match[1]!, match[2]!] : [text, undefined];
}
