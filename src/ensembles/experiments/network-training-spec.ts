/**
 * What an ensemble of trained networks is made of: its parameters, and the random numbers they stand for.
 *
 * The paper says: parameters "uniformly within the unit cube", 200 epochs, "SGD with learning rate decay". It leaves open which unit
 * cube, whether it is scaled with the fan-in, whether biases are drawn too, the batch, the rate and its decay; each is a parameter
 * here. The default cube is [−½, ½] in every weight and bias: a unit cube to the letter, centered, unscaled.
 * Rate and decay were chosen on training images alone: docs/decisions/011-training-recipe.md.
 * @source [choromanska2015loss, §5.1]
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { mnistClasses } from '../../data/mnist.ts';
import type { NetworkShape } from '../../kernels/contract.ts';
import { imageFields } from './network-data.ts';

export const networkTrainingSchema = z.strictObject({
  widths: z.array(z.int().min(1).max(100_000)).min(1).default([25, 50, 100, 250, 500]).describe('n₁, hidden units'),
  networks: z.int().min(1).max(1_000_000).default(40).describe('starts for each width'),
  epochs: z.int().min(1).max(100_000).default(10).describe('passes over the training images'),
  batch: z.int().min(1).default(100).describe('images a minibatch'),
  rate: z.number().positive().default(1).describe('η at the start'),
  decay: z.number().min(0).default(0.1).describe('η_t = η / (1 + decay t), t in epochs, at every step'),
  cube: z.number().positive().default(0.5).describe('half-width of the cube that weights and biases start in'),
  cubeCenter: z.number().default(0).describe('center of that cube; 0.5 with cube 0.5 is [0, 1]'),
  fanIn: z.boolean().default(false).describe("divide a layer's start by the square root of its number of inputs"),
  ...imageFields(60_000),
  seed: z.int().min(0).default(1),
  precision: z.enum(['float32', 'float64']).default('float32'),
  tolerance: z
    .number()
    .min(0)
    .default(0.01)
    .describe('relative change of the training loss over the last epoch below which a network counts as converged'),
  keepParameters: z.boolean().default(false).describe('store the trained parameters'),
  networksPerTask: z
    .int()
    .min(1)
    .max(4096)
    .default(20)
    .describe('unit of work; part of the spec, whatever the number of workers'),
});
export type NetworkTrainingSpec = z.infer<typeof networkTrainingSchema>;

/**
 * Start of a network: every weight and bias uniform on cubeCenter ± cube, divided by √(inputs of its layer) if fanIn. The draws, in
 * the order of the parameters, are those of the stream (seed, network, width), whatever else is trained.
 */
export function drawParameters(
  spec: Pick<NetworkTrainingSpec, 'seed' | 'cube' | 'cubeCenter' | 'fanIn'>,
  shape: NetworkShape,
  network: number,
  out: Float64Array,
): void {
  const draw = stream(spec.seed, 'network-training', network, `weights/${shape.hidden}`);
  const firstLayer = (shape.inputs + 1) * shape.hidden;
  for (let i = 0; i < out.length; i++) {
    const value = spec.cubeCenter + spec.cube * (2 * draw.uniform() - 1);
    out[i] = spec.fanIn ? value / Math.sqrt(i < firstLayer ? shape.inputs : shape.hidden) : value;
  }
}

/** The permutation of the training images in one epoch, shared by all networks of the ensemble. */
export function dataOrder({ seed, trainSize }: Pick<NetworkTrainingSpec, 'seed' | 'trainSize'>, epoch: number) {
  const order = Uint32Array.from({ length: trainSize }, (_, i) => i);
  stream(seed, 'network-training', epoch, 'order').shuffle(order);
  return order;
}

/** Name of the artifact with the images. */
export function datasetName({ pixels }: Pick<NetworkTrainingSpec, 'pixels'>): string {
  return `mnist-${pixels}x${pixels}`;
}

/** The networks of one width. */
export function shapeOf({ pixels }: Pick<NetworkTrainingSpec, 'pixels'>, width: number): NetworkShape {
  return { inputs: pixels * pixels, hidden: width, outputs: mnistClasses };
}
