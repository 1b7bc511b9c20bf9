/** What `--data` names: a data set by its name, the user's file, or a folder with images. Node only. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DataError } from '../base/errors.ts';
import { type DataRule, fileDataName, parseDataName, withRule } from '../data/data-name.ts';
import { type DataFiles, imageDataset } from '../data/dataset.ts';
import { loadMnist, mnistHashes, verified } from '../data/mnist.ts';
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
export async function askedData(text: string, rule: DataRule = {}): Promise<AskedData> {
  if (/^(file:|mnist-\d)/.test(text)) {
    parseDataName(text);
    return { kind: 'named', name: withRule(text, rule) };
  }
  const path = resolve(text);
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    if (/[/\\.]/.test(text)) throw new DataError(`data: ${text} is not a file or folder`);
    parseDataName(text);
    return { kind: 'named', name: text };
  }
  if (found.isDirectory() && (await isMnist(path))) return { kind: 'mnist', folder: path };
  return { kind: 'named', name: fileDataName(path, rule) };
}

async function isMnist(folder: string): Promise<boolean> {
  const source = verified(directorySource(folder));
  return Promise.all(Object.keys(mnistHashes).map(source)).then(
    () => true,
    () => false,
  );
}

/** Reads the user's folders of images and files of tables. */
export const userData: DataFiles = async (path, rule) => {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new DataError(`data: ${path} is not a file or folder`);
  if (!found.isDirectory()) throw new DataError(`data: ${path} is not a folder`);
  const { train, test } = await loadMnist(directorySource(path));
  const classes = 1 + [...train.labels, ...test.labels].reduce((most, label) => Math.max(most, label), 0);
  return imageDataset(path, { train, test, classes }, rule.pixels);
};
