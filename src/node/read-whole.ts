/** A user's file, read whole or refused in one line: the one way in which the program opens a path that somebody typed. Node only. */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { maxBytesOf, type ReadLimits } from '../data/limits.ts';

/** What the system says, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk fails',
};

/**
 * The bytes of an ordinary file. Folders, pipes and devices are refused before they are opened, files over the limit before they are read.
 * @throws DataError  naming the file and the reason
 */
export async function readWhole(path: string, limits: ReadLimits = {}): Promise<Uint8Array> {
  const name = shown(path, 120);
  try {
    requireOrdinary(name, await stat(path));
    // Whoever puts a pipe in its place between the two lines does not make us wait for its other end.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      requireOrdinary(name, found);
      const most = maxBytesOf(limits);
      if (found.size > most)
        throw new DataError(`${name} must have at most ${most} bytes, got ${found.size}; it is not read`);
      return await readAll(handle, name, found.size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const reason = reasons[code];
    throw new DataError(`${name} cannot be read (${code}${reason ? `: ${reason}` : ''})`);
  }
}

/**
 * The bytes of a text file, without the byte order mark in front of it.
 * @throws DataError  as `readWhole`
 */
export async function readTextBytes(path: string, limits: ReadLimits = {}): Promise<Uint8Array> {
  const bytes = await readWhole(path, limits);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function requireOrdinary(name: string, found: { isFile(): boolean; isDirectory(): boolean; isFIFO(): boolean }): void {
  if (found.isFile()) return;
  const kind = found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : 'a device or socket';
  throw new DataError(`${name} must be an ordinary file, got ${kind}`);
}

/** As many bytes as the file had when it was opened, and then its end. */
async function readAll(handle: FileHandle, name: string, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const { bytesRead: more } = await handle.read(new Uint8Array(1), 0, 1, null);
  if (filled < size || more > 0) throw new DataError(`${name} changed while it was read`);
  return bytes;
}
