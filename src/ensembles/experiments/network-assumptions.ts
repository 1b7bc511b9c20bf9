/**
 * How far the assumptions of the spin-glass model are from holding for networks before, during and after training: networks of any depth trained as
 * deep-training trains them, measured on test images after numbers of epochs. A bias counts as an input of constant 1. One record a network, vectors over
 * the looks; δ2 is of the images alone, the same for all networks.
 * @source [choromanska2015open] (the assumptions)
 */
import { z } from 'zod';
import {
  forward,
  gateMeasures,
  type Inputs,
  inputMeasure,
  maximumMeasure,
  normSquared,
  pulls,
  type RectifiedLayers,
  radialSlope,
  redundancy,
  uniformity,
} from '../../assumptions/index.ts';
import { stream } from '../../base/philox.ts';
import { distinct } from '../../base/schema.ts';
import type { Samples, TrainingFleet } from '../../kernels/contract.ts';
import { layerPlaces } from '../../landscapes/network/layers.ts';
import { drawNetwork } from '../../landscapes/network/start.ts';
import type { Column, Experiment, Records, Task, TaskContext } from '../spec.ts';
import { checkDeepCapacity, forecastDeep } from './deep-training-forecast.ts';
import { deepShape, deepTrainingSchema, optimizerOf } from './deep-training-spec.ts';
import { type NetworkTask, onImages, splitNetworks, taskImages } from './network-data.ts';
import { trainedColumns, trainedKinds } from './training-records.ts';

const name = 'network-assumptions';

const schema = z.strictObject({
  ...deepTrainingSchema.omit({
    activation: true,
    loss: true,
    keepParameters: true,
    testSize: true,
    line: true,
    regions: true,
  }).shape,
  hidden: deepTrainingSchema.shape.hidden.default([25]),
  networks: deepTrainingSchema.shape.networks.default(12),
  epochs: deepTrainingSchema.shape.epochs.default(12),
  trainSize: z.int().min(1).default(6000).describe('training images, the first of the set'),
  networksPerTask: z.int().min(1).max(4096).default(2).describe('unit of work; part of the spec'),
  samples: z.int().min(3).max(4000).default(1000).describe('test images that are measured on, the first of the set'),
  looks: distinct(z.array(z.int().min(0)).min(1))
    .default([0, 1, 12])
    .describe('epochs after which the networks are measured; 0 is the start'),
});
export type NetworkAssumptionsSpec = z.infer<typeof schema>;

type TaskSpec = NetworkTask<NetworkAssumptionsSpec>;

/** What is measured at a look; a measure that is not defined there is no number. */
const measured = [
  'accuracy',
  'delta1Squared',
  'delta1SquaredError',
  'delta3',
  'delta4',
  'delta5Squared',
  'delta5SquaredError',
  'delta5Null',
  'psiEff',
  'psiEffGates',
  'delta6Z',
  'delta6ZError',
  'delta6',
  'delta6Error',
  'deltaM',
  'deltaMError',
  'deltaMNull',
  'normSquared',
  'radialSlope',
] as const;
type Measured = Readonly<Record<(typeof measured)[number], number>>;

/** The columns of its records; those over looks are vectors. */
export const networkAssumptionsColumns = {
  ...trainedKinds,
  delta2: 'float64',
  delta2Error: 'float64',
  delta2Null: 'float64',
  looks: 'vector',
  ...(Object.fromEntries(measured.map((column) => [column, 'vector'])) as Record<keyof Measured, 'vector'>),
} as const;

export const networkAssumptions: Experiment<NetworkAssumptionsSpec, TaskSpec> = {
  name,
  title: 'Assumptions of the spin-glass model along the training of networks',
  schema,
  columns: networkAssumptionsColumns,
  ...onImages(name, 'tested'),
  artifacts: (spec) => onImages(name).artifacts(trainingOf(spec)),
  checkArtifacts: (spec, artifact) => onImages(name, 'tested').checkArtifacts(trainingOf(spec), artifact),
  split: (spec) => splitNetworks(name, spec, [{}]),
  run: measure,
  async forecast(spec, workers, kernels, timings, shapes) {
    const training = forecastDeep(trainingOf(spec), workers, kernels, timings, shapes);
    const looking = (spec.networks * spec.looks.length * secondsPerPair * spec.samples ** 2) / workers;
    return {
      ...training,
      seconds: training.seconds + looking,
      memory: training.memory + workers * 40 * spec.samples ** 2,
      disk: training.disk + 8 * spec.networks * spec.looks.length * measured.length,
      basis: `${training.basis}; about a microsecond for a pair of samples, with 200 permutations`,
    };
  },
  checkCapacity: (spec, workers, memory, shapes) => checkDeepCapacity(trainingOf(spec), workers, memory, shapes),
};

/** Of a look, with its permutations. */
const secondsPerPair = 1e-6;

function trainingOf({ samples, looks: _, ...spec }: NetworkAssumptionsSpec | Omit<TaskSpec, 'first'>) {
  return { ...deepTrainingSchema.parse({ activation: 'relu', loss: 'cross-entropy', testSize: samples }), ...spec };
}

async function measure(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const { parameters: spec, replicas } = task;
  const training = { ...trainingOf(spec), first: spec.first, testSize: spec.samples };
  const { shape: sizes, test } = await taskImages(task, context, training);
  const data = inputsOf(test!);
  const shape = deepShape(training, () => sizes);
  const batches = Math.ceil(spec.trainSize / spec.batch);
  const epochs = spec.looks.filter((epoch) => epoch <= spec.epochs).sort((a, b) => a - b);
  const seen: Measured[][] = [];
  const trained = await trainedColumns({ ...task, parameters: training }, context, {
    fleet: () => context.kernels.networks(shape, replicas, spec.precision, optimizerOf(spec)),
    draw: (network, out) => drawNetwork(spec, shape.sizes, network, out),
    looks: {
      at: epochs.map((epoch) => epoch * batches),
      see: (fleet) =>
        void seen.push(
          Array.from({ length: replicas }, (_, k) =>
            measuresOf(
              layersOf(fleet, k, shape.sizes),
              data,
              test!.labels,
              stream(spec.seed, name, spec.first + k, `look ${seen.length}`),
            ),
          ),
        ),
    },
  });
  const input = inputMeasure(data, stream(spec.seed, name, 0, 'gaussian inputs'));
  const vector = (of: (look: number, network: number) => number): Column => ({
    kind: 'vector',
    width: epochs.length,
    values: Float64Array.from({ length: replicas * epochs.length }, (_, i) =>
      of(i % epochs.length, Math.floor(i / epochs.length)),
    ),
  });
  const constant = (value: number): Column => ({ kind: 'float64', values: new Float64Array(replicas).fill(value) });
  return {
    count: replicas,
    columns: {
      ...trained,
      delta2: constant(input.delta2.value),
      delta2Error: constant(input.delta2.error),
      delta2Null: constant(input.nullValue),
      looks: vector((look) => epochs[look]!),
      ...Object.fromEntries(measured.map((what) => [what, vector((look, k) => seen[look]![k]![what])])),
    },
  };
}

function inputsOf({ count, inputs, images }: Samples): Inputs {
  return { count, inputs, x: Float64Array.from(images) };
}

/** Network k of a fleet. */
function layersOf(fleet: TrainingFleet, k: number, sizes: readonly number[]): RectifiedLayers {
  const point = new Float64Array(fleet.dimension);
  fleet.getParameters(k, point);
  const { layers } = layerPlaces(sizes, true);
  return {
    sizes,
    weights: layers.map(({ weights, inputs, units }) => point.slice(weights, weights + inputs * units)),
    biases: layers.map(({ biases, units }) => point.slice(biases!, biases! + units)),
  };
}

function measuresOf(
  network: RectifiedLayers,
  data: Inputs,
  labels: ArrayLike<number>,
  draw: ReturnType<typeof stream>,
): Measured {
  const pass = forward(network, data);
  const outputs = network.sizes.at(-1)!;
  const gates = gateMeasures(network, data, pass, { draw });
  const { pull, moved } = pulls(pass.outputs, outputs, labels);
  const maximum = maximumMeasure(pull, moved, draw);
  let right = 0;
  for (let s = 0; s < data.count; s++) {
    const row = pass.outputs.subarray(s * outputs, (s + 1) * outputs);
    right += Number(row.every((y, o) => o === labels[s] || y < row[labels[s]!]!));
  }
  const none = Number.NaN;
  return {
    accuracy: right / data.count,
    delta1Squared: gates.delta1Squared.value,
    delta1SquaredError: gates.delta1Squared.error,
    delta3: redundancy(network, data, pass).delta3,
    delta4: uniformity(network).delta4,
    delta5Squared: gates.delta5Squared?.value ?? none,
    delta5SquaredError: gates.delta5Squared?.error ?? none,
    delta5Null: gates.delta5Null?.[1] ?? none,
    psiEff: gates.psiEff.value,
    psiEffGates: gates.psiEffGates.value,
    delta6Z: gates.delta6Z.value,
    delta6ZError: gates.delta6Z.error,
    delta6: gates.delta6.value,
    delta6Error: gates.delta6.error,
    deltaM: maximum?.deltaM.value ?? none,
    deltaMError: maximum?.deltaM.error ?? none,
    deltaMNull: maximum?.nullBand ?? none,
    normSquared: normSquared(network),
    radialSlope: radialSlope(network, data, pass, labels),
  };
}
