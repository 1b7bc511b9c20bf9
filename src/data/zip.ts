/** Zip archives, read: stored and deflated entries, sizes limited before anything is inflated, every entry checked by its CRC-32. */
import { inflateSync } from 'fflate';
import { DataError } from '../base/errors.ts';
import { crc32 } from './hash.ts';
import { checkSize, type ReadLimits } from './limits.ts';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;
const endLength = 22;
const entryLength = 46;
const localLength = 30;

/**
 * The files of an archive by name. A stored entry is a view of `bytes`, a deflated one a fresh array.
 * @param name  the archive's name, for messages
 * @throws DataError  when the archive is truncated, damaged, encrypted, over the limit, beyond 4 GiB (zip64) or otherwise compressed
 * @source [pkware-appnote]
 */
export function readZip(bytes: Uint8Array, name: string, limits: ReadLimits = {}): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const files = new Map<string, Uint8Array>();
  try {
    const end = findEnd(view, name);
    let at = view.getUint32(end + 16, true);
    let total = 0;
    for (let k = view.getUint16(end + 10, true); k > 0; k--) {
      if (view.getUint32(at, true) !== directoryEntry)
        throw new DataError(`${name}: the archive's directory is damaged`);
      const nameLength = view.getUint16(at + 28, true);
      const file = new TextDecoder().decode(bytes.subarray(at + entryLength, at + entryLength + nameLength));
      total += view.getUint32(at + 24, true);
      checkSize(`${name} (inflated)`, total, limits);
      if (files.has(file)) throw new DataError(`${name}: ${file} occurs twice`);
      files.set(file, readEntry(bytes, view, at, `${name}: ${file}`));
      at += entryLength + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new DataError(`${name}: the archive is truncated or its directory damaged`);
    throw error;
  }
  return files;
}

/** Position of the end-of-directory record: within the last 64 KiB, behind it only a comment. */
function findEnd(view: DataView, name: string): number {
  for (let at = view.byteLength - endLength; at >= Math.max(0, view.byteLength - endLength - 0xffff); at--)
    if (
      view.getUint32(at, true) === endOfDirectory &&
      at + endLength + view.getUint16(at + 20, true) === view.byteLength
    )
      return at;
  throw new DataError(`${name}: is no zip archive, or a truncated one`);
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, label: string): Uint8Array {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const checksum = view.getUint32(at + 16, true);
  const packedSize = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if (flags & 1) throw new DataError(`${label}: is encrypted`);
  if (packedSize === 0xffffffff || size === 0xffffffff || local === 0xffffffff)
    throw new DataError(`${label}: is beyond 4 GiB (zip64)`);
  if (view.getUint32(local, true) !== localEntry) throw new DataError(`${label}: its header is damaged`);
  const start = local + localLength + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.subarray(start, start + packedSize);
  const content = unpack(packed, method, size, label);
  if (packed.length !== packedSize || content.length !== size || crc32(content) !== checksum)
    throw new DataError(`${label}: is truncated or corrupt (its content does not match its checksum)`);
  return content;
}

function unpack(packed: Uint8Array, method: number, size: number, label: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw new DataError(`${label}: must be stored or deflated, got compression method ${method}`);
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw new DataError(`${label}: is truncated or corrupt (${(error as Error).message})`);
  }
}
