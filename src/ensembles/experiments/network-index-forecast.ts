/** What the indices of networks cost: the training, and Hessians and factorizations timed at a small size on the spot. */

import { checkFits } from '../../base/capacity.ts';
import { stream } from '../../base/philox.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { Kernels, RectifiedShape } from '../../kernels/contract.ts';
import { parameterCount } from '../../kernels/minibatch.ts';
import type { Forecast, Timings } from '../spec.ts';
import { noiseSamples } from './network-data.ts';
import type { NetworkIndexSpec } from './network-index-spec.ts';
import { checkNetworkCapacity, forecastNetworks } from './network-training-forecast.ts';
import { drawParameters, type LabelTrainingSpec, shapeOf } from './network-training-spec.ts';
import { makespan, time, timedOnce, warmth } from './timing.ts';

/** The Hessian that is timed: its images and units; pixels lit as in MNIST. */
const timed = { images: 1000, width: 12, lit: 0.36, threshold: 0.001 };

export function forecastIndices(
  spec: NetworkIndexSpec,
  workers: number,
  kernels: Kernels,
  timings: Timings = new Map(),
  shapes?: DataShapes,
): Forecast {
  const { thresholds, polishSteps, flatness } = spec;
  const training = forecastNetworks({ ...spec, keepParameters: true }, workers, kernels, timings, shapes);
  const alone = { ...spec, keepParameters: false, precision: 'float64' as const, networksPerTask: 1 };
  const polish = { ...alone, epochs: polishSteps };
  const polishing = polishSteps > 0 ? forecastNetworks(polish, workers, kernels, timings, shapes).seconds : 0;
  const points = polishSteps > 0 ? 3 : 2;
  // At the network itself the eigenvalues above each threshold are counted, too.
  // Flat directions: at the start too, and on both sides of zero.
  const flat = flatness === undefined ? 0 : points;
  const work = { forms: points + flat, factorizations: (1 + points) * (1 + thresholds.length) + 2 * flat };
  const counting = forecastHessians(spec, work, workers, kernels, timings, shapes);
  return {
    ...counting,
    seconds: training.seconds + polishing + counting.seconds,
    memory: training.memory + counting.memory,
  };
}

/** Networks whose Hessians are formed where a caller says. */
type Trained = Omit<LabelTrainingSpec, 'keepParameters'>;

/** What is done with each network besides training it. */
export interface HessianWork {
  readonly forms: number;
  /** Two for an index with all its counts, one for the eigenvalues below alone; a third only where one lies at the threshold. */
  readonly factorizations: number;
}

/** Cost of the Hessians alone. */
export function forecastHessians(
  spec: Trained,
  { forms, factorizations }: HessianWork,
  workers: number,
  kernels: Kernels,
  timings: Timings = new Map(),
  shapes?: DataShapes,
): Forecast {
  const { networks, networksPerTask, trainSize } = spec;
  const { cube, cubeCenter, fanIn } = spec;
  const small = shapeOf(spec, timed.width, shapes);
  const dependsOn = { timed: 'hessian', bits: kernels.bits, ...small, cube, cubeCenter, fanIn };
  const { form, factor } = timedOnce(timings, dependsOn, () => timeSmall(spec, small, kernels, timings));
  const tasks = spec.widths.flatMap((width) => {
    const n = parameterCount(shapeOf(spec, width, shapes));
    const each = forms * form * trainSize * width ** 2 + factorizations * factor * n ** 3;
    return Array.from(
      { length: Math.ceil(networks / networksPerTask) },
      (_, task) => each * Math.min(networksPerTask, networks - task * networksPerTask),
    );
  });
  return {
    seconds: makespan(tasks, workers),
    memory: workers * hessianBytes(spec, Math.max(...spec.widths), shapes) + timedBytes,
    disk: 200 * spec.widths.length * networks + 4096 * tasks.length,
    basis: 'training steps, and a small Hessian with its factorization, timed on this machine',
  };
}

/** @throws CapacityError with the largest width that fits in `memory` bytes shared by the workers */
export function checkIndexCapacity(
  where: string,
  spec: LabelTrainingSpec,
  workers: number,
  memory: number,
  shapes?: DataShapes,
): void {
  checkNetworkCapacity(spec, workers, memory, shapes);
  const asked = Math.max(...spec.widths);
  const what = `${where}: width ${asked}`;
  checkFits({ what, parameter: 'width', asked, need: (width) => hessianBytes(spec, width, shapes) }, workers, memory);
}

/** What the Hessians that are timed leave in the host; on a busy machine they are collected late (peaks of 280 MB or of 360, set after these). */
const timedBytes = 2e7;

/** The Hessian with its work space, and the hidden units' values of all images. */
function hessianBytes(spec: Trained, width: number, shapes?: DataShapes): number {
  return 9 * parameterCount(shapeOf(spec, width, shapes)) ** 2 + 8 * spec.trainSize * (width + 40);
}

/** Seconds to form a Hessian, per image and squared width, and to factor it, per n³. */
function timeSmall(
  spec: Trained,
  shape: RectifiedShape,
  kernels: Kernels,
  timings: Timings,
): { readonly form: number; readonly factor: number } {
  const draw = stream(spec.seed, 'network-index', 0, 'forecast');
  const samples = noiseSamples(draw, timed.images, shape.inputs, shape.outputs, timed.lit);
  const parameters = new Float64Array(parameterCount(shape));
  drawParameters(spec, shape, 0, parameters);
  const hessians = kernels.rectifiedHessians(shape, samples);
  const warm = (part: string) => warmth(timings, `network-index ${part}`, 0.05);
  const form = time(warm('form'), () => hessians.at(parameters).form()) / (timed.images * timed.width ** 2);
  const { matrix } = hessians.at(parameters).form();
  return { form, factor: time(warm('factor'), () => matrix.factor(timed.threshold)) / matrix.size ** 3 };
}
