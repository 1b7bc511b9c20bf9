/** A user's data by their path: a file, or a folder with the files of a data set. Node only. */
import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import type { DataFile, DataFileOptions } from '../data/data-file.ts';
import { idxPart, readDataFile, readDataFolder } from '../data/examples-file.ts';
import { readWhole } from './read-whole.ts';

const endings = ['.npz', '.npy', '.csv'];

/**
 * Reads a data file, the IDX files of a folder, or the only data file of a folder.
 * @throws DataError, ArgumentError  as `readDataFile` and `readDataFolder`, and when a folder holds no data or several files of them
 */
export async function readDataPath(path: string, options: DataFileOptions = {}): Promise<DataFile> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return readDataFile(path, await readWhole(path, options), options);
  const names = (await readdir(path)).sort();
  const idx = names.filter((name) => idxPart(name) !== undefined);
  if (idx.length > 0) {
    const files = await Promise.all(
      idx.map(async (name) => [name, await readWhole(join(path, name), options)] as const),
    );
    return readDataFolder(resolve(path), new Map(files), options);
  }
  const single = names.filter((name) => endings.includes(extname(name)));
  const [only] = single;
  if (only === undefined || single.length > 1) {
    const got = single
      .slice(0, 6)
      .map((name) => shown(name, 30))
      .join(', ');
    throw new DataError(
      `${shown(path, 120)} must hold IDX files (train-images-idx3-ubyte, …) or one file ${endings.join(', ')}, got ${got || 'none of them'}`,
    );
  }
  return readDataFile(only, await readWhole(join(path, only), options), options);
}
