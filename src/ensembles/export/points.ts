/** Points of records as the arrays of their landscapes, so that numpy or torch recomputes every value; and the data these stand on. */
import { ArgumentError } from '../../base/errors.ts';
import { firstOfPart } from '../../data/dataset.ts';
import { type DataPart, type DataShapes, type Dataset, dataShape } from '../../data/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { dataOf, landscapeSpec } from '../../landscapes/landscape-spec.ts';
import type { Manifest } from '../manifest.ts';
import type { Experiments } from '../parameters.ts';
import { isVectors, rowsOf } from '../shard.ts';
import type { RecordPoints, Records } from '../spec.ts';
import type { Arrays } from './arrays.ts';

/** Where the records' points lie; undefined where the experiment keeps none. */
export function pointsOf(experiments: Experiments, { spec }: Manifest): RecordPoints<unknown> | undefined {
  return experiments[spec.experiment]?.points;
}

/** What says which landscapes the records' points lie on. */
export interface Registries {
  readonly experiments: Experiments;
  readonly families: Families;
  /** Of the user's data that the run was computed from; other data are known by name. */
  readonly shapes?: DataShapes;
}

/**
 * Of the point of record k one array for each of its landscape's layout: network_k_W1 (units × inputs), network_k_b1, …; a layout of one
 * array alone stays a column of the records. Nothing when the run kept no points.
 */
export function layoutArrays(
  { experiments, families, shapes = dataShape }: Registries,
  manifest: Manifest,
  { count, columns, ...records }: Records,
): Arrays {
  const points = pointsOf(experiments, manifest);
  const column = points && columns[points.column];
  if (!points || !isVectors(column)) return {};
  const { parameters } = manifest.spec;
  const single = points.precision?.(parameters) === 'float32';
  const arrays: Arrays = {};
  for (const [k, vector] of rowsOf(column, count).entries()) {
    const which = landscapeSpec(families, 'export', points.landscape(parameters, { count, columns, ...records }, k));
    const layout = which.family.layout?.(which.fields, dataOf(which).map(shapes));
    if (!layout || layout.arrays.length < 2) return {};
    const numbers = single ? Float32Array.from(vector) : vector;
    for (const { name, shape, start, end } of layout.arrays)
      arrays[`${which.family.name}_${k}_${name}`] = { shape, data: numbers.subarray(start, end) };
  }
  return arrays;
}

/**
 * The samples that networks were trained and tested on, and no others.
 * @throws ArgumentError  when the run trained no networks
 */
export function datasetArrays({ spec }: Manifest, { outputs, train, test }: Dataset): Arrays {
  const { trainSize, testSize } = spec.parameters;
  if (typeof trainSize !== 'number' || typeof testSize !== 'number')
    throw new ArgumentError('export', 'data', 'asked of trained networks', spec.experiment);
  const arrays = (part: string, { count, inputs, x, labels, targets, weights }: DataPart): Arrays => ({
    [`${part}Inputs`]: { shape: [count, inputs], data: x },
    ...(labels && { [`${part}Labels`]: { shape: [count], data: labels } }),
    ...(targets && { [`${part}Targets`]: { shape: [count, outputs], data: targets } }),
    ...(weights && { [`${part}Weights`]: { shape: [count], data: weights } }),
  });
  return {
    ...(test && arrays('test', firstOfPart(test, testSize))),
    ...arrays('train', firstOfPart(train, trainSize)),
  };
}
