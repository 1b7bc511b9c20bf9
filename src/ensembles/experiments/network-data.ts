/**
 * What experiments on networks have in common: the fields that describe their images, where these come from, how many there may be, what
 * they weigh, noise that stands in for them; and how networks are split into tasks.
 */
import { z } from 'zod';
import { integer } from '../../base/arguments.ts';
import { ArgumentError, DataError } from '../../base/errors.ts';
import type { Stream } from '../../base/philox.ts';
import { withRule } from '../../data/data-name.ts';
import {
  type DataPart,
  type DataShapes,
  type Dataset,
  dataShape,
  decodeDataset,
  firstOfPart,
  head,
  labeledSamples,
  shapeOfDataset,
} from '../../data/dataset.ts';
import { mnistClasses } from '../../data/mnist.ts';
import type { Examples, Samples } from '../../kernels/contract.ts';
import { classExamples } from '../../kernels/minibatch.ts';
import { normalizedWeights, partExamples } from '../../landscapes/network/examples.ts';
import { checkTargets, objectiveExamples, type TargetSpec } from '../../landscapes/network/objective.ts';
import type { Column, Task, TaskContext } from '../spec.ts';

/** Share of pixels that are lit in MNIST averaged to 10 × 10. */
export const litShare = 0.36;

/** @param trainSize  default */
export function imageFields(trainSize: number) {
  return {
    data: z
      .string()
      .optional()
      .describe('data set by name, such as xor or file:PATH; MNIST with the side below when absent'),
    pixels: z.int().min(1).max(28).default(10).describe('side of the images, averaged down from 28'),
    trainSize: z.int().min(1).default(trainSize).describe('training images, the first of the set'),
    testSize: z.int().min(1).default(10_000).describe('test images, the first of the set'),
  };
}

interface Sizes {
  readonly data?: string | undefined;
  readonly pixels: number;
  readonly trainSize: number;
  readonly testSize: number;
}

/** Name of the artifact with the data; images in files are averaged to the side. */
export function datasetName({ data, pixels }: Pick<Sizes, 'data' | 'pixels'>): string {
  return data === undefined ? `mnist-${pixels}x${pixels}` : withRule(data, { pixels });
}

/** What the networks of a spec take in and give out. */
export function dataSizes(spec: Pick<Sizes, 'data' | 'pixels'>, shapes: DataShapes = dataShape) {
  return shapes(datasetName(spec));
}

/**
 * The members of an experiment that say which data it needs, and refuse to see more of them than there are (ArgumentError) or what they
 * do not have (DataError).
 * @param needs  labels: the targets must be classes; tested: it cannot do without test samples; digits: it tells images of the ten digits
 */
export function onImages(experiment: string, ...needs: readonly ('digits' | 'labels' | 'tested')[]) {
  return {
    artifacts: (spec: Sizes) => [datasetName(spec)],
    checkArtifacts(spec: Sizes & Partial<TargetSpec>, artifact: (name: string) => Uint8Array): void {
      const dataset = decodeDataset(artifact(datasetName(spec)));
      const { name, train, test, inputs, outputs, classes } = dataset;
      if (needs.includes('labels')) labeledSamples(name, train);
      if (needs.includes('digits') && !(inputs === spec.pixels ** 2 && classes === mnistClasses))
        throw new ArgumentError(
          experiment,
          'data',
          `images of ${spec.pixels} × ${spec.pixels} pixels in ${mnistClasses} classes (it tells odd digits from even ones)`,
          name,
        );
      integer(experiment, 'trainSize', spec.trainSize, 1, train.count);
      if (!test && needs.includes('tested')) throw new DataError(`${experiment}: ${name} has no test samples`);
      if (test) integer(experiment, 'testSize', spec.testSize, 1, test.count);
      checkTargets(experiment, targetsOf(spec), { inputs, outputs, ...(classes !== undefined && { classes }) });
      for (const part of Object.values(examplesOfSet(dataset, spec))) normalizedWeights(part);
    },
  };
}

const targetsOf = ({ loss = 'cross-entropy', ...rest }: Partial<TargetSpec>): TargetSpec => ({ ...rest, loss });

function examplesOfSet({ train, test, outputs }: Dataset, spec: Omit<Sizes, 'pixels'> & Partial<TargetSpec>) {
  const some = (part: DataPart, count: number) =>
    objectiveExamples(targetsOf(spec), partExamples(firstOfPart(part, count), outputs));
  return { train: some(train, spec.trainSize), ...(test && { test: some(test, spec.testSize) }) };
}

/** What a task trains on, with targets and weights as its objective wants them, and is tested on where there is something for that. */
export async function taskExamples(
  task: Pick<Task, 'artifacts'>,
  context: TaskContext,
  spec: Omit<Sizes, 'pixels'> & Partial<TargetSpec>,
) {
  return examplesOfSet(decodeDataset(await context.artifact(task.artifacts[0]!)), spec);
}

/** The same as labeled samples, with the shape of the data. */
export async function taskImages(
  task: Pick<Task, 'artifacts'>,
  context: TaskContext,
  { trainSize, testSize }: Omit<Sizes, 'pixels'>,
) {
  const dataset = decodeDataset(await context.artifact(task.artifacts[0]!));
  const { name, train, test } = dataset;
  return {
    shape: shapeOfDataset(dataset),
    train: head(labeledSamples(name, train), trainSize),
    ...(test && { test: head(labeledSamples(name, test), testSize) }),
  };
}

interface Division {
  /** Number of the first; 0 when absent. */
  readonly first?: number | undefined;
  readonly networks: number;
  readonly networksPerTask: number;
}

/** Networks in each task. */
export function taskSizes({ networks, networksPerTask }: Division): number[] {
  return Array.from({ length: Math.ceil(networks / networksPerTask) }, (_, task) =>
    Math.min(networksPerTask, networks - task * networksPerTask),
  );
}

/** What a task of networks is told: the spec, the number of its first network, and whatever its variant adds, as a width. */
export type NetworkTask<Spec, Variant = object> = Omit<Spec, 'first'> & Variant & { readonly first: number };

/** Tasks of at most networksPerTask networks; one series for each variant of the spec, whose parameters are added to it. */
export function splitNetworks<Spec extends Division & Pick<Sizes, 'data' | 'pixels'>, Variant extends object>(
  experiment: string,
  spec: Spec,
  variants: readonly Variant[],
): Task<NetworkTask<Spec, Variant>>[] {
  const { first = 0, networksPerTask } = spec;
  const firsts = taskSizes(spec).map((replicas, task) => ({ replicas, first: first + task * networksPerTask }));
  return variants
    .flatMap((variant) => firsts.map(({ replicas, first }) => ({ replicas, own: { ...variant, first } })))
    .map(({ replicas, own }, index) => ({
      index,
      experiment,
      replicas,
      parameters: { ...spec, ...own },
      artifacts: [datasetName(spec)],
    }));
}

/** The column with the number of each of a task's networks in the ensemble. */
export function networkNumbers(task: Task<{ readonly first: number }>): Column {
  const { first } = task.parameters;
  return { kind: 'int32', values: Int32Array.from({ length: task.replicas }, (_, k) => first + k) };
}

/** Inputs and labels as an artifact: the whole set, however much of it is used; a test set a sixth as large besides. */
export function datasetBytes(spec: Pick<Sizes, 'data' | 'pixels'>, shapes?: DataShapes): number {
  // A user's images, where they have not been read, are taken to be as many as MNIST's.
  const known = spec.data === undefined || shapes !== undefined;
  const { count, inputs } = known ? dataSizes(spec, shapes) : { count: 60_000, inputs: spec.pixels ** 2 };
  return Math.ceil((count * 7) / 6) * (4 * inputs + 1);
}

/** What loading them leaves in the host until it is collected, which is late on a busy machine: another copy, and the files, a byte a number. */
export function leftoverBytes(spec: Pick<Sizes, 'data' | 'pixels'>, shapes?: DataShapes): number {
  const bytes = datasetBytes(spec, shapes);
  return bytes + Math.max(2e7, bytes / 4);
}

/** What loading and sharing them takes in the host: the copy that workers are given, and what is left over. */
export function loaderBytes(spec: Pick<Sizes, 'data' | 'pixels'>, shapes?: DataShapes): number {
  return datasetBytes(spec, shapes) + leftoverBytes(spec, shapes);
}

/** Targets of the samples in float64, and once more while they are made. */
export function targetBytes({ trainSize, testSize }: Pick<Sizes, 'trainSize' | 'testSize'>, outputs: number): number {
  return 16 * outputs * (trainSize + testSize);
}

/** Images with labels as examples, for a forecast; what targets are takes no part in the time. */
export function noiseExamples(
  draw: Stream,
  count: number,
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
  lit: number,
): Examples {
  return classExamples(noiseSamples(draw, count, inputs, outputs, lit), outputs);
}

/** Images for a forecast: a share `lit` of the pixels uniform on (0, 1), the others 0. */
export function noiseSamples(draw: Stream, count: number, inputs: number, classes: number, lit: number): Samples {
  const images = Float32Array.from({ length: count * inputs }, () => {
    const value = draw.uniform();
    return draw.uniform() < lit ? value : 0;
  });
  return {
    count,
    inputs,
    images,
    labels: Uint8Array.from({ length: count }, () => draw.integer(Math.min(classes, 256))),
  };
}
