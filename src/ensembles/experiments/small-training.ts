/**
 * Rectified networks of any depth on a handful of samples, which stand in the spec: drawn at random, then trained by full-batch gradient
 * descent. One record a network: its outputs at all samples before and after, and which hidden layer was dead.
 *
 *     θ ← θ − η ∇L(θ),    L = (1/N) Σ ℓ(f(x_i), y_i),    in binary64; at a kink the slope on the left
 */
import { z } from 'zod';
import { checkFits } from '../../base/capacity.ts';
import { log } from '../../base/functions.ts';
import { type Stream, stream } from '../../base/philox.ts';
import { activations } from '../../landscapes/network/activations.ts';
import { type LayerPlace, layerPlaces } from '../../landscapes/network/layers.ts';
import { losses } from '../../landscapes/network/losses.ts';
import {
  type Block,
  createBlock,
  load,
  outputOf,
  runBackward,
  runForward,
  summedLoss,
} from '../../landscapes/network/passes.ts';
import type { Experiment, Records, Task, TaskContext } from '../spec.ts';
import { floats, integers } from './columns.ts';
import { networkNumbers, taskSizes } from './network-data.ts';
import { forecastByTrial } from './trial-forecast.ts';

/** A block of passes holds no more. */
const mostSamples = 64;

const numbers = z.array(z.number());
const schema = z
  .strictObject({
    x: z.array(numbers.min(1)).min(1).max(mostSamples).describe('samples × inputs'),
    y: numbers
      .min(1)
      .describe(
        'a target for each sample: 0 or 1 (binary-cross-entropy), a class (cross-entropy), any number (squared)',
      ),
    loss: z.enum(['binary-cross-entropy', 'cross-entropy', 'squared']).default('squared'),
    hidden: z.array(z.int().min(1).max(65_536)).min(1).max(2000).describe('units of each hidden layer'),
    law: z.enum(['laplace', 'normal', 'uniform']).default('normal').describe('of the weights'),
    mean: z.number().default(0).describe('of the weights'),
    deviation: z.number().min(0).default(1).describe('standard deviation of the weights, times the scale'),
    scale: z
      .enum(['fan-in', 'fans', 'one'])
      .default('one')
      .describe('one, 1/√inputs or √(2/(inputs + units)) of the layer'),
    biasDeviation: z.number().min(0).default(0).describe('standard deviation of the hidden biases, normal around 0'),
    hiddenBiases: z.enum(['frozen', 'trained']).default('trained'),
    rate: z.number().positive().default(0.1),
    steps: z.int().min(0).max(10_000_000).default(0),
    networks: z.int().min(1).max(10_000_000).default(100),
    networksPerTask: z.int().min(1).max(1_000_000).default(100).describe('unit of work; part of the spec'),
    seed: z.int().min(0).default(1),
  })
  .refine(({ x, y }) => x.length === y.length, { path: ['y'], message: 'as long as x' })
  .refine(({ x }) => x.every((row) => row.length === x[0]!.length), { path: ['x'], message: 'rows of one length' })
  .refine(({ y, loss }) => loss !== 'binary-cross-entropy' || y.every((t) => t === 0 || t === 1), {
    path: ['y'],
    message: '0 or 1 for the binary cross-entropy',
  })
  .refine(({ y, loss }) => loss !== 'cross-entropy' || y.every((t) => Number.isInteger(t) && t >= 0 && t < 256), {
    path: ['y'],
    message: 'classes from 0 to 255 for the cross-entropy',
  });
export type SmallTrainingSpec = z.infer<typeof schema>;

/** Columns of the records. `positive`: all weights of the start are; `separated`: the first step after which samples with one output differ, or −1. */
export const smallTrainingColumns = {
  network: 'int32',
  positive: 'int32',
  deadBefore: 'int32',
  deadAfter: 'int32',
  separated: 'int32',
  lossBefore: 'float64',
  lossAfter: 'float64',
  gradientNorm: 'float64',
  outputsBefore: 'vector',
  outputsAfter: 'vector',
} as const;

/** A task trains the networks from `first` on. */
type TaskSpec = SmallTrainingSpec & { readonly first: number };

export const smallTraining: Experiment<SmallTrainingSpec, TaskSpec> = {
  name: 'small-training',
  title: 'Rectified networks on a handful of samples',
  schema,
  columns: smallTrainingColumns,
  split(spec) {
    let first = 0;
    return taskSizes(spec).map((replicas, index) => {
      const task: Task<TaskSpec> = {
        index,
        experiment: 'small-training',
        replicas,
        parameters: { ...spec, first },
        artifacts: [],
      };
      first += replicas;
      return task;
    });
  },
  run: async (task, context) => trainAll(task, context),
  forecast(spec, workers, _kernels, timings) {
    const bench = benchOf(spec);
    return forecastByTrial({
      ...{ kind: 'small-training', timings },
      run: (network) => void trainOne(bench, spec, network),
      count: spec.networks,
      perTask: spec.networksPerTask,
      workers,
      row: recordBytes(spec),
      workerBytes: benchBytes(spec),
    });
  },
  checkCapacity(spec, workers, memory) {
    checkFits(
      {
        what: `small-training: layers of ${spec.hidden.join('-').slice(0, 60)} units`,
        parameter: 'networksPerTask',
        asked: Math.min(spec.networks, spec.networksPerTask),
        need: (networks) => benchBytes(spec) + networks * recordBytes(spec),
      },
      workers,
      memory,
    );
  },
};

const sizesOf = ({ x, y, hidden, loss }: SmallTrainingSpec): number[] => [
  x[0]!.length,
  ...hidden,
  loss === 'cross-entropy' ? Math.max(1, ...y) + 1 : 1,
];

/** Three vectors of parameters, and the numbers of a block: eight of all units and samples. */
function benchBytes(spec: SmallTrainingSpec): number {
  const sizes = sizesOf(spec);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  return 8 * (3 * layerPlaces(sizes, true).dimension + 8 * units * spec.x.length);
}

const recordBytes = (spec: SmallTrainingSpec): number => 64 + 16 * spec.x.length * sizesOf(spec).at(-1)!;

/** What all networks of a spec are drawn and trained on. */
interface Bench {
  readonly places: readonly LayerPlace[];
  readonly block: Block;
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
}

function benchOf(spec: SmallTrainingSpec): Bench {
  const { x, y } = spec;
  const sizes = sizesOf(spec);
  const outputs = sizes.at(-1)!;
  const { layers, dimension } = layerPlaces(sizes, true);
  const loss = losses[spec.loss];
  const block = createBlock(layers, activations.relu, loss, x.length);
  const t = y.flatMap((target) =>
    spec.loss === 'cross-entropy' ? Array.from({ length: outputs }, (_, o) => (o === target ? 1 : 0)) : [target],
  );
  const examples = {
    count: x.length,
    inputs: sizes[0]!,
    outputs,
    x: Float64Array.from(x.flat()),
    t: Float64Array.from(t),
  };
  load(block, examples, 0, x.length);
  return { places: layers, block, theta: new Float64Array(dimension), gradient: new Float64Array(dimension) };
}

interface Row {
  readonly deadBefore: number;
  readonly deadAfter: number;
  readonly outputsBefore: Float64Array;
  readonly outputsAfter: Float64Array;
  readonly lossBefore: number;
  readonly lossAfter: number;
  readonly positive: boolean;
  readonly separated: number;
  readonly gradientNorm: number;
}

function trainOne(bench: Bench, spec: SmallTrainingSpec, network: number): Row {
  const { block, theta, gradient, places } = bench;
  const positive = draw(bench, spec, stream(spec.seed, 'small-training', network, 'start'));
  runForward(block, theta);
  const before = lookAt(block);
  const together = sameAs(before.outputs, block.outputs);
  let separated = -1;
  for (let step = 1; step <= spec.steps; step++) {
    gradient.fill(0);
    runBackward(block, theta, 1 / block.count, gradient);
    if (spec.hiddenBiases === 'frozen')
      for (const { biases, units } of places.slice(0, -1)) gradient.fill(0, biases, biases! + units);
    for (let p = 0; p < theta.length; p++) theta[p]! -= spec.rate * gradient[p]!;
    runForward(block, theta);
    if (separated < 0 && !areTogether(block, together)) separated = step;
  }
  const after = lookAt(block);
  gradient.fill(0);
  runBackward(block, theta, 1 / block.count, gradient);
  return {
    deadBefore: before.dead,
    deadAfter: after.dead,
    outputsBefore: before.outputs,
    outputsAfter: after.outputs,
    lossBefore: before.loss,
    lossAfter: after.loss,
    positive,
    separated,
    gradientNorm: Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)),
  };
}

/** Fills θ. Weights of a layer, then its biases, in the order of the parameters; returns whether all weights are positive. */
function draw({ places, theta }: Bench, spec: SmallTrainingSpec, random: Stream): boolean {
  const { mean, deviation, scale, biasDeviation } = spec;
  let positive = true;
  for (const [l, { inputs, units, weights, biases }] of places.entries()) {
    const factor = { one: 1, 'fan-in': 1 / Math.sqrt(inputs), fans: Math.sqrt(2 / (inputs + units)) }[scale];
    for (let w = weights; w < weights + inputs * units; w++) {
      theta[w] = mean + deviation * factor * standard[spec.law](random);
      if (!(theta[w]! > 0)) positive = false;
    }
    const isHidden = l < places.length - 1;
    for (let b = biases!; b < biases! + units; b++)
      theta[b] = isHidden && biasDeviation > 0 ? biasDeviation * random.normal() : 0;
  }
  return positive;
}

/** Laws with mean 0 and variance 1. */
const standard = {
  laplace(random: Stream) {
    const u = random.uniform() - 0.5;
    return (-Math.sign(u) * log(1 - 2 * Math.abs(u))) / Math.SQRT2;
  },
  normal: (random: Stream) => random.normal(),
  uniform: (random: Stream) => Math.sqrt(3) * (2 * random.uniform() - 1),
} as const;

/** Outputs, mean loss, and the first hidden layer whose units are off at all samples, counted from 1; 0 when there is none. */
function lookAt(block: Block): { outputs: Float64Array; loss: number; dead: number } {
  const { layers, outputs, count } = block;
  const all = new Float64Array(count * outputs);
  for (let s = 0; s < count; s++) all.set(outputOf(block, s), s * outputs);
  const dead = layers.slice(0, -1).findIndex(({ z, place }) => {
    for (let i = 0; i < count * place.units; i++) if (z[i]! > 0) return false;
    return true;
  });
  return { outputs: all, loss: summedLoss(block) / count, dead: dead + 1 };
}

/** Samples whose outputs equal those of the first, to the bit. */
function sameAs(all: Float64Array, outputs: number): number[] {
  const equal = (s: number) =>
    Array.from({ length: outputs }, (_, o) => all[s * outputs + o] === all[o]).every(Boolean);
  return Array.from({ length: all.length / outputs }, (_, s) => s).filter(equal);
}

function areTogether(block: Block, samples: readonly number[]): boolean {
  const first = outputOf(block, samples[0]!);
  return samples.every((s) => outputOf(block, s).every((value, o) => value === first[o]));
}

function trainAll(task: Task<TaskSpec>, context: TaskContext): Records {
  const { first, ...spec } = task.parameters;
  const bench = benchOf(spec);
  const width = spec.x.length * bench.block.outputs;
  const rows: Row[] = [];
  for (let k = 0; k < task.replicas; k++) {
    rows.push(trainOne(bench, spec, first + k));
    context.progress((k + 1) / task.replicas);
  }
  const vectors = (of: (row: Row) => Float64Array) => {
    const values = new Float64Array(width * rows.length);
    for (const [k, row] of rows.entries()) values.set(of(row), k * width);
    return { kind: 'vector', width, values } as const;
  };
  return {
    count: task.replicas,
    columns: {
      network: networkNumbers(task),
      positive: integers(rows, ({ positive }) => Number(positive)),
      deadBefore: integers(rows, ({ deadBefore }) => deadBefore),
      deadAfter: integers(rows, ({ deadAfter }) => deadAfter),
      separated: integers(rows, ({ separated }) => separated),
      lossBefore: floats(rows, ({ lossBefore }) => lossBefore),
      lossAfter: floats(rows, ({ lossAfter }) => lossAfter),
      gradientNorm: floats(rows, ({ gradientNorm }) => gradientNorm),
      outputsBefore: vectors(({ outputsBefore }) => outputsBefore),
      outputsAfter: vectors(({ outputsAfter }) => outputsAfter),
    },
  };
}
