/** Every kind of ensemble by name; the command line, the workers and the contract tests read this list. */
import { families as allFamilies } from '../../landscapes/families.ts';
import type { Families } from '../../landscapes/family.ts';
import type { Experiments } from '../parameters.ts';
import { barriers } from './barriers.ts';
import { deepTraining } from './deep-training.ts';
import { descentTrajectories } from './descent-trajectory.ts';
import { glassAnnealing } from './glass-annealing.ts';
import { landscapeDescents } from './landscape-descent.ts';
import { langevinEscapes } from './langevin-escape.ts';
import { lowerMinima } from './lower-minimum.ts';
import { networkAnnealing } from './network-annealing.ts';
import { networkAssumptions } from './network-assumptions.ts';
import { networkIndices } from './network-index.ts';
import { networkTraining } from './network-training.ts';
import { networkTrajectories } from './network-trajectory.ts';
import { quantizedNetworks } from './quantized-networks.ts';
import { saddleSearches } from './saddle-search.ts';
import { smallGlass } from './small-glass.ts';
import { smallTraining } from './small-training.ts';
import { spinGlassDescent } from './spin-glass-descent.ts';
import { tinyTraining } from './tiny-training.ts';

/** The experiments with these families of landscapes under them. */
export function experimentsOn(families: Families): Experiments {
  return {
    barriers: barriers(families),
    'deep-training': deepTraining,
    'descent-trajectory': descentTrajectories(families),
    'glass-annealing': glassAnnealing,
    'landscape-descent': landscapeDescents(families),
    'langevin-escape': langevinEscapes(families),
    'lower-minimum': lowerMinima(families),
    'network-annealing': networkAnnealing,
    'network-assumptions': networkAssumptions,
    'network-index': networkIndices,
    'network-training': networkTraining,
    'network-trajectory': networkTrajectories,
    'quantized-networks': quantizedNetworks,
    'saddle-search': saddleSearches(families),
    'small-glass': smallGlass,
    'small-training': smallTraining,
    'spin-glass-descent': spinGlassDescent,
    'tiny-training': tinyTraining,
  } as Experiments;
}

export const experiments: Experiments = experimentsOn(allFamilies);
