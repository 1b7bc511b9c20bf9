/** A store in memory: for the page, and for tests, where `capacity` stands in for a disk that fills up. */
import { DataError, StoreError } from '../../base/errors.ts';
import { joinPieces } from '../../data/tensor.ts';
import { DiskFullError, type Store } from '../store.ts';

/** @param capacity bytes it holds before a write fails the way a full disk does */
export function memoryStore(location = 'memory', capacity = Infinity): Store {
  // Pieces in order: what is appended line by line is joined when it is read.
  const files = new Map<string, Uint8Array[]>();
  const children = new Map<string, Store>();
  let locked = false;
  let used = 0;
  const sizeOf = (name: string) => (files.get(name) ?? []).reduce((sum, { length }) => sum + length, 0);
  const demandRoom = (name: string, bytes: number) => {
    if (used + bytes > capacity) throw new DiskFullError(`${location}/${name}`);
    used += bytes;
  };
  const remove = (name: string) => {
    used -= sizeOf(name);
    files.delete(name);
  };
  const demandUnlocked = () => {
    if (locked) throw new StoreError(`${location} is being written by another run`);
  };
  return {
    location,
    list: async () => [...files.keys()].sort(),
    exists: async (name) => files.has(name),
    async read(name) {
      const pieces = files.get(name);
      if (!pieces) throw new DataError(`${location}/${name} does not exist`);
      return joinPieces(pieces);
    },
    async write(name, content) {
      const bytes = content instanceof Uint8Array ? content.slice() : joinPieces(content);
      demandRoom(name, bytes.length - sizeOf(name));
      files.set(name, [bytes]);
    },
    async append(name, text) {
      const bytes = new TextEncoder().encode(text);
      demandRoom(name, bytes.length);
      const pieces = files.get(name) ?? [];
      files.set(name, pieces);
      pieces.push(bytes);
    },
    remove: async (name) => remove(name),
    async removeAll() {
      for (const name of [...files.keys()]) remove(name);
    },
    freeBytes: async () => capacity - used,
    requireWritable: async () => demandUnlocked(),
    async lock() {
      demandUnlocked();
      locked = true;
      return async () => {
        locked = false;
      };
    },
    isLocked: async () => locked,
    child(name) {
      const store = children.get(name) ?? memoryStore(`${location}/${name}`, capacity);
      children.set(name, store);
      return store;
    },
  };
}
