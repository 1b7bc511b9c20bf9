/**
 * The ensembles that ls/annealing-versus-sgd and ls/redundancy share: the same networks on the same subset of 10×10 MNIST, trained by
 * SGD, annealed on continuous weights, annealed on 3 values; and the schedules, frozen.
 *
 * How the schedules were chosen: by the loss on held-out training images, the last 10,000, of networks of a seed that nothing else uses
 * (scripts/annealing-grid.mjs, docs/decisions/045); the best of the grid anneals at every width. T₀ and the steps of free weights are those
 * of an earlier choice, made by the test loss of another seed. SGD keeps the recipe of docs/decisions/011, as in ls/network-losses, which is the best of a grid of as many points on the same
 * held-out images (scripts/sgd-grid.mjs, docs/decisions/047). The interval that weights are confined to
 * matters more than the temperatures, so the one that the paper names for restricted weights, ± 1, is run beside it.
 */
import { counted } from '../../base/words.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import type { Preset } from '../claim.ts';
import { floats, integers, texts } from '../columns.ts';

export interface AnnealingPlan {
  readonly widths: readonly number[];
  readonly networks: number;
  /** Of an annealed network, and epochs of SGD. */
  readonly proposals: number;
  readonly epochs: number;
  readonly testSize: number;
}

export const annealingPlans: Readonly<Record<Preset, AnnealingPlan>> = {
  smoke: { widths: [10, 25], networks: 6, proposals: 20_000, epochs: 20, testSize: 1000 },
  laptop: { widths: [10, 25, 50], networks: 12, proposals: 500_000, epochs: 200, testSize: 10_000 },
  paper: { widths: [25, 50, 100, 250, 500], networks: 100, proposals: 5_000_000, epochs: 200, testSize: 10_000 },
};

/** The subset, the same at every preset, since the schedules are tuned on it. */
export const trainSize = 1000;
/** Images a minibatch of SGD: the experiment's default, which fixes how often it evaluates a gradient. */
export const batch = 100;

/** sgd; annealing of free weights by the best schedule; the same within ± 1; on three values. */
export type Method = 'sgd' | 'annealing' | 'unit' | 'levels';

export const schedules = {
  annealing: { bound: 0.7, startTemperature: 1e-3, endTemperature: 3e-5, startStep: 0.5, endStep: 0.1 },
  unit: { bound: 1, startTemperature: 1e-3, endTemperature: 3e-5, startStep: 0.5, endStep: 0.1 },
  levels: { levels: 3, startTemperature: 1e-2, endTemperature: 3e-5 },
};

/** The ensemble of one width and method; `share` of the budget, 1 for all of it. */
export function ensembleOf(method: Method, preset: Preset, seed: number, width: number, share = 1): EnsembleSpec {
  const { networks, proposals, epochs, testSize } = annealingPlans[preset];
  const common = { widths: [width], networks, trainSize, testSize, seed };
  if (method === 'sgd')
    return {
      experiment: 'network-training',
      parameters: { ...common, batch, epochs: Math.max(1, Math.floor(epochs * share)) },
    };
  return {
    experiment: 'network-annealing',
    parameters: {
      ...common,
      ...schedules[method],
      proposals: Math.floor(proposals * share),
    },
  };
}

/** Evaluations a budget stands for: of the loss for annealing, of a minibatch's gradient for SGD. */
export function evaluationsOf(method: Method, preset: Preset, share = 1): number {
  const { parameters } = ensembleOf(method, preset, 1, 1, share);
  if (method === 'sgd') return Number(parameters['epochs']) * Math.ceil(trainSize / batch);
  return Number(parameters['proposals']);
}

export const subsetQuestions: readonly string[] = [
  'The paper does not specify its subset of MNIST; we use the first 1000 training images and the first 10,000 test images.',
  'The paper specifies neither the schedule nor the number of proposals; our temperatures fall geometrically, chosen on training images held out, but for the first one and the steps of free weights, which are an earlier choice by the test loss of a seed that nothing else uses; all are frozen.',
  'The paper does not specify whether free weights are confined while annealing; we confine them to the interval that does best on held-out training images, and report the interval [−1, 1], which it names for restricted weights, beside it.',
  'The paper does not specify what a proposal changes; ours changes one weight or bias, chosen uniformly.',
];

/** What became of one network. */
export interface Outcome {
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
}

/** The networks of one ensemble by their number; those that diverged or are not finite are left out. */
export function outcomes(records: Records | undefined): Map<number, Outcome> {
  if (!records) return new Map();
  const [trainLoss, testLoss, testAccuracy] = ['trainLoss', 'testLoss', 'testAccuracy'].map((name) =>
    floats(records, name),
  );
  const status = texts(records, 'status');
  const rows = Array.from(integers(records, 'network'), (network, row) => {
    const outcome = { trainLoss: trainLoss![row]!, testLoss: testLoss![row]!, testAccuracy: testAccuracy![row]! };
    return { network, outcome, usable: status[row] !== 'diverged' && Number.isFinite(outcome.testLoss) };
  });
  return new Map(rows.filter(({ usable }) => usable).map(({ network, outcome }) => [network, outcome]));
}

/** How many networks were left out, as a list of no or one sentence. */
export function leftOut(ensembles: readonly (Records | undefined)[]): string[] {
  const lost = ensembles.reduce((sum, records) => sum + (records?.count ?? 0) - outcomes(records).size, 0);
  return lost > 0 ? [`${counted(lost, 'network')} ended as diverged or non-finite, left out.`] : [];
}

/** The same networks by both methods. */
export interface Pairs {
  readonly width: number;
  readonly pairs: readonly { readonly sgd: Outcome; readonly annealing: Outcome }[];
}
