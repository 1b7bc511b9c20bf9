/** What training an ensemble of networks costs: seconds from kernels timed on the spot, memory from the fleet's layout, disk by rows. */

import { checkFits } from '../../base/capacity.ts';
import { stream } from '../../base/philox.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { Kernels, RectifiedShape } from '../../kernels/contract.ts';
import { parameterCount } from '../../kernels/minibatch.ts';
import { networkBytes } from '../../kernels/wasm/networks-memory.ts';
import { fleetBytes } from '../../kernels/wasm/rectified-memory.ts';
import { engineBytes } from '../memory.ts';
import type { Forecast, Timings } from '../spec.ts';
import { datasetBytes, leftoverBytes, litShare, noiseExamples, targetBytes, taskSizes } from './network-data.ts';
import { objectiveOf } from './network-fields.ts';
import {
  dataOrder,
  dividedByOrder,
  drawParameters,
  fleetOf,
  type NetworkTrainingSpec,
  ownShape,
  shapeOf,
} from './network-training-spec.ts';
import { makespan, time, timedOnce, warmth } from './timing.ts';
import { momentWork } from './training-moments.ts';
import { placed } from './training-records.ts';

/** A forecast times a few networks on a few images: enough that packing weighs as little as it does in a run. */
const timed = { networks: 16, images: 800, seconds: 0.1 };

export function forecastNetworks(
  asked: NetworkTrainingSpec,
  workers: number,
  kernels: Kernels,
  timings: Timings = new Map(),
  shapes?: DataShapes,
): Forecast {
  const spec = dividedByOrder(asked);
  const { trainSize, testSize } = spec;
  const moments = momentWork(spec);
  const epochs = spec.epochs + moments.epochs;
  const looked = 3 * trainSize + testSize + moments.evaluations * (trainSize + testSize);
  const { shuffle } = timedOnce(timings, { timed: 'shuffle', trainSize }, () => ({
    shuffle: time(warmth(timings, 'shuffle', 0), () => dataOrder(spec, 0)),
  }));
  const taskSeconds: number[] = [];
  for (const width of spec.widths) {
    const { step, look, lanes } = timePerImage(spec, width, kernels, timings, shapes);
    const seconds = (count: number) =>
      epochs * shuffle + Math.ceil(count / lanes) * (step * epochs * trainSize + look * looked);
    taskSeconds.push(...taskSizes(spec).map(seconds));
  }
  return {
    seconds: makespan(taskSeconds, workers),
    memory:
      workers * workerBytes(spec, Math.max(...spec.widths), shapes) +
      datasetBytes(spec, shapes) +
      // What is left of the data has been collected before shards are written.
      Math.max(leftoverBytes(spec, shapes), writerBytes(spec, shapes)),
    disk:
      (50 + 40 * moments.evaluations) * spec.widths.length * spec.networks +
      (spec.keepParameters ? parameterBytes(spec, shapes) : 0) +
      4096 * taskSeconds.length,
    basis: 'a training step and an evaluation of each width timed on this machine',
  };
}

/** Bytes that the parameters of all networks take in the run folder when they are kept. */
export function parameterBytes(
  spec: Pick<NetworkTrainingSpec, 'data' | 'pixels' | 'outputs' | 'widths' | 'networks'>,
  shapes?: DataShapes,
): number {
  return spec.widths.reduce((sum, width) => sum + 8 * spec.networks * parameterCount(shapeOf(spec, width, shapes)), 0);
}

/** @throws CapacityError with the largest width that fits in `memory` bytes shared by the workers */
export function checkNetworkCapacity(
  spec: NetworkTrainingSpec,
  workers: number,
  memory: number,
  shapes?: DataShapes,
): void {
  const widest = Math.max(...spec.widths);
  const what = `network-training: width ${widest} with ${fleetSize(spec)} networks per task`;
  const need = (width: number) => workerBytes(spec, width, shapes);
  checkFits({ what, parameter: 'width', asked: widest, need }, workers, memory);
}

/** Seconds per image of a group of lanes: of a training step, and of an evaluation. */
function timePerImage(
  spec: NetworkTrainingSpec,
  width: number,
  kernels: Kernels,
  timings: Timings,
  shapes?: DataShapes,
) {
  const { precision, cube, cubeCenter, fanIn } = spec;
  const shape = shapeOf(spec, width, shapes);
  // By fours, the narrowest vector: sizes that fill the same groups share a timing.
  const count = spec.dataOrder === 'own' ? 1 : 4 * Math.ceil(Math.min(fleetSize(spec), timed.networks) / 4);
  const batch = Math.min(spec.batch, timed.images);
  const { bits } = kernels;
  const { loss } = objectiveOf(spec);
  const own = spec.dataOrder === 'own';
  const dependsOn = {
    timed: own ? 'own network' : 'network',
    bits,
    ...shape,
    loss,
    precision,
    count,
    batch,
    cube,
    cubeCenter,
    fanIn,
  };
  return timedOnce(timings, dependsOn, () => timeGroups(spec, shape, { count, batch }, kernels, timings));
}

/** The same, timed on `count` networks, and how many of them share a group: one that is not full costs as much. */
function timeGroups(
  spec: NetworkTrainingSpec,
  shape: RectifiedShape,
  { count, batch }: { readonly count: number; readonly batch: number },
  kernels: Kernels,
  timings: Timings,
) {
  const draw = stream(spec.seed, 'network-training', 0, 'forecast');
  const examples = noiseExamples(draw, timed.images, shape, litShare);
  const { fleet, lanes } = fleetOf(kernels, spec, shape, count);
  placed(fleet, (k, out) => drawParameters(spec, shape, k, out));
  const order = dataOrder({ seed: spec.seed, trainSize: timed.images }, 0);
  const rates = new Float64Array(Math.ceil(timed.images / batch)).fill(1e-3);
  const out = new Float64Array(count);
  const unit = timed.images * Math.ceil(count / lanes);
  const warm = (part: string) => warmth(timings, `network-training ${part}`, timed.seconds);
  return {
    lanes,
    step: time(warm('step'), () => fleet.train(examples, order, batch, rates)) / unit,
    look: time(warm('look'), () => fleet.evaluate(examples, out, out)) / unit,
  };
}

/**
 * What the process that writes the shards needs. Parameters pass through lists that the engine clears away late: measured, up to 0.4 GB
 * for shards of a million numbers and 0.8 GB for three.
 */
function writerBytes(spec: NetworkTrainingSpec, shapes?: DataShapes): number {
  const shard = fleetSize(spec) * parameterCount(shapeOf(spec, Math.max(...spec.widths), shapes));
  return spec.keepParameters ? Math.min(500 * shard, 3e8 + 200 * shard) : 0;
}

function fleetSize(spec: NetworkTrainingSpec): number {
  return Math.min(spec.networks, dividedByOrder(spec).networksPerTask);
}

/** What one worker needs: its fleet, its copy of the data set, parameters that are kept, the engine itself. */
function workerBytes(spec: NetworkTrainingSpec, width: number, shapes?: DataShapes): number {
  const shape = shapeOf(spec, width, shapes);
  const kept = spec.keepParameters ? 16 * fleetSize(spec) * parameterCount(shape) : 0;
  const batch = Math.min(spec.batch, spec.trainSize);
  const fleet =
    spec.dataOrder === 'own'
      ? networkBytes(ownShape(spec, shape), 1, spec.precision, { name: 'sgd' }, batch)
      : fleetBytes(shape, fleetSize(spec), spec.precision, batch);
  return fleet + datasetBytes(spec, shapes) + targetBytes(spec, shape.outputs) + kept + engineBytes;
}
