/** The images that experiments on networks learn from: how many a spec may ask for, what they weigh, and noise that stands in for them. */
import { integer } from '../../base/arguments.ts';
import type { Stream } from '../../base/philox.ts';
import { decodeDataset } from '../../data/dataset.ts';
import type { Samples } from '../../kernels/contract.ts';

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
