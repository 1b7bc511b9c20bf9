/** The networks of a task trained to their end, as the columns of its records: what every experiment that trains networks does with a task. */
import type { Examples, TrainingFleet } from '../../kernels/contract.ts';
import type { TargetSpec } from '../../landscapes/network/objective.ts';
import { run } from '../../search/search.ts';
import { type SgdProblem, sgd, sgdProgress, stepsDone } from '../../search/sgd.ts';
import type { Column, Task, TaskContext } from '../spec.ts';
import { networkNumbers, taskExamples } from './network-data.ts';
import { dataOrder, type NetworkTrainingSpec } from './network-training-spec.ts';

type TrainedSpec = Pick<
  NetworkTrainingSpec,
  'epochs' | 'batch' | 'rate' | 'decay' | 'tolerance' | 'seed' | 'trainSize' | 'testSize'
> &
  Partial<TargetSpec> & { readonly first: number; readonly keepParameters?: boolean };

/** Columns of trained networks; besides: `parameters`, a vector, where they are kept. */
export const trainedKinds = {
  network: 'int32',
  trainLoss: 'float64',
  testLoss: 'float64',
  trainAccuracy: 'float64',
  testAccuracy: 'float64',
  status: 'text',
} as const;

/** What is trained. */
export interface Networks {
  /** Room for those of the task. */
  fleet(): TrainingFleet;
  /** Start of a network, by its number in the ensemble. */
  draw(network: number, out: Float64Array): void;
  /** Shown the networks after each of these numbers of minibatches, ascending; 0 is the start. */
  readonly looks?: { readonly at: readonly number[]; see(fleet: TrainingFleet, train: Examples): void };
  /** Further columns, made of the networks as they end. */
  ended?(fleet: TrainingFleet, train: Examples): Record<string, Column>;
}

/** network, trainLoss, testLoss, trainAccuracy, testAccuracy (NaN without test samples or labels), status; and parameters, a network a row, when they are kept. */
export async function trainedColumns(
  task: Task<TrainedSpec>,
  context: TaskContext,
  { fleet, draw, looks, ended }: Networks,
): Promise<Record<string, Column>> {
  const spec = task.parameters;
  const { train, test } = await taskExamples(task, context, spec);
  const problem: SgdProblem = {
    ...spec,
    train,
    start() {
      const networks = placed(fleet(), (k, out) => draw(spec.first + k, out));
      if (looks?.at[0] === 0) looks.see(networks, train);
      return networks;
    },
    order: (epoch) => dataOrder(spec, epoch),
    ...(looks ? { stops: looks.at } : {}),
  };
  const end = run(sgd(problem), (state) => {
    if (looks?.at.includes(stepsDone(problem, state))) looks.see(state.fleet, train);
    context.progress(sgdProgress(problem, state));
  });
  const testLosses = new Float64Array(task.replicas);
  const testAccuracies = new Float64Array(task.replicas);
  if (test) end.fleet.evaluate(test, testLosses, testAccuracies);
  else for (const values of [testLosses, testAccuracies]) values.fill(Number.NaN);
  return {
    network: networkNumbers(task),
    trainLoss: { kind: 'float64', values: end.losses },
    testLoss: { kind: 'float64', values: testLosses },
    trainAccuracy: { kind: 'float64', values: end.accuracies },
    testAccuracy: { kind: 'float64', values: testAccuracies },
    status: { kind: 'text', values: end.statuses },
    ...(spec.keepParameters ? { parameters: parametersOf(end.fleet) } : {}),
    ...ended?.(end.fleet, train),
  };
}

/** The fleet with its k-th network where `draw` puts it. */
export function placed<Fleet extends TrainingFleet>(fleet: Fleet, draw: (k: number, out: Float64Array) => void): Fleet {
  const parameters = new Float64Array(fleet.dimension);
  for (let k = 0; k < fleet.count; k++) {
    draw(k, parameters);
    fleet.setParameters(k, parameters);
  }
  return fleet;
}

function parametersOf(fleet: TrainingFleet): Column {
  const { count, dimension } = fleet;
  const values = new Float64Array(count * dimension);
  for (let k = 0; k < count; k++) fleet.getParameters(k, values.subarray(k * dimension, (k + 1) * dimension));
  return { kind: 'vector', width: dimension, values };
}
