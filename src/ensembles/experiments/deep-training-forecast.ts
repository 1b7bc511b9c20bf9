/** What training an ensemble of deep networks costs: seconds from a kernel timed on the spot, memory from the fleet's layout. */

import { checkFits } from '../../base/capacity.ts';
import { stream } from '../../base/philox.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { Kernels, NetworkShape } from '../../kernels/contract.ts';
import { networkDimension } from '../../kernels/networks.ts';
import { networkBytes } from '../../kernels/wasm/networks-memory.ts';
import { firstExamples } from '../../landscapes/network/examples.ts';
import { linearRegions } from '../../landscapes/network/linear-regions.ts';
import { drawNetwork } from '../../landscapes/network/start.ts';
import { engineBytes } from '../memory.ts';
import type { Forecast, Timings } from '../spec.ts';
import { type DeepTrainingSpec, deepShape, optimizerOf } from './deep-training-spec.ts';
import { datasetBytes, loaderBytes, noiseExamples, targetBytes, taskSizes } from './network-data.ts';
import { dataOrder } from './network-training-spec.ts';
import { makespan, time, timedOnce } from './timing.ts';
import { courseEvaluations, courseSteps } from './training-course.ts';
import { placed } from './training-records.ts';

/** Bytes that the parameters of all networks take in the run folder when they are kept. */
export function deepParameterBytes(spec: DeepTrainingSpec, shapes?: DataShapes): number {
  return 8 * spec.networks * networkDimension(deepShape(spec, shapes));
}

/** Share of pixels that are lit in MNIST, at 28 × 28 as well as averaged: enough for a forecast. */
const litShare = 0.25;
/** Seconds that the timed calls are warmed up for. */
const warmUp = 0.2;

export function forecastDeep(
  spec: DeepTrainingSpec,
  workers: number,
  kernels: Kernels,
  timings: Timings = new Map(),
  shapes?: DataShapes,
): Forecast {
  const { step, look, region } = timePerImage(spec, kernels, timings, shapes);
  const looking =
    look * ((3 + courseEvaluations(spec)) * spec.trainSize + spec.testSize) + region * (spec.regions ?? 0);
  const perNetwork = step * spec.epochs * spec.trainSize + looking;
  const tasks = taskSizes(spec);
  const kept = spec.keepParameters ? deepParameterBytes(spec, shapes) : 0;
  return {
    seconds: makespan(
      tasks.map((networks) => networks * perNetwork),
      workers,
    ),
    memory: workers * workerBytes(spec, fleetSize(spec), shapes) + loaderBytes(spec, shapes),
    disk: (50 + 24 * courseSteps(spec).length) * spec.networks + kept + 4096 * tasks.length,
    basis: 'a training step and an evaluation timed on this machine',
  };
}

/** @throws CapacityError with the largest number of networks a task that fits in `memory` bytes shared by the workers */
export function checkDeepCapacity(spec: DeepTrainingSpec, workers: number, memory: number, shapes?: DataShapes): void {
  const count = fleetSize(spec);
  const what = `deep-training: a task of ${count} networks with layers ${spec.hidden.join('-')} and minibatches of ${spec.batch} images`;
  const need = (networks: number) => workerBytes(spec, networks, shapes);
  checkFits({ what, parameter: 'networksPerTask', asked: count, need }, workers, memory);
}

/** Seconds per image and network: of a training step, of an evaluation, and of its linear region. */
function timePerImage(spec: DeepTrainingSpec, kernels: Kernels, timings: Timings, shapes?: DataShapes) {
  const { precision, gain } = spec;
  const shape = deepShape(spec, shapes);
  const images = Math.min(spec.batch, spec.trainSize, 500);
  const { bits } = kernels;
  const isCounted = spec.regions !== undefined;
  const dependsOn = { timed: 'deep', bits, ...shape, precision, ...optimizerOf(spec), images, gain, isCounted };
  return timedOnce(timings, dependsOn, () => timeOne(spec, shape, images, kernels));
}

/** The same, timed on one network and a minibatch of `count` images. */
function timeOne(spec: DeepTrainingSpec, shape: NetworkShape, count: number, kernels: Kernels) {
  const draw = stream(spec.seed, 'deep-training', 0, 'forecast');
  const ends = { inputs: shape.sizes[0]!, outputs: shape.sizes.at(-1)! };
  const examples = noiseExamples(draw, count, ends, litShare);
  const fleet = placed(kernels.networks(shape, 1, spec.precision, optimizerOf(spec)), (k, out) =>
    drawNetwork(spec, shape.sizes, k, out),
  );
  const order = dataOrder({ seed: spec.seed, trainSize: count }, 0);
  const rates = Float64Array.of(1e-6);
  const out = new Float64Array(1);
  const few = firstExamples(examples, Math.min(count, 50));
  const point = new Float64Array(fleet.dimension);
  fleet.getParameters(0, point);
  return {
    region: spec.regions === undefined ? 0 : time(0, () => linearRegions(shape, few, point)) / few.count,
    step: time(warmUp, () => fleet.train(examples, order, count, rates)) / count,
    look: time(warmUp, () => fleet.evaluate(examples, out, out)) / count,
  };
}

function fleetSize({ networks, networksPerTask }: DeepTrainingSpec): number {
  return Math.min(networks, networksPerTask);
}

/** What one worker needs: its fleet, its copy of the data set, parameters that are kept, the engine itself. */
function workerBytes(spec: DeepTrainingSpec, count: number, shapes?: DataShapes): number {
  const shape = deepShape(spec, shapes);
  const kept = spec.keepParameters ? 16 * count * networkDimension(shape) : 0;
  const batch = Math.min(spec.batch, spec.trainSize);
  const walked = spec.line
    ? networkBytes(shape, 1, 'float64', { name: 'sgd' }, batch) + 24 * networkDimension(shape)
    : 0;
  return (
    walked +
    networkBytes(shape, count, spec.precision, optimizerOf(spec), batch) +
    datasetBytes(spec, shapes) +
    targetBytes(spec, shape.sizes.at(-1)!) +
    kept +
    engineBytes
  );
}
