/** NPZ, numpy's archive of named arrays: a zip file with one NPY file an array. Written uncompressed, with fixed bytes. */
import { Zip, ZipPassThrough } from 'fflate';
import { CapacityError } from '../base/errors.ts';
import type { ReadLimits } from './limits.ts';
import { decodeNpy, encodeNpy, npyBytes, type TextArray } from './npy.ts';
import type { Tensor } from './tensor.ts';
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
 * The arrays of an archive by name, stored or deflated (`numpy.savez`, `numpy.savez_compressed`).
 * @param name  the archive's name, for messages
 * @throws DataError  when the archive or an array in it is damaged, over the limit or of another type
 */
export function decodeNpz(bytes: Uint8Array, name = 'decodeNpz', limits: ReadLimits = {}): Map<string, Tensor> {
  const arrays = new Map<string, Tensor>();
  for (const [file, content] of readZip(bytes, name, limits))
    arrays.set(file.replace(/\.npy$/, ''), decodeNpy(content, `${name}: ${file}`, limits));
  return arrays;
}
