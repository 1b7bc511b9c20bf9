/**
 * What experiments on networks have in common: the fields that describe their images, where these come from, how many there may be, what
 * they weigh, noise that stands in for them; and how networks are split into tasks.
 */
import { z } from 'zod';
import { integer } from '../../base/arguments.ts';
import type { Stream } from '../../base/philox.ts';
import { decodeDataset, head } from '../../data/dataset.ts';
import type { Samples } from '../../kernels/contract.ts';
import type { Column, Task, TaskContext } from '../spec.ts';

/** Share of pixels that are lit in MNIST averaged to 10 × 10. */
export const litShare = 0.36;

/** @param trainSize  default */
export function imageFields(trainSize: number) {
  return {
    pixels: z.int().min(1).max(28).default(10).describe('side of the images, averaged down from 28'),
    trainSize: z.int().min(1).default(trainSize).describe('training images, the first of the set'),
    testSize: z.int().min(1).default(10_000).describe('test images, the first of the set'),
  };
}

interface Sizes {
  readonly pixels: number;
  readonly trainSize: number;
  readonly testSize: number;
}

/** Name of the artifact with the images. */
function datasetName({ pixels }: Pick<Sizes, 'pixels'>): string {
  return `mnist-${pixels}x${pixels}`;
}

/** The members of an experiment that say which images it needs, and refuse (ArgumentError) to see more of them than there are. */
export function onImages(experiment: string) {
  return {
    artifacts: (spec: Sizes) => [datasetName(spec)],
    checkArtifacts(spec: Sizes, artifact: (name: string) => Uint8Array): void {
      const { train, test } = decodeDataset(artifact(datasetName(spec)));
      integer(experiment, 'trainSize', spec.trainSize, 1, train.count);
      integer(experiment, 'testSize', spec.testSize, 1, test.count);
    },
  };
}

/** The images that a task trains on and is tested on. */
export async function taskImages(
  task: Pick<Task, 'artifacts'>,
  context: TaskContext,
  { trainSize, testSize }: Omit<Sizes, 'pixels'>,
) {
  const { train, test } = decodeDataset(await context.artifact(task.artifacts[0]!));
  return { train: head(train, trainSize), test: head(test, testSize) };
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
export function splitNetworks<Spec extends Division & { readonly pixels: number }, Variant extends object>(
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

/** Images and labels as an artifact: the whole of MNIST, however much of it is used. */
export function datasetBytes({ pixels }: { readonly pixels: number }): number {
  return 70_000 * (4 * pixels * pixels + 1);
}

/** Images for a forecast: a share `lit` of the pixels uniform on (0, 1), the others 0. */
export function noiseSamples(draw: Stream, count: number, inputs: number, classes: number, lit: number): Samples {
  const images = Float32Array.from({ length: count * inputs }, () => {
    const value = draw.uniform();
    return draw.uniform() < lit ? value : 0;
  });
  return { count, inputs, images, labels: Uint8Array.from({ length: count }, () => draw.integer(classes)) };
}
