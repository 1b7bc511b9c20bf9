/** Run folders on the disk: where a new one goes, and how one is found again. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { DataError, StoreError } from '../base/errors.ts';
import { manifestName, readJson } from '../ensembles/manifest.ts';
import { shardIndex } from '../ensembles/plan.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import { runsFolder } from './options.ts';

/** A new folder, made here and now so that nobody else gets it: glasscape-runs/20250131-142501-<name>, local time. @throws StoreError */
export async function newFolder(name: string, now: number): Promise<string> {
  const date = new Date(now - new Date(now).getTimezoneOffset() * 60_000).toISOString();
  const base = join(runsFolder, `${date.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${name}`);
  for (let copy = 1; ; copy++) {
    const folder = copy === 1 ? base : `${base}-${copy}`;
    try {
      await mkdir(runsFolder, { recursive: true });
      await mkdir(folder);
      return folder;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && (await isFolder(runsFolder))) continue;
      throw new StoreError(`${folder} cannot be made (${code}); choose a folder with --out`);
    }
  }
}

/** What a folder holds. damaged: a manifest that is no document of ours, or none at all beside shards. */
export type RunKind = 'ensemble' | 'reproduction' | 'damaged' | 'foreign';

/** A folder that holds a run; undefined for any other. Nothing in it is believed yet. */
export async function runIn(folder: string): Promise<{ store: Store; kind: RunKind } | undefined> {
  const store = fileStore(folder);
  try {
    const document = (await readJson(store, manifestName)) as { kind?: unknown } | null | undefined;
    if (document === undefined) return (await store.list()).some(isShard) ? { store, kind: 'damaged' } : undefined;
    const kind = document?.kind;
    if (kind === 'ensemble' || kind === 'reproduction') return { store, kind };
    return { store, kind: typeof kind === 'string' ? 'foreign' : 'damaged' };
  } catch (error) {
    if (error instanceof StoreError || error instanceof DataError) return { store, kind: 'damaged' };
    throw error;
  }
}

function isShard(name: string): boolean {
  return shardIndex(name) !== undefined;
}

/** The folder of a run given by its path, or by its name inside glasscape-runs. @throws DataError when there is none */
export async function findRun(run: string): Promise<{ store: Store; kind: RunKind }> {
  const places = isAbsolute(run) ? [run] : [run, join(runsFolder, run)];
  for (const place of places) {
    const found = await runIn(place);
    if (found) return found;
  }
  throw new DataError(`${run} is no run folder (it has no ${manifestName}); "glasscape runs" lists the runs`);
}

/** Folders inside a folder, sorted; none when it does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
