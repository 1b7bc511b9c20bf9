/**
 * ls/solution-index, Figs. 4 and 5. What the paper did: eigenvalues of the Hessian at every solution of SGD, those below 0.001 in
 * magnitude set to zero; histograms of the share that is negative. What it reads: "all solutions are either minima or saddle points of
 * very low normalized index (of the order 0.01)". A companion paper says of the same kind of experiment that almost all have index 0.
 * Both are findings, at the ends of SGD, which are no critical points, and at those that a polish brings near one.
 */
import type { Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { tableOf } from '../layout.ts';
import { meanOf } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { ordersDiffer } from './orders.ts';
import { solutionIndexFigure } from './solution-index-figure.ts';
import {
  boundFinding,
  certificateFinding,
  criticalFinding,
  hiddenFinding,
  lowFinding,
  polishedLowFinding,
  polishedZeroFinding,
  rules,
  trainedZeroFinding,
  withThresholds,
} from './solution-index-findings.ts';
import {
  differencesOf,
  hiddenShares,
  type IndexSample,
  indexEnsembles,
  indexSamples,
  type Solution,
  threshold,
} from './solution-index-samples.ts';

export const solutionIndex: Claim = {
  id: 'ls/solution-index',
  statement:
    'Solutions of SGD are minima or saddle points of very low normalized index, of the order 0.01 (eigenvalues below 0.001 in magnitude count as zero).',
  source: { key: 'choromanska2015loss', place: 'Figs. 4 and 5, §5.1' },
  openQuestions: [
    ordersDiffer,
    'The paper does not specify over which images the loss is taken, nor of how many solutions the index; we use the training images.',
    'The paper does not specify what the index is normalized by; we divide by the number of all parameters, biases and idle ones included, which gives the smallest shares.',
    'The paper does not specify whether solutions were brought nearer to critical points first; we report both, as trained and after full-batch descent.',
    'The paper does not specify what “of the order 0.01” excludes; we exclude means more than half a decade above or below it.',
  ],
  needs: indexEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = indexSamples(records, run.preset);
  const [zero, polished] = [trainedZeroFinding(samples), polishedZeroFinding(samples)];
  const low = lowFinding(samples, run.seed);
  const polishedLow = polishedLowFinding(samples, run.seed);
  const title = titleOf(samples, zero, low, polishedLow);
  return {
    title,
    findings: [
      zero,
      polished,
      low,
      polishedLow,
      hiddenFinding(samples),
      boundFinding(samples),
      criticalFinding(samples),
      certificateFinding(samples),
    ],
    figures: samples.length > 0 ? [solutionIndexFigure(samples, title, run)] : [],
    tables: [table(samples)],
    differences: differencesOf(samples, run.preset),
    story: [
      'With one hidden ReLU layer the index cannot be large, whatever the parameters: the loss is convex in the input weights alone and in the output weights alone. The share of negative eigenvalues is to be read against that bound, and against the share that a threshold of 0.001 hides.',
      `${low.because} ${polishedLow.because} ${zero.because} ${polished.because} ${hiddenFinding(samples).because}`,
    ],
  };
}

function titleOf(samples: readonly IndexSample[], zero: Finding, low: Finding, polished: Finding): string {
  if (samples.length === 0) return 'No solution of SGD was reached, so that no index is known';
  // Without intervals no end near a critical point was judged.
  if (polished.quantities.length > 0 && polished.verdict !== low.verdict)
    return `The index is ${orderWords(low)} at ends of SGD, ${orderWords(polished)} near critical points`;
  const shares = samples.map(({ solutions }) => 100 * mean(solutions.map(({ share }) => share)));
  const range = [...new Set([Math.min(...shares), Math.max(...shares)].map((x) => decimal(x, 1)))].join(' to ');
  const counted = samples.filter(withThresholds);
  const hidden = counted.length > 0 && counted.every((sample) => hiddenShares(sample).trained > rules.most);
  const words = stands(zero)
    ? 'Almost all ends of SGD have index 0'
    : `At ends of SGD ${range} % of eigenvalues lie below −${threshold}`;
  const beside = falls(low) ? `, ${sideOf(low)} the order of 0.01` : hidden ? ', most that can be are negative' : '';
  return `${words}${beside}`;
}

/** 'above' where the largest mean lies above the order 0.01. */
function sideOf({ quantities }: Finding): 'above' | 'below' {
  const values = quantities.map(({ value }) => value);
  return Math.max(...values) > rules.order[1] ? 'above' : 'below';
}

function orderWords(order: Finding): string {
  if (stands(order)) return 'of order 0.01';
  return falls(order) ? `${sideOf(order)} order 0.01` : 'of open order';
}

function table(samples: readonly IndexSample[]): ResultTable {
  const average = (name: string, of: (solution: Solution) => number) => [
    name,
    ({ solutions }: IndexSample) => meanOf(name, solutions, of),
  ];
  return tableOf('Index of solutions at τ = 0.001, means over solutions', samples, {
    'hidden units n₁': ({ width }) => width,
    solutions: ({ solutions }) => solutions.length,
    parameters: ({ solutions }) => solutions[0]!.dimension,
    ...Object.fromEntries([
      average('negative', (s) => s.negative),
      average('within ± τ', (s) => s.zero),
      average('bound', (s) => s.indexBound),
      average('gradient norm', (s) => s.gradientNorm),
      average('training loss', (s) => s.trainLoss),
      average('test accuracy', (s) => s.testAccuracy),
    ]),
  });
}
