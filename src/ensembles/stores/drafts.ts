/**
 * Names under which a file is written before it has its own: each writer's, so that many may write one name at once. What a killed
 * process leaves is removed when it is a day old and its writer, where that can be examined, is gone.
 */
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './alive.ts';

const ending = '.tmp';
/** Of the folder that is made and removed to see whether one can be. */
export const probePrefix = '.glasscape-';

/** Milliseconds after which what was left behind is removed: longer than any write, and than the clocks of two machines differ. */
const day = 24 * 3600 * 1000;
/** Characters of the name that a draft repeats: with host, pid and counter it stays under the 255 bytes of file systems. */
const repeated = 40;

/** Of the drafts of this process: names are all that it decides. */
let count = 0;

/** Where this process writes a file before it renames it: NAME.HOST.PID.COUNTER.tmp beside it, another one at each call. */
export function draftOf(path: string): string {
  return join(dirname(path), `${basename(path).slice(0, repeated)}.${ownHost()}.${process.pid}.${count++}${ending}`);
}

export function isDraft(name: string): boolean {
  return name.endsWith(ending);
}

/** Of drafts: host and pid of the writer; undefined for files of others, whatever they end in. */
function writerOf(name: string): { readonly host: string; readonly pid: number } | undefined {
  const [, host, pid] = /\.([\w-]+)\.(\d+)\.\d+\.tmp$/.exec(name) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid) };
}

/**
 * Removes drafts and probes that nobody will finish. Nothing else is touched; what cannot be removed stays.
 * @param now  milliseconds since 1970 by the clock that dates the folder's files: that of a file made there just now
 */
export async function sweep(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const writer = writerOf(name);
    if (!writer && !name.startsWith(probePrefix)) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (!found || now - found.mtimeMs < day) continue;
    if (writer && writer.host === ownHost() && (await isAlive(writer.pid))) continue;
    // A probe is an empty folder; one that holds something is not ours.
    if (found.isDirectory()) await rmdir(path).catch(() => undefined);
    else if (writer && found.isFile()) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Without dots and slashes, so that the name can be taken apart. */
function ownHost(): string {
  return hostname()
    .replace(/[^\w-]/g, '-')
    .slice(0, 60);
}
