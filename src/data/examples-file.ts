/**
 * A user's data: one file, or the four files of MNIST's format, as inputs with labels or with real targets.
 *
 *     .npz            x or X (samples × inputs) with y; X (inputs × samples) with Y (outputs × samples), as papers on linear nets write
 *                     them; x_train, y_train, x_test, y_test
 *     .csv, .npy      a row is a sample, one column is the target, the last unless it is named
 *     IDX             train-images-idx3-ubyte, … in any of the usual spellings, gzipped or not
 *
 * Integers, truth values and words are labels: their distinct values in ascending order are the classes, and a label is the number of its
 * class. Numbers with a fraction are real targets. A type says which they are where the file has types (.npz, IDX); in .csv and .npy a
 * column of integers holds labels. Bytes of images (three axes or more) are divided by 255, everything else is taken as it is.
 */
import { ArgumentError, DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import { fromArrays, fromPairs } from './data-arrays.ts';
import type { DataFile, DataFileOptions } from './data-file.ts';
import { fromColumns, fromMatrix } from './data-table.ts';
import { openIdx } from './idx.ts';
import { openNpy } from './npy.ts';
import { openNpz } from './npz.ts';
import { readTable } from './table.ts';
import type { StoredArray } from './tensor.ts';

/**
 * @param path   of the file, for its ending, its name and for messages
 * @throws DataError      naming the file and the place, when it is damaged, holds none of the forms above, counts do not agree, a cell is
 *                        missing or no finite number, or there are more than 256 classes
 * @throws ArgumentError  when the target is no column, or asked of a file without columns
 */
export function readDataFile(path: string, bytes: Uint8Array, options: DataFileOptions = {}): DataFile {
  const [, name = path, ending = ''] = /([^/\\]*?)(\.[^./\\]*)?$/.exec(path) ?? [];
  const label = shown(path, 120);
  switch (ending) {
    case '.npz':
      requireNoTarget(label, options);
      return fromArrays(name, label, openNpz(bytes, label, options), options);
    case '.npy':
      return fromMatrix(name, openNpy(bytes, '', label, options), options);
    case '.csv': {
      const { rows, columns, ignored } = readTable(utf8(bytes, label), label, options);
      return fromColumns(name, label, rows, columns, ignored, options);
    }
    default:
      throw new DataError(`${label} must end in .npz, .npy or .csv, or be a folder of IDX files`);
  }
}

/** The parts of MNIST's format, in the order in which they are looked for. */
const parts = ['train', 't10k', 'test'] as const;

/**
 * The data set in a folder of IDX files: images and labels of training, with those of a test where they are there.
 * @param folder  its name, for the data set's name and for messages
 * @param files   the bytes of its files by name; others than IDX files are passed over
 * @throws DataError  as `readDataFile`, and when a part is missing or there twice
 */
export function readDataFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  options: DataFileOptions = {},
): DataFile {
  const label = shown(folder, 120);
  requireNoTarget(label, options);
  const arrays = new Map<string, StoredArray>();
  for (const [file, bytes] of files) {
    const key = idxPart(file);
    if (key === undefined) continue;
    const other = arrays.get(key);
    if (other) throw new DataError(`${label}: ${shown(file)} and ${shown(other.name)} are the same part`);
    arrays.set(key, openIdx(bytes, file, `${label}/${shown(file)}`, options));
  }
  const array = (part: string, kind: string) => arrays.get(`${part} ${kind}`);
  const [train, test, own] = [parts[0], ...parts.slice(1)].map((part) => {
    const [x, y] = [array(part, 'images'), array(part, 'labels')];
    if (!x !== !y)
      throw new DataError(`${label} has ${x ? 'images and no labels' : 'labels and no images'} of ${part}`);
    return x && y ? { x, y } : undefined;
  });
  if (!train) throw new DataError(`${label} has no IDX files train-images-idx3-ubyte and train-labels-idx1-ubyte`);
  if (test && own) throw new DataError(`${label} has two tests, t10k and test`);
  const ignored = [...files.keys()].filter((file) => idxPart(file) === undefined);
  const [name = folder] = folder.split(/[/\\]/).filter(Boolean).slice(-1);
  return fromPairs(name, label, train, test ?? own, ignored, options);
}

/** True for names of the files of a data set in MNIST's format, whatever stands before them (emnist-letters-train-images-idx3-ubyte.gz). */
export function idxPart(file: string): string | undefined {
  const match = /(?:^|[-_.])(train|t10k|test)-(images|labels)[-.]idx[1-4](?:-ubyte)?(?:\.gz)?$/.exec(file);
  return match ? `${match[1]} ${match[2]}` : undefined;
}

function requireNoTarget(label: string, { target }: DataFileOptions): void {
  if (target !== undefined)
    throw new ArgumentError(
      'data',
      'target',
      `asked of a table (.csv, .npy); ${label} says by its names what is the target`,
      target,
    );
}

function utf8(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`${label} must be UTF-8, got other bytes`);
  }
}
