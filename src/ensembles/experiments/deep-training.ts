/**
 * Ensembles of multilayer perceptrons of any depth trained on MNIST by SGD, with momentum, by Adam or by full-batch descent: networks
 * that differ in their random start only and see the same minibatches. One record a network.
 */
import { decodeDataset, head } from '../../data/dataset.ts';
import type { SgdProblem } from '../../search/sgd.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { checkDeepCapacity, forecastDeep } from './deep-training-forecast.ts';
import {
  type DeepTrainingSpec,
  deepShape,
  deepTrainingSchema,
  drawDeepParameters,
  optimizerOf,
} from './deep-training-spec.ts';
import { checkSizes, splitNetworks } from './network-data.ts';
import { dataOrder, datasetName } from './network-training-spec.ts';
import { trainedColumns } from './training-records.ts';

export const deepTraining: Experiment<DeepTrainingSpec> = {
  name: 'deep-training',
  title: 'SGD, momentum and Adam on networks of any depth',
  schema: deepTrainingSchema,
  artifacts: (spec) => [datasetName(spec)],
  checkArtifacts: (spec, artifact) => checkSizes('deep-training', spec, artifact(datasetName(spec))),
  split: (spec) => splitNetworks('deep-training', spec, datasetName(spec)),
  run: train,
  forecast: async (spec, workers, kernels) => forecastDeep(spec, workers, kernels),
  checkCapacity: checkDeepCapacity,
};

/** A task trains networks first … first + replicas − 1. */
async function train(task: Task, context: TaskContext): Promise<Records> {
  const spec = task.parameters as unknown as DeepTrainingSpec & { readonly first: number };
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const shape = deepShape(spec);
  const problem: SgdProblem = {
    ...spec,
    train: head(dataset.train, spec.trainSize),
    start() {
      const fleet = context.kernels.dense(shape, task.replicas, spec.precision, optimizerOf(spec));
      const parameters = new Float64Array(fleet.dimension);
      for (let k = 0; k < task.replicas; k++) {
        drawDeepParameters(spec, shape, spec.first + k, parameters);
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
