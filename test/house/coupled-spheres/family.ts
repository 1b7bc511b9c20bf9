/** Coupled spheres as a family: what a folder of its own under src/landscapes would hold. */
import { z } from 'zod';
import type { Family } from '../../../src/landscapes/family.ts';
import { type CoupledSpheresSpec, coupledSpheres, coupledStart } from './coupled-spheres.ts';

const schema = z.object({
  firstSize: z.int().min(2).max(16).describe('n, coordinates of the first sphere'),
  secondSize: z.int().min(2).max(16).default(4).describe('m, coordinates of the second'),
  form: z.enum(['cubic', 'quartic']).default('quartic').describe('degree of the forms on each'),
  coupling: z.number().min(0).default(0.5).describe('ε, strength of the coupling'),
  repulsive: z.boolean().default(false).describe('the coupling changes its sign'),
  seed: z.int().min(0).default(1).describe('seed of couplings and starts'),
  disorder: z.int().min(0).default(0).describe('number of the couplings'),
});

export const coupledSpheresFamily: Family<CoupledSpheresSpec> = {
  name: 'coupled-spheres',
  schema,
  short: 'firstSize',
  portable: true,
  title: ({ firstSize, secondSize, form, seed, disorder }) =>
    `${form} pair of coupled spheres of ${firstSize} and ${secondSize} coordinates, seed ${seed}, disorder ${disorder}`,
  open: (spec) => coupledSpheres(spec),
  start: (landscape, spec, k, out) => coupledStart(spec, landscape, k, out),
  // Below, few critical points of a high index are left: that of two glasses side by side.
  heights: (_landscape, { firstSize, secondSize }) => ({ lowest: -1.5 * (firstSize + secondSize), highest: 0 }),
  bytes: ({ firstSize, secondSize }, _shapes, points) =>
    8 * (firstSize ** 4 + secondSize ** 4) + 16 * (points + firstSize + secondSize) * (firstSize + secondSize),
  layout: ({ firstSize, secondSize }) => ({
    arrays: [
      { name: 'x', layer: 'first', kind: 'other', shape: [firstSize], start: 0, end: firstSize },
      { name: 'y', layer: 'second', kind: 'other', shape: [secondSize], start: firstSize, end: firstSize + secondSize },
    ],
  }),
  fixtures: [
    { firstSize: 5, secondSize: 3, form: 'cubic', coupling: 0.5, repulsive: false, seed: 6, disorder: 0 },
    { firstSize: 4, secondSize: 4, form: 'quartic', coupling: 0.7, repulsive: true, seed: 6, disorder: 2 },
    { firstSize: 2, secondSize: 6, form: 'quartic', coupling: 0, repulsive: false, seed: 7, disorder: 0 },
  ],
};
