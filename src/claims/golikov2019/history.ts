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

/** Two rules that were judged on 84502829, failed there by their probes, and were set anew. */
const probes = (seen: string): Histories[string] => ({
  frozen: 'e2808e0',
  seen: `runs on seeds 1 and 99, and the judging seed of the rule before, 84502829, at laptop and paper: ${seen}`,
  judged: [389543624],
});

export const golikov2019: Readonly<Record<string, Histories>> = {
  'll/bad-saddles': { all: levels },
  'll/deep-equals-shallow': {
    all: { ...levels, judged: [...judged, 389543624] },
    'same-minimum': probes(
      'one of 1000 descents had not converged after 10 000 steps and counted as a failure; continued, it ends at the closed form',
    ),
  },
  'll/hardness': { all: tried, 'one-neuron': exact },
  'll/ideal-result': { all: tried },
  'll/linear-regression': { all: tried, 'as-printed': exact, attained: exact },
  'll/no-bad-minima': {
    corollary: probes(
      'one point of 1588 lay 0.9 % from the origin of a net of five layers, too far for the classifier though its gradient was below 1e-9',
    ),
    enumeration: probes(
      'at one of 141 points a step of 1e-2 promised a fall of 1.5e-14 in a loss of 250, less than its rounding, and counted as none',
    ),
    'theorem-2': { ...levels, judged: [...judged, 389543624] },
  },
  'll/one-layer-nonlinear': { all: exact, 'random-data': tried },
  'll/resnet-critical-points': { all: tried },
  'll/resnet-reparametrization': { all: tried },
  'll/resnet-small-optimum': { all: tried },
  'll/symmetries': { all: levels, 'origin-as-printed': exact },
};
