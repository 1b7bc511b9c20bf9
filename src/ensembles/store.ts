/**
 * Where a run lives, as a value: a flat folder of named byte strings. The file system in Node, memory in tests and in the page.
 * A write is atomic: a name holds the whole old content or the whole new one, whenever the process is killed.
 */

export interface Store {
  /** Where this is, for messages. */
  readonly location: string;
  /** Names held, sorted; empty when the folder does not exist. */
  list(): Promise<string[]>;
  exists(name: string): Promise<boolean>;
  /** @throws DataError when there is no such name */
  read(name: string): Promise<Uint8Array>;
  /** Replaces the content (pieces are put end to end) in one step; creates the folder. Many may write one name at once. @throws StoreError when the place is not writable; DiskFullError */
  write(name: string, content: Uint8Array | readonly Uint8Array[]): Promise<void>;
  /** Puts a text behind the content and lets it reach the disk; a kill may cut it off. One process alone appends to a name. @throws as write */
  append(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Removes every name and what killed writers left, and the folder when nothing is left in it. */
  removeAll(): Promise<void>;
  /** Bytes that can still be written; Infinity when nobody knows. */
  freeBytes(): Promise<number>;
  /** @throws StoreError when nothing can be written here, or somebody else does; leaves nothing behind */
  requireWritable(): Promise<void>;
  /** Makes this process the only writer of the manifest until the returned function is called. A dead process's lock is taken over. @throws StoreError when somebody else writes */
  lock(): Promise<() => Promise<void>>;
  /** Does a living process hold the lock? */
  isLocked(): Promise<boolean>;
  /** A folder inside this one. */
  child(name: string): Store;
}

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** No room is left: the message names what could not be written. What was there before is as it was. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';

  constructor(path: string, cause?: unknown) {
    super(`the disk is full: ${path} could not be written`, { cause });
  }
}

/** Did a write fail because no room is left? Then the run stops resumable. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DiskFullError) return true;
  return error instanceof Error && 'code' in error && fullCodes.includes(String(error.code));
}
