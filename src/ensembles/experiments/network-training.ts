/**
 * Ensembles of one-hidden-layer ReLU networks trained on MNIST, or any data, by SGD with a decaying rate: for every width, networks that differ in
 * their random start only and see the same minibatches, unless each has a data order of its own. One record a network.
 * @source [choromanska2015loss, §5.1]
 */
import { decodeDataset, shapeOfDataset } from '../../data/dataset.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { type NetworkTask, onImages, splitNetworks } from './network-data.ts';
import { landscapeObjective } from './network-fields.ts';
import { checkNetworkCapacity, forecastNetworks } from './network-training-forecast.ts';
import {
  dataOrder,
  dividedByOrder,
  drawParameters,
  fleetOf,
  type NetworkTrainingSpec,
  networkTrainingSchema,
  shapeOf,
} from './network-training-spec.ts';
import { momentsIn } from './training-moments.ts';
import { trainedColumns, trainedKinds } from './training-records.ts';

export type { NetworkTrainingSpec } from './network-training-spec.ts';

export const networkTrainingColumns = { width: 'int32', ...trainedKinds } as const;

type TaskSpec = NetworkTask<NetworkTrainingSpec, { readonly width: number }>;

export const networkTraining: Experiment<NetworkTrainingSpec, TaskSpec> = {
  name: 'network-training',
  title: 'SGD on one-hidden-layer networks',
  schema: networkTrainingSchema,
  columns: networkTrainingColumns,
  restarts: true,
  ...onImages('network-training'),
  split(spec) {
    const widths = spec.widths.map((width) => ({ width }));
    return splitNetworks('network-training', dividedByOrder(spec), widths).map((task) => ({
      ...task,
      cost: task.replicas * task.parameters.width,
    }));
  },
  points: {
    column: 'parameters',
    remedy: 'train with --keep-parameters',
    precision: ({ precision }) => precision,
    landscape: ({ data, pixels, trainSize, seed, ...objective }, { columns }, row) => ({
      family: 'network',
      hidden: [Number(columns['width']!.values[row])],
      activation: 'relu',
      ...landscapeObjective(objective),
      ...(data !== undefined && { data }),
      pixels,
      images: trainSize,
      seed,
    }),
  },
  run: train,
  forecast: async (spec, workers, kernels, timings, shapes) =>
    forecastNetworks(spec, workers, kernels, timings, shapes),
  checkCapacity: checkNetworkCapacity,
};

async function train(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const spec = task.parameters;
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const shape = shapeOf(spec, spec.width, () => shapeOfDataset(dataset));
  const trained = await trainedColumns(task, context, {
    fleet: () => fleetOf(context.kernels, spec, shape, task.replicas).fleet,
    draw: (network, out) => drawParameters(spec, shape, network, out),
    ...momentsIn(spec, (epoch) => dataOrder(spec, epoch, spec.first)),
  });
  const width = { kind: 'int32' as const, values: new Int32Array(task.replicas).fill(spec.width) };
  return { count: task.replicas, columns: { width, ...trained } };
}
