/** The networks of a task trained to their end, as the columns of its records: what every experiment that trains networks does with a task. */
import type { OptimizerMemory, TrainingFleet } from '../../kernels/contract.ts';
import type { TargetSpec } from '../../landscapes/network/objective.ts';
import { type SgdProblem, type SgdState, sgd, sgdProgress, stepsDone } from '../../search/sgd.ts';
import type { State } from '../restart-state.ts';
import type { Column, Task, TaskContext } from '../spec.ts';
import { networkNumbers, taskExamples } from './network-data.ts';
import { dataOrder, type NetworkTrainingSpec } from './network-training-spec.ts';
import { type Looks, type Networks, parametersOfEach } from './trained-networks.ts';

type TrainedSpec = Pick<
  NetworkTrainingSpec,
  'epochs' | 'batch' | 'rate' | 'decay' | 'tolerance' | 'seed' | 'trainSize' | 'testSize' | 'dataOrder'
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

/** Where training can begin again: a search without its fleet, the parameters, and what was seen. */
type TrainingState = Omit<SgdState, 'fleet' | 'order'> & {
  readonly parameters: readonly Float64Array[];
  /** Of an optimizer that remembers. */
  readonly steps?: number;
  readonly moments?: readonly Float64Array[];
  readonly seen?: State;
};

/** network, trainLoss, testLoss, trainAccuracy, testAccuracy (NaN without test samples or labels), status; and parameters, a network a row, when they are kept. */
export async function trainedColumns(
  task: Task<TrainedSpec>,
  context: TaskContext,
  { fleet, draw, looks, ended }: Networks,
): Promise<Record<string, Column>> {
  const spec = task.parameters;
  const { train, test } = await taskExamples(task, context, spec);
  const restart = !looks || looks.seen ? context.restart : undefined;
  const kept = restart?.kept as TrainingState | undefined;
  const problem: SgdProblem = {
    ...spec,
    train,
    start() {
      if (kept)
        return remembered(
          placed(fleet(), (k, out) => out.set(kept.parameters[k]!)),
          kept,
        );
      const networks = placed(fleet(), (k, out) => draw(spec.first + k, out));
      if (looks?.at[0] === 0) looks.see(networks, train, test);
      return networks;
    },
    ...(kept && { from: kept }),
    order: (epoch) => dataOrder(spec, epoch, spec.first),
    ...(looks ? { stops: looks.at } : {}),
  };
  if (kept?.seen !== undefined) looks?.restore?.(kept.seen);
  const search = sgd(problem);
  let state = search.begin();
  while (!search.done(state)) {
    state = await search.step(state);
    if (looks?.at.includes(stepsDone(problem, state))) looks.see(state.fleet, train, test);
    context.progress(sgdProgress(problem, state));
    await restart?.keep(() => stateOf(state, looks));
  }
  const end = search.result(state);
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

function stateOf({ fleet, epoch, done, first, before }: SgdState, looks: Looks | undefined): TrainingState {
  const { memory } = fleet;
  return {
    ...{ epoch, done, first, before },
    parameters: parametersOfEach(fleet),
    ...(memory && { steps: memory.steps(), moments: momentsOfEach(fleet.count, memory) }),
    ...(looks?.seen && { seen: looks.seen() }),
  };
}

function momentsOfEach(count: number, memory: OptimizerMemory): Float64Array[] {
  return Array.from({ length: count }, (_, k) => {
    const own = new Float64Array(memory.size);
    memory.get(k, own);
    return own;
  });
}

/** The fleet with what its optimizer knew. */
function remembered(fleet: TrainingFleet, { steps = 0, moments = [] }: TrainingState): TrainingFleet {
  moments.forEach((own, k) => void fleet.memory?.set(k, own));
  fleet.memory?.goOn(steps);
  return fleet;
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
