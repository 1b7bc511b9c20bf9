/**
 * What experiments on networks have in common: the fields that describe their images, how many there may be, what they weigh, noise that
 * stands in for them; and how networks are split into tasks.
 */
import { z } from 'zod';
import { integer } from '../../base/arguments.ts';
import type { Stream } from '../../base/philox.ts';
import { decodeDataset } from '../../data/dataset.ts';
import type { Samples } from '../../kernels/contract.ts';
import type { Json, Task } from '../spec.ts';

/** @param trainSize  default */
export function imageFields(trainSize: number) {
  return {
    pixels: z.int().min(1).max(28).default(10).describe('side of the images, averaged down from 28'),
    trainSize: z.int().min(1).default(trainSize).describe('training images, the first of the set'),
    testSize: z.int().min(1).default(10_000).describe('test images, the first of the set'),
  };
}

/** Tasks of at most networksPerTask networks; one series for each variant of the spec, whose parameters are added to it. */
export function splitNetworks(
  experiment: string,
  spec: { readonly networks: number; readonly networksPerTask: number; readonly [parameter: string]: Json },
  artifact: string,
  variants: readonly { readonly [parameter: string]: Json }[] = [{}],
): Task[] {
  const { networks, networksPerTask } = spec;
  const firsts = Array.from({ length: Math.ceil(networks / networksPerTask) }, (_, task) => task * networksPerTask);
  return variants
    .flatMap((variant) => firsts.map((first) => ({ ...variant, first })))
    .map((own, index) => ({
      index,
      experiment,
      replicas: Math.min(networksPerTask, networks - own.first),
      parameters: { ...spec, ...own },
      artifacts: [artifact],
    }));
}

/** @throws ArgumentError when a spec asks for more images than the artifact holds */
export function checkSizes(
  where: string,
  { trainSize, testSize }: { readonly trainSize: number; readonly testSize: number },
  artifact: Uint8Array,
): void {
  const { train, test } = decodeDataset(artifact);
  integer(where, 'trainSize', trainSize, 1, train.count);
  integer(where, 'testSize', testSize, 1, test.count);
}

/** Images and labels as an artifact: the whole of MNIST, however much of it is used. */
export function datasetBytes({ pixels }: { readonly pixels: number }): number {
  return 70_000 * (4 * pixels * pixels + 1);
}

/** Images for a forecast: a share `lit` of the pixels uniform on (0, 1), the others 0. */
export function noiseSamples(draw: Stream, count: number, inputs: number, classes: number, lit: number): Samples {
  const images = Float32Array.from({ length: count * inputs }, () => {
    const value = draw.uniform();
    return draw.uniform() < lit ? value : 0;
  });
  return { count, inputs, images, labels: Uint8Array.from({ length: count }, () => draw.integer(classes)) };
}
