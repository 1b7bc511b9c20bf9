/**
 * One writer of the manifest a folder: a file that its holder renews as long as it lives. It saves work and guards no truth: shards may be
 * written by anybody. A holder on this machine is looked at; one on another machine is dead when it did not renew the lock while
 * we watched, by our own clock that only goes forward: the clocks of two machines are never compared.
 */
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../../base/errors.ts';
import { isAlive, startOf } from './alive.ts';
import { draftOf } from './drafts.ts';

export const lockName = 'lock';

/** Milliseconds. */
export interface Lease {
  /** Between two renewals. */
  readonly renewal: number;
  /** How long a lock of another machine is watched before its holder counts as dead: four renewals. */
  readonly patience: number;
  /** Told when a lock is watched. */
  readonly note?: (line: string) => void;
}

export const usualLease: Lease = { renewal: 30_000, patience: 120_000 };

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in clock ticks since boot where the system tells, so that a reused pid is not mistaken. */
  readonly started: string;
  /** Renewals so far. */
  readonly renewed: number;
}

/** Locks an existing folder; returns the release. @throws StoreError naming the process that holds it */
export async function lockFolder(folder: string, lease: Lease): Promise<() => Promise<void>> {
  const path = join(folder, lockName);
  const mine = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, textOf({ ...mine, renewed: 0 }))) return renewing(path, mine, lease);
    const found = await readFile(path, 'utf8').catch(() => '');
    await requireDead(folder, found, lease);
    await bury(path, found);
  }
  throw new StoreError(`${folder} is being written by another process`);
}

/** Removes a dead lock. @throws StoreError naming the living process that holds the folder, if there is one */
export async function requireUnlocked(folder: string, lease: Lease): Promise<void> {
  const path = join(folder, lockName);
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined || !parse(found)) return;
  await requireDead(folder, found, lease);
  await bury(path, found).catch(() => undefined);
}

/** Does a process hold the folder? One on another machine counts as living: that it does not would take minutes to see. */
export async function isHeld(folder: string): Promise<boolean> {
  const owner = parse(await readFile(join(folder, lockName), 'utf8').catch(() => ''));
  if (!owner) return false;
  return owner.host !== hostname() || isAlive(owner.pid, owner.started);
}

async function requireDead(folder: string, found: string, lease: Lease): Promise<void> {
  const owner = parse(found);
  if (!owner) return;
  const { pid, host, started } = owner;
  const alive = host === hostname() ? await isAlive(pid, started) : await isRenewed(folder, found, owner, lease);
  if (alive) throw new StoreError(`${folder} is being written by process ${pid} on ${host}; wait for it or stop it`);
}

/** Does the lock change, or go, while it is watched? */
async function isRenewed(
  folder: string,
  found: string,
  { pid, host }: Owner,
  { patience, renewal, note }: Lease,
): Promise<boolean> {
  note?.(
    `${folder} has a lock of process ${pid} on ${host}; watching for up to ${patience / 1000} s whether that still renews it`,
  );
  const began = performance.now();
  while (performance.now() - began < patience) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000, renewal / 4)));
    const now = await readFile(join(folder, lockName), 'utf8').catch((error: NodeJS.ErrnoException) =>
      // A file system that does not answer says nothing about the holder.
      error.code === 'ENOENT' ? '' : found,
    );
    if (now === '') return false;
    if (now !== found) return true;
  }
  return false;
}

/** Renews the lock now and then while it is ours; ends with the returned release. */
function renewing(path: string, mine: Omit<Owner, 'renewed'>, { renewal }: Lease): () => Promise<void> {
  let renewed = 0;
  let writing = Promise.resolve();
  const isOurs = async () => (await readFile(path, 'utf8').catch(() => '')) === textOf({ ...mine, renewed });
  const renew = async () => {
    if (!(await isOurs())) return;
    const draft = draftOf(path);
    try {
      await writeWhole(draft, textOf({ ...mine, renewed: renewed + 1 }));
      await rename(draft, path);
      renewed++;
    } catch {
      // The next renewal may succeed; patience is four of them.
      await rm(draft, { force: true }).catch(() => undefined);
    }
  };
  const timer = setInterval(() => {
    writing = writing.then(renew);
  }, renewal);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await writing;
    if (await isOurs()) await rm(path, { force: true });
  };
}

async function create(path: string, text: string): Promise<boolean> {
  // Written under a private name and linked, so that nobody ever reads a lock without its owner.
  const draft = draftOf(path);
  try {
    await writeWhole(draft, text);
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  await file.writeFile(text).finally(() => file.close());
}

/** Removes a dead lock; when another process was faster and the lock is already a new one, puts that back. */
async function bury(path: string, dead: string): Promise<void> {
  const grave = draftOf(path);
  await rename(path, grave).catch(() => undefined);
  const buried = await readFile(grave, 'utf8').catch(() => dead);
  if (buried !== dead) await link(grave, path).catch(() => undefined);
  await rm(grave, { force: true });
}

function textOf(owner: Owner): string {
  return JSON.stringify(owner);
}

function parse(text: string): Owner | undefined {
  try {
    const { pid, host, started = '', renewed = 0 }: Partial<Owner> = JSON.parse(text);
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, started, renewed } : undefined;
  } catch {
    return undefined;
  }
}
