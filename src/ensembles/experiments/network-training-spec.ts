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
import type { DataShapes } from '../../data/dataset.ts';
import type { RectifiedShape } from '../../kernels/contract.ts';
import { dataSizes } from './network-data.ts';
import { cubeFields, runFields, sgdFields, trainedObjective, trainingLosses, widthFields } from './network-fields.ts';

/** Of labels, by cross-entropy. */
export const labelTrainingSchema = z.strictObject({
  ...widthFields([25, 50, 100, 250, 500], 40),
  ...sgdFields({ rate: 1, decay: 0.1 }),
  ...cubeFields,
  ...runFields({ trainSize: 60_000, tolerance: 0.01, span: 'the last epoch', networksPerTask: 20 }),
});
export type LabelTrainingSpec = z.infer<typeof labelTrainingSchema>;

/** By any objective. */
export const networkTrainingSchema = labelTrainingSchema.extend({
  // Not filled in: specs without the field keep their hash.
  loss: trainingLosses.optional().describe('of the outputs of a sample (default: cross-entropy)'),
  ...trainedObjective,
});
export type NetworkTrainingSpec = z.infer<typeof networkTrainingSchema>;

/**
 * Start of a network: every weight and bias uniform on cubeCenter ± cube, divided by √(inputs of its layer) if fanIn. The draws, in
 * the order of the parameters, are those of the stream (seed, network, width), whatever else is trained.
 */
export function drawParameters(
  spec: Pick<NetworkTrainingSpec, 'seed' | 'cube' | 'cubeCenter' | 'fanIn'>,
  shape: RectifiedShape,
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

/** The networks of one width. @param shapes  of the user's data that the spec names */
export function shapeOf(
  spec: Pick<NetworkTrainingSpec, 'data' | 'pixels' | 'outputs'>,
  width: number,
  shapes?: DataShapes,
): RectifiedShape {
  const { inputs, outputs } = dataSizes(spec, shapes);
  return { inputs, hidden: width, outputs: spec.outputs ?? outputs };
}
