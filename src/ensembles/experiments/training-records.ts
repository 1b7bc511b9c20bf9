/** A fleet trained to its end, as the columns of its records: what every experiment that trains networks measures of each. */
import type { Samples } from '../../kernels/contract.ts';
import { run } from '../../search/search.ts';
import { type SgdProblem, sgd, sgdProgress } from '../../search/sgd.ts';
import type { Column } from '../spec.ts';

export interface TrainingRun {
  readonly problem: SgdProblem;
  readonly test: Samples;
  readonly keepParameters: boolean;
  progress(fraction: number): void;
}

/** trainLoss, testLoss, trainAccuracy, testAccuracy, status; and parameters, a network a row, when they are kept. */
export function trainedColumns({ problem, test, keepParameters, progress }: TrainingRun): Record<string, Column> {
  const { fleet, losses, accuracies, statuses } = run(sgd, problem, (state) => {
    progress(sgdProgress(problem, state));
    return undefined;
  });
  const { count, dimension } = fleet;
  const testLosses = new Float64Array(count);
  const testAccuracies = new Float64Array(count);
  fleet.evaluate(test, testLosses, testAccuracies);
  const columns: Record<string, Column> = {
    trainLoss: { kind: 'float64', values: losses },
    testLoss: { kind: 'float64', values: testLosses },
    trainAccuracy: { kind: 'float64', values: accuracies },
    testAccuracy: { kind: 'float64', values: testAccuracies },
    status: { kind: 'text', values: statuses },
  };
  if (!keepParameters) return columns;
  const values = new Float64Array(count * dimension);
  for (let k = 0; k < count; k++) fleet.getParameters(k, values.subarray(k * dimension, (k + 1) * dimension));
  return { ...columns, parameters: { kind: 'vector', width: dimension, values } };
}
