/**
 * A store in a folder of the file system (Node only). Every write goes to a temporary name of its own, reaches the disk, and is renamed;
 * what a killed process leaves under a temporary name is never listed, and is removed after a day.
 */
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError, StoreError } from '../../base/errors.ts';
import { DiskFullError, isDiskFull, type Store } from '../store.ts';
import { draftOf, isDraft, probePrefix, sweep } from './drafts.ts';
import { isHeld, type Lease, lockFolder, lockName, requireUnlocked, usualLease } from './lock.ts';

/** @param lease of the lock; what it leaves open is as usual */
export function fileStore(folder: string, lease: Partial<Lease> = {}): Store {
  const at = (name: string) => join(folder, name);
  const terms = { ...usualLease, ...lease };
  const files = async () => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
    return (entries ?? []).filter((entry) => entry.isFile() && entry.name !== lockName).map((entry) => entry.name);
  };
  const list = async () => (await files()).filter((name) => !isDraft(name)).sort();
  return {
    location: folder,
    list,
    async exists(name) {
      return (await stat(at(name)).catch(ignoreMissing)) !== undefined;
    },
    async read(name) {
      // What is no ordinary file may never end.
      const found = await stat(at(name)).catch(ignoreMissing);
      if (found && !found.isFile()) throw new DataError(`${at(name)} is no ordinary file`);
      const bytes = found && (await readFile(at(name)).catch(ignoreMissing));
      if (!bytes) throw new DataError(`${at(name)} does not exist`);
      return bytes;
    },
    write: (name, content) => replaceFile(at(name), content),
    async append(name, text) {
      try {
        await makeFolder(folder);
        const file = await open(at(name), 'a');
        await file
          .writeFile(text)
          .then(() => file.sync())
          .finally(() => file.close());
      } catch (error) {
        refuse(at(name), error);
      }
    },
    remove: (name) => rm(at(name), { force: true }),
    async removeAll() {
      for (const name of await files()) await rm(at(name), { force: true });
      await rmdir(folder).catch(() => undefined);
    },
    freeBytes: () => freeBytes(folder),
    async requireWritable() {
      await requireWritableFolder(folder);
      await requireUnlocked(folder, terms);
    },
    async lock() {
      try {
        await makeFolder(folder);
        const release = await lockFolder(folder, terms);
        await sweep(folder, await timeOf(at(lockName)));
        return release;
      } catch (error) {
        refuse(join(folder, lockName), error);
      }
    },
    isLocked: () => isHeld(folder),
    child: (name) => fileStore(join(folder, name), lease),
  };
}

/** Writes a file in one step: temporary name, flush to the disk, rename. Nothing is left behind when it fails. */
export async function replaceFile(path: string, content: Uint8Array | readonly Uint8Array[]): Promise<void> {
  const draft = draftOf(path);
  try {
    await makeFolder(dirname(path));
    const file = await open(draft, 'w');
    try {
      for (const piece of content instanceof Uint8Array ? [content] : content) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    refuse(path, error);
  }
}

/** Makes a folder and those above it. Node's own recursive mkdir never returns where the system denies entries with ENOENT, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another worker may have been faster.
    if (error.code !== 'EEXIST' || !(await isFolder(folder))) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(ignoreMissing))?.isDirectory() === true;
}

/**
 * The folder, or where it does not exist yet the nearest one above it, must be a folder that takes new entries: one is made and removed.
 * @param asked  what the message names
 * @throws       StoreError
 */
export async function requireWritableFolder(folder: string, asked = folder): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : refuse(asked, error),
  );
  if (!found && dirname(folder) !== folder) return requireWritableFolder(dirname(folder), asked);
  if (!found?.isDirectory())
    throw new StoreError(`out must be a writable folder, got ${asked} (${folder} is no folder)`);
  const probe = await mkdtemp(join(folder, probePrefix)).catch((error) => refuse(asked, error));
  await sweep(folder, await timeOf(probe));
  await rmdir(probe).catch((error) => refuse(asked, error));
}

/** When a file was made, by the clock of whatever keeps the folder; 0, at which nothing is old, when it is gone. */
async function timeOf(path: string): Promise<number> {
  return (await stat(path).catch(ignoreMissing))?.mtimeMs ?? 0;
}

/** Free bytes of the disk that the nearest existing folder above lies on. */
async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder).catch(() => undefined);
  if (disk) return disk.bavail * disk.bsize;
  return dirname(folder) === folder ? Infinity : freeBytes(dirname(folder));
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

/** The system's refusals become one StoreError, a full disk its own error, for the run to stop resumable. */
function refuse(path: string, error: unknown): never {
  if (error instanceof StoreError || error instanceof DiskFullError) throw error;
  if (isDiskFull(error)) throw new DiskFullError(path, error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new StoreError(`out must be writable, got ${path} (${code})`);
}
