/** The pure glass: independent N(0, 1), to the bit the couplings of a spin glass of the same order, size, seed and disorder. */
import { couplings } from '../../spin-glass/spin-glass.ts';
import type { TensorLaw } from './law.ts';

export const glass: TensorLaw = {
  name: 'glass',
  statement: 'J independent N(0, 1)',
  isotropic: true,
  entries: ({ order, size, seed, disorder }) => couplings({ order, size, seed, disorder }),
};
