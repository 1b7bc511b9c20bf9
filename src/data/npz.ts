/** NPZ, numpy's archive of named arrays: a zip file with one NPY file an array. Written uncompressed, with fixed bytes. */
import { Zip, ZipPassThrough } from 'fflate';
import { CapacityError, DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import type { ReadLimits } from './limits.ts';
import { encodeNpy, isNpy, npyBytes, openNpy, type TextArray } from './npy.ts';
import type { StoredArray, Tensor } from './tensor.ts';
import { readZip } from './zip.ts';

/** The earliest date a zip entry can carry, in local time because the format knows no other: the bytes are the same in every time zone. */
const epoch = () => new Date(1980, 0, 1);

/** Without its 64-bit extension a zip archive ends here; a little is left for the headers. */
const maxArchive = 2 ** 32 - 2 ** 20;
/** Entries an archive can have without that extension. */
const maxEntries = 65_535;

/**
 * The archive in pieces, to be written in order; arrays appear as views of their data, so an export of 1 GB takes no second gigabyte.
 * The same arrays give the same bytes whatever the date. `joinPieces` makes one array of them.
 * @throws CapacityError  when the arrays together exceed 4 GiB or are more than 65,535
 * @throws DataError      when shape and data of an array disagree
 */
export function encodeNpz(arrays: Readonly<Record<string, Tensor | TextArray>>): Uint8Array[] {
  const total = Object.values(arrays).reduce((sum, array) => sum + npyBytes(array), 0);
  if (total > maxArchive)
    throw new CapacityError(`encodeNpz: ${total} bytes do not fit in one archive; the most is ${maxArchive}`);
  const entries = Object.keys(arrays).length;
  if (entries > maxEntries)
    throw new CapacityError(`encodeNpz: ${entries} arrays do not fit in one archive; the most is ${maxEntries}`);
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for (const [name, array] of Object.entries(arrays)) {
    const [header, body] = encodeNpy(array) as [Uint8Array, Uint8Array];
    const entry = new ZipPassThrough(`${name}.npy`);
    entry.mtime = epoch();
    zip.add(entry);
    entry.push(header);
    entry.push(body, true);
  }
  zip.end();
  return pieces;
}

/**
 * The arrays of an archive, stored or deflated (`numpy.savez`, `numpy.savez_compressed`), in the order of the file. An entry that is no
 * NPY file is there under its name and has no numbers.
 * @param label  the archive's name, for messages
 * @throws DataError  when the archive or an array in it is damaged or over the limit, or two entries have one name (`a` and `a.npy`)
 */
export function openNpz(bytes: Uint8Array, label: string, limits: ReadLimits = {}): Map<string, StoredArray> {
  const arrays = new Map<string, StoredArray>();
  for (const [file, content] of readZip(bytes, label, limits)) {
    const name = file.replace(/\.npy$/, '');
    const place = `${label}: ${shown(file)}`;
    if (arrays.has(name)) throw new DataError(`${place}: another entry has the same name`);
    const isArray = file.endsWith('.npy') || isNpy(content);
    arrays.set(name, isArray ? openNpy(content, name, place, limits) : noArray(name, place, content.length));
  }
  return arrays;
}

/**
 * The numbers of an archive's arrays by name.
 * @param label  the archive's name, for messages
 * @throws DataError  as `openNpz`, and when an array has no real numbers
 */
export function decodeNpz(bytes: Uint8Array, label = 'decodeNpz', limits: ReadLimits = {}): Map<string, Tensor> {
  return new Map([...openNpz(bytes, label, limits)].map(([name, array]) => [name, array.tensor()]));
}

function noArray(name: string, label: string, length: number): StoredArray {
  const refuse = () => {
    throw new DataError(`${label}: is no NPY file (it does not begin with \\x93NUMPY)`);
  };
  return { name, label, shape: [length], type: 'bytes', kind: 'other', tensor: refuse, texts: refuse };
}
