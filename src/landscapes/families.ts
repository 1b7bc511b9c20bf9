/** Every family of landscapes by name: the command line, ensembles, exports and the contract test read this list. */
import type { Families } from './family.ts';
import { networkFamily } from './network/family.ts';
import { spinGlassFamily } from './spin-glass/family.ts';
import { tensorFamily } from './tensor/family.ts';
import { randomTensorFamily } from './tensor/random-family.ts';

export const families: Families = {
  network: networkFamily,
  'random-tensor': randomTensorFamily,
  'spin-glass': spinGlassFamily,
  tensor: tensorFamily,
};
