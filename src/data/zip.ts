/**
 * Zip archives, read: stored and deflated entries, with or without the 64-bit extension. Nothing that the archive says is believed
 * without its counterpart: the directory's size, its end, the count of its entries, the entries' own headers and their CRC-32 must agree.
 */
import { inflateSync } from 'fflate';
import { DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { crc32 } from './hash.ts';
import { checkSize, type ReadLimits } from './limits.ts';

const endOfDirectory = 0x06054b50;
const wideEnd = 0x06064b50;
const wideLocator = 0x07064b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;
const endLength = 22;
const wideEndLength = 56;
const locatorLength = 20;
const entryLength = 46;
const localLength = 30;
/** Says that a number stands in the 64-bit extension. */
const elsewhere = 0xffffffff;
/** Flags: encrypted; sizes behind the content instead of before it. */
const [encrypted, sizesBehind] = [1, 8];

interface Entry {
  readonly file: string;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly local: number;
}

/**
 * The files of an archive by name, in the order of its directory. A stored entry is a view of `bytes`, a deflated one a fresh array.
 * @param name  the archive's name, for messages
 * @throws DataError  when the archive is truncated, damaged, encrypted, over the limit, in several parts, otherwise compressed, or
 *                    contradicts itself
 * @source [pkware-appnote]
 */
export function readZip(bytes: Uint8Array, name: string, limits: ReadLimits = {}): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const directory = findDirectory(view, name);
    const entries = readDirectory(bytes, view, directory, name);
    let total = 0;
    const files = new Map<string, Entry>();
    for (const entry of entries) {
      total += entry.size;
      checkSize(`${name} (inflated)`, total, limits);
      if (files.has(entry.file)) throw new DataError(`${name}: ${shown(entry.file)} occurs twice`);
      files.set(entry.file, entry);
    }
    const contents = locate(bytes, view, entries, directory.start, name);
    return new Map(entries.map((entry) => [entry.file, unpack(contents.get(entry)!, entry, name)]));
  } catch (error) {
    if (error instanceof RangeError) throw new DataError(`${name}: the archive is truncated or its directory damaged`);
    throw error;
  }
}

interface Directory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** The directory ends where its end record begins, and has the size and the number of entries that are said there. */
function findDirectory(view: DataView, name: string): Directory {
  const at = findEnd(view, name);
  const short = {
    disks: view.getUint16(at + 4, true) + view.getUint16(at + 6, true),
    here: view.getUint16(at + 8, true),
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
  const isWide = [short.here, short.count].includes(0xffff) || [short.size, short.start].includes(elsewhere);
  const hasLocator = at >= locatorLength && view.getUint32(at - locatorLength, true) === wideLocator;
  const { disks, here, count, size, start, end } =
    isWide && hasLocator ? wideDirectory(view, at - locatorLength, name) : { ...short, end: at };
  if (disks !== 0) throw new DataError(`${name}: must be an archive in one part`);
  if (here !== count) throw new DataError(`${name}: the end of the archive says ${here} entries and ${count}`);
  if (start + size !== end)
    throw new DataError(
      `${name}: the directory of the archive must end at byte ${end}, got ${start} + ${size}; the archive is damaged`,
    );
  return { start, end, count };
}

function wideDirectory(view: DataView, locator: number, name: string) {
  const end = wide(view, locator + 8, name);
  if (end + wideEndLength > locator || view.getUint32(end, true) !== wideEnd)
    throw new DataError(`${name}: the end of the archive's 64-bit directory is damaged`);
  return {
    disks: view.getUint32(locator + 4, true) + view.getUint32(end + 16, true) + view.getUint32(end + 20, true),
    here: wide(view, end + 24, name),
    count: wide(view, end + 32, name),
    size: wide(view, end + 40, name),
    start: wide(view, end + 48, name),
    end,
  };
}

/** A 64-bit number of an archive, which a file in memory never has beyond 2⁵³. */
function wide(view: DataView, at: number, name: string): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw new DataError(`${name}: the archive speaks of ${value} bytes; it is damaged`);
  return value;
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

/** Entries until the directory ends; their number is counted. */
function readDirectory(bytes: Uint8Array, view: DataView, { start, end, count }: Directory, name: string): Entry[] {
  const entries: Entry[] = [];
  let at = start;
  while (at < end) {
    if (view.getUint32(at, true) !== directoryEntry) throw new DataError(`${name}: the archive's directory is damaged`);
    const nameEnd = at + entryLength + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const nameBytes = bytes.subarray(at + entryLength, nameEnd);
    const file = entryName(nameBytes, name);
    const [size, packedSize, local] = widened(
      view,
      [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)],
      [nameEnd, extraEnd],
      `${name}: ${shown(file)}`,
    ) as [number, number, number];
    entries.push({
      file,
      nameBytes,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packedSize,
      size,
      local,
    });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  if (at !== end || entries.length !== count)
    throw new DataError(`${name}: the archive's directory says ${count} entries and holds ${entries.length}`);
  return entries;
}

function entryName(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DataError(`${name}: names of entries must be UTF-8`);
  }
}

/** Those of the numbers that are said to stand in the 64-bit extension (tag 1 of the extra fields), taken from there in their order. */
function widened(
  view: DataView,
  values: readonly number[],
  [from, to]: readonly [number, number],
  label: string,
): number[] {
  if (!values.includes(elsewhere)) return [...values];
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const end = at + 4 + view.getUint16(at + 2, true);
    let next = at + 4;
    return values.map((value) => {
      if (value !== elsewhere) return value;
      next += 8;
      if (next > end || end > to) throw new DataError(`${label}: its 64-bit sizes are damaged`);
      return wide(view, next - 8, label);
    });
  }
  throw new DataError(`${label}: its 64-bit sizes are missing`);
}

/** The packed content of each entry; entries lie before the directory and none on another. */
function locate(
  bytes: Uint8Array,
  view: DataView,
  entries: readonly Entry[],
  directory: number,
  name: string,
): Map<Entry, Uint8Array> {
  const contents = new Map<Entry, Uint8Array>();
  let free = 0;
  for (const entry of [...entries].sort((a, b) => a.local - b.local)) {
    const label = `${name}: ${shown(entry.file)}`;
    const start = contentStart(bytes, view, entry, label);
    const end = start + entry.packedSize;
    if (entry.local < free || end > directory)
      throw new DataError(`${label}: lies where the archive holds something else`);
    contents.set(entry, bytes.subarray(start, end));
    free = end;
  }
  return contents;
}

/** Where the content begins, after the entry's own header, which must say what the directory says. */
function contentStart(bytes: Uint8Array, view: DataView, entry: Entry, label: string): number {
  const { flags, local, method, nameBytes } = entry;
  if (flags & encrypted) throw new DataError(`${label}: is encrypted`);
  if (view.getUint32(local, true) !== localEntry) throw new DataError(`${label}: its header is damaged`);
  const nameEnd = local + localLength + view.getUint16(local + 26, true);
  const extraEnd = nameEnd + view.getUint16(local + 28, true);
  const ownName = bytes.subarray(local + localLength, nameEnd);
  const ownFlags = view.getUint16(local + 6, true);
  const agrees = (own: number, listed: number) => own === listed || (own === 0 && (ownFlags & sizesBehind) !== 0);
  const [size, packedSize] = widened(
    view,
    [view.getUint32(local + 22, true), view.getUint32(local + 18, true)],
    [nameEnd, extraEnd],
    label,
  ) as [number, number];
  if (ownName.length !== nameBytes.length || ownName.some((byte, k) => byte !== nameBytes[k]))
    throw new DataError(
      `${label}: its own header calls it ${shown(new TextDecoder().decode(ownName.subarray(0, 200)))}`,
    );
  if (
    view.getUint16(local + 8, true) !== method ||
    (ownFlags & encrypted) !== 0 ||
    !agrees(view.getUint32(local + 14, true), entry.checksum) ||
    !agrees(size, entry.size) ||
    !agrees(packedSize, entry.packedSize)
  )
    throw new DataError(`${label}: its own header contradicts the archive's directory`);
  return extraEnd;
}

function unpack(packed: Uint8Array, { file, method, size, checksum, packedSize }: Entry, name: string): Uint8Array {
  const label = `${name}: ${shown(file)}`;
  const content = inflated(packed, method, size, label);
  if (packed.length !== packedSize || content.length !== size || crc32(content) !== checksum)
    throw new DataError(`${label}: is truncated or corrupt (its content does not match its checksum)`);
  return content;
}

function inflated(packed: Uint8Array, method: number, size: number, label: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw new DataError(`${label}: must be stored or deflated, got compression method ${method}`);
  // Deflate makes at most 1032 bytes of one [zlib]: what says more is no reason to allocate it.
  if (size > 1032 * packed.length + 1032)
    throw new DataError(`${label}: ${packed.length} bytes cannot hold the ${size} that are said`);
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw new DataError(`${label}: is truncated or corrupt (${(error as Error).message})`);
  }
}
