/** Run folders on the disk: where a new one goes, and how one is found again. */
import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { DataError } from '../base/errors.ts';
import { manifestName, readJson } from '../ensembles/manifest.ts';
import type { Store } from '../ensembles/store.ts';
import { fileStore } from '../ensembles/stores/files.ts';
import { runsFolder } from './options.ts';

/** A folder that does not exist yet: glasscape-runs/20250131-142501-<name>, local time. */
export async function newFolder(name: string, now: number): Promise<string> {
  const date = new Date(now - new Date(now).getTimezoneOffset() * 60_000).toISOString();
  const base = join(runsFolder, `${date.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${name}`);
  const taken = new Set(await namesIn(runsFolder));
  for (let copy = 1; ; copy++) {
    const folder = copy === 1 ? base : `${base}-${copy}`;
    if (!taken.has(folder.slice(runsFolder.length + 1))) return folder;
  }
}

/** The folder of a run given by its path, or by its name inside glasscape-runs. @throws DataError when there is none */
export async function findRun(run: string): Promise<{ store: Store; manifest: { readonly kind?: unknown } }> {
  const places = isAbsolute(run) ? [run] : [run, join(runsFolder, run)];
  for (const place of places) {
    const store = fileStore(place);
    const manifest = await readJson(store, manifestName);
    if (manifest !== undefined) return { store, manifest: manifest as { kind?: unknown } };
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
