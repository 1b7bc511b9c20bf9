/**
 * Ensembles of networks of any depth trained on any data by SGD, with momentum, by Adam or by full-batch descent: networks that differ
 * in their random start only and see the same minibatches. One record a network, with what it passes on its way where that is asked for.
 */
import { decodeDataset, shapeOfDataset } from '../../data/dataset.ts';
import { drawNetwork } from '../../landscapes/network/start.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { checkDeepCapacity, forecastDeep } from './deep-training-forecast.ts';
import { type DeepTrainingSpec, deepShape, deepTrainingSchema, optimizerOf } from './deep-training-spec.ts';
import { type NetworkTask, onImages, splitNetworks } from './network-data.ts';
import { landscapeObjective } from './network-fields.ts';
import { courseOf } from './training-course.ts';
import { trainedColumns, trainedKinds } from './training-records.ts';

type TaskSpec = NetworkTask<DeepTrainingSpec>;

export const deepTraining: Experiment<DeepTrainingSpec, TaskSpec> = {
  name: 'deep-training',
  title: 'SGD, momentum and Adam on networks of any depth',
  schema: deepTrainingSchema,
  restarts: true,
  columns: trainedKinds,
  ...onImages('deep-training'),
  split: (spec) => splitNetworks('deep-training', spec, [{}]),
  points: {
    column: 'parameters',
    remedy: 'train with --keep-parameters',
    precision: ({ precision }) => precision,
    landscape: ({ hidden, activation, data, pixels, trainSize, seed, ...objective }) => ({
      family: 'network',
      hidden: [...hidden],
      activation,
      ...landscapeObjective(objective),
      ...(data !== undefined && { data }),
      pixels,
      images: trainSize,
      seed,
    }),
  },
  run: train,
  forecast: async (spec, workers, kernels, timings, shapes) => forecastDeep(spec, workers, kernels, timings, shapes),
  checkCapacity: checkDeepCapacity,
};

/** A task trains networks first … first + replicas − 1. */
async function train(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const spec = task.parameters;
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const shape = deepShape(spec, () => shapeOfDataset(dataset));
  const draw = (network: number, out: Float64Array) => drawNetwork(spec, shape.sizes, network, out);
  const columns = await trainedColumns(task, context, {
    fleet: () => context.kernels.networks(shape, task.replicas, spec.precision, optimizerOf(spec)),
    draw,
    ...courseOf(spec, shape, context.kernels, (k, out) => draw(spec.first + k, out)),
  });
  return { count: task.replicas, columns };
}
