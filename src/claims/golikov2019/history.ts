/** How the rules of the claims on [golikov2019landscape] came to be what they are. */
import type { Histories } from '../claim.ts';

const frozen = '88a566d';
const judged = [84502829];

/** What is decided exactly has no seed to be judged on. */
const exact: Histories[string] = {
  frozen,
  seen: 'the numbers in the statement were known when the claim was written',
};

const tried: Histories[string] = { frozen, seen: 'smoke runs on seed 1 and laptop runs on seed 99', judged };

/** The level below which eigenvalues count as zero was a share of the norm, and misplaced one of 141 points on seed 99. */
const levels: Histories[string] = {
  frozen,
  seen: 'smoke runs on seed 1 and a laptop run on seed 99; after it zero is what lies within the bound on rounding, no share of the norm, and descents end with Barzilai–Borwein steps',
  judged,
};

export const golikov2019: Readonly<Record<string, Histories>> = {
  'll/bad-saddles': { all: levels },
  'll/deep-equals-shallow': { all: levels },
  'll/hardness': { all: tried, 'one-neuron': exact },
  'll/ideal-result': { all: tried },
  'll/linear-regression': { all: tried, 'as-printed': exact, attained: exact },
  'll/no-bad-minima': { all: levels },
  'll/one-layer-nonlinear': { all: exact, 'random-data': tried },
  'll/resnet-critical-points': { all: tried },
  'll/resnet-reparametrization': { all: tried },
  'll/resnet-small-optimum': { all: tried },
  'll/symmetries': { all: levels, 'origin-as-printed': exact },
};
