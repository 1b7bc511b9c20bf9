/**
 * The rungs of the ladder from the spin glass to a network: each a landscape that differs from its neighbours in what its couplings or its weights may be. What
 * differs stands in this table; comparisons, predictions and causes are the same code for all.
 */
import type { Json } from '../../base/json.ts';
import { cyclicLatinLevels, firstSegmentMinimum, pathGlassLevels } from '../../theory/index.ts';

/** Its family and the fields of that. */
type Fields = { readonly family: string; readonly [field: string]: Json };
type More = Record<string, Json>;

/** How many descents rungs of one kind can afford: by the cost of a gradient. */
export type RungKind = 'couplings' | 'paths' | 'gates' | 'networks';

/** What a departure is put down to, and the numbers that must show it. */
export type Cause = { readonly words: string } & (
  | {
      readonly by: 'like' /** A rung that has the cause and nothing else: it must differ by no more than two errors. */;
      readonly rung: string;
    }
  | {
      readonly by: 'without' /** A rung without the cause: it must not be told from the glass. */;
      readonly rung: string;
    }
  | { readonly by: 'condensed' | 'spiked' }
);

export interface Rung {
  readonly id: string;
  /** On which chain it stands: I drops assumptions on inputs and gates first, II those on weights; 'beside' supports a cause. */
  readonly chain: 'I' | 'II' | 'both' | 'beside';
  /** Assumptions that are dropped, as the paper numbers them. */
  readonly drops: string;
  readonly words: string;
  readonly kind: RungKind;
  landscape(size: number, seed: number, disorder?: number): Fields;
  /** The rung whose law theory expects here; none where it says nothing. */
  readonly expected?: string;
  /** Energies per weight that minima must have, where the landscape is solved. @param numbers  what it is made of at random */
  levels?(size: number, numbers: () => Float64Array): readonly number[];
  readonly cause?: Cause;
}

export const order = 3;
/** m/Λ. */
const samplesPerWeight = 16;
/** Inputs of the untied networks: pixels of an image. */
const side = 3;
/** Sharpness of the units of untied networks: ReLU ends on so many kinks that descents do not converge. */
const sharpness = 8;

const tensor =
  (law: string) =>
  (size: number, seed: number, disorder = 0) => ({
    ...{ family: 'random-tensor', law, order, size, seed, disorder },
  });
const paths =
  (wiring: string, more: (size: number) => More = () => ({})) =>
  (size: number, seed: number, disorder = 0) => ({
    ...{ family: 'path-polynomial', wiring, order, size, seed, disorder },
    ...more(size),
  });
const tied =
  (gates: string) =>
  (size: number, seed: number, disorder = 0) => ({
    ...{ family: 'gated-network', wiring: 'latin', gates, order, size, seed, disorder },
    ...{ samples: samplesPerWeight * size, centring: 'samples' },
  });
const untied =
  (more: More) =>
  (size: number, seed: number, disorder = 0) => ({
    ...{ family: 'gated-network', order, size, seed, disorder, inputs: side ** 2, pixels: side },
    ...{ samples: samplesPerWeight * size, sharpness },
    ...more,
  });

export const reference = 'reference';
/** Added to the seed of the rung `glass`, so that none of its disorders is one of the reference's. */
const otherSeed = 1_000_000_007;

export const referenceGlass = tensor('glass');

/** Independent couplings, and s = `multiple` Λ weights at random on the edges: between a tied glass and a weight for each edge. */
export const coloredRung = (multiple: number): Rung => ({
  ...{ id: `colored-${multiple}`, chain: 'II', drops: 'A3, A4 in part', kind: 'paths', expected: reference },
  words: `${multiple} Λ weights at random on the edges, independent couplings`,
  landscape: paths('colored', (size) => ({ weights: multiple * size })),
  cause: { by: 'condensed', words: 'weight condenses on few of them' },
});

export const rungs: readonly Rung[] = [
  {
    ...{ id: 'glass', chain: 'both', drops: 'none', kind: 'couplings', expected: reference },
    words: 'independent normal couplings, other disorders',
    landscape: (size, seed, disorder) => referenceGlass(size, seed + otherSeed, disorder),
  },
  {
    ...{ id: 'rademacher', chain: 'I', drops: 'A2', kind: 'couplings', expected: reference },
    words: 'independent couplings ±1',
    landscape: tensor('rademacher'),
  },
  {
    ...{ id: 'pixels', chain: 'I', drops: 'A2', kind: 'couplings', expected: reference },
    words: 'independent couplings with the law of pixels',
    landscape: tensor('pixels'),
  },
  {
    ...{ id: 'hashed', chain: 'I', drops: 'A6', kind: 'couplings', expected: reference },
    words: 'Λ centred inputs shared at random places',
    landscape: tensor('hashed'),
  },
  {
    ...{ id: 'latin', chain: 'I', drops: 'A6', kind: 'couplings', expected: reference },
    words: 'Λ centred inputs in layers, weights placed by generic Latin squares, gates off',
    landscape: tensor('latin'),
    cause: {
      by: 'like',
      rung: 'matrix-slot',
      words: 'layers put a random matrix of inputs into the first slot of the couplings',
    },
  },
  {
    ...{ id: 'matrix-slot', chain: 'beside', drops: '', kind: 'couplings', expected: 'latin' },
    words: 'a glass with a matrix of permuted inputs in its first slot',
    landscape: tensor('matrix-slot'),
  },
  {
    ...{ id: 'latin-cyclic', chain: 'I', drops: 'A6', kind: 'couplings' },
    words: 'Λ centred inputs in layers, weights placed by cyclic Latin squares: Fourier modes',
    landscape: paths('latin', () => ({ squares: 'cyclic' })),
    levels: (_size, numbers) => [...cyclicLatinLevels(numbers())],
  },
  {
    ...{ id: 'first-segment', chain: 'I', drops: 'A6', kind: 'couplings' },
    words: 'one coupling for each input, the deep linear network',
    landscape: tensor('first-segment'),
    levels: (size) => [firstSegmentMinimum(order, size, 1)],
  },
  {
    ...{ id: 'gates-off', chain: 'I', drops: 'A6', kind: 'couplings', expected: 'latin' },
    words: '16 Λ samples, gates averaged: all open',
    landscape: tied('off'),
  },
  {
    ...{ id: 'independent-gates', chain: 'I', drops: 'A5 in part, A6', kind: 'couplings', expected: reference },
    words: '16 Λ samples, gates open by chance',
    landscape: tied('independent'),
    cause: {
      by: 'without',
      rung: 'sign-gates',
      words: 'gates have a mean, which adds fields of fewer gates and the linear network',
    },
  },
  {
    ...{ id: 'sign-gates', chain: 'beside', drops: '', kind: 'couplings', expected: reference },
    words: '16 Λ samples, gates ±1 by chance, whose mean is 0',
    landscape: tied('signs'),
  },
  {
    ...{ id: 'frozen-gates', chain: 'I', drops: 'A5, A6', kind: 'couplings', expected: 'independent-gates' },
    words: '16 Λ samples, gates of another network on them',
    landscape: tied('frozen'),
  },
  {
    ...{ id: 'tied-relu', chain: 'I', drops: 'A1, A5, A6', kind: 'gates', expected: 'frozen-gates' },
    words: '16 Λ samples, gates that follow the weights',
    landscape: tied('own'),
    cause: { by: 'spiked', words: 'rectified units have a mean, which makes equal weights a preferred direction' },
  },
  coloredRung(2),
  coloredRung(4),
  {
    ...{ id: 'path-glass', chain: 'II', drops: 'A3, A4', kind: 'paths' },
    words: 'a weight for each edge, independent couplings',
    landscape: paths('path-glass'),
    levels(size, numbers) {
      // L = √(N/Ψ) Σ J π, and energies are over N.
      const weights = (order - 1) * size ** 2 + size;
      return [...pathGlassLevels(numbers(), size)].map((x) => (x * Math.sqrt(weights / size ** order)) / weights);
    },
  },
  {
    ...{ id: 'untied-gates', chain: 'II', drops: 'A3, A4, A5 in part, A6', kind: 'paths', expected: 'path-glass' },
    words: 'a weight for each edge, 16 Λ samples, gates open by chance',
    landscape: (size, seed, disorder = 0) => ({
      ...{
        family: 'gated-network',
        order,
        size,
        seed,
        disorder,
        gates: 'independent',
        samples: samplesPerWeight * size,
      },
    }),
    cause: { by: 'condensed', words: 'weight condenses on few edges' },
  },
  {
    ...{ id: 'relu-linear', chain: 'II', drops: 'A1, A3–A6', kind: 'networks' },
    words: 'a network with random labels, its loss linear in the output',
    landscape: untied({ loss: 'linear' }),
  },
  {
    ...{ id: 'relu-sphere', chain: 'both', drops: 'A1, A3–A6, M', kind: 'networks' },
    words: 'a network with random labels and the logistic loss',
    landscape: untied({ loss: 'logistic' }),
  },
  {
    ...{ id: 'real-inputs', chain: 'both', drops: 'A1–A6, M', kind: 'networks', expected: 'relu-sphere' },
    words: 'a network with the logistic loss on images, random labels',
    landscape: untied({ loss: 'logistic', inputLaw: 'data', centring: 'inputs' }),
  },
  {
    ...{ id: 'real-labels', chain: 'both', drops: 'A1–A6, M', kind: 'networks', expected: 'real-inputs' },
    words: 'a network with the logistic loss on images, odd digits against even ones',
    landscape: untied({ loss: 'logistic', inputLaw: 'data', centring: 'inputs', labels: 'data' }),
  },
  {
    ...{ id: 'free-norm', chain: 'both', drops: 'A1–A7, M', kind: 'networks', expected: 'real-labels' },
    words: 'the network on odd and even digits without a sphere, weight decay 0.2',
    landscape: untied({
      loss: 'logistic',
      inputLaw: 'data',
      centring: 'inputs',
      labels: 'data',
      domain: 'free',
      decay: 0.2,
    }),
  },
];
