/** Networks of any depth as a family: hidden layers, activation and loss, and the images that the loss is the mean over. */
import { z } from 'zod';
import { integer } from '../../base/arguments.ts';
import type { DataShape, Family } from '../family.ts';
import { type ActivationName, activations } from './activations.ts';
import { type Examples, labeledExamples } from './examples.ts';
import { layerPlaces } from './layers.ts';
import { networkLayout } from './layout.ts';
import { type LossName, losses } from './losses.ts';
import { type NetworkLandscape, networkLandscape } from './network.ts';
import { drawNetwork, usualGain } from './start.ts';

/** Images a network is looked at on when nothing is said: index and Hessians of small networks take seconds. */
const fewImages = 1000;

const schema = z.object({
  hidden: z.array(z.int().min(1).max(65_536)).max(1000).default([]).describe('units of each hidden layer'),
  activation: z
    .enum(Object.keys(activations) as ActivationName[])
    .default('relu')
    .describe('of the hidden layers'),
  loss: z
    .enum(Object.keys(losses) as LossName[])
    .default('cross-entropy')
    .describe('of an output and its target; the value is its mean'),
  pixels: z.int().min(1).max(28).default(10).describe('side of the images, averaged down from 28'),
  images: z.int().min(1).optional().describe('mean over the first n training images; 1000 unless a run saw others'),
  seed: z.int().min(0).default(1).describe('seed of the starts'),
});
type NetworkSpec = z.infer<typeof schema>;

export const networkFamily: Family<NetworkSpec> = {
  name: 'network',
  schema,
  short: 'hidden',
  adjustable: ['images'],
  portable: true,
  title: ({ hidden, activation, loss, pixels }) =>
    `network ${[pixels ** 2, ...hidden, 10].join('-')} (${activation}, ${loss}) on mnist-${pixels}x${pixels}`,
  data: ({ pixels }) => [`mnist-${pixels}x${pixels}`],
  check: ({ images }, [shape]) => {
    if (images !== undefined) integer('network', 'images', images, 1, shape!.count);
  },
  open(spec, { kernels, data }) {
    const { activation, loss, pixels, images } = spec;
    const all = data[0]!;
    const count = integer('network', 'images', images ?? Math.min(fewImages, all.count), 1, all.count);
    const sizes = sizesOf(spec, all);
    const landscape = networkLandscape({ sizes, activation, loss }, someOf(all, count, sizes.at(-1)!, loss), kernels);
    const name = `network ${sizes.join('-')} (${activation}, ${loss}) on ${count} images of mnist-${pixels}x${pixels}`;
    return { ...landscape, name };
  },
  start(landscape, { seed }, k, out) {
    drawNetwork({ seed, gain: usualGain }, (landscape as NetworkLandscape).shape.sizes, k, out);
  },
  bytes(spec, [shape], points) {
    const { dimension } = layerPlaces(sizesOf(spec, shape!), true);
    const count = spec.images ?? Math.min(fewImages, shape!.count);
    const units = spec.hidden.reduce((sum, n) => sum + n, shape!.outputs);
    // The curvature kernel keeps inputs, and of one point activations, slopes, bends and pulls.
    const numbers = shape!.inputs + 4 * units + 2 * shape!.outputs;
    return 4 * shape!.count * shape!.inputs + 8 * count * numbers + 16 * points * dimension;
  },
  layout: (spec, [shape]) => networkLayout({ sizes: sizesOf(spec, shape!) }),
  fixtures: (Object.keys(activations) as ActivationName[]).flatMap((activation, a) =>
    (Object.keys(losses) as LossName[]).map((loss, l) => ({
      hidden: [[3], [4, 2], []][(a + l) % 3]!,
      activation,
      loss,
      pixels: 2,
      images: 31,
      seed: 4,
    })),
  ),
};

function sizesOf({ hidden }: Pick<NetworkSpec, 'hidden'>, { inputs, outputs }: Pick<DataShape, 'inputs' | 'outputs'>) {
  return [inputs, ...hidden, outputs];
}

/** The first examples, with targets as the loss wants them. */
function someOf({ inputs, x, labels }: Examples, count: number, outputs: number, loss: LossName): Examples {
  const images = x.subarray(0, count * inputs) as Float32Array;
  return labeledExamples({ count, inputs, images, labels: labels!.subarray(0, count) }, outputs, loss);
}
