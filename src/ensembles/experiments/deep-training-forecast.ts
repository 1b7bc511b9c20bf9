/** What training an ensemble of deep networks costs: seconds from a kernel timed on the spot, memory from the fleet's layout. */

import { checkFits } from '../../base/capacity.ts';
import { stream } from '../../base/philox.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { Kernels, NetworkShape } from '../../kernels/contract.ts';
import { networkDimension } from '../../kernels/networks.ts';
import { networkBytes } from '../../kernels/wasm/networks-memory.ts';
import { drawNetwork } from '../../landscapes/network/start.ts';
import { engineBytes } from '../memory.ts';
import type { Forecast, Timings } from '../spec.ts';
import { type DeepTrainingSpec, deepShape, optimizerOf } from './deep-training-spec.ts';
import { datasetBytes, loaderBytes, noiseExamples, targetBytes, taskSizes } from './network-data.ts';
import { dataOrder } from './network-training-spec.ts';
import { makespan, time, timedOnce } from './timing.ts';
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
  const { step, look } = timePerImage(spec, kernels, timings, shapes);
  const perNetwork = step * spec.epochs * spec.trainSize + look * (3 * spec.trainSize + spec.testSize);
  const tasks = taskSizes(spec);
  const kept = spec.keepParameters ? deepParameterBytes(spec, shapes) : 0;
  return {
    seconds: makespan(
      tasks.map((networks) => networks * perNetwork),
      workers,
    ),
    memory: workers * workerBytes(spec, fleetSize(spec), shapes) + loaderBytes(spec, shapes),
    disk: 50 * spec.networks + kept + 4096 * tasks.length,
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

/** Seconds per image and network: of a training step, and of an evaluation. */
function timePerImage(spec: DeepTrainingSpec, kernels: Kernels, timings: Timings, shapes?: DataShapes) {
  const { precision, gain } = spec;
  const shape = deepShape(spec, shapes);
  const images = Math.min(spec.batch, spec.trainSize, 500);
  const { backend } = kernels;
  const dependsOn = { timed: 'deep', backend, ...shape, precision, ...optimizerOf(spec), images, gain };
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
  return {
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
  return (
    networkBytes(shape, count, spec.precision, optimizerOf(spec), batch) +
    datasetBytes(spec, shapes) +
    targetBytes(spec, shape.sizes.at(-1)!) +
    kept +
    engineBytes
  );
}
