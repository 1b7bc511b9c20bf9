/** Mean losses of samples that are glasses, as a family: order, size, number of samples, loss, seed and number of the disorder. */
import { z } from 'zod';
import { fillNormals, streamAddress } from '../../base/philox.ts';
import type { Family } from '../family.ts';
import { randomStart } from '../spin-glass/spin-glass.ts';
import { sampleLossNames } from '../../kernels/sample-losses.ts';
import { sampledGlass } from './sampled-glass.ts';

const schema = z.object({
  loss: z.enum(sampleLossNames).default('logistic').describe('loss of a sample by its margin'),
  margin: z.number().positive().default(1).describe('s, standard deviation of the margin'),
  samples: z.int().min(1).max(1_000_000).describe('m, number of samples'),
  order: z.int().min(1).max(5).default(2).describe('H, spins per coupling'),
  size: z.int().min(2).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1).describe('seed of couplings and starts'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the disorder'),
});
type SampledSpec = z.infer<typeof schema>;

function entriesOf({ samples, order, size, seed, disorder }: SampledSpec): Float64Array {
  const X = new Float64Array(samples * size ** order);
  fillNormals(streamAddress(seed, 'sampled-glass', disorder, 'couplings'), 0, X);
  return X;
}

export const sampledGlassFamily: Family<SampledSpec> = {
  name: 'sampled-glass',
  schema,
  portable: true,
  title: ({ loss, margin, samples, order, size, seed, disorder }) =>
    `${loss} loss of ${samples} ${order}-spin glasses of ${size} spins, margin ${margin}, seed ${seed}, disorder ${disorder}`,
  open: (spec) => sampledGlass({ ...spec, entries: entriesOf(spec) }, sampledGlassFamily.title(spec)),
  start: (_landscape, { order, size, seed, disorder }, k, out) => randomStart({ order, size, seed, disorder }, k, out),
  bytes: ({ samples, order, size }, _shapes, points) =>
    8 * (3 * samples * size ** order + 4 * samples * size + 4 * size ** 2 + (points + 8) * size),
  disorder: {
    name: 'couplings',
    shape: ({ samples, order, size }) => [samples, ...new Array<number>(order).fill(size)],
    entries: entriesOf,
  },
  layout: ({ size }) => ({
    arrays: [{ name: 'points', layer: 'spins', kind: 'other', shape: [size], start: 0, end: size }],
  }),
  fixtures: [
    { loss: 'logistic' as const, margin: 1, samples: 9, order: 2, size: 7, seed: 6, disorder: 0 },
    { loss: 'squared' as const, margin: 0.7, samples: 3, order: 3, size: 5, seed: 6, disorder: 0 },
    { loss: 'hinge' as const, margin: 1, samples: 5, order: 3, size: 4, seed: 6, disorder: 1 },
    { loss: 'linear' as const, margin: 2, samples: 4, order: 1, size: 6, seed: 6, disorder: 0 },
  ],
};
