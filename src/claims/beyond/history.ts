/** How the rules of the claims beyond the papers came to be what they are. */
import type { Histories } from '../claim.ts';

export const beyond: Readonly<Record<string, Histories>> = {
  'gs/exact-sign-correlation': { all: { frozen: '2b4b457' } },
  'gs/finite-size-minima': { all: { frozen: '3bf8a1d' } },
  'gs/index-bound': { all: { frozen: '6486205' }, trained: { frozen: 'c495b1c' } },
  'gs/index-threshold-gauge': {
    all: { frozen: '6486205' },
    'same-network': { frozen: '27b123f' },
    'inertia-at-zero': { frozen: '7dd03fc' },
    'trained-near-zero': { frozen: '7dd03fc' },
  },
  'gs/where-small-networks-stick': {
    all: {
      frozen: '82950b5',
      seen: 'smoke runs on seed 1, and trials of 32 networks in eight cells on seed 1 at 25,000, 200,000 and 1,000,000 steps, by which 200,000 were chosen',
      judged: [545808927],
    },
  },
  'gs/sharp-uniformity': { all: { frozen: '2b4b457' } },
};
