/**
 * The index of trained networks: networks as network-training trains them, and at the end of each the eigenvalues of the Hessian of
 * its training loss counted by inertia: below −τ, within, above; as trained and in the balanced gauge; at further thresholds; and
 * again after full-batch descent, since the end of SGD is no critical point; and, where asked for, those within a share of the largest, beside
 * the same at the network's start. One record a network.
 * @source [choromanska2015loss, §5.1 "Index of critical points"]: τ = 0.001
 */
import { stream } from '../../base/philox.ts';
import type { RectifiedShape } from '../../kernels/contract.ts';
import { exactZeroModes, type FlatDirections, flatDirections } from '../../landscapes/network/flat-directions.ts';
import { balancedGauge } from '../../landscapes/network/gauge.ts';
import {
  gradientNorm,
  type NegativeCount,
  negativeCountOf,
  type RectifiedIndex,
  rectifiedIndexOf,
} from '../../landscapes/network/rectified-index.ts';
import { type Phases, phasesOf } from '../restart.ts';
import { rowsOf } from '../shard.ts';
import type { Column, Experiment, Records, Task, TaskContext } from '../spec.ts';
import { type NetworkTask, onImages, splitNetworks, taskImages } from './network-data.ts';
import { checkIndexCapacity, forecastIndices } from './network-index-forecast.ts';
import { polish } from './network-index-polish.ts';
import { type NetworkIndexSpec, networkIndexSchema } from './network-index-spec.ts';
import { networkTraining } from './network-training.ts';
import { drawParameters, shapeOf } from './network-training-spec.ts';

const name = 'network-index';

type TaskSpec = NetworkTask<NetworkIndexSpec, { readonly width: number }>;

export const networkIndices: Experiment<NetworkIndexSpec, TaskSpec> = {
  name,
  title: 'Index of trained one-hidden-layer networks',
  schema: networkIndexSchema,
  restarts: true,
  ...onImages(name, 'labels'),
  split(spec) {
    const widths = spec.widths.map((width) => ({ width }));
    const cost = (width: number) => width ** 3; // the factorizations'
    return splitNetworks(name, spec, widths).map((task) => ({
      ...task,
      cost: task.replicas * cost(task.parameters.width),
    }));
  },
  run: trainAndCount,
  forecast: async (spec, workers, kernels, timings, shapes) => forecastIndices(spec, workers, kernels, timings, shapes),
  checkCapacity: (spec, workers, memory, shapes) =>
    checkIndexCapacity(name, { ...spec, keepParameters: true }, workers, memory, shapes),
};

/** Share of a task's time, about, that is training. */
const trainingShare = 0.2;

async function trainAndCount(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const spec = task.parameters;
  const phases = phasesOf(context.restart);
  const { count, columns } = await phases.long('trained', (restart) =>
    networkTraining.run(
      { ...task, parameters: { ...task.parameters, keepParameters: true } },
      { ...context, restart, progress: (fraction) => context.progress(trainingShare * fraction) },
    ),
  );
  const { parameters, ...trained } = columns;
  const { train, shape: known } = await taskImages(task, context, spec);
  const shape = shapeOf(spec, spec.width, () => known);
  const look = lookAt(spec, shape, train, context, phases);
  const rows: Look[] = [];
  for (const [k, point] of rowsOf(parameters as Extract<Column, { kind: 'vector' }>, count).entries()) {
    context.progress(trainingShare + ((1 - trainingShare) * k) / count);
    rows.push(await phases.long(`network ${k}`, () => look(`network ${k}`, point, spec.first + k)));
  }
  const integers = (of: (row: Look) => number): Column => ({ kind: 'int32', values: Int32Array.from(rows, of) });
  const floats = (of: (row: Look) => number): Column => ({ kind: 'float64', values: Float64Array.from(rows, of) });
  const vector = (of: (row: Look) => readonly number[]): Column => ({
    kind: 'vector',
    width: spec.thresholds.length,
    values: Float64Array.from(rows.flatMap(of)),
  });
  return {
    count,
    columns: {
      ...trained,
      dimension: integers((row) => row.dimension),
      negative: integers((row) => row.negative),
      zero: integers((row) => row.zero),
      undetermined: integers((row) => row.undetermined),
      gradientNorm: floats((row) => row.gradientNorm),
      coupling: floats((row) => row.coupling),
      certified: integers((row) => row.certified),
      indexBound: integers((row) => row.indexBound),
      exactZeros: integers((row) => row.exactZeros),
      balancedNegative: integers((row) => row.balancedNegative),
      balancedUndetermined: integers((row) => row.balancedUndetermined),
      balancedChange: floats((row) => row.balancedChange),
      ...(spec.thresholds.length > 0
        ? {
            within: vector((row) => row.within),
            open: vector((row) => row.open),
            below: vector((row) => row.below),
            balancedBelow: vector((row) => row.balancedBelow),
          }
        : {}),
      ...(spec.polishSteps > 0
        ? {
            polishedLoss: floats((row) => row.polishedLoss),
            polishedNegative: integers((row) => row.polishedNegative),
            polishedUndetermined: integers((row) => row.polishedUndetermined),
            polishedCertified: integers((row) => row.polishedCertified),
            polishedGradientNorm: floats((row) => row.polishedGradientNorm),
            ...(spec.thresholds.length > 0 ? { polishedBelow: vector((row) => row.polishedBelow) } : {}),
          }
        : {}),
      ...flatColumns(spec, rows),
    },
  };
}

/** Points of a network at which its flat directions are counted. */
type FlatPoint = 'start' | 'end' | 'polished';

const flatPoints = ({ flatness, polishSteps }: NetworkIndexSpec): FlatPoint[] =>
  flatness === undefined ? [] : ['start', 'end', ...(polishSteps > 0 ? (['polished'] as const) : [])];

/** `startLargest`, `startFlat`, `startFlatOpen`, `startZeros`; the same of the end and after the polish. */
function flatColumns(spec: NetworkIndexSpec, rows: readonly Look[]): Record<string, Column> {
  const counts = (of: (row: Look) => number): Column => ({ kind: 'int32', values: Int32Array.from(rows, of) });
  return Object.fromEntries(
    flatPoints(spec).flatMap((at): [string, Column][] => [
      [
        `${at}Largest`,
        { kind: 'float64', values: Float64Array.from(rows, (row) => row.flat[at]?.largest ?? Number.NaN) },
      ],
      [`${at}Flat`, counts((row) => row.flat[at]?.within ?? -1)],
      [`${at}FlatOpen`, counts((row) => row.flat[at]?.undetermined ?? row.dimension)],
      [`${at}Zeros`, counts((row) => row.flat[at]?.exactZeros ?? -1)],
    ]),
  );
}

type Look = Awaited<ReturnType<ReturnType<typeof lookAt>>>;

/** What is counted at one network; −1 and NaN stand for what has no value where parameters are not finite. */
function lookAt(
  spec: TaskSpec,
  shape: RectifiedShape,
  train: Parameters<TaskContext['kernels']['rectifiedHessians']>[1],
  { kernels }: TaskContext,
  phases: Phases,
) {
  const hessians = kernels.rectifiedHessians(shape, train);
  const { threshold, thresholds, polishSteps, polishRate } = spec;
  /** Loss, gradient and index alone, at all thresholds. */
  const below = async (name: string, point: Float64Array) => {
    const at = hessians.at(point);
    const countOf = negativeCountOf(at);
    const counts: NegativeCount[] = [];
    for (const τ of [threshold, ...thresholds]) counts.push(await phases.of(`${name} ${τ}`, () => countOf(τ)));
    const [first, ...rest] = counts;
    return { at, first: first!, rest: rest.map(({ negative }) => negative) };
  };
  const flatAt = async (name: string, network: number, ends: Partial<Record<FlatPoint, Float64Array>>) => {
    const flat: Partial<Record<FlatPoint, FlatDirections>> = {};
    const { flatness, seed, width } = spec;
    if (flatness === undefined) return flat;
    const start = new Float64Array(ends.end!.length);
    drawParameters(spec, shape, network, start);
    for (const [at, point] of Object.entries({ start, ...ends }) as [FlatPoint, Float64Array][]) {
      const draw = stream(seed, 'network-index', network, `largest/${at}/${width}`);
      flat[at] = await phases.of(`${name}/flat ${at}`, () => flatDirections(draw, hessians, point, flatness));
    }
    return flat;
  };
  return async (name: string, point: Float64Array, network: number) => {
    if (!point.every(Number.isFinite)) return nothing(point.length, thresholds.length);
    const indexOf = rectifiedIndexOf(hessians, point);
    const indices: RectifiedIndex[] = [];
    for (const τ of [threshold, ...thresholds]) indices.push(await phases.of(`${name}/index ${τ}`, () => indexOf(τ)));
    const [first, ...further] = indices;
    const index = first!;
    const balanced = await below(`${name}/balanced`, balancedGauge(shape, point));
    const end =
      polishSteps > 0
        ? await phases.of(`${name}/polish`, () => polish(kernels, shape, train, point, polishRate, polishSteps))
        : undefined;
    const polished = end && (await below(`${name}/polished`, end.parameters));
    return {
      ...index,
      coupling: index.certificate.coupling,
      certified: Number(index.certificate.holds),
      exactZeros: exactZeroModes(index.idle, hessians.at(point).active.length),
      flat: await flatAt(name, network, { end: point, ...(end ? { polished: end.parameters } : {}) }),
      balancedNegative: balanced.first.negative,
      balancedUndetermined: balanced.first.undetermined,
      balancedBelow: balanced.rest,
      balancedChange: Math.abs(balanced.at.loss - index.loss),
      within: further.map(({ zero }) => zero),
      open: further.map(({ undetermined }) => undetermined),
      below: further.map(({ negative }) => negative),
      polishedLoss: end?.loss ?? Number.NaN,
      polishedNegative: polished?.first.negative ?? -1,
      polishedUndetermined: polished?.first.undetermined ?? point.length,
      polishedCertified: Number(polished?.first.certified ?? false),
      polishedBelow: polished?.rest ?? [],
      polishedGradientNorm: polished ? gradientNorm(polished.at) : Number.NaN,
    };
  };
}

function nothing(dimension: number, thresholds: number) {
  const unknown = new Array<number>(thresholds).fill(Number.NaN);
  const none = { negative: -1, zero: -1, undetermined: dimension, balancedNegative: -1, polishedNegative: -1 };
  return {
    dimension,
    ...none,
    gradientNorm: Number.NaN,
    coupling: Number.NaN,
    certified: 0,
    indexBound: -1,
    exactZeros: -1,
    balancedUndetermined: dimension,
    balancedChange: Number.NaN,
    polishedUndetermined: dimension,
    polishedCertified: 0,
    within: unknown,
    open: unknown,
    below: unknown,
    balancedBelow: unknown,
    polishedBelow: unknown,
    polishedLoss: Number.NaN,
    polishedGradientNorm: Number.NaN,
    flat: {} as Partial<Record<FlatPoint, FlatDirections>>,
  };
}
