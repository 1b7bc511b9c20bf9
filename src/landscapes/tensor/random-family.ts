/** Landscapes of random tensors: a law of couplings by its name, order, size, seed and number of the disorder. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { stream } from '../../base/philox.ts';
import type { Family } from '../family.ts';
import { glassBytes, randomStart } from '../spin-glass/spin-glass.ts';
import { laws } from './laws/index.ts';
import { tensorHeights, tensorLandscape } from './tensor.ts';

const names = Object.keys(laws) as [string, ...string[]];

const schema = z.object({
  law: z.enum(names).default('glass').describe('law of the couplings'),
  order: z.int().min(2).max(5).default(3).describe('H, spins per coupling'),
  size: z.int().min(2).describe('Λ, number of spins'),
  inputs: z.int().min(2).optional().describe('d, inputs that the couplings of the law hashed share (default: Λ)'),
  uncentred: z
    .boolean()
    .default(false)
    .describe('shared inputs as drawn, independent N(0, 1), in place of mean 0 and mean square 1'),
  seed: z.int().min(0).default(1).describe('seed of couplings and starts'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the disorder'),
});
type RandomTensorSpec = z.infer<typeof schema>;

/** J of a spec. @throws ArgumentError when there are more inputs than couplings */
export function randomTensor(spec: RandomTensorSpec): Float64Array {
  const { law, order, size, seed, disorder, uncentred } = spec;
  const inputs = spec.inputs ?? size;
  if (inputs > size ** order)
    throw new ArgumentError('random-tensor', 'inputs', `at most Λ^H = ${size ** order}`, inputs);
  const draw = (purpose: string) => stream(seed, `random-tensor/${law}`, disorder, purpose);
  return laws[law]!.entries({ order, size, seed, disorder, inputs, centred: !uncentred }, draw);
}

export const randomTensorFamily: Family<RandomTensorSpec> = {
  name: 'random-tensor',
  schema,
  portable: true,
  title: ({ law, order, size, seed, disorder }) =>
    `${order}-tensor of law ${law}, ${size} spins, seed ${seed}, disorder ${disorder}`,
  open(spec, { kernels, precision }) {
    const { order, size, law } = spec;
    return tensorLandscape({ order, size, entries: randomTensor(spec) }, kernels, {
      name: randomTensorFamily.title(spec),
      precision,
      remarkable: false,
      ...(laws[law]!.isotropic && { isotropic: { order, size } }),
    });
  },
  start: (_landscape, { order, size, seed, disorder }, k, out) => randomStart({ order, size, seed, disorder }, k, out),
  heights: (landscape, { order }) => tensorHeights(landscape, order),
  bytes: ({ order, size }, _shapes, points) => glassBytes(order, size, 'float64', points) + 24 * size ** order,
  disorder: {
    name: 'couplings',
    shape: ({ order, size }) => new Array<number>(order).fill(size),
    entries: randomTensor,
  },
  layout: ({ size }) => ({
    arrays: [{ name: 'points', layer: 'spins', kind: 'other', shape: [size], start: 0, end: size }],
  }),
  fixtures: names.map((law, k) => ({
    law,
    order: 2 + (k % 3),
    size: 7 - (k % 3),
    uncentred: k % 2 === 1,
    seed: 6,
    disorder: 0,
  })),
};
