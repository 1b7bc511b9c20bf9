/** Fields of tiny networks: data, network, training, law of the start. */
import { z } from 'zod';
import { smallSets } from '../../data/small-sets.ts';

export const tinyTrainingSchema = z
  .strictObject({
    data: z.enum(Object.keys(smallSets) as [string, ...string[]]).default('xor'),
    hidden: z.int().min(1).max(4096).default(2).describe('units of the hidden layer'),
    activation: z.enum(['relu', 'sigmoid', 'tanh']).default('relu'),
    loss: z.enum(['binary-cross-entropy', 'squared']).default('squared'),
    output: z.enum(['identity', 'sigmoid']).default('identity').describe('of the output before the squared loss'),
    optimizer: z.enum(['adam', 'gradient-descent']).default('adam'),
    rate: z.number().positive().default(0.01),
    steps: z.int().min(1).max(10_000_000).default(10_000),
    law: z.enum(['normal', 'uniform']).default('normal').describe('of the weights'),
    deviation: z.number().min(0).default(1).describe('standard deviation of the weights, times the scale'),
    scale: z.enum(['fan-in', 'one']).default('one').describe('one, or 1/√inputs of the layer'),
    biasDeviation: z.number().min(0).default(0).describe('standard deviation of all biases'),
    restLoss: z.number().min(0).default(0).describe('a network rests at a loss that is no larger'),
    restGradient: z.number().min(0).default(0).describe('a network rests at a gradient whose norm is no larger'),
    batch: z.int().min(1).optional().describe('samples of a step, a divisor of their number; all of them when absent'),
    inputScale: z.number().positive().optional().describe('τ, by which inputs are multiplied; 1 when absent'),
    precision: z.enum(['float32', 'float64']).default('float64'),
    networks: z.int().min(1).max(10_000_000).default(1000),
    networksPerTask: z.int().min(1).max(1_000_000).default(512).describe('unit of work; part of the spec'),
    seed: z.int().min(0).default(1),
  })
  .refine(({ loss, output }) => loss === 'squared' || output === 'identity', {
    path: ['output'],
    message: 'identity with the binary cross-entropy, which has its own sigmoid',
  })
  .refine(({ batch, data }) => batch === undefined || smallSets[data]!.y.length % batch === 0, {
    path: ['batch'],
    message: 'a divisor of the number of samples',
  })
  .refine(({ loss, data }) => loss === 'squared' || smallSets[data]!.targets === 'labels', {
    path: ['loss'],
    message: 'squared on data whose targets are numbers',
  });
export type TinyTrainingSpec = z.infer<typeof tinyTrainingSchema>;
