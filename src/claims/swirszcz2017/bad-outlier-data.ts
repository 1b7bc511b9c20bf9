/**
 * The data of Proposition 4, checked in whole numbers, and the ensembles of networks on them. Two sets with the same signs: in the `tight` one
 * all x₊·x_i ≤ −1, in the `wide` one some samples lie nearer to the origin.
 */
import { rankOf } from '../../certificates/prove/elimination.ts';
import {
  add,
  divide,
  isZero,
  multiply,
  type Rational,
  rational,
  sign,
  sum,
  zero,
} from '../../certificates/rational.ts';
import { type OutlierSamples, outlierSamples } from '../../data/index.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { smallTrainingColumns } from '../../ensembles/experiments/small-training.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { deviations, fixedDeviation, lnAllPositive, weightGroups } from '../../theory/index.ts';
import type { Preset } from '../claim.ts';

export const tight = outlierSamples({ inputs: 2, samples: 21, spread: 0.3, seed: 1 });
export const wide = outlierSamples({ inputs: 2, samples: 21, spread: 0.9, seed: 1 });

/** What Proposition 4 asks of its data, exactly; covariances are those of the scaled features. */
export function propertiesOf({ whole, squaredScales, labels, cut }: OutlierSamples) {
  const n = rational(BigInt(whole.length));
  const rows = whole.map((row) => row.map((value) => rational(BigInt(value))));
  const columns = rows[0]!.map((_, k) => rows.map((row) => row[k]!));
  const scales = squaredScales.map(({ numerator, denominator }) => rational(BigInt(numerator), BigInt(denominator)));
  const inner = (a: readonly Rational[], b: readonly Rational[]) =>
    a.reduce((total, value, i) => add(total, multiply(value, b[i]!)), zero);
  const signs = rows.map((row) => row.map(sign));
  /** x₊·x_i, and Σ x_k x_l / N up to the irrational product of two scales, whose sign is that of the whole numbers. */
  const outlier = rows.at(-1)!;
  return {
    signs: signs.every((row, i) => row.every((s) => s === (i === rows.length - 1 ? 1 : -1))),
    centered: columns.every((column) => isZero(sum(column))),
    unitVariance: columns.every((column, k) => isOne(divide(multiply(scales[k]!, inner(column, column)), n))),
    rank: rankOf(
      columns.map((a) => columns.map((b) => inner(a, b))),
      columns.length,
    ),
    separated: whole.every((row, i) => row[0]! > cut === (labels[i] === 1)) && new Set(labels.slice(0, -1)).size === 2,
    covarianceSigns: columns.flatMap((a, k) => columns.slice(k + 1).map((b) => sign(inner(a, b)))),
    /** Squared correlation of the first two features, a fraction. */
    squaredCorrelation:
      columns.length < 2
        ? zero
        : multiply(multiply(scales[0]!, scales[1]!), square(divide(inner(columns[0]!, columns[1]!), n))),
    products: rows
      .slice(0, -1)
      .map((row) =>
        row.reduce((total, value, k) => add(total, multiply(scales[k]!, multiply(value, outlier[k]!))), zero),
      ),
  };
}

const isOne = ({ n, d }: Rational): boolean => n === d;
const square = (value: Rational): Rational => multiply(value, value);

/** One hidden layer of ten units, or two; weights whose standard deviation is 0.03. */
const width = 10;
export const deviation = 0.03;
export const shapeOf = (hiddenLayers: number) => ({ inputs: 2, width, hiddenLayers });
/** μ = 4σ, with which 99.9 % of the starts have positive weights only, and are followed. */
export const followedMean = 0.12;
/** Means with which about half have, so that a share decides most about the formula. */
export const evenMeans: Readonly<Record<Law, number>> = { laplace: 0.06, normal: 0.06, uniform: 0.05 };

export type Law = 'laplace' | 'normal' | 'uniform';

/** P(w > 0)^weights of a law with this mean, in closed form. */
export function allPositive(law: Law, mean: number): number {
  const groups = weightGroups(shapeOf(1), fixedDeviation(deviation));
  if (law === 'normal') return Math.exp(lnAllPositive(groups, mean));
  const tail =
    law === 'laplace' ? 0.5 * Math.exp((-Math.SQRT2 * mean) / deviation) : 0.5 * (1 - mean / deviation / Math.sqrt(3));
  const weights = groups.reduce((total, { count }) => total + count, 0);
  return Math.exp(weights * Math.log1p(-Math.max(0, tail)));
}

const sizes: Readonly<Record<Preset, { readonly starts: number; readonly networks: number; readonly steps: number }>> =
  {
    smoke: { starts: 300, networks: 12, steps: 400 },
    laptop: { starts: 10_000, networks: 100, steps: 1000 },
    paper: { starts: 10_000, networks: 100, steps: 1000 },
  };

/** Ensembles by name; what each is for is said where it is judged. */
export function outlierEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { starts, networks, steps } = sizes[preset];
  const on = ({ x, labels }: OutlierSamples, parameters: EnsembleSpec['parameters']): EnsembleSpec => ({
    experiment: 'small-training',
    parameters: {
      x: x.map((row) => [...row]),
      y: [...labels],
      loss: 'binary-cross-entropy',
      hidden: [width],
      mean: followedMean,
      deviation,
      hiddenBiases: 'frozen',
      rate: 0.1,
      networks,
      networksPerTask: 50,
      seed,
      ...parameters,
    },
  });
  const drawn = (law: Law) => ({
    law,
    mean: evenMeans[law],
    networks: starts,
    networksPerTask: 5000,
    steps: 0,
  });
  const classes = wide.labels.map((label, i) => (i === wide.labels.length - 1 ? 2 : label));
  return {
    'starts-laplace': on(tight, drawn('laplace')),
    'starts-normal': on(tight, drawn('normal')),
    'starts-uniform': on(tight, drawn('uniform')),
    frozen: on(wide, { steps }),
    'frozen-laplace': on(wide, { steps, law: 'laplace' }),
    'frozen-uniform': on(wide, { steps, law: 'uniform' }),
    'frozen-two-layers': on(wide, { steps, hidden: [width, width] }),
    'trained-wide': on(wide, { steps, hiddenBiases: 'trained' }),
    'trained-tight': on(tight, { steps, hiddenBiases: 'trained' }),
    'trained-tight-two-layers': on(tight, { steps, hidden: [width, width], hiddenBiases: 'trained' }),
    'trained-wide-two-layers': on(wide, { steps, hidden: [width, width], hiddenBiases: 'trained' }),
    'random-biases-small': on(tight, { steps, biasDeviation: 0.01 }),
    'random-biases-large': on(tight, { steps, biasDeviation: 0.1 }),
    classes: on(wide, { steps, loss: 'cross-entropy', y: classes }),
  };
}

/** What became of an ensemble. */
export interface Fate {
  readonly networks: number;
  /** Starts with all weights positive, and of these those whose N − 1 samples got different outputs at some step. */
  readonly positive: number;
  readonly separated: number;
  /** First steps of separation, of all networks. */
  readonly steps: readonly number[];
  /** Networks that map the N − 1 samples to one output and the outlier to a larger one at the start. */
  readonly effect: number;
  /** Networks that never separate the N − 1 samples. */
  readonly together: number;
  /** Networks with all answers right at the end. */
  readonly right: number;
}

export function fateOf(records: Records, labels: readonly number[]): Fate {
  const { positive, separated, outputsBefore: before, outputsAfter: after } = columnsOf(records, smallTrainingColumns);
  const n = labels.length;
  const outputs = before[0]!.length / n;
  // All samples but the outlier together: as many outputs equal to that of the first as there are such samples.
  const isTogether = (row: readonly number[]) =>
    Array.from({ length: (n - 1) * outputs }, (_, k) => row[k] === row[k % outputs]).every(Boolean);
  const start = before.map((row) => isTogether(row) && row.at(-1)! > row[0]!);
  const isRight = (row: readonly number[]) => labels.every((label, i) => row[i]! > 0 === (label === 1));
  const count = (of: (k: number) => boolean) => before.reduce((sum, _, k) => sum + Number(of(k)), 0);
  return {
    networks: records.count,
    positive: count((k) => positive[k] === 1),
    separated: count((k) => positive[k] === 1 && separated[k]! >= 0),
    steps: [...separated].filter((step) => step >= 0).sort((a, b) => a - b),
    effect: count((k) => start[k]!),
    together: count((k) => isTogether(before[k]!) && separated[k]! < 0),
    right: outputs === 1 ? count((k) => isRight(after[k]!)) : Number.NaN,
  };
}

/** The laws whose standard deviation Figure 6 takes. */
export const figureLaws = { lecun98: deviations.lecun98, xavier10: deviations.xavier10, fixed: fixedDeviation(0.01) };
