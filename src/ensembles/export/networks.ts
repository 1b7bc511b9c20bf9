/** Trained networks and their data as arrays, so that numpy or torch recomputes every loss. */
import { ArgumentError } from '../../base/errors.ts';
import { type Dataset, head, mnistClasses } from '../../data/index.ts';
import type { Samples } from '../../kernels/contract.ts';
import { type NetworkTrainingSpec, networkTraining } from '../experiments/network-training.ts';
import type { Manifest } from '../manifest.ts';
import { isVectors, rowsOf } from '../shard.ts';
import type { Records } from '../spec.ts';
import type { Arrays } from './arrays.ts';

/** The spec of a run that trained networks; undefined for any other run. */
export function trainingSpec({ spec }: Manifest): NetworkTrainingSpec | undefined {
  return spec.experiment === networkTraining.name ? networkTraining.schema.parse(spec.parameters) : undefined;
}

/**
 * Of network k, the k-th record: network_k_W1 (units × inputs), network_k_b1, network_k_W2 (outputs × units), network_k_b2, in the
 * precision they were trained in. Nothing when the run kept no parameters.
 *      logits = W2 · max(0, W1 · x + b1) + b2
 */
export function networkArrays({ pixels, precision }: NetworkTrainingSpec, { count, columns }: Records): Arrays {
  const { parameters, width } = columns;
  if (!isVectors(parameters) || width?.kind !== 'int32') return {};
  const arrays: Arrays = {};
  for (const [k, vector] of rowsOf(parameters, count).entries()) {
    const numbers = precision === 'float32' ? Float32Array.from(vector) : vector;
    const units = width.values[k]!;
    let start = 0;
    const take = (name: string, shape: readonly number[]) => {
      const end = start + shape.reduce((product, extent) => product * extent, 1);
      arrays[`network_${k}_${name}`] = { shape, data: numbers.subarray(start, end) };
      start = end;
    };
    take('W1', [units, pixels * pixels]);
    take('b1', [units]);
    take('W2', [mnistClasses, units]);
    take('b2', [mnistClasses]);
  }
  return arrays;
}

/**
 * The images the networks were trained and tested on, and no others.
 * @throws ArgumentError  when the run trained no networks
 */
export function datasetArrays(manifest: Manifest, { train, test }: Dataset): Arrays {
  const spec = trainingSpec(manifest);
  if (!spec) throw new ArgumentError('export', 'data', 'asked of trained networks', manifest.spec.experiment);
  const arrays = (part: string, { count, inputs, images, labels }: Samples): Arrays => ({
    [`${part}Inputs`]: { shape: [count, inputs], data: images },
    [`${part}Labels`]: { shape: [count], data: labels },
  });
  return { ...arrays('test', head(test, spec.testSize)), ...arrays('train', head(train, spec.trainSize)) };
}
