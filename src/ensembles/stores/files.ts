/**
 * A store in a folder of the file system (Node only). Every write goes to a temporary name, reaches the disk, and is renamed;
 * what a killed process leaves under a temporary name is never listed and is overwritten by the next write of that name.
 */
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError, StoreError } from '../../base/errors.ts';
import { isDiskFull, type Store } from '../store.ts';
import { lockFolder, lockName, lockOwner, requireUnlocked } from './lock.ts';

const temporary = '.tmp';

export function fileStore(folder: string): Store {
  const at = (name: string) => join(folder, name);
  return {
    location: folder,
    async list() {
      const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
      return (entries ?? [])
        .filter((entry) => entry.isFile() && !entry.name.endsWith(temporary) && entry.name !== lockName)
        .map((entry) => entry.name)
        .sort();
    },
    async exists(name) {
      return (await stat(at(name)).catch(ignoreMissing)) !== undefined;
    },
    async read(name) {
      const bytes = await readFile(at(name)).catch(ignoreMissing);
      if (!bytes) throw new DataError(`${at(name)} does not exist`);
      return bytes;
    },
    write: (name, content) => replaceFile(at(name), content),
    remove: (name) => rm(at(name), { force: true }),
    freeBytes: () => freeBytes(folder),
    async requireWritable() {
      await requireWritable(folder, folder);
      await requireUnlocked(folder);
    },
    async lock() {
      await makeFolder(folder).catch((error) => refuse(folder, error));
      return lockFolder(folder).catch((error) => refuse(folder, error));
    },
    isLocked: async () => (await lockOwner(folder)) !== undefined,
    child: (name) => fileStore(join(folder, name)),
  };
}

/** Writes a file in one step: temporary name, flush to the disk, rename. Nothing is left behind when it fails. */
async function replaceFile(path: string, content: Uint8Array | readonly Uint8Array[]): Promise<void> {
  const draft = path + temporary;
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

/** The folder, or where it does not exist yet the nearest one above it, must be a folder that takes new entries: one is made and removed. */
async function requireWritable(folder: string, asked: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : refuse(asked, error),
  );
  if (!found && dirname(folder) !== folder) return requireWritable(dirname(folder), asked);
  if (!found?.isDirectory())
    throw new StoreError(`out must be a writable folder, got ${asked} (${folder} is no folder)`);
  await mkdtemp(join(folder, '.glasscape-')).then(rmdir, (error) => refuse(asked, error));
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

/** The system's refusals become one StoreError; a full disk passes through, for the run to stop resumable. */
function refuse(path: string, error: unknown): never {
  if (isDiskFull(error) || error instanceof StoreError) throw error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new StoreError(`out must be writable, got ${path} (${code})`);
}
