import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArgumentError, DataError } from '../../src/base/errors.ts';
import { type Dataset, decodeDataset, encodeDataset, labeledSamples, loadDataset } from '../../src/data/dataset.ts';
import { downsample } from '../../src/data/downsample.ts';
import { sha256Hex } from '../../src/data/hash.ts';
import { type ByteSource, type LabeledImages, loadMnist, mnistHashes, verified } from '../../src/data/mnist.ts';
import { joinPieces } from '../../src/data/tensor.ts';
import { directorySource, packagedMnist } from '../../src/node/mnist-files.ts';
import { jsonOf } from './fixtures.ts';

interface Golden {
  readonly images: { part: 'train' | 'test'; index: number; side: number; values: number[] }[];
  readonly sets: Record<
    'train' | 'test',
    { count: number; sha256: string; mean: number; nonzero: number; labels: number[] }
  >;
}

const golden = jsonOf('mnist.json') as Golden;

describe('the packaged MNIST', () => {
  let images: { train: LabeledImages; test: LabeledImages };
  let digits: Dataset;
  beforeAll(async () => {
    images = await loadMnist(packagedMnist());
    digits = await loadDataset('mnist-10x10', packagedMnist());
  });

  it.each(golden.images)(
    '$part image $index at $side × $side equals rational arithmetic to the bit',
    ({ part, index, side, values }) => {
      const { pixels } = images[part];
      expect([...downsample(pixels.subarray(784 * index, 784 * (index + 1)), 1, 28, side)]).toEqual(values);
    },
  );

  it.each(['train', 'test'] as const)('all %s images at 10 × 10 have the hash of what numpy computes', async (part) => {
    const { count, images: rows, labels } = labeledSamples(part, digits[part]!);
    const expected = golden.sets[part];
    expect(count).toBe(expected.count);
    expect(await sha256Hex(new Uint8Array(rows.buffer))).toBe(expected.sha256);
    expect(rows.filter((value) => value !== 0).length).toBe(expected.nonzero);
    expect(Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length)).toEqual(
      expected.labels,
    );
  });

  it('survives the way through an artifact, as views of its bytes', () => {
    const bytes = joinPieces(encodeDataset(digits));
    const copy = decodeDataset(bytes);
    expect(copy).toMatchObject({ name: 'mnist-10x10', inputs: 100, classes: 10 });
    expect(copy.train.x.buffer).toBe(bytes.buffer);
    for (const part of ['train', 'test'] as const) {
      // Buffer.compare instead of toEqual: 28 MB.
      expect(
        Buffer.compare(
          Buffer.from(copy[part]!.x.buffer, copy[part]!.x.byteOffset, copy[part]!.x.byteLength),
          Buffer.from(digits[part]!.x.buffer),
        ),
      ).toBe(0);
      expect(Buffer.compare(copy[part]!.labels!, digits[part]!.labels!)).toBe(0);
    }
    expect(() => decodeDataset(bytes.subarray(0, bytes.length - 1))).toThrow(DataError);
  });
});

/** Files of `count` images of side × side, with the bytes at the four names. */
function small(count: number, side: number, labels: readonly number[]): Record<string, Uint8Array> {
  const header = (...words: number[]) => new Uint8Array(new Uint32Array(words).buffer).reverse();
  const idx = (shape: number[], body: Uint8Array) =>
    joinPieces([header(...[0x800 + shape.length, ...shape].reverse()), body]);
  const images = idx(
    [count, side, side],
    Uint8Array.from({ length: count * side * side }, (_, k) => k),
  );
  const marks = idx([labels.length], Uint8Array.from(labels));
  return {
    'train-images-idx3-ubyte': images,
    'train-labels-idx1-ubyte': marks,
    't10k-images-idx3-ubyte': images,
    't10k-labels-idx1-ubyte': marks,
  };
}

const from =
  (files: Record<string, Uint8Array>): ByteSource =>
  async (name) =>
    files[name]!;

describe('loadMnist', () => {
  it('reads any number of square images', async () => {
    const { train } = await loadMnist(from(small(3, 5, [9, 0, 4])));
    expect(train).toMatchObject({ count: 3, side: 5, labels: Uint8Array.of(9, 0, 4) });
  });

  it.each([
    [
      'labels that are not digits',
      small(3, 5, [1, 2, 10]),
      'train-labels-idx1-ubyte: labels must be below 10, got 10 at position 2',
    ],
    [
      'another number of labels',
      small(3, 5, [1, 2]),
      'train-labels-idx1-ubyte: must hold 3 labels, one for each image, got 2',
    ],
    ['no images', small(0, 5, []), 'train-images-idx3-ubyte: must hold at least one image'],
    [
      'test images of another size',
      { ...small(2, 5, [1, 2]), 't10k-images-idx3-ubyte': small(2, 4, [1, 2])['t10k-images-idx3-ubyte']! },
      't10k-images-idx3-ubyte: images must be as large as the training images',
    ],
    [
      'labels in place of images',
      { ...small(2, 5, [1, 2]), 'train-images-idx3-ubyte': small(2, 4, [1, 2])['train-labels-idx1-ubyte']! },
      'train-images-idx3-ubyte: magic number must be 0x00000803',
    ],
  ])('refuses %s', async (_, files, message) => {
    await expect(loadMnist(from(files))).rejects.toThrow(message);
    await expect(loadMnist(from(files))).rejects.toThrow(DataError);
  });
});

describe('loadDataset', () => {
  it.each(['mnist', 'mnist-10x9', 'mnist-29x29', 'mnist-0x0', 'cifar'])('refuses the name %s', async (name) => {
    await expect(loadDataset(name, from({}))).rejects.toThrow(ArgumentError);
  });

  it('refuses a side above that of the images', async () => {
    await expect(loadDataset('mnist-10x10', from(small(2, 5, [1, 2])))).rejects.toThrow(
      'the images have 5 pixels a side',
    );
  });
});

describe('sources of bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-data-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('verified: a file of another hash is refused, with both hashes', async () => {
    const files = small(2, 5, [1, 2]);
    const name = 'train-labels-idx1-ubyte';
    await expect(verified(from(files))(name)).rejects.toThrow(`${name}: sha256 must be ${mnistHashes[name]}, got`);
    const hashes = { [name]: await sha256Hex(files[name]!) };
    expect(await verified(from(files), hashes)(name)).toBe(files[name]);
  });

  it('directorySource: finds each of the three spellings, and names the file and the folder when one is missing', async () => {
    const files = small(3, 5, [1, 2, 3]);
    const names = Object.keys(files);
    writeFileSync(join(folder, names[0]!), files[names[0]!]!);
    writeFileSync(join(folder, `${names[1]}.gz`), gzipSync(files[names[1]!]!));
    writeFileSync(join(folder, 't10k-images.idx3-ubyte'), files[names[2]!]!);
    await expect(loadMnist(directorySource(folder))).rejects.toThrow(
      `data: ${folder} has no file t10k-labels-idx1-ubyte`,
    );
    writeFileSync(join(folder, names[3]!), files[names[3]!]!);
    expect((await loadMnist(directorySource(folder))).test.labels).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('directorySource: refuses what is no folder, and files over the limit', async () => {
    const missing = join(folder, 'missing');
    await expect(loadMnist(directorySource(missing))).rejects.toThrow(`data: ${missing} is not a folder`);
    await expect(directorySource(folder, { maxBytes: 10 })('train-images-idx3-ubyte')).rejects.toThrow(
      'must have at most 10 bytes',
    );
  });
});
