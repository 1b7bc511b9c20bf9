/**
 * What an ensemble of deep networks is made of: depth, activation, loss, optimizer, and the random numbers it stands for. Weights
 * start uniform on ± gain/√(inputs of the layer), biases at 0; the default gain √6 gives the variance 2/inputs that keeps the size
 * of rectified activations from layer to layer.
 * @source start: [he2015delving, §2.2]
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { mnistClasses } from '../../data/mnist.ts';
import type { DenseShape, Optimizer } from '../../kernels/contract.ts';
import { runFields, sgdFields } from './network-fields.ts';

export const deepTrainingSchema = z.strictObject({
  hidden: z
    .array(z.int().min(1).max(65_536))
    .min(1)
    .max(1000)
    .default([100, 100])
    .describe('units of each hidden layer'),
  activation: z.enum(['identity', 'relu', 'sigmoid', 'tanh']).default('relu'),
  loss: z.enum(['cross-entropy', 'squared']).default('cross-entropy'),
  optimizer: z.enum(['adam', 'sgd']).default('sgd').describe('a rate of about 0.001 suits adam'),
  momentum: z.number().min(0).max(1).default(0).describe('μ of sgd: m ← μ m + gradient, θ ← θ − η m'),
  networks: z.int().min(1).max(1_000_000).default(10).describe('starts'),
  ...sgdFields({ rate: 0.1, decay: 0 }),
  gain: z.number().positive().default(Math.sqrt(6)).describe('weights start uniform on ± gain/√inputs'),
  ...runFields({ trainSize: 60_000, tolerance: 0.01, span: 'the last epoch', networksPerTask: 5 }),
});
export type DeepTrainingSpec = z.infer<typeof deepTrainingSchema>;

/** The networks of the ensemble. */
export function deepShape({ pixels, hidden, activation, loss }: DeepTrainingSpec): DenseShape {
  return { sizes: [pixels * pixels, ...hidden, mnistClasses], activation, loss };
}

export function optimizerOf({ optimizer, momentum }: Pick<DeepTrainingSpec, 'optimizer' | 'momentum'>): Optimizer {
  return optimizer === 'adam' ? { name: 'adam' } : { name: 'sgd', momentum };
}

/**
 * Start of a network, in the order of its parameters. The draws are those of the stream (seed, network, units of the layers),
 * whatever else is trained.
 */
export function drawDeepParameters(
  { seed, gain }: Pick<DeepTrainingSpec, 'seed' | 'gain'>,
  { sizes }: DenseShape,
  network: number,
  out: Float64Array,
): void {
  const draw = stream(seed, 'deep-training', network, `weights/${sizes.join('-')}`);
  let i = 0;
  for (let l = 1; l < sizes.length; l++) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    const width = gain / Math.sqrt(inputs);
    for (const end = i + units * inputs; i < end; i++) out[i] = width * (2 * draw.uniform() - 1);
    out.fill(0, i, i + units);
    i += units;
  }
}
