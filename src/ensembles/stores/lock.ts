/**
 * One writer a folder: a file that exists as long as its process lives. A lock whose process is gone (killed, machine restarted)
 * is taken over; a lock made on another machine cannot be examined and is respected.
 */
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../../base/errors.ts';

export const lockName = 'lock';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in clock ticks since boot where the system tells, so that a reused pid is not mistaken. */
  readonly started: string;
}

/** Locks an existing folder; returns the release. @throws StoreError naming the process that holds it */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockName);
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: await startOf(process.pid) });
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, mine)) return () => rm(path, { force: true });
    const found = await readFile(path, 'utf8').catch(() => '');
    const owner = parse(found);
    if (owner && (await alive(owner))) throw held(folder, owner);
    await bury(path, found);
  }
  throw new StoreError(`${folder} is being written by another process`);
}

function held(folder: string, { pid, host }: Owner): StoreError {
  return new StoreError(`${folder} is being written by process ${pid} on ${host}; wait for it or stop it`);
}

/** @throws StoreError naming the living process that holds the folder, if there is one */
export async function requireUnlocked(folder: string): Promise<void> {
  const owner = await lockOwner(folder);
  if (owner) throw held(folder, owner);
}

/** The living process that holds the folder, if any. */
export async function lockOwner(folder: string): Promise<Owner | undefined> {
  const owner = parse(await readFile(join(folder, lockName), 'utf8').catch(() => ''));
  return owner && (await alive(owner)) ? owner : undefined;
}

async function create(path: string, text: string): Promise<boolean> {
  // Written under a private name and linked, so that nobody ever reads a lock without its owner.
  const draft = `${path}.${process.pid}.tmp`;
  const file = await open(draft, 'w');
  await file.writeFile(text);
  await file.close();
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a dead lock; when another process was faster and the lock is already a new one, puts that back. */
async function bury(path: string, dead: string): Promise<void> {
  const grave = `${path}.${process.pid}.dead.tmp`;
  await rename(path, grave).catch(() => undefined);
  const buried = await readFile(grave, 'utf8').catch(() => dead);
  if (buried !== dead) await link(grave, path).catch(() => undefined);
  await rm(grave, { force: true });
}

function parse(text: string): Owner | undefined {
  try {
    const owner: Partial<Owner> = JSON.parse(text);
    return typeof owner.pid === 'number' && typeof owner.host === 'string'
      ? { pid: owner.pid, host: owner.host, started: owner.started ?? '' }
      : undefined;
  } catch {
    return undefined;
  }
}

async function alive(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const started = await startOf(owner.pid);
  return started === '' || owner.started === '' || started === owner.started;
}

/** Field 22 of /proc/<pid>/stat on Linux; empty elsewhere. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
