/** What an ensemble of trained networks whose indices are counted is made of. */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import { labelTrainingSchema } from './network-training-spec.ts';

export const networkIndexSchema = labelTrainingSchema.omit({ keepParameters: true }).extend({
  widths: distinct(z.array(z.int().min(1).max(2000)).min(1))
    .default([10, 25])
    .describe('n₁, hidden units'),
  networks: z.int().min(1).max(1_000_000).default(10).describe('starts for each width'),
  networksPerTask: z.int().min(1).max(4096).default(2).describe('unit of work; part of the spec'),
  threshold: z.number().positive().default(0.001).describe('τ: eigenvalues within ± τ count as zero'),
  thresholds: distinct(z.array(z.number().positive()))
    .default([1e-4, 1e-2])
    .describe('further ones, at which the eigenvalues within and below are counted'),
  polishSteps: z.int().min(0).default(200).describe('full-batch steps after which the index is taken again; 0: not'),
  polishRate: z.number().positive().default(0.1).describe('η of these at the start; halved when the loss rises'),
  // Not filled in: specs without it keep their hash.
  flatness: z
    .number()
    .positive()
    .lt(1)
    .optional()
    .describe(
      'ε: eigenvalues within ± ε λ_max are counted at the start, at the end and after these steps (default: not)',
    ),
});
export type NetworkIndexSpec = z.infer<typeof networkIndexSchema>;
