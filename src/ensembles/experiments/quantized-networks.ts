/**
 * Networks that tell odd digits from even ones, and their images with s unique parameters: how often the signs of the two outputs
 * agree on the test set. One record a network, vectors over the list of s. The counts of the four sign pairs are kept, since every
 * correlation and every bound is made of them.
 * @source [choromanska2015loss, Definition 3.3]; the paper does not say how an image is made, here by `quantize`
 */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import { decodeDataset, labeledSamples } from '../../data/dataset.ts';
import type { Samples } from '../../kernels/contract.ts';
import { classExamples, parameterCount } from '../../kernels/minibatch.ts';
import { activations } from '../../landscapes/network/activations.ts';
import { labeledExamples } from '../../landscapes/network/examples.ts';
import { layerPlaces } from '../../landscapes/network/layers.ts';
import { losses } from '../../landscapes/network/losses.ts';
import { blockSize, createBlock, load, outputOf, runForward } from '../../landscapes/network/passes.ts';
import { quantize } from '../../landscapes/network/quantize.ts';
import { run as runSearch } from '../../search/search.ts';
import { sgd, sgdProgress } from '../../search/sgd.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { imageFields, type NetworkTask, onImages, splitNetworks } from './network-data.ts';
import { checkNetworkCapacity, forecastNetworks } from './network-training-forecast.ts';
import { dataOrder, drawParameters, networkTrainingSchema } from './network-training-spec.ts';

const schema = z.strictObject({
  width: z.int().min(1).max(100_000).default(25).describe('n₁, hidden units'),
  networks: z.int().min(1).max(1_000_000).default(16).describe('random starts'),
  values: distinct(z.array(z.int().min(2).max(65_536)).min(1))
    .default([2, 3, 5, 9, 17, 33])
    .describe('s, unique parameters of an image; one image for each'),
  epochs: z.int().min(1).max(100_000).default(5).describe('passes over the training images'),
  ...imageFields(10_000),
  seed: z.int().min(0).default(1),
  networksPerTask: z.int().min(1).max(4096).default(8).describe('unit of work; part of the spec'),
});
export type QuantizedNetworksSpec = z.infer<typeof schema>;

/** Odd is 1: two outputs, whose difference is the paper's single output. */
const outputs = 2;

type TaskSpec = NetworkTask<QuantizedNetworksSpec>;

export const quantizedNetworks: Experiment<QuantizedNetworksSpec, TaskSpec> = {
  name: 'quantized-networks',
  title: 'Binary networks and their images with few unique weights',
  schema,
  ...onImages('quantized-networks', 'tested', 'digits'),
  split: (spec) => splitNetworks('quantized-networks', spec, [{}]),
  run: trainAndQuantize,
  async forecast(spec, workers, kernels, timings) {
    const training = forecastNetworks(trainingOf(spec), workers, kernels, timings);
    const looks = spec.networks * (spec.values.length + 1) * spec.testSize * spec.width * spec.pixels ** 2;
    return {
      ...training,
      seconds: training.seconds + (looks * secondsPerProduct) / workers,
      disk: training.disk + spec.networks * spec.values.length * 5 * 8,
      basis: `${training.basis}; a nanosecond or so a product for the images`,
    };
  },
  checkCapacity: (spec, workers, memory) => checkNetworkCapacity(trainingOf(spec), workers, memory),
};

const secondsPerProduct = 1.5e-9;

/** The training inside, with the defaults of network-training for what is not a parameter here. */
function trainingOf({ width, values: _, ...spec }: QuantizedNetworksSpec) {
  const { networks, epochs, trainSize, testSize, pixels, seed, networksPerTask } = spec;
  return networkTrainingSchema.parse({
    widths: [width],
    networks,
    epochs,
    trainSize,
    testSize,
    pixels,
    seed,
    networksPerTask,
  });
}

async function trainAndQuantize(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const { first, ...spec } = task.parameters;
  const training = trainingOf(spec);
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const shape = { inputs: dataset.inputs, hidden: spec.width, outputs };
  const size = parameterCount(shape);
  const problem = {
    ...training,
    train: classExamples(parity(labeledSamples(dataset.name, dataset.train), spec.trainSize), outputs),
    start() {
      const fleet = context.kernels.rectified(shape, task.replicas, training.precision);
      const parameters = new Float64Array(size);
      for (let k = 0; k < task.replicas; k++) {
        drawParameters(training, shape, first + k, parameters);
        fleet.setParameters(k, parameters);
      }
      return fleet;
    },
    order: (epoch: number) => dataOrder(training, epoch),
  };
  const { fleet, statuses } = runSearch(sgd(problem), (state) => context.progress(0.9 * sgdProgress(problem, state)));
  const test = parity(labeledSamples(dataset.name, dataset.test!), spec.testSize);
  const signsOf = signReader(shape, test);
  const s = spec.values.length;
  const vector = () => new Float64Array(task.replicas * s);
  const counts = { both: vector(), lost: vector(), won: vector(), neither: vector(), imageRight: vector() };
  const right = new Int32Array(task.replicas);
  for (let k = 0; k < task.replicas; k++) {
    const parameters = new Float64Array(size);
    fleet.getParameters(k, parameters);
    const signs = signsOf(parameters);
    right[k] = agreement(signs, test.labels);
    spec.values.forEach((value, v) => {
      const image = signsOf(quantize(parameters, value));
      signs.forEach((sign, i) => {
        const part = sign ? (image[i] ? counts.both : counts.lost) : image[i] ? counts.won : counts.neither;
        part[k * s + v]!++;
      });
      counts.imageRight[k * s + v] = agreement(image, test.labels);
    });
    context.progress(0.9 + (0.1 * (k + 1)) / task.replicas);
  }
  const filled = (value: number) => new Int32Array(task.replicas).fill(value);
  return {
    count: task.replicas,
    columns: {
      network: { kind: 'int32', values: Int32Array.from({ length: task.replicas }, (_, k) => first + k) },
      width: { kind: 'int32', values: filled(spec.width) },
      images: { kind: 'int32', values: filled(test.count) },
      right: { kind: 'int32', values: right },
      status: { kind: 'text', values: statuses },
      ...Object.fromEntries(
        Object.entries(counts).map(([name, values]) => [name, { kind: 'vector' as const, width: s, values }]),
      ),
    },
  };
}

/** The first `count` samples, odd digits labeled 1. */
function parity({ inputs, images, labels }: Samples, count: number): Samples {
  return {
    count,
    inputs,
    images: images.subarray(0, count * inputs),
    labels: labels.subarray(0, count).map((y) => y % 2),
  };
}

/** What a network answers: 1 where the second output is the larger, in float64 whatever the training's precision. */
function signReader(shape: { inputs: number; hidden: number }, samples: Samples): (theta: Float64Array) => Uint8Array {
  const examples = labeledExamples(samples, outputs, 'cross-entropy');
  const { layers } = layerPlaces([shape.inputs, shape.hidden, outputs], true);
  const block = createBlock(layers, activations.relu, losses['cross-entropy']);
  return (theta) => {
    const signs = new Uint8Array(samples.count);
    for (let from = 0; from < samples.count; from += blockSize) {
      load(block, examples, from, Math.min(blockSize, samples.count - from));
      runForward(block, theta);
      for (let i = 0; i < block.count; i++) {
        const [even, odd] = outputOf(block, i) as unknown as [number, number];
        signs[from + i] = odd > even ? 1 : 0;
      }
    }
    return signs;
  };
}

function agreement(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, x, i) => count + (x === b[i] ? 1 : 0), 0);
}
