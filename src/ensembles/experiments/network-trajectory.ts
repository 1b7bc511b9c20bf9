/**
 * What training passes on its way: loss, gradient and index of networks trained as network-training trains them, looked at after numbers
 * of minibatches in geometric progression. The index is that of the loss over all training images, counted by inertia below −τ; beside
 * it the largest index that one hidden ReLU layer allows there; where asked for, the same at a random network of the same gradient norm. A
 * batch of all images is full-batch descent. One record a network.
 */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import { lookSteps } from '../../instruments/descent.ts';
import type { RectifiedHessians, TrainingFleet } from '../../kernels/contract.ts';
import { gradientNorm, negativeCounts, rectifiedIndexBound } from '../../landscapes/network/rectified-index.ts';
import type { Column, Experiment, Records, Task, TaskContext } from '../spec.ts';
import { matchedTo } from './matched-networks.ts';
import { type NetworkTask, onImages, splitNetworks, taskImages } from './network-data.ts';
import { checkIndexCapacity, forecastHessians } from './network-index-forecast.ts';
import { forecastNetworks } from './network-training-forecast.ts';
import { drawParameters, labelTrainingSchema, shapeOf } from './network-training-spec.ts';
import { trainedColumns } from './training-records.ts';

const schema = labelTrainingSchema.omit({ keepParameters: true }).extend({
  widths: distinct(z.array(z.int().min(1).max(2000)).min(1))
    .default([10])
    .describe('n₁, hidden units'),
  networks: z.int().min(1).max(1_000_000).default(10).describe('starts for each width'),
  networksPerTask: z.int().min(1).max(4096).default(2).describe('unit of work; part of the spec'),
  looks: z.int().min(4).max(500).default(12).describe('looks, at minibatches in geometric progression'),
  thresholds: distinct(z.array(z.number().positive()).min(1))
    .default([0.001])
    .describe('τ: eigenvalues below −τ make the index, at each of these'),
  // Not filled in: specs without it keep their hash.
  matched: z
    .boolean()
    .optional()
    .describe('look also at the start scaled to the same gradient norm, at the first threshold (default: not)'),
});
export type NetworkTrajectorySpec = z.infer<typeof schema>;

const name = 'network-trajectory';

type TaskSpec = NetworkTask<NetworkTrajectorySpec, { readonly width: number }>;

export const networkTrajectories: Experiment<NetworkTrajectorySpec, TaskSpec> = {
  name,
  title: 'Loss, gradient and index along the training of one-hidden-layer networks',
  schema,
  restarts: true,
  ...onImages(name, 'labels'),
  split(spec) {
    const widths = spec.widths.map((width) => ({ width }));
    return splitNetworks(name, spec, widths).map((task) => ({
      ...task,
      cost: task.replicas * task.parameters.width ** 3, // the factorizations'
    }));
  },
  run: follow,
  async forecast(spec, workers, kernels, timings, shapes) {
    const { looks, thresholds, matched = false } = spec;
    const training = forecastNetworks({ ...spec, keepParameters: false }, workers, kernels, timings, shapes);
    const more = matched ? looks : 0;
    const work = { forms: looks + more, factorizations: looks * thresholds.length + more };
    const looking = forecastHessians(spec, work, workers, kernels, timings, shapes);
    const rows = spec.widths.length * spec.networks * looks * 8 * (4 + 2 * thresholds.length + (matched ? 5 : 0));
    return {
      ...looking,
      seconds: training.seconds + looking.seconds,
      memory: training.memory + looking.memory,
      disk: looking.disk + rows,
    };
  },
  checkCapacity: (spec, workers, memory, shapes) =>
    checkIndexCapacity(name, { ...spec, keepParameters: false }, workers, memory, shapes),
};

async function follow(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const spec = task.parameters;
  const { train, shape: known } = await taskImages(task, context, spec);
  const shape = shapeOf(spec, spec.width, () => known);
  const hessians = context.kernels.rectifiedHessians(shape, train);
  const stops = lookSteps({ looks: spec.looks, maxSteps: spec.epochs * Math.ceil(spec.trainSize / spec.batch) });
  let looks: Look[][] = [];
  const trained = await trainedColumns(task, context, {
    fleet: () => context.kernels.rectified(shape, task.replicas, spec.precision),
    draw: (network, out) => drawParameters(spec, shape, network, out),
    looks: {
      at: stops,
      see: (fleet) => void looks.push(lookAt(hessians, fleet, spec.thresholds)),
      seen: () => looks,
      restore(seen) {
        looks = seen as typeof looks;
      },
    },
  });
  const vector = (of: (look: Look, at: number) => number, width = stops.length): Column => ({
    kind: 'vector',
    width,
    values: Float64Array.from({ length: task.replicas * width }, (_, i) => {
      const at = i % stops.length;
      return of(looks[at]![Math.floor(i / width)]!, Math.floor((i % width) / stops.length));
    }),
  });
  const all = stops.length * spec.thresholds.length;
  return {
    count: task.replicas,
    columns: {
      width: { kind: 'int32', values: new Int32Array(task.replicas).fill(spec.width) },
      ...trained,
      steps: {
        kind: 'vector',
        width: stops.length,
        values: Float64Array.from({ length: task.replicas * stops.length }, (_, i) => stops[i % stops.length]!),
      },
      losses: vector((one) => one.loss),
      gradientNorms: vector((one) => one.gradientNorm),
      bounds: vector((one) => one.bound),
      indices: vector((one, t) => one.counts[t]!.negative, all),
      undetermined: vector((one, t) => one.counts[t]!.undetermined, all),
      ...(spec.matched ? matchedColumns(task, hessians, looks) : {}),
    },
  };
}

/** At each look of each network: the scale of the start, and loss, gradient norm, bound and index there. */
function matchedColumns(
  { parameters: spec, replicas }: Task<TaskSpec>,
  hessians: RectifiedHessians,
  looks: readonly (readonly Look[])[],
): Record<string, Column> {
  const rows = Array.from({ length: replicas }, (_, k) => {
    const start = new Float64Array(looks[0]![k]!.dimension);
    drawParameters(spec, hessians.shape, spec.first + k, start);
    const match = matchedTo(hessians, start);
    return looks.map((at) => {
      const norm = at[k]!.gradientNorm;
      if (!Number.isFinite(norm)) return { scale: Number.NaN, ...nowhere(start.length, 1) };
      const { scale, point } = match(norm);
      return { scale, ...lookOf(hessians, point, spec.thresholds.slice(0, 1)) };
    });
  });
  const vector = (of: (row: (typeof rows)[number][number]) => number): Column => ({
    kind: 'vector',
    width: looks.length,
    values: Float64Array.from(rows.flat(), of),
  });
  return {
    matchedScales: vector((one) => one.scale),
    matchedNorms: vector((one) => one.gradientNorm),
    matchedBounds: vector((one) => one.bound),
    matchedIndices: vector((one) => one.counts[0]!.negative),
    matchedUndetermined: vector((one) => one.counts[0]!.undetermined),
  };
}

type Look = ReturnType<typeof nowhere>;

/** Every network of the fleet as it is; the counts at each threshold. */
function lookAt(hessians: RectifiedHessians, fleet: TrainingFleet, thresholds: readonly number[]): Look[] {
  return Array.from({ length: fleet.count }, (_, k) => {
    const point = new Float64Array(fleet.dimension);
    fleet.getParameters(k, point);
    return lookOf(hessians, point, thresholds);
  });
}

function lookOf(hessians: RectifiedHessians, point: Float64Array, thresholds: readonly number[]): Look {
  if (!point.every(Number.isFinite)) return nowhere(point.length, thresholds.length);
  const at = hessians.at(point);
  return {
    dimension: point.length,
    loss: at.loss,
    gradientNorm: gradientNorm(at),
    bound: rectifiedIndexBound(at),
    counts: negativeCounts(at, thresholds),
  };
}

/** −1 and NaN stand for what has no value where parameters are not finite. */
function nowhere(dimension: number, thresholds: number) {
  const counts = Array.from({ length: thresholds }, () => ({ negative: -1, undetermined: dimension }));
  return { dimension, loss: Number.NaN, gradientNorm: Number.NaN, bound: -1, counts };
}
