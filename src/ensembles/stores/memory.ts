/** A store in memory: for the page, and for tests, where `capacity` stands in for a disk that fills up. */
import { DataError, StoreError } from '../../base/errors.ts';
import { joinPieces } from '../../data/tensor.ts';
import { DiskFullError, type Store } from '../store.ts';

/** @param capacity bytes it holds before a write fails the way a full disk does */
export function memoryStore(location = 'memory', capacity = Infinity): Store {
  const files = new Map<string, Uint8Array>();
  const children = new Map<string, Store>();
  let locked = false;
  const used = () => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const demandUnlocked = () => {
    if (locked) throw new StoreError(`${location} is being written by another run`);
  };
  const put = (name: string, bytes: Uint8Array) => {
    if (used() - (files.get(name)?.length ?? 0) + bytes.length > capacity) throw new DiskFullError(`${location}/${name}`);
    files.set(name, bytes);
  };
  return {
    location,
    list: async () => [...files.keys()].sort(),
    exists: async (name) => files.has(name),
    async read(name) {
      const bytes = files.get(name);
      if (!bytes) throw new DataError(`${location}/${name} does not exist`);
      return bytes.slice();
    },
    async write(name, content) {
      put(name, content instanceof Uint8Array ? content.slice() : joinPieces(content));
    },
    async append(name, text) {
      put(name, joinPieces([files.get(name) ?? new Uint8Array(0), new TextEncoder().encode(text)]));
    },
    async remove(name) {
      files.delete(name);
    },
    async removeAll() {
      files.clear();
    },
    freeBytes: async () => capacity - used(),
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
