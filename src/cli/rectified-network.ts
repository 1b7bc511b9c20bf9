/** A ReLU network from a file of weights and its data, as `glasscape assumptions` measures them. */
import type { Inputs, RectifiedLayers } from '../assumptions/index.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import { type Dataset, namedPart } from '../data/index.ts';
import { layerPlaces } from '../landscapes/network/layers.ts';
import { findWeights, weightNames } from '../landscapes/network/weights-file.ts';
import { openPointFile } from './point-file.ts';

/**
 * Layers under the names that people save them with; of an export, those of network number `row`.
 * @throws DataError, ArgumentError  as findWeights; DataError when no array has such a name
 */
export async function readLayers(where: string, path: string, row: number): Promise<RectifiedLayers> {
  const { file, arrays } = await openPointFile(path);
  const found = findWeights(where, file, [...arrays.values()], row);
  if (!found)
    throw new DataError(`${where}: ${file} has none of ${weightNames}; it has ${[...arrays.keys()].join(', ')}`);
  const point = found.point();
  const { layers } = layerPlaces(found.sizes, found.bias);
  return {
    sizes: found.sizes,
    weights: layers.map(({ weights, inputs, units }) => point.slice(weights, weights + inputs * units)),
    biases: found.bias ? layers.map(({ biases, units }) => point.slice(biases!, biases! + units)) : null,
  };
}

export interface LabelledInputs extends Inputs {
  /** The class of each sample, or ±1 of a single output. */
  readonly labels?: Float64Array;
}

/**
 * The first samples of a data set, for a network of so many inputs and outputs.
 * @throws ArgumentError when they have another number of inputs, or targets that are neither classes of the outputs nor ±1 of one
 */
export function labelledInputs(
  where: string,
  dataset: Dataset,
  sizes: readonly number[],
  samples: number | undefined,
): LabelledInputs {
  const { count: all, inputs, x, labels, targets } = namedPart(dataset);
  const outputs = sizes.at(-1)!;
  if (inputs !== sizes[0])
    throw new ArgumentError(where, 'data', `of ${sizes[0]} inputs, as the network has`, `${inputs} (${dataset.name})`);
  const count = Math.min(all, samples ?? all);
  const signs = Float64Array.from((labels ?? targets!).subarray(0, count));
  const known = outputs === 1 ? [-1, 0, 1] : Array.from({ length: outputs }, (_, k) => k);
  const wrong = signs.findIndex((label) => !known.includes(label));
  if (wrong >= 0 || (targets && targets.length !== all))
    throw new ArgumentError(
      where,
      `y[${Math.max(0, wrong)}]`,
      outputs === 1 ? '±1, or 0 and 1' : `a class below ${outputs}`,
      signs[Math.max(0, wrong)],
    );
  return { count, inputs, x: Float64Array.from(x.subarray(0, count * inputs)), labels: signs };
}
