/** What an ensemble of deep networks is made of: depth, activation, loss, optimizer, and the random numbers it stands for. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { NetworkShape, Optimizer } from '../../kernels/contract.ts';
import { checkTargets } from '../../landscapes/network/objective.ts';
import { dataSizes } from './network-data.ts';
import { objectiveOf, runFields, sgdFields, trainedObjective, trainingLosses } from './network-fields.ts';
import { courseFields } from './training-course.ts';

export const deepTrainingSchema = z.strictObject({
  hidden: z
    .array(z.int().min(1).max(65_536))
    .min(1)
    .max(1000)
    .default([100, 100])
    .describe('units of each hidden layer'),
  activation: z.enum(['identity', 'relu', 'sigmoid', 'tanh']).default('relu'),
  loss: trainingLosses.default('cross-entropy'),
  optimizer: z.enum(['adam', 'sgd']).default('sgd').describe('a rate of about 0.001 suits adam'),
  momentum: z.number().min(0).max(1).default(0).describe('μ of sgd: m ← μ m + gradient, θ ← θ − η m'),
  networks: z.int().min(1).max(1_000_000).default(10).describe('starts'),
  ...sgdFields({ rate: 0.1, decay: 0 }),
  gain: z.number().positive().default(Math.sqrt(6)).describe('weights start uniform on ± gain/√inputs'),
  // Not filled in: specs without these keep their hash.
  law: z
    .enum(['normal', 'uniform'])
    .optional()
    .describe('of the weights at the start; normal has the variance of uniform, gain²/(3 inputs) (default: uniform)'),
  weightMean: z.number().optional().describe('mean of all weights at the start (default: 0)'),
  biasMean: z.number().optional().describe('mean of all biases at the start (default: 0)'),
  biasDeviation: z
    .number()
    .min(0)
    .optional()
    .describe('standard deviation of all biases at the start, which are normal (default: 0)'),
  ...runFields({ trainSize: 60_000, tolerance: 0.01, span: 'the last epoch', networksPerTask: 5 }),
  ...trainedObjective,
  ...courseFields,
});
export type DeepTrainingSpec = z.infer<typeof deepTrainingSchema>;

/**
 * The networks of the ensemble.
 * @param shapes  of the user's data that the spec names
 * @throws ArgumentError when the data have no such targets
 */
export function deepShape(spec: DeepTrainingSpec, shapes?: DataShapes): NetworkShape {
  const { hidden, activation } = spec;
  const data = dataSizes(spec, shapes);
  if (spec.regions !== undefined && activation !== 'relu')
    throw new ArgumentError('deep-training', 'regions', 'asked of relu, whose regions are linear', activation);
  checkTargets('deep-training', spec, data);
  return { sizes: [data.inputs, ...hidden, spec.outputs ?? data.outputs], activation, ...objectiveOf(spec) };
}

export function optimizerOf({ optimizer, momentum }: Pick<DeepTrainingSpec, 'optimizer' | 'momentum'>): Optimizer {
  return optimizer === 'adam' ? { name: 'adam' } : { name: 'sgd', momentum };
}
