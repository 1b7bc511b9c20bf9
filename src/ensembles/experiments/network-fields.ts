/** Parameters that experiments on networks share: the same word means the same in all of them, each with its own default. */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import type { TrainingObjective } from '../../kernels/contract.ts';
import { objectiveFields } from '../../landscapes/network/objective.ts';
import { imageFields } from './network-data.ts';

export function widthFields(widths: number[], networks: number) {
  return {
    widths: distinct(z.array(z.int().min(1).max(100_000)).min(1))
      .default(widths)
      .describe('n₁, hidden units'),
    networks: z.int().min(1).max(1_000_000).default(networks).describe('starts for each width'),
  };
}

export function sgdFields({ rate, decay }: { readonly rate: number; readonly decay: number }) {
  return {
    epochs: z.int().min(1).max(100_000).default(10).describe('passes over the training images'),
    batch: z.int().min(1).default(100).describe('images per minibatch; all of them: full-batch descent'),
    rate: z.number().positive().default(rate).describe('η at the start'),
    decay: z.number().min(0).default(decay).describe('η_t = η / (1 + decay t), t in epochs, at every step'),
  };
}

/** Losses that networks train by. */
export const trainingLosses = z.enum(['cross-entropy', 'squared', 'mean-squared', 'binary-cross-entropy']);

const { outputs, weightDecay, decays, smoothing, classWeights } = objectiveFields;
/** The objective besides its loss; the same words as of a network's landscape. */
export const trainedObjective = { outputs, weightDecay, decays, smoothing, classWeights };

interface ObjectiveSpec {
  readonly loss?: z.infer<typeof trainingLosses> | undefined;
  readonly outputs?: number | undefined;
  readonly weightDecay?: number | undefined;
  readonly decays?: 'all' | 'weights' | undefined;
  readonly smoothing?: number | undefined;
  readonly classWeights?: number[] | undefined;
}

/** As the kernels take it. */
export function objectiveOf({
  loss = 'cross-entropy',
  weightDecay = 0,
  decays = 'all',
}: ObjectiveSpec): TrainingObjective {
  return { loss, decay: weightDecay, decays };
}

/** The fields of a landscape with the same objective, less what the spec leaves out. */
export function landscapeObjective({ loss = 'cross-entropy', ...spec }: ObjectiveSpec) {
  const given = Object.keys(trainedObjective).flatMap((name) => {
    const value = spec[name as keyof typeof spec];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { loss, ...Object.fromEntries(given) };
}

/** Where one-hidden-layer networks start; `drawParameters` draws there. */
export const cubeFields = {
  cube: z.number().positive().default(0.5).describe('half-width of the cube that weights and biases start in'),
  cubeCenter: z.number().default(0).describe('center of that cube; 0.5 with cube 0.5 is [0, 1]'),
  fanIn: z.boolean().default(false).describe("divide a layer's start by the square root of its number of inputs"),
};

/** Defaults, and the span of training at whose end a network is judged. */
export interface RunDefaults {
  readonly trainSize: number;
  readonly tolerance: number;
  readonly span: string;
  readonly networksPerTask: number;
}

/** Images, randomness, precision, when a network has converged, what is kept of it, and the unit of work. */
export function runFields({ trainSize, tolerance, span, networksPerTask }: RunDefaults) {
  return {
    ...imageFields(trainSize),
    seed: z.int().min(0).default(1),
    first: z
      .int()
      .min(0)
      .max(999_999)
      .optional()
      .describe(
        'number of the first network, 0 when absent; a network depends on its number alone, not on which others are run',
      ),
    precision: z.enum(['float32', 'float64']).default('float32'),
    tolerance: z
      .number()
      .min(0)
      .default(tolerance)
      .describe(`relative change of the training loss over ${span} below which a network counts as converged`),
    keepParameters: z.boolean().default(false).describe('store the parameters of the networks as they end'),
    networksPerTask: z
      .int()
      .min(1)
      .max(4096)
      .default(networksPerTask)
      .describe('unit of work; part of the spec, whatever the number of workers'),
  };
}
