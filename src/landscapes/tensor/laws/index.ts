/** Every law of couplings by name; the family of random tensors reads this list. */
import { firstSegment } from './first-segment.ts';
import { glass } from './glass.ts';
import { hashed } from './hashed.ts';
import { latin } from './latin.ts';
import type { TensorLaw } from './law.ts';
import { matrixSlot } from './matrix-slot.ts';
import { pixels } from './pixels.ts';
import { rademacher } from './rademacher.ts';
import { unequalPaths } from './unequal-paths.ts';

export const laws: Readonly<Record<string, TensorLaw>> = {
  'first-segment': firstSegment,
  glass,
  hashed,
  latin,
  'matrix-slot': matrixSlot,
  pixels,
  rademacher,
  'unequal-paths': unequalPaths,
};
