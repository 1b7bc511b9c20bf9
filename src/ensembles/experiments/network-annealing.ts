/**
 * Ensembles of one-hidden-layer ReLU networks on MNIST trained by simulated annealing, without gradients: on continuous weights from the
 * starts of network-training, or on weights restricted to a few values. One record a network.
 * @source [choromanska2015loss, §5.1, §12.2]
 */
import { streamAddress } from '../../base/philox.ts';
import type { RectifiedShape, Samples } from '../../kernels/contract.ts';
import { classExamples, parameterCount } from '../../kernels/minibatch.ts';
import { type AnnealingProblem, annealing } from '../../search/annealing.ts';
import { run } from '../../search/search.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { checkAnnealingCapacity, forecastAnnealing } from './network-annealing-forecast.ts';
import { drawStart, type NetworkAnnealingSpec, networkAnnealingSchema } from './network-annealing-spec.ts';
import { type NetworkTask, networkNumbers, onImages, splitNetworks, taskImages } from './network-data.ts';
import { shapeOf } from './network-training-spec.ts';

type TaskSpec = NetworkTask<NetworkAnnealingSpec, { readonly width: number }>;

export const networkAnnealing: Experiment<NetworkAnnealingSpec, TaskSpec> = {
  name: 'network-annealing',
  title: 'Simulated annealing of one-hidden-layer networks',
  schema: networkAnnealingSchema,
  ...onImages('network-annealing', 'tested', 'labels'),
  split(spec) {
    const widths = spec.widths.map((width) => ({ width }));
    return splitNetworks('network-annealing', spec, widths);
  },
  points: {
    column: 'parameters',
    remedy: 'train with --keep-parameters',
    precision: ({ precision }) => precision,
    landscape: ({ data, pixels, trainSize, seed }, { columns }, row) => ({
      family: 'network',
      hidden: [Number(columns['width']!.values[row])],
      activation: 'relu',
      loss: 'cross-entropy',
      ...(data !== undefined && { data }),
      pixels,
      images: trainSize,
      seed,
    }),
  },
  run: anneal,
  forecast: async (spec, workers, kernels, timings, shapes) =>
    forecastAnnealing(spec, workers, kernels, timings, shapes),
  checkCapacity: checkAnnealingCapacity,
};

async function anneal(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const spec = task.parameters;
  const { train, test, shape: known } = await taskImages(task, context, spec);
  const shape = shapeOf(spec, spec.width, () => known);
  const rows = task.replicas;
  const results = Array.from({ length: rows }, (_, row) => {
    const problem = problemOf(spec, shape, train, spec.first + row, context);
    return run(annealing(problem), ({ plateau }) => context.progress((row + plateau / spec.plateaus) / rows));
  });
  const size = parameterCount(shape);
  const parameters = new Float64Array(rows * size);
  results.forEach(({ walk }, row) => void walk.point(parameters.subarray(row * size, (row + 1) * size)));
  const seen = evaluate(spec, shape, parameters, [train, test!], context);
  return {
    count: rows,
    columns: {
      width: { kind: 'int32', values: new Int32Array(rows).fill(spec.width) },
      network: networkNumbers(task),
      trainLoss: { kind: 'float64', values: seen[0]!.losses },
      testLoss: { kind: 'float64', values: seen[1]!.losses },
      trainAccuracy: { kind: 'float64', values: seen[0]!.accuracies },
      testAccuracy: { kind: 'float64', values: seen[1]!.accuracies },
      proposals: { kind: 'float64', values: new Float64Array(rows).fill(spec.proposals) },
      acceptance: { kind: 'float64', values: Float64Array.from(results, ({ acceptance }) => acceptance) },
      drift: { kind: 'float64', values: Float64Array.from(results, ({ drift }) => drift) },
      status: { kind: 'text', values: results.map(({ status }) => status) },
      ...(spec.keepParameters ? { parameters: { kind: 'vector' as const, width: size, values: parameters } } : {}),
    },
  };
}

function problemOf(
  spec: NetworkAnnealingSpec,
  shape: RectifiedShape,
  train: Samples,
  network: number,
  { kernels }: TaskContext,
): AnnealingProblem {
  const { seed, levels, bound, precision } = spec;
  return {
    ...spec,
    start() {
      const stream = streamAddress(seed, 'network-annealing', network, `proposals/${shape.hidden}`);
      const walk = kernels.rectifiedWalk(shape, train, { stream, levels, bound, precision });
      const start = new Float64Array(walk.dimension);
      drawStart(spec, shape, network, start);
      walk.load(start);
      return walk;
    },
  };
}

/** Losses and accuracies of networks (parameters end to end) on each of the sample sets. */
function evaluate(
  { precision }: NetworkAnnealingSpec,
  shape: RectifiedShape,
  parameters: Float64Array,
  sets: readonly Samples[],
  { kernels }: TaskContext,
) {
  const size = parameterCount(shape);
  const count = parameters.length / size;
  const fleet = kernels.rectified(shape, count, precision);
  for (let k = 0; k < count; k++) fleet.setParameters(k, parameters.subarray(k * size, (k + 1) * size));
  return sets.map((samples) => {
    const [losses, accuracies] = [new Float64Array(count), new Float64Array(count)];
    fleet.evaluate(classExamples(samples, shape.outputs), losses, accuracies);
    return { losses, accuracies };
  });
}
