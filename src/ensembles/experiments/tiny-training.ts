/**
 * Networks of one hidden layer and one output on a small data set, drawn at random and trained, many in a vector, full batch or by minibatches
 * whose order they share. One record a network: where it began and stopped, and losses, errors and norms on the way. A network rests as soon as
 * its loss or its gradient is small enough; the record is of that moment, so that its bits do not depend on the others.
 *
 *     L = (1/N) Σ ½ (o(x_i) − y_i)²  or  (1/N) Σ ln(1 + e^f) − y f
 *
 * Inputs may be scaled by τ. Parameters are recorded for the data as they are, input weights times τ, which gives the same outputs.
 */
import { checkFits } from '../../base/capacity.ts';
import { sigmoid } from '../../base/functions.ts';
import { type Stream, stream } from '../../base/philox.ts';
import { smallSets } from '../../data/small-sets.ts';
import { largestRise, segmentValues } from '../../geometry/segment.ts';
import type { Kernels, TinyFleet, TinySamples, TinyShape } from '../../kernels/contract.ts';
import { tinyDimension } from '../../kernels/tiny.ts';
import { tinyFleetBytes } from '../../kernels/wasm/tiny.ts';
import { answers } from '../../landscapes/network/answers.ts';
import type { Examples } from '../../landscapes/network/examples.ts';
import { type NetworkLandscape, networkLandscape } from '../../landscapes/network/network.ts';
import { atOnce, keeping } from '../restart.ts';
import type { State } from '../restart-state.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { floats, integers } from './columns.ts';
import { taskSizes } from './network-data.ts';
import { type TinyTrainingSpec, tinyTrainingSchema } from './tiny-training-spec.ts';
import { forecastByTrial } from './trial-forecast.ts';

/** Losses, errors and norms are kept after 2⁻⁸, 2⁻⁷, …, 1 of the steps: equal distances on a logarithmic axis. */
const halvings = 8;
/** Steps between looks at the networks; of long trainings a fiftieth. */
const stepsBetween = (steps: number): number => Math.max(1000, Math.ceil(steps / 50));

/**
 * Columns of the records. `worst`: largest |o − y|; `steps` taken until it rested; `losses`, `worsts`, `norms`: of θ, after 2⁻⁸, …, 1 of the
 * steps; `rise`: the most that is climbed on the segment from the start to the point, looked at in 65 places.
 */
export const tinyTrainingColumns = {
  network: 'int32',
  steps: 'int32',
  loss: 'float64',
  gradientNorm: 'float64',
  worst: 'float64',
  rise: 'float64',
  losses: 'vector',
  worsts: 'vector',
  norms: 'vector',
  starts: 'vector',
  points: 'vector',
} as const;

/** A task trains the networks from `first` on. */
type TaskSpec = TinyTrainingSpec & { readonly first: number };

export const tinyTraining: Experiment<TinyTrainingSpec, TaskSpec> = {
  name: 'tiny-training',
  title: 'Tiny networks on a small data set',
  schema: tinyTrainingSchema,
  columns: tinyTrainingColumns,
  restarts: true,
  split(spec) {
    let first = 0;
    return taskSizes(spec).map((replicas, index) => {
      const parameters = { ...spec, first };
      const task: Task<TaskSpec> = { index, experiment: 'tiny-training', replicas, parameters, artifacts: [spec.data] };
      first += replicas;
      return task;
    });
  },
  run: async ({ parameters, replicas }, context) => {
    const { first, ...spec } = parameters;
    const kept = context.restart?.kept as TinyState | undefined;
    const trained = await keeping(trainAll(spec, first, replicas, context, kept), context.restart);
    return recordsOf(trained, first, replicas);
  },
  forecast(spec, workers, kernels, timings) {
    // A group of lanes costs as much as its networks together.
    const count = Math.min(spec.networks, 16);
    // Of a long training only the first steps are tried; as many trials as there are such parts.
    const tried = Math.min(spec.steps, Math.ceil(trialWork / (spec.hidden * samplesOf(spec).seen)));
    const parts = spec.steps / tried;
    return forecastByTrial({
      ...{ kind: 'tiny-training', timings },
      run: (k) => void atOnce(trainAll({ ...spec, steps: tried }, k, count, { kernels, progress() {} })),
      count: Math.ceil((parts * spec.networks) / count),
      perTask: Math.ceil((parts * Math.min(spec.networks, spec.networksPerTask)) / count),
      workers,
      row: (count / parts) * recordBytes(spec),
      workerBytes: fleetBytes(spec, spec.networksPerTask) + uncollected,
    });
  },
  checkCapacity(spec, workers, memory) {
    checkFits(
      {
        what: `tiny-training: networks of ${spec.hidden} units`,
        parameter: 'networksPerTask',
        asked: Math.min(spec.networks, spec.networksPerTask),
        need: (networks) => fleetBytes(spec, networks) + networks * recordBytes(spec),
      },
      workers,
      memory,
    );
  },
  artifacts: ({ data }) => [data],
  points: {
    column: 'points',
    remedy: 'run tiny-training',
    trace: { values: 'losses', norms: 'norms' },
    precision: ({ precision }) => precision,
    landscape: ({ data, hidden, activation, loss, output, seed }) => ({
      family: 'network',
      hidden: [hidden],
      ...{ activation, loss, outputs: 1, data, seed },
      ...(output === 'sigmoid' && { output }),
    }),
  },
};

const shapeOf = ({ data, hidden, activation, loss, output }: TinyTrainingSpec): TinyShape => ({
  inputs: smallSets[data]!.x[0]!.length as 1 | 2,
  ...{ hidden, activation, loss, output },
});

/** Units times samples times steps of a trial: some tenths of a second. */
const trialWork = 5e7;

/** Samples as they are trained on, and how many of them a step sees. */
function samplesOf({ data, batch, inputScale = 1 }: TinyTrainingSpec): TinySamples & { readonly seen: number } {
  const { x, y } = smallSets[data]!;
  const inputs = Float64Array.from(x.flat(), (value) => inputScale * value);
  return { x: inputs, t: Float64Array.from(y), seen: batch ?? y.length, ...(batch !== undefined && { batch }) };
}

const fleetBytes = (spec: TinyTrainingSpec, networks: number): number =>
  tinyFleetBytes(shapeOf(spec), samplesOf(spec), networks);

/** Numbers of networks that were looked at and wait for the collector. */
const uncollected = 1e7;

const recordBytes = (spec: TinyTrainingSpec): number => 40 + 24 * (halvings + 1) + 16 * tinyDimension(shapeOf(spec));

/** What is known of a network; the rest of it is its start. */
interface Row {
  steps: number;
  loss: number;
  gradientNorm: number;
  worst: number;
  readonly losses: Float64Array;
  readonly worsts: Float64Array;
  readonly norms: Float64Array;
  readonly start: Float64Array;
  readonly theta: Float64Array;
}

interface Trained {
  readonly spec: TinyTrainingSpec;
  readonly landscape: NetworkLandscape;
  readonly rows: readonly Row[];
}

/** Where training can begin again. */
type TinyState = { readonly step: number; readonly fleet: Float64Array; readonly rows: readonly Omit<Row, 'start'>[] };

function* trainAll(
  spec: TinyTrainingSpec,
  first: number,
  count: number,
  { kernels, progress }: Pick<TaskContext, 'progress'> & { readonly kernels: Kernels },
  kept?: TinyState,
): Generator<() => State, Trained, void> {
  const shape = shapeOf(spec);
  const samples = samplesOf(spec);
  const optimizer = { name: spec.optimizer === 'adam' ? 'adam' : 'sgd' } as const;
  const fleet = kernels.tiny(shape, samples, count, spec.precision, optimizer);
  const examples = { count: samples.t.length, inputs: shape.inputs, outputs: 1, x: samples.x, t: samples.t };
  const landscape = landscapeOf(shape, examples);
  const look = lookerOf(shape, landscape, examples);
  const orderOf = orders(spec, samples);
  const part = Math.ceil(trialWork / (spec.hidden * samples.seen));
  let rows = Array.from({ length: count }, (_, k): Row => {
    const theta = drawn(spec, shape, stream(spec.seed, 'tiny-training', first + k, 'start'));
    fleet.setParameters(k, theta);
    const [losses, worsts, norms] = Array.from({ length: 3 }, () => new Float64Array(halvings + 1)) as Three;
    return { steps: -1, loss: 0, gradientNorm: 0, worst: 0, losses, worsts, norms, start: theta.slice(), theta };
  });
  let step = 0;
  if (kept) {
    rows = rows.map(({ start }, k) => ({ ...kept.rows[k]!, start }));
    fleet.restore(kept.fleet);
    for (; step < kept.step; step += Math.min(part, kept.step - step)) orderOf(Math.min(part, kept.step - step));
  }
  while (step < spec.steps && rows.some(({ steps }) => steps < 0)) {
    const stop = stopAfter(step, spec.steps);
    const next = Math.min(stop, step + part);
    const isResting = (k: number) => rows[k]!.steps >= 0;
    fleet.train(new Float64Array(next - step).fill(spec.rate), isResting, orderOf(next - step));
    step = next;
    if (step === stop)
      rows.forEach((row, k) => {
        if (row.steps < 0) lookAt(fleet, k, row, step, spec, look);
      });
    progress(step / spec.steps);
    yield () => ({ step, fleet: fleet.save(), rows: rows.map(({ start: _, ...row }) => row) });
  }
  return { spec, landscape, rows };
}

type Three = [Float64Array, Float64Array, Float64Array];

/** Samples of the next steps: one permutation after another, the same for all networks of the ensemble. */
function orders({ seed }: TinyTrainingSpec, { t, batch }: TinySamples) {
  const draw = stream(seed, 'tiny-training', 0, 'order');
  const epoch = Uint32Array.from(t.keys());
  let place = epoch.length;
  return (steps: number): Uint32Array | undefined =>
    batch === undefined
      ? undefined
      : Uint32Array.from({ length: steps * batch }, () => {
          if (place === epoch.length) {
            draw.shuffle(epoch);
            place = 0;
          }
          return epoch[place++]!;
        });
}

/** The next step at which networks are looked at: at even distances, and where losses are kept. */
function stopAfter(step: number, steps: number): number {
  const kept = Array.from({ length: halvings + 1 }, (_, h) => keptAt(h, steps));
  const between = stepsBetween(steps);
  return Math.min(...kept.filter((at) => at > step), step - (step % between) + between);
}

/** Step at which loss number h is kept. */
const keptAt = (h: number, steps: number): number => Math.max(1, Math.floor(steps * 2 ** (h - halvings)));

type Look = (theta: Float64Array) => Pick<Row, 'loss' | 'gradientNorm' | 'worst'>;

function lookAt(fleet: TinyFleet, k: number, row: Row, step: number, spec: TinyTrainingSpec, look: Look): void {
  fleet.getParameters(k, row.theta);
  Object.assign(row, look(row.theta));
  const { loss, gradientNorm, worst, losses, worsts, norms, theta } = row;
  const rests =
    step === spec.steps || !(loss > spec.restLoss) || !(gradientNorm > spec.restGradient) || !Number.isFinite(loss);
  // What is kept later stays what it is now.
  for (let h = 0; h <= halvings; h++)
    if (keptAt(h, spec.steps) >= step) {
      losses[h] = loss;
      worsts[h] = worst;
      norms[h] = Math.sqrt(theta.reduce((sum, p) => sum + p * p, 0));
    }
  if (rests) row.steps = step;
}

function landscapeOf({ inputs, hidden, activation, loss, output }: TinyShape, examples: Examples): NetworkLandscape {
  return networkLandscape({ sizes: [inputs, hidden, 1], activation, loss, output }, examples);
}

/** Loss, gradient and errors at a point, by the landscape. */
function lookerOf({ loss, output }: TinyShape, landscape: NetworkLandscape, examples: Examples): Look {
  const isSquashed = loss === 'binary-cross-entropy' || output === 'sigmoid';
  const [value, gradient] = [new Float64Array(1), new Float64Array(landscape.dimension)];
  return (theta) => {
    landscape.valueAndGradient(theta, 1, value, gradient);
    const worst = answers(landscape.shape, examples, theta).reduce(
      (most, z, s) => Math.max(most, Math.abs((isSquashed ? sigmoid(z) : z) - examples.t[s]!)),
      0,
    );
    return { loss: value[0]!, gradientNorm: Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)), worst };
  };
}

/** θ of a start: weights of a layer, then its biases, in the order of the parameters. */
function drawn(spec: TinyTrainingSpec, { inputs, hidden }: TinyShape, random: Stream): Float64Array {
  const standard = () => (spec.law === 'normal' ? random.normal() : Math.sqrt(3) * (2 * random.uniform() - 1));
  const factor = (fan: number) => spec.deviation * (spec.scale === 'one' ? 1 : 1 / Math.sqrt(fan));
  const weights = (n: number, fan: number) => Array.from({ length: n }, () => factor(fan) * standard());
  const biases = (n: number) =>
    Array.from({ length: n }, () => (spec.biasDeviation > 0 ? spec.biasDeviation * standard() : 0));
  return Float64Array.from([
    ...weights(hidden * inputs, inputs),
    ...biases(hidden),
    ...weights(hidden, hidden),
    ...biases(1),
  ]);
}

function recordsOf({ spec, landscape, rows }: Trained, first: number, count: number): Records {
  const [value, gradient] = [new Float64Array(1), new Float64Array(landscape.dimension)];
  const lossAt = (point: Float64Array) => {
    landscape.valueAndGradient(point, 1, value, gradient);
    return value[0]!;
  };
  const rises = rows.map(({ start, theta }) => largestRise(segmentValues(lossAt, start, theta)));
  for (const { start, theta } of rows)
    for (let i = 0; i < start.length - 2 * spec.hidden - 1; i++) {
      start[i]! *= spec.inputScale ?? 1;
      theta[i]! *= spec.inputScale ?? 1;
    }
  const vectors = (of: (row: Row) => Float64Array) => {
    const width = of(rows[0]!).length;
    const values = new Float64Array(width * count);
    rows.forEach((row, k) => void values.set(of(row), k * width));
    return { kind: 'vector', width, values } as const;
  };
  return {
    count,
    columns: {
      network: integers(rows, (_, k) => first + k),
      steps: integers(rows, ({ steps }) => steps),
      loss: floats(rows, ({ loss }) => loss),
      gradientNorm: floats(rows, ({ gradientNorm }) => gradientNorm),
      worst: floats(rows, ({ worst }) => worst),
      rise: floats(rows, (_, k) => rises[k]!),
      losses: vectors(({ losses }) => losses),
      worsts: vectors(({ worsts }) => worsts),
      norms: vectors(({ norms }) => norms),
      starts: vectors(({ start }) => start),
      points: vectors(({ theta }) => theta),
    },
  };
}
