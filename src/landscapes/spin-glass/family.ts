/** Spherical spin glasses as a family: order, size, seed and number of the disorder. */
import { z } from 'zod';
import type { Family } from '../family.ts';
import { couplings, glassBytes, randomStart, spinGlass } from './spin-glass.ts';

const schema = z.object({
  order: z.int().min(2).max(5).default(3).describe('H, spins per coupling'),
  size: z.int().min(2).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1).describe('seed of couplings and starts'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the disorder'),
});
type SpinGlassSpec = z.infer<typeof schema>;

export const spinGlassFamily: Family<SpinGlassSpec> = {
  name: 'spin-glass',
  schema,
  short: 'size',
  portable: true,
  title: ({ order, size, seed, disorder }) =>
    `${order}-spin glass of ${size} spins, seed ${seed}, disorder ${disorder}`,
  open: (spec, { kernels, precision }) => spinGlass(spec, kernels, precision),
  start: (_landscape, spec, k, out) => randomStart(spec, k, out),
  // The energy barrier −E∞ Λ, below which only critical points of low index are left. @source [auffinger2013random, eq. 2.6]
  heights: (_landscape, { order: H, size }) => ({ lowest: -2 * Math.sqrt((H - 1) / H) * size, highest: 0 }),
  bytes: ({ order, size }, _shapes, points) => glassBytes(order, size, 'float64', points),
  disorder: {
    name: 'couplings',
    shape: ({ order, size }) => new Array<number>(order).fill(size),
    entries: (spec) => couplings(spec),
  },
  layout: ({ size }) => ({
    arrays: [{ name: 'points', layer: 'spins', kind: 'other', shape: [size], start: 0, end: size }],
  }),
  fixtures: [
    [2, 8],
    [3, 7],
    [4, 5],
    [5, 3],
  ].map(([order, size]) => ({ order: order!, size: size!, seed: 6, disorder: 0 })),
};
