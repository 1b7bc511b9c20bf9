/** The one way to a file that a command writes at a user's path: looked at before the work whose result it will hold, written whole or not at all. */
import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { ArgumentError, StoreError } from '../base/errors.ts';
import { manifestName, readJson } from '../ensembles/manifest.ts';
import { shardIndex } from '../ensembles/plan.ts';
import { fileStore, replaceFile, requireWritableFolder } from '../ensembles/stores/files.ts';

export interface OutputFile {
  /** Absolute; links are followed. */
  readonly path: string;
  /** @throws DiskFullError, StoreError  naming the file; what was there before stays */
  write(content: Uint8Array | readonly Uint8Array[]): Promise<void>;
}

export interface OutputOptions {
  /** Files that the command reads, which it does not write over. */
  readonly inputs?: readonly string[];
  /** One of which the name must have; any when empty. */
  readonly endings?: readonly string[];
  /** The option that named it; default `out`. */
  readonly argument?: string;
}

/**
 * @throws ArgumentError when `out` is one of the inputs or ends otherwise
 * @throws StoreError    when it lies in a run folder or has a name of its files, is no ordinary file, or cannot be written
 */
export async function outputFile(
  where: string,
  out: string,
  { inputs = [], endings = [], argument = 'out' }: OutputOptions = {},
): Promise<OutputFile> {
  if (endings.length > 0 && !endings.includes(extname(out)))
    throw new ArgumentError(where, argument, `a file that ends in ${endings.join(' or ')}`, out);
  if (out === '') throw new ArgumentError(where, argument, 'the name of a file', out);
  const path = await target(resolve(out));
  for (const input of inputs)
    if ((await target(resolve(input))) === path)
      throw new ArgumentError(where, argument, 'another file than those that are read', out);
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) throw new StoreError(`${argument} must be an ordinary file, got ${out}`);
  const run = await runAround(dirname(path));
  if (run !== undefined)
    throw new StoreError(`${argument} must lie outside of run folders, got ${out} (${run} holds a run)`);
  if (basename(path) === manifestName || shardIndex(basename(path)) !== undefined)
    throw new StoreError(`${argument} must be no name of a run's own files, got ${out}`);
  await requireWritableFolder(dirname(path));
  return { path, write: (content) => replaceFile(path, content) };
}

/** Links a name may lead through: as many as the system follows. */
const mostLinks = 40;

/** Where a path leads, also when nothing is there yet. @throws StoreError for links that go round */
async function target(path: string, links = 0): Promise<string> {
  if (links > mostLinks) throw new StoreError(`${path} must be an ordinary file (its links go round)`);
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  const led = await readlink(path).catch(() => undefined);
  if (led !== undefined) return target(resolve(dirname(path), led), links + 1);
  return dirname(path) === path ? path : join(await target(dirname(path), links), basename(path));
}

/** The folder of the run that a folder lies in. */
async function runAround(folder: string): Promise<string | undefined> {
  for (let around = folder; ; around = dirname(around)) {
    // What cannot be read may be a damaged manifest; far above it is somebody else's.
    const kind = await kindOf(around).catch(() => (around === folder ? 'ensemble' : undefined));
    if (kind === 'ensemble' || kind === 'reproduction') return around;
    if (dirname(around) === around) return undefined;
  }
}

async function kindOf(folder: string): Promise<unknown> {
  const store = fileStore(folder);
  const manifest = (await readJson(store, manifestName)) as { kind?: unknown } | null | undefined;
  if (manifest === undefined)
    return (await store.list()).some((name) => shardIndex(name) === 0) ? 'ensemble' : undefined;
  return manifest?.kind ?? 'ensemble';
}
