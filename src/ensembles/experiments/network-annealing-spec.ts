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
import type { RectifiedShape } from '../../kernels/contract.ts';
import { levelValue } from '../../kernels/metropolis.ts';
import { coolingRule, plateauRule, scheduleFields } from './annealing-schedule.ts';
import { cubeFields, runFields, widthFields } from './network-fields.ts';
import { drawParameters } from './network-training-spec.ts';

export const networkAnnealingSchema = z
  .strictObject({
    ...widthFields([25], 10),
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
    ...cubeFields,
    ...runFields({ trainSize: 1000, tolerance: 0.05, span: 'the last tenth of the schedule', networksPerTask: 1 }),
  })
  .refine(coolingRule.holds, coolingRule.says)
  .refine(plateauRule.holds, plateauRule.says);
export type NetworkAnnealingSpec = z.infer<typeof networkAnnealingSchema>;

/** Where network number `network` starts. */
export function drawStart(spec: NetworkAnnealingSpec, shape: RectifiedShape, network: number, out: Float64Array): void {
  const { levels } = spec;
  if (levels === null) {
    drawParameters(spec, shape, network, out);
    return;
  }
  const draw = stream(spec.seed, 'network-annealing', network, `levels/${shape.hidden}`);
  for (let i = 0; i < out.length; i++) out[i] = levelValue(draw.integer(levels), levels);
}
