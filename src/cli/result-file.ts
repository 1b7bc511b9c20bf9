/** The single file that a command is asked to write, looked at before the work whose result it will hold. */
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ArgumentError, StoreError } from '../base/errors.ts';
import { manifestName, readJson } from '../ensembles/manifest.ts';
import { fileStore } from '../ensembles/stores/files.ts';

export interface ResultFile {
  readonly path: string;
  /** Whole or not at all. */
  write(content: Uint8Array): Promise<void>;
}

/**
 * @param inputs files that the command reads, which it does not write over
 * @throws ArgumentError when `out` is one of the inputs; StoreError when it lies in a run folder, is no ordinary file, or cannot be written
 */
export async function resultFile(where: string, out: string, inputs: readonly string[]): Promise<ResultFile> {
  const path = resolve(out);
  if (inputs.some((input) => resolve(input) === path))
    throw new ArgumentError(where, 'out', 'another file than those that are read', out);
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) throw new StoreError(`out must be an ordinary file, got ${out}`);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = await readJson(fileStore(folder), manifestName).catch(() => ({ kind: 'unreadable' }));
    const { kind } = (manifest ?? {}) as { kind?: unknown };
    const isOwn = kind === 'ensemble' || kind === 'reproduction';
    if (isOwn || (kind === 'unreadable' && folder === dirname(path)))
      throw new StoreError(`out must lie outside of run folders, got ${out} (${folder} holds a run)`);
    if (dirname(folder) === folder) break;
  }
  const store = fileStore(dirname(path));
  await store.requireWritable();
  return { path, write: (content) => store.write(basename(path), content) };
}
