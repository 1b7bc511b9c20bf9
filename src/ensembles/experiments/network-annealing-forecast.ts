/** What annealing an ensemble of networks costs: seconds from proposals timed on the spot, memory from the walk's layout, disk by rows. */

import { checkFits } from '../../base/capacity.ts';
import { stream, streamAddress } from '../../base/philox.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { Kernels, RectifiedShape } from '../../kernels/contract.ts';
import { parameterCount } from '../../kernels/minibatch.ts';
import { rectifiedWalkBytes } from '../../kernels/wasm/annealing.ts';
import { engineBytes } from '../memory.ts';
import type { Forecast, Timings } from '../spec.ts';
import { drawStart, type NetworkAnnealingSpec } from './network-annealing-spec.ts';
import { datasetBytes, litShare, loaderBytes, noiseSamples } from './network-data.ts';
import { shapeOf } from './network-training-spec.ts';
import { stopwatch } from './stopwatch.ts';
import { timedOnce } from './timing.ts';

/** Seconds of warming up, then of timing, and proposals of a call. */
const timed = { seconds: 0.15, proposals: 100 };

export function forecastAnnealing(
  spec: NetworkAnnealingSpec,
  workers: number,
  kernels: Kernels,
  timings: Timings = new Map(),
  shapes?: DataShapes,
): Forecast {
  const perWidth = Math.ceil(spec.networks / spec.networksPerTask);
  const size = spec.keepParameters
    ? Math.max(...spec.widths.map((width) => parameterCount(shapeOf(spec, width, shapes))))
    : 0;
  const seconds = spec.widths.map(
    (width) => spec.proposals * secondsPerProposal(spec, shapeOf(spec, width, shapes), kernels, timings),
  );
  const tasks = perWidth * spec.widths.length;
  const work = seconds.reduce((sum, each) => sum + each * spec.networks, 0);
  return {
    // With few tasks the last round is not full: the busiest worker decides.
    seconds: Math.max(work / workers, (work / tasks) * Math.ceil(tasks / workers)),
    memory: workers * workerBytes(spec, Math.max(...spec.widths), shapes) + loaderBytes(spec, shapes),
    disk: spec.widths.length * spec.networks * (90 + 8 * size) + 4096 * tasks,
    basis: 'proposals of each width timed on this machine',
  };
}

/** @throws CapacityError with the largest training set that fits in `memory` bytes shared by the workers */
export function checkAnnealingCapacity(
  spec: NetworkAnnealingSpec,
  workers: number,
  memory: number,
  shapes?: DataShapes,
): void {
  const widest = Math.max(...spec.widths);
  const what = `network-annealing: width ${widest} on ${spec.trainSize} images`;
  const need = (trainSize: number) => workerBytes({ ...spec, trainSize }, widest, shapes);
  checkFits({ what, parameter: 'trainSize', asked: spec.trainSize, need }, workers, memory);
}

/** At the mean temperature of the schedule and its smallest step, on noise. */
function secondsPerProposal(
  spec: NetworkAnnealingSpec,
  shape: RectifiedShape,
  kernels: Kernels,
  timings: Timings,
): number {
  const { trainSize, levels, bound, precision, endStep, cube, cubeCenter, fanIn } = spec;
  const temperature = Math.sqrt(spec.startTemperature * spec.endTemperature);
  const walked = { ...shape, trainSize, levels, bound, precision, temperature, endStep, cube, cubeCenter, fanIn };
  const dependsOn = { timed: 'proposal', bits: kernels.bits, ...walked };
  return timedOnce(timings, dependsOn, () => ({ seconds: timeWalk(spec, shape, temperature, kernels) })).seconds;
}

function timeWalk(spec: NetworkAnnealingSpec, shape: RectifiedShape, temperature: number, kernels: Kernels): number {
  const draw = stream(spec.seed, 'network-annealing', 0, 'forecast');
  const samples = noiseSamples(draw, spec.trainSize, shape.inputs, shape.outputs, litShare);
  const walk = kernels.rectifiedWalk(shape, samples, {
    stream: streamAddress(spec.seed, 'network-annealing', 0, 'forecast'),
    levels: spec.levels,
    bound: spec.bound,
    precision: spec.precision,
  });
  const start = new Float64Array(walk.dimension);
  drawStart(spec, shape, 0, start);
  walk.load(start);
  const round = () => {
    const [begin, taken] = [performance.now(), stopwatch()];
    let count = 0;
    do {
      walk.advance(timed.proposals, temperature, spec.endStep);
      count += timed.proposals;
    } while (performance.now() - begin < 1000 * timed.seconds);
    return taken() / count;
  };
  round();
  return round();
}

/** What one worker needs: the walk, its copy of the data set, parameters, the engine itself. */
function workerBytes(spec: NetworkAnnealingSpec, width: number, shapes?: DataShapes): number {
  const shape = shapeOf(spec, width, shapes);
  const parameters = 24 * Math.min(spec.networks, spec.networksPerTask) * parameterCount(shape);
  return (
    rectifiedWalkBytes(shape, spec.trainSize, spec.precision) + parameters + datasetBytes(spec, shapes) + engineBytes
  );
}
