/**
 * Ensembles of one-hidden-layer ReLU networks trained on MNIST by SGD with a decaying rate: for every width, networks that differ in
 * their random start only and see the same minibatches. One record a network.
 * @source [choromanska2015loss, §5.1]
 */
import { decodeDataset, head } from '../../data/dataset.ts';
import type { SgdProblem } from '../../search/sgd.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { checkSizes, splitNetworks } from './network-data.ts';
import { checkNetworkCapacity, forecastNetworks } from './network-training-forecast.ts';
import {
  dataOrder,
  datasetName,
  drawParameters,
  type NetworkTrainingSpec,
  networkTrainingSchema,
} from './network-training-spec.ts';
import { trainedColumns } from './training-records.ts';

export type { NetworkTrainingSpec } from './network-training-spec.ts';

/** A task trains networks first … first + replicas − 1 of one width. */
type TaskParameters = NetworkTrainingSpec & { readonly width: number; readonly first: number };

export const networkTraining: Experiment<NetworkTrainingSpec> = {
  name: 'network-training',
  title: 'SGD on one-hidden-layer networks',
  schema: networkTrainingSchema,
  artifacts: (spec) => [datasetName(spec)],
  checkArtifacts: (spec, artifact) => checkSizes('network-training', spec, artifact(datasetName(spec))),
  split(spec) {
    const widths = spec.widths.map((width) => ({ width }));
    return splitNetworks('network-training', spec, datasetName(spec), widths).map((task) => ({
      ...task,
      cost: task.replicas * Number(task.parameters['width']),
    }));
  },
  run: train,
  forecast: async (spec, workers, kernels) => forecastNetworks(spec, workers, kernels),
  checkCapacity: checkNetworkCapacity,
};

async function train(task: Task, context: TaskContext): Promise<Records> {
  const spec = task.parameters as unknown as TaskParameters;
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const shape = { inputs: dataset.inputs, hidden: spec.width, outputs: dataset.classes };
  const problem: SgdProblem = {
    ...spec,
    train: head(dataset.train, spec.trainSize),
    start() {
      const fleet = context.kernels.networks(shape, task.replicas, spec.precision);
      const parameters = new Float64Array(fleet.dimension);
      for (let k = 0; k < task.replicas; k++) {
        drawParameters(spec, shape, spec.first + k, parameters);
        fleet.setParameters(k, parameters);
      }
      return fleet;
    },
    order: (epoch) => dataOrder(spec, epoch),
  };
  const { keepParameters } = spec;
  return {
    count: task.replicas,
    columns: {
      width: { kind: 'int32', values: new Int32Array(task.replicas).fill(spec.width) },
      network: { kind: 'int32', values: Int32Array.from({ length: task.replicas }, (_, k) => spec.first + k) },
      ...trainedColumns({
        problem,
        test: head(dataset.test, spec.testSize),
        keepParameters,
        progress: context.progress,
      }),
    },
  };
}
