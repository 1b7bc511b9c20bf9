/**
 * Ensembles of one-hidden-layer ReLU networks trained on MNIST by SGD with a decaying rate: for every width, networks that differ in
 * their random start only and see the same minibatches. One record a network.
 * @source [choromanska2015loss, §5.1]
 */
import { integer } from '../../base/arguments.ts';
import { decodeDataset, head } from '../../data/dataset.ts';
import { parameterCount } from '../../kernels/minibatch.ts';
import { type SgdProblem, sgd, sgdProgress } from '../../search/sgd.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { checkNetworkCapacity, forecastNetworks } from './network-training-forecast.ts';
import {
  dataOrder,
  datasetName,
  drawParameters,
  type NetworkTrainingSpec,
  networkTrainingSchema,
} from './network-training-spec.ts';

export type { NetworkTrainingSpec } from './network-training-spec.ts';

/** A task trains networks first … first + replicas − 1 of one width. */
type TaskParameters = NetworkTrainingSpec & { readonly width: number; readonly first: number };

export const networkTraining: Experiment<NetworkTrainingSpec> = {
  name: 'network-training',
  title: 'SGD on one-hidden-layer networks',
  schema: networkTrainingSchema,
  artifacts: (spec) => [datasetName(spec)],
  checkArtifacts(spec, artifact) {
    const { train, test } = decodeDataset(artifact(datasetName(spec)));
    integer('network-training', 'trainSize', spec.trainSize, 1, train.count);
    integer('network-training', 'testSize', spec.testSize, 1, test.count);
  },
  split(spec) {
    const tasks: Task[] = [];
    for (const width of spec.widths)
      for (let first = 0; first < spec.networks; first += spec.networksPerTask)
        tasks.push({
          index: tasks.length,
          experiment: 'network-training',
          replicas: Math.min(spec.networksPerTask, spec.networks - first),
          cost: Math.min(spec.networksPerTask, spec.networks - first) * width,
          parameters: { ...spec, width, first },
          artifacts: [datasetName(spec)],
        });
    return tasks;
  },
  run: train,
  forecast: async (spec, workers, kernels) => forecastNetworks(spec, workers, kernels),
  checkCapacity: checkNetworkCapacity,
};

async function train(task: Task, context: TaskContext): Promise<Records> {
  const spec = task.parameters as unknown as TaskParameters;
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const shape = { inputs: dataset.inputs, hidden: spec.width, outputs: dataset.classes };
  const test = head(dataset.test, spec.testSize);
  const problem: SgdProblem = {
    ...spec,
    train: head(dataset.train, spec.trainSize),
    start() {
      const fleet = context.kernels.networks(shape, task.replicas, spec.precision);
      const parameters = new Float64Array(parameterCount(shape));
      for (let k = 0; k < task.replicas; k++) {
        drawParameters(spec, shape, spec.first + k, parameters);
        fleet.setParameters(k, parameters);
      }
      return fleet;
    },
    order: (epoch) => dataOrder(spec, epoch),
  };
  let state = sgd.begin(problem);
  while (!sgd.done(problem, state)) {
    state = sgd.step(problem, state);
    context.progress(sgdProgress(problem, state));
  }
  const { fleet, losses, accuracies, statuses } = sgd.result(problem, state);
  const testLosses = new Float64Array(task.replicas);
  const testAccuracies = new Float64Array(task.replicas);
  fleet.evaluate(test, testLosses, testAccuracies);
  const size = parameterCount(shape);
  const parameters = new Float64Array(spec.keepParameters ? task.replicas * size : 0);
  if (spec.keepParameters)
    for (let k = 0; k < task.replicas; k++) fleet.getParameters(k, parameters.subarray(k * size, (k + 1) * size));
  return {
    count: task.replicas,
    columns: {
      width: { kind: 'int32', values: new Int32Array(task.replicas).fill(spec.width) },
      network: { kind: 'int32', values: Int32Array.from({ length: task.replicas }, (_, k) => spec.first + k) },
      trainLoss: { kind: 'float64', values: losses },
      testLoss: { kind: 'float64', values: testLosses },
      trainAccuracy: { kind: 'float64', values: accuracies },
      testAccuracy: { kind: 'float64', values: testAccuracies },
      status: { kind: 'text', values: statuses },
      ...(spec.keepParameters ? { parameters: { kind: 'vector' as const, width: size, values: parameters } } : {}),
    },
  };
}
