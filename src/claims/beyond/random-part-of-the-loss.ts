/**
 * gs/random-part-of-the-loss: as an energy of a glass the loss would be noise that random labels make. But a loss that is curved in the output has a mean over
 * labels that varies with the weights too. β = Var_w(E_y L)/E_w Var_y L compares the two: 0 where the loss is linear in the output, and growing like the number m
 * of samples where it is not, so that for many samples the landscape is mostly no noise at all.
 */
import { forward, type Inputs, randomLayers, randomPart } from '../../assumptions/index.ts';
import { stream } from '../../base/philox.ts';
import { type Interval, mean, meanInterval, slope } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { falls, stands, within } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { barOf, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { extreme, list, quantity, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';

const rules = {
  /** Of the exponent from 1. */
  tolerance: 0.1,
  level: 0.95,
  /** Standard errors of an interval of ten data sets: Student at nine degrees of freedom, two architectures together at 95 %. */
  errors: 2.69,
};
const dataSets = 10;
/** Weights drawn for each data set. */
const draws = 40;
const samples = [60, 200, 600];
/** s: margins s y Y/sd Y. */
const margin = 1;
const architectures: readonly (readonly number[])[] = [
  [16, 8, 1],
  [16, 32, 1],
];
/** ℓ of the margin; Y has variance 2 over weights of variance 2/n and normal inputs. */
const logistic = (yY: number) => Math.log1p(Math.exp(1 - (margin * yY) / Math.SQRT2));
const linear = (yY: number) => 1 - (margin * yY) / Math.SQRT2;

export const randomPartOfTheLoss: Claim = {
  id: 'gs/random-part-of-the-loss',
  statement:
    'The part of a logistic loss that random labels do not make grows like the number of samples, and outweighs the random part from some hundred samples on; of a loss linear in the output it is 0.',
  source: { key: 'choromanska2015open', place: 'that the loss is a random field, measured' },
  openQuestions: ['Random labels, normal inputs and one hidden layer; real labels have a mean of their own besides.'],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

export interface Row {
  readonly sizes: readonly number[];
  /** β of each data set, by m. */
  readonly betas: readonly { readonly m: number; readonly values: readonly number[] }[];
  /** Largest β of the linear loss. */
  readonly linear: number;
}

function rowOf(sizes: readonly number[], run: ClaimRun): Row {
  const d = sizes[0]!;
  const most = Math.max(...samples);
  const runs = Array.from({ length: dataSets }, (_, k) => {
    const draw = (purpose: string) => stream(run.seed, randomPartOfTheLoss.id, k, `${sizes.join('-')} ${purpose}`);
    const normal = draw('inputs');
    const data: Inputs = { count: most, inputs: d, x: Float64Array.from({ length: most * d }, () => normal.normal()) };
    const weights = draw('weights');
    return Array.from({ length: draws }, () => forward(randomLayers(weights, sizes), data).outputs);
  });
  return {
    sizes,
    betas: samples.map((m) => ({
      m,
      values: runs.map(
        (outputs) =>
          randomPart(
            outputs.map((Y) => Y.subarray(0, m)),
            logistic,
          ).value,
      ),
    })),
    linear: Math.max(...runs.map((outputs) => randomPart(outputs, linear).value)),
  };
}

const intervalOf = (values: readonly number[]): Interval => meanInterval(values, rules.level, rules.errors);

/** Least-squares slopes of ln β in ln m, one a data set. */
function exponents({ betas }: Row): number[] {
  const x = betas.map(({ m }) => Math.log(m));
  return Array.from({ length: dataSets }, (_, k) =>
    slope(
      x,
      betas.map(({ values }) => Math.log(values[k]!)),
    ),
  );
}

const named = ({ sizes }: Row) => sizes.join('-');
/** m at which β is 1, by the largest m. */
const even = ({ betas }: Row) => betas.at(-1)!.values.map((beta) => betas.at(-1)!.m / beta);

function evaluate(run: ClaimRun): Evaluation {
  const rows = architectures.map((sizes) => rowOf(sizes, run));
  const findings = [growthFinding(rows), linearFinding(rows), crossing(rows)];
  const [growth] = findings;
  return evaluation({
    title: stands(growth!)
      ? 'The part of a logistic loss that labels do not make grows like the number of samples'
      : falls(growth!)
        ? 'The part of a logistic loss that labels do not make grows otherwise than samples'
        : 'How the part of a logistic loss that labels do not make grows is open',
    findings,
    figures: [
      figureOf(run, {
        id: 'beta',
        title: 'How much of a logistic loss is not made by random labels, by the samples',
        subtitle: 'Ratio β of the variance of the mean over labels to that by labels, bars: 95 % over data sets',
        panels: [
          xy(
            'One hidden layer, 16 normal inputs',
            logAxis('samples *m*'),
            logAxis('β'),
            rows.map((row) =>
              points(`${row.sizes[1]} units`, row.betas, ({ m, values }) => ({ x: m, ...barOf(intervalOf(values)) })),
            ),
          ),
        ],
        canShow: 'from how many samples on the landscape is mostly the mean over labels.',
        cannotShow: 'what real labels add.',
      }),
    ],
    tables: [
      tableOf('β', rows, {
        network: named,
        ...Object.fromEntries(
          samples.map((m, i) => [`m = ${m}`, (row: Row) => quantity('β', intervalOf(row.betas[i]!.values))]),
        ),
      }),
    ],
  });
}

export function growthFinding(rows: readonly Row[]): Finding {
  const parts = rows.map((row) => ({ row, interval: intervalOf(exponents(row)) }));
  return intervalFinding({
    id: 'growth',
    statement: 'β of the logistic loss grows like the number of samples.',
    ours: true,
    because: `Exponent of m: ${list(parts, ({ row, interval }) => `${spanned(interval, (x) => decimal(x, 3))} (${named(row)})`)}.`,
    parts: parts.map(({ row, interval }) => ({
      name: `exponent of β in m, ${named(row)}`,
      interval,
      region: within(1, rules.tolerance),
    })),
    of: 'of the exponent (mean over data sets)',
    level: rules.level,
    units: { unit: 'data set', count: dataSets },
  });
}

export function linearFinding(rows: readonly Row[]): Finding {
  const most = Math.max(...rows.map((row) => row.linear));
  return exactFinding({
    id: 'linear',
    statement: 'For a loss linear in the output β = 0: its mean over labels does not know the weights.',
    ours: true,
    because: `(ℓ(Y) + ℓ(−Y))/2 = 1 for ℓ = 1 − s y Y; measured, β ≤ ${scientific(most, 1)}, which is rounding.`,
    holds: most < 1e-20,
    by: 'proof',
    rule: 'proved by the identity in the reason, checked to rounding on every network drawn',
    quantities: [extreme('largest β of the linear loss', most, rows.length)],
  });
}

function crossing(rows: readonly Row[]): Finding {
  return measuredFinding({
    id: 'even',
    statement: 'From some hundred samples on the mean over labels varies more than what labels make.',
    ours: true,
    because: `β = 1 at m = ${list(rows, (row) => `${decimal(mean(even(row)), 0)} (${named(row)})`)}, s = ${margin}.`,
    why: 'm/β at the largest m, 95 % intervals over data sets',
    quantities: rows.map((row) => quantity(`m at which β = 1, ${named(row)}`, intervalOf(even(row)))),
  });
}
