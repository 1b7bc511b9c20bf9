/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 × 28 bytes each, in four IDX files. Where the bytes come
 * from is the caller's affair (a folder, a package, a server, dropped files); this file checks and decodes them.
 */
import { DataError } from '../base/errors.ts';
import { sha256Hex } from './hash.ts';
import { parseIdx } from './idx.ts';
import type { ReadLimits } from './limits.ts';

/** Gives the bytes of a file by its name, gzipped or not. */
export type ByteSource = (name: string) => Promise<Uint8Array>;

/** SHA-256 of the four original files, uncompressed, by their original names. */
export const mnistHashes: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** Number of classes: the digits. */
export const mnistClasses = 10;

/** Images of side × side bytes, row-major, with their labels in [0, 10). */
export interface LabeledImages {
  readonly count: number;
  readonly side: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** The same source, refusing a file whose SHA-256 is not the listed one. */
export function verified(source: ByteSource, hashes: Readonly<Record<string, string>> = mnistHashes): ByteSource {
  return async (name) => {
    const bytes = await source(name);
    const hash = await sha256Hex(bytes);
    if (hash !== hashes[name])
      throw new DataError(
        `${name}: sha256 must be ${hashes[name] ?? 'listed'}, got ${hash}; the file is damaged or another data set`,
      );
    return bytes;
  };
}

/**
 * Reads and validates the four files.
 * @throws DataError  naming the file, when one is missing, truncated, of the wrong kind, empty or inconsistent with its partner
 * @source [lecun1998gradient]
 */
export async function loadMnist(
  source: ByteSource,
  limits: ReadLimits = {},
): Promise<{ readonly train: LabeledImages; readonly test: LabeledImages }> {
  const train = await loadPart(source, 'train', limits);
  const test = await loadPart(source, 't10k', limits);
  if (train.side !== test.side)
    throw new DataError(
      `t10k-images-idx3-ubyte: images must be as large as the training images (${train.side} pixels a side), got ${test.side}`,
    );
  return { train, test };
}

async function loadPart(source: ByteSource, part: 'train' | 't10k', limits: ReadLimits): Promise<LabeledImages> {
  const imageFile = `${part}-images-idx3-ubyte`;
  const labelFile = `${part}-labels-idx1-ubyte`;
  const images = parseIdx(await source(imageFile), imageFile, 3, limits);
  const { data: labels } = parseIdx(await source(labelFile), labelFile, 1, limits);
  const [count, rows, columns] = images.shape as [number, number, number];
  if (count === 0 || rows === 0)
    throw new DataError(`${imageFile}: must hold at least one image of one pixel, got ${images.shape.join(' × ')}`);
  if (rows !== columns) throw new DataError(`${imageFile}: images must be square, got ${rows} × ${columns}`);
  if (labels.length !== count)
    throw new DataError(`${labelFile}: must hold ${count} labels, one for each image, got ${labels.length}`);
  const wrong = labels.findIndex((label) => label >= mnistClasses);
  if (wrong >= 0)
    throw new DataError(
      `${labelFile}: labels must be below ${mnistClasses}, got ${labels[wrong]} at position ${wrong}`,
    );
  return { count, side: rows, pixels: images.data, labels };
}
