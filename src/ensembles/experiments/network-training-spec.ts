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
import type { Kernels, NetworkShape, RectifiedShape, TrainingFleet } from '../../kernels/contract.ts';
import { dataSizes } from './network-data.ts';
import {
  cubeFields,
  objectiveOf,
  runFields,
  sgdFields,
  trainedObjective,
  trainingLosses,
  widthFields,
} from './network-fields.ts';
import { momentFields, momentRules } from './training-moments.ts';

/** Of labels, by cross-entropy. */
export const labelTrainingSchema = z.strictObject({
  ...widthFields([25, 50, 100, 250, 500], 40),
  ...sgdFields({ rate: 1, decay: 0.1 }),
  ...cubeFields,
  ...runFields({ trainSize: 60_000, tolerance: 0.01, span: 'the last epoch', networksPerTask: 20 }),
});
export type LabelTrainingSpec = z.infer<typeof labelTrainingSchema>;

/** By any objective. */
export const networkTrainingSchema = labelTrainingSchema
  .extend({
    // Not filled in: specs without these keep their hash.
    loss: trainingLosses.optional().describe('of the outputs of a sample (default: cross-entropy)'),
    ...trainedObjective,
    dataOrder: z
      .enum(['own', 'shared'])
      .optional()
      .describe(
        'in which an epoch visits the samples: all networks share it, or each has its own and is a task of its own (default: shared)',
      ),
    ...momentFields,
  })
  .refine(momentRules[0]!.holds, momentRules[0]!.says)
  .refine(momentRules[1]!.holds, momentRules[1]!.says);
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

/**
 * The permutation of the training images in one epoch, shared by all networks of the ensemble.
 * @param network  of the ensemble, which has a permutation of its own where the spec says so
 */
export function dataOrder(
  { seed, trainSize, dataOrder: whose }: Pick<NetworkTrainingSpec, 'seed' | 'trainSize' | 'dataOrder'>,
  epoch: number,
  network = 0,
) {
  const order = Uint32Array.from({ length: trainSize }, (_, i) => i);
  const purpose = whose === 'own' ? `order/${network}` : 'order';
  stream(seed, 'network-training', epoch, purpose).shuffle(order);
  return order;
}

/**
 * Room for the networks of a task: in groups of lanes that share each image; one with an order of its own has nobody to share with and is
 * vectorized over its units, two to three times as fast as a lane of a group for itself.
 */
export function fleetOf(
  kernels: Kernels,
  spec: NetworkTrainingSpec,
  shape: RectifiedShape,
  count: number,
): { readonly fleet: TrainingFleet; readonly lanes: number } {
  if (spec.dataOrder === 'own')
    return { fleet: kernels.networks(ownShape(spec, shape), count, spec.precision, { name: 'sgd' }), lanes: 1 };
  const fleet = kernels.rectified(shape, count, spec.precision, objectiveOf(spec));
  return { fleet, lanes: fleet.lanes };
}

export function ownShape(spec: NetworkTrainingSpec, { inputs, hidden, outputs }: RectifiedShape): NetworkShape {
  return { sizes: [inputs, hidden, outputs], activation: 'relu', ...objectiveOf(spec) };
}

/** Networks that see the data in orders of their own are trained one by one. */
export function dividedByOrder<Spec extends Pick<NetworkTrainingSpec, 'dataOrder' | 'networksPerTask'>>(
  spec: Spec,
): Spec {
  return spec.dataOrder === 'own' ? { ...spec, networksPerTask: 1 } : spec;
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
