/** Data sets changed on the way: inputs multiplied by a number, training targets permuted, so that nothing in the inputs tells them. */
import { stream } from '../base/philox.ts';
import type { DataChange } from './data-name.ts';
import type { DataPart, Dataset } from './data-part.ts';

/**
 * Inputs of training and test samples times `scale`; targets of the training samples permuted by the stream (permuted, 'data', 0,
 * 'targets'): sample i gets the target of sample π(i), whatever part of the set is used. Weights stay with their samples.
 * @source [swirszcz2017local, Figures 1 and 2]
 */
export function changedSet(dataset: Omit<Dataset, 'name'>, { scale, permuted }: DataChange): Omit<Dataset, 'name'> {
  const scaled = (part: DataPart): DataPart =>
    scale === undefined ? part : { ...part, x: part.x.map((value) => scale * value) };
  const train = scaled(dataset.train);
  return {
    ...dataset,
    train: permuted === undefined ? train : permutedTargets(train, permuted),
    ...(dataset.test && { test: scaled(dataset.test) }),
  };
}

function permutedTargets(part: DataPart, seed: number): DataPart {
  const from = Uint32Array.from({ length: part.count }, (_, i) => i);
  stream(seed, 'data', 0, 'targets').shuffle(from);
  const { labels, targets } = part;
  const width = (targets?.length ?? 0) / part.count;
  return {
    ...part,
    ...(labels && { labels: labels.map((_, i) => labels[from[i]!]!) }),
    ...(targets && { targets: targets.map((_, k) => targets[from[Math.floor(k / width)]! * width + (k % width)]!) }),
  };
}
