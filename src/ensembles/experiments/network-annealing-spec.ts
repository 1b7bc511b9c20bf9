/**
 * What an ensemble of annealed networks is made of: its parameters, and the random numbers they stand for. Networks on continuous
 * weights start where network-training starts its own of the same seed and number; on levels, anywhere on them.
 *
 * The paper says: "3 values uniformly spaced in the interval [−1, 1]", "a subset of MNIST". It leaves open which subset, the schedule,
 * the proposals, whether biases are restricted too (here they are) and what the temperature counts.
 * @source [choromanska2015loss, §5.1, §12.2]
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import type { NetworkShape } from '../../kernels/contract.ts';
import { levelValue } from '../../kernels/metropolis.ts';
import { coolingRule, plateauRule, scheduleFields } from './annealing-schedule.ts';
import { imageFields } from './network-data.ts';
import { drawParameters } from './network-training-spec.ts';

export const networkAnnealingSchema = z
  .strictObject({
    widths: z.array(z.int().min(1).max(100_000)).min(1).default([25]).describe('n₁, hidden units'),
    networks: z.int().min(1).max(1_000_000).default(10).describe('starts for each width'),
    levels: z
      .union([z.null(), z.int().min(2).max(65_536)])
      .default(null)
      .describe('s: weights and biases take s values spaced uniformly on [−1, 1]; null: any real number'),
    bound: z
      .union([z.null(), z.number().positive()])
      .default(null)
      .describe('weights and biases stay within ± bound; null: anywhere'),
    ...scheduleFields('nats per image', {
      proposals: 1_000_000,
      startTemperature: 1e-2,
      endTemperature: 1e-4,
      plateaus: 200,
      startStep: 0.3,
      endStep: 0.1,
    }),
    cube: z.number().positive().default(0.5).describe('half-width of the cube that weights and biases start in'),
    cubeCenter: z.number().default(0).describe('center of that cube'),
    fanIn: z.boolean().default(false).describe("divide a layer's start by the square root of its number of inputs"),
    ...imageFields(1000),
    seed: z.int().min(0).default(1),
    precision: z.enum(['float32', 'float64']).default('float32'),
    tolerance: z
      .number()
      .min(0)
      .default(0.05)
      .describe(
        'relative change of the training loss over the last tenth of the schedule at which a walk has converged',
      ),
    keepParameters: z.boolean().default(false).describe('store the annealed parameters'),
    networksPerTask: z.int().min(1).max(4096).default(1).describe('unit of work; part of the spec'),
  })
  .refine(coolingRule.holds, coolingRule.says)
  .refine(plateauRule.holds, plateauRule.says);
export type NetworkAnnealingSpec = z.infer<typeof networkAnnealingSchema>;

/** Where network number `network` starts. */
export function drawStart(spec: NetworkAnnealingSpec, shape: NetworkShape, network: number, out: Float64Array): void {
  const { levels } = spec;
  if (levels === null) {
    drawParameters(spec, shape, network, out);
    return;
  }
  const draw = stream(spec.seed, 'network-annealing', network, `levels/${shape.hidden}`);
  for (let i = 0; i < out.length; i++) out[i] = levelValue(draw.integer(levels), levels);
}
