/** Trained networks and their data as arrays, so that numpy or torch recomputes every loss. */
import { ArgumentError } from '../../base/errors.ts';
import { type Dataset, head, mnistClasses } from '../../data/index.ts';
import type { Precision, Samples } from '../../kernels/contract.ts';
import type { Manifest } from '../manifest.ts';
import { isVectors, rowsOf } from '../shard.ts';
import type { Records } from '../spec.ts';
import type { Arrays } from './arrays.ts';

/** What the specs of all experiments on networks have in common, with the defaults filled in as manifests have them. */
export interface NetworkSpec {
  readonly pixels: number;
  readonly precision: Precision;
  readonly trainSize: number;
  readonly testSize: number;
  /** Units of the hidden layers; where it is absent there is one, and the records tell its width. */
  readonly hidden?: readonly number[];
}

const networkExperiments: readonly string[] = ['deep-training', 'network-annealing', 'network-training'];

/** The spec of a run whose records are networks; undefined for any other run. */
export function networkSpec({ spec }: Manifest): NetworkSpec | undefined {
  return networkExperiments.includes(spec.experiment) ? (spec.parameters as unknown as NetworkSpec) : undefined;
}

/**
 * Of network k, the k-th record: network_k_W1 (units × inputs), network_k_b1, network_k_W2 (outputs × units), network_k_b2, and so on
 * for deeper networks, in the precision they were trained in. Nothing when the run kept no parameters.
 *      logits = W2 · max(0, W1 · x + b1) + b2
 */
export function networkArrays(spec: NetworkSpec, { count, columns }: Records): Arrays {
  const { parameters, width } = columns;
  if (!isVectors(parameters)) return {};
  const arrays: Arrays = {};
  for (const [k, vector] of rowsOf(parameters, count).entries()) {
    const numbers = spec.precision === 'float32' ? Float32Array.from(vector) : vector;
    const hidden = spec.hidden ?? [Number(width!.values[k])];
    let [start, inputs] = [0, spec.pixels ** 2];
    for (const [layer, units] of [...hidden, mnistClasses].entries()) {
      const biases = start + units * inputs;
      const end = biases + units;
      arrays[`network_${k}_W${layer + 1}`] = { shape: [units, inputs], data: numbers.subarray(start, biases) };
      arrays[`network_${k}_b${layer + 1}`] = { shape: [units], data: numbers.subarray(biases, end) };
      [start, inputs] = [end, units];
    }
  }
  return arrays;
}

/**
 * The images the networks were trained and tested on, and no others.
 * @throws ArgumentError  when the run trained no networks
 */
export function datasetArrays(manifest: Manifest, { train, test }: Dataset): Arrays {
  const spec = networkSpec(manifest);
  if (!spec) throw new ArgumentError('export', 'data', 'asked of trained networks', manifest.spec.experiment);
  const arrays = (part: string, { count, inputs, images, labels }: Samples): Arrays => ({
    [`${part}Inputs`]: { shape: [count, inputs], data: images },
    [`${part}Labels`]: { shape: [count], data: labels },
  });
  return { ...arrays('test', head(test, spec.testSize)), ...arrays('train', head(train, spec.trainSize)) };
}
