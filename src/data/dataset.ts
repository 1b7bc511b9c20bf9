/**
 * Data sets by name, ready for training: images as rows of float32 in [0, 1], labels as integers. `mnist-10x10` is MNIST averaged to
 * 10 × 10 pixels, the input of the networks in the paper; any side from 1 to 28 works.
 */
import { ArgumentError, DataError } from '../base/errors.ts';
import type { Samples } from '../kernels/contract.ts';
import { downsample } from './downsample.ts';
import { type ByteSource, type LabeledImages, loadMnist, mnistClasses } from './mnist.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { Tensor } from './tensor.ts';

export interface Dataset {
  readonly name: string;
  /** Numbers in an image. */
  readonly inputs: number;
  readonly classes: number;
  readonly train: Samples;
  readonly test: Samples;
}

/** The default: 28 × 28 averaged to 10 × 10 as in [choromanska2015loss, §5.1]. */
export const defaultDataset = 'mnist-10x10';

/**
 * Builds a data set from its files.
 * @param name    mnist-MxM with 1 ≤ M ≤ 28
 * @param source  gives the four MNIST files
 * @throws ArgumentError  when the name is no data set
 * @throws DataError      when a file is missing or damaged
 */
export async function loadDataset(name: string, source: ByteSource): Promise<Dataset> {
  const side = mnistSide(name);
  const { train, test } = await loadMnist(source);
  if (side > train.side)
    throw new DataError(`${name}: the images have ${train.side} pixels a side, which cannot be averaged to ${side}`);
  return {
    name,
    inputs: side * side,
    classes: mnistClasses,
    train: toSamples(train, side),
    test: toSamples(test, side),
  };
}

/** The data set as the bytes of an artifact, a safetensors file: the same data give the same bytes and so the same content hash. */
export function encodeDataset({ name, inputs, classes, train, test }: Dataset): Uint8Array[] {
  const images = ({ count, images: data }: Samples): Tensor => ({ shape: [count, inputs], data });
  const labels = ({ count, labels: data }: Samples): Tensor => ({ shape: [count], data });
  return encodeSafetensors(
    { trainImages: images(train), trainLabels: labels(train), testImages: images(test), testLabels: labels(test) },
    { name, classes: String(classes) },
  );
}

/**
 * Reads an artifact back; its arrays are views of `bytes`.
 * @throws DataError  when the bytes are no data set
 */
export function decodeDataset(bytes: Uint8Array): Dataset {
  const { tensors, metadata } = decodeSafetensors(bytes, 'decodeDataset');
  const part = (words: 'train' | 'test'): Samples => {
    const images = tensors.get(`${words}Images`);
    const labels = tensors.get(`${words}Labels`);
    const [count = 0, inputs = 0] = images?.shape ?? [];
    if (
      !(images?.data instanceof Float32Array) ||
      !(labels?.data instanceof Uint8Array) ||
      labels.data.length !== count
    )
      throw new DataError(
        `decodeDataset: ${words} images and labels are missing, of the wrong type or not equally many`,
      );
    return { count, inputs, images: images.data, labels: labels.data };
  };
  const [train, test] = [part('train'), part('test')];
  return { name: metadata['name'] ?? '', inputs: train.inputs, classes: Number(metadata['classes']), train, test };
}

/** What a data set by name holds, before it is read: MNIST's counts, its side as named. */
export function dataShape(name: string): { count: number; inputs: number; outputs: number; classes: number } {
  return { count: 60_000, inputs: mnistSide(name) ** 2, outputs: mnistClasses, classes: mnistClasses };
}

/** The first `count` samples, as views. */
export function head({ inputs, images, labels }: Samples, count: number): Samples {
  return { count, inputs, images: images.subarray(0, count * inputs), labels: labels.subarray(0, count) };
}

function mnistSide(name: string): number {
  const side = Number(/^mnist-([1-9]\d?)x\1$/.exec(name)?.[1]);
  if (!(side <= 28))
    throw new ArgumentError('dataset', 'name', 'mnist-MxM with M from 1 to 28, such as mnist-10x10', name);
  return side;
}

function toSamples({ count, side, pixels, labels }: LabeledImages, m: number): Samples {
  return { count, inputs: m * m, images: downsample(pixels, count, side, m), labels };
}
