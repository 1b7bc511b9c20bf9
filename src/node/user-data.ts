/** What `--data` names: a data set by its name, the user's file, or a folder with images. Node only. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ArgumentError, DataError } from '../base/errors.ts';
import { shown } from '../base/words.ts';
import type { DataFile } from '../data/data-file.ts';
import { type DataChange, type DataRule, fileDataName, parseDataName, withRule } from '../data/data-name.ts';
import type { DataFiles } from '../data/dataset.ts';
import { downsample } from '../data/downsample.ts';
import { mnistHashes, verified } from '../data/mnist.ts';
import { readDataPath } from './data-path.ts';
import { directorySource } from './mnist-files.ts';

/** A data set of another name, or MNIST itself from a folder of the user's. */
export type AskedData =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'mnist'; readonly folder: string };

/**
 * The name of a data set stays; a path becomes one, absolute. A folder with the four files of MNIST is MNIST, by their SHA-256; with
 * others it is a data set of its own.
 * @throws ArgumentError, DataError when there is nothing by that name
 */
export async function askedData(text: string, rule: DataRule & DataChange = {}): Promise<AskedData> {
  if (/^(file:|mnist-\d)/.test(text)) {
    parseDataName(text);
    return { kind: 'named', name: withRule(text, rule) };
  }
  const path = resolve(text);
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    if (/[/\\.]/.test(text)) throw new DataError(`data: ${shown(text)} is not a file or folder`);
    parseDataName(text);
    return { kind: 'named', name: withRule(text, rule) };
  }
  if (found.isDirectory() && (await isMnist(path))) {
    const [changed] = (['scale', 'permuted'] as const).filter((name) => rule[name] !== undefined);
    if (changed !== undefined)
      throw new ArgumentError('data', optionOf[changed], 'asked of MNIST by its name (mnist-10x10)', text);
    return { kind: 'mnist', folder: path };
  }
  return { kind: 'named', name: fileDataName(path, rule) };
}

/** The words of the command line. */
const optionOf = { scale: 'inputScale', permuted: 'permuteTargets' } as const;

async function isMnist(folder: string): Promise<boolean> {
  const source = verified(directorySource(folder));
  return Promise.all(Object.keys(mnistHashes).map(source)).then(
    () => true,
    () => false,
  );
}

/** Reads the user's folders of images and files of tables. Square images are averaged to the side that is asked for. */
export const userData: DataFiles = async (path, { pixels, ...rule }) => {
  const file = await readDataPath(path, rule);
  const [height, width] = file.inputShape;
  const square = file.inputShape.length === 2 && height === width;
  const side = square && pixels !== undefined ? pixels : undefined;
  if (side !== undefined && side > height!)
    throw new DataError(`${shown(path)}: the images have ${height} pixels a side, which cannot be averaged to ${side}`);
  const part = ({ count, x, labels, t, weights }: DataFile['test'] & object) => ({
    count,
    inputs: side === undefined ? file.inputs : side * side,
    x: side === undefined ? x : downsample(x, count, height!, side, 1),
    ...(labels && { labels }),
    ...(t && { targets: t }),
    ...(weights && { weights }),
  });
  return {
    inputs: side === undefined ? file.inputs : side * side,
    outputs: file.outputs,
    ...(file.classes && { classes: file.classes.length }),
    train: part(file),
    ...(file.test && { test: part(file.test) }),
  };
};
