/**
 * Data sets, ready for training: inputs a row a sample, with classes or numbers as targets. `mnist-10x10` is MNIST averaged to 10 × 10
 * pixels, the input of the networks in the paper; any side from 1 to 28 works.
 */
import { ArgumentError, DataError } from '../base/errors.ts';
import type { Samples } from '../kernels/contract.ts';
import { changedSet } from './changed.ts';
import { type DataName, type DataRule, parseDataName } from './data-name.ts';
import type { DataPart, Dataset } from './data-part.ts';
import { downsample } from './downsample.ts';
import { type ByteSource, type LabeledImages, loadMnist, mnistClasses } from './mnist.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { smallSets } from './small-sets.ts';
import type { Tensor } from './tensor.ts';

export type { DataPart, Dataset } from './data-part.ts';

/** The default: 28 × 28 averaged to 10 × 10 as in [choromanska2015loss, §5.1]. */
export const defaultDataset = 'mnist-10x10';

/** Gives what a user's file or folder holds. */
export type DataFiles = (path: string, rule: DataRule) => Promise<Omit<Dataset, 'name'>>;

/**
 * A data set by its name.
 * @param mnist  gives the four MNIST files
 * @param files  reads the user's own, where there are any
 * @throws ArgumentError  when the name is no data set
 * @throws DataError      when a file is missing or damaged
 */
export async function loadDataset(name: string, mnist: ByteSource, files?: DataFiles): Promise<Dataset> {
  const parsed = parseDataName(name);
  return { ...changedSet(await namedSet(name, parsed, mnist, files), parsed.change), name };
}

async function namedSet(name: string, parsed: DataName, mnist: ByteSource, files?: DataFiles) {
  switch (parsed.kind) {
    case 'mnist': {
      const { train, test } = await loadMnist(mnist);
      return imageDataset(name, { train, test, classes: mnistClasses }, parsed.side);
    }
    case 'small':
      return smallDataset(parsed.name);
    case 'file':
      if (!files) throw new DataError(`${name}: files cannot be read here`);
      return files(parsed.path, parsed.rule);
  }
}

/**
 * Square images averaged to side × side.
 * @throws DataError when they are smaller
 */
export function imageDataset(
  name: string,
  { train, test, classes }: { readonly train: LabeledImages; readonly test: LabeledImages; readonly classes: number },
  side = train.side,
): Dataset {
  if (side > train.side)
    throw new DataError(`${name}: the images have ${train.side} pixels a side, which cannot be averaged to ${side}`);
  const part = ({ count, side: from, pixels, labels }: LabeledImages): DataPart => ({
    count,
    inputs: side * side,
    x: downsample(pixels, count, from, side),
    labels,
  });
  return { name, inputs: side * side, outputs: classes, classes, train: part(train), test: part(test) };
}

function smallDataset(name: string): Omit<Dataset, 'name'> {
  const { x, targets, y } = smallSets[name]!;
  const [count, inputs] = [x.length, x[0]!.length];
  const train = { count, inputs, x: Float64Array.from(x.flat()) };
  if (targets === 'numbers') return { inputs, outputs: 1, train: { ...train, targets: Float64Array.from(y) } };
  return { inputs, outputs: 2, classes: 2, train: { ...train, labels: Uint8Array.from(y) } };
}

/** The data set as the bytes of an artifact, a safetensors file: the same data give the same bytes and so the same content hash. */
export function encodeDataset({ name, inputs, outputs, classes, train, test }: Dataset): Uint8Array[] {
  const tensors: Record<string, Tensor> = {};
  for (const [words, part] of [
    ['train', train],
    ['test', test],
  ] as const) {
    if (!part) continue;
    const { count, x, labels, targets, weights } = part;
    tensors[`${words}Images`] = { shape: [count, inputs], data: x };
    if (labels) tensors[`${words}Labels`] = { shape: [count], data: labels };
    if (targets) tensors[`${words}Targets`] = { shape: [count, outputs], data: targets };
    if (weights) tensors[`${words}Weights`] = { shape: [count], data: weights };
  }
  return encodeSafetensors(tensors, { name, ...(classes !== undefined && { classes: String(classes) }) });
}

/**
 * Reads an artifact back; its arrays are views of `bytes`.
 * @throws DataError  when the bytes are no data set
 */
export function decodeDataset(bytes: Uint8Array): Dataset {
  const { tensors, metadata } = decodeSafetensors(bytes, 'decodeDataset');
  const wrong = (words: string) =>
    new DataError(`decodeDataset: ${words} inputs and targets are missing, of the wrong type or not equally many`);
  const part = (words: 'train' | 'test'): DataPart => {
    const [images, labels] = [tensors.get(`${words}Images`), tensors.get(`${words}Labels`)];
    const [targets, weights] = [tensors.get(`${words}Targets`)?.data, tensors.get(`${words}Weights`)?.data];
    const [count = 0, inputs = 0] = images?.shape ?? [];
    const x = images?.data;
    if (!(x instanceof Float32Array || x instanceof Float64Array)) throw wrong(words);
    const own = { count, inputs, x, ...(weights instanceof Float64Array && { weights }) };
    if (labels?.data instanceof Uint8Array && labels.data.length === count) return { ...own, labels: labels.data };
    if (targets instanceof Float64Array && targets.length % count === 0) return { ...own, targets };
    throw wrong(words);
  };
  const train = part('train');
  const named = metadata['classes'];
  const classes = named === undefined ? undefined : Number(named);
  return {
    name: metadata['name'] ?? '',
    inputs: train.inputs,
    outputs: classes ?? train.targets!.length / train.count,
    ...(classes !== undefined && { classes }),
    train,
    ...(tensors.has('testImages') && { test: part('test') }),
  };
}

/** What a data set holds, before it is read or after. */
export interface DataShape {
  readonly count: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly classes?: number;
}

/** Shapes of data sets by name; those of a user's files are known once they are read. */
export type DataShapes = (name: string) => DataShape;

/**
 * What is known from the name alone: MNIST's counts, its side as named, and the small sets.
 * @throws ArgumentError when the name is a file's, or no data set
 */
export function dataShape(name: string): DataShape {
  const parsed = parseDataName(name);
  if (parsed.kind === 'mnist')
    return {
      count: parsed.split === 'test' ? 10_000 : 60_000,
      inputs: parsed.side ** 2,
      outputs: mnistClasses,
      classes: mnistClasses,
    };
  if (parsed.kind === 'small') return shapeOfDataset({ name: parsed.name, ...smallDataset(parsed.name) });
  throw new ArgumentError('data', 'name', 'a data set known by name, or one that has been read', name);
}

export function shapeOfDataset(dataset: Dataset): DataShape {
  const { inputs, outputs, classes } = dataset;
  return { count: namedPart(dataset).count, inputs, outputs, ...(classes !== undefined && { classes }) };
}

/**
 * The samples that the name asks for: those for training unless it says `?split=test`.
 * @throws ArgumentError when there are no test samples
 */
export function namedPart({ name, train, test }: Dataset): DataPart {
  if (parseDataName(name).split === 'train') return train;
  if (!test) throw new ArgumentError('data', 'split', `train (${name} has no test samples)`, 'test');
  return test;
}

/** Shapes of the data sets that were read, and of those known by name. */
export function knownShapes(read: readonly Dataset[]): DataShapes {
  const shapes = new Map(read.map((dataset) => [dataset.name, shapeOfDataset(dataset)]));
  return (name) => shapes.get(name) ?? dataShape(name);
}

/**
 * Labeled samples in float32, as networks train on them.
 * @throws DataError when the targets are numbers
 */
export function labeledSamples(name: string, { count, inputs, x, labels }: DataPart): Samples {
  if (!labels) throw new DataError(`${name}: the targets must be classes, got numbers`);
  return { count, inputs, images: x instanceof Float32Array ? x : Float32Array.from(x), labels };
}

/** The first `count` samples, as views. */
export function head({ inputs, images, labels }: Samples, count: number): Samples {
  return { count, inputs, images: images.subarray(0, count * inputs), labels: labels.subarray(0, count) };
}

/** The first `count` samples of a part, as views. */
export function firstOfPart(part: DataPart, count: number): DataPart {
  const { inputs, x, labels, targets, weights } = part;
  const outputs = targets ? targets.length / part.count : 0;
  return {
    count,
    inputs,
    x: x.subarray(0, count * inputs),
    ...(labels && { labels: labels.subarray(0, count) }),
    ...(targets && { targets: targets.subarray(0, count * outputs) }),
    ...(weights && { weights: weights.subarray(0, count) }),
  };
}
