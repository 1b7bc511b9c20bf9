/**
 * ls/redundancy, §5.1. What the paper did: networks on a subset of MNIST by simulated annealing with every weight one of 3 values spaced
 * uniformly on [−1, 1], to check the assumption that parameters are redundant. What it reads: less than 2.5 % drop in accuracy. Against which
 * network the drop is counted is not said, so both candidates are findings: annealing of free weights, and SGD.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { bootstrap, mean, standardDeviation } from '../../ensembles/statistics.ts';
import type { Figure } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, ResultTable, Verdict } from '../claim.ts';
import { decideAll, decideNegative, runsToDecide } from '../decide.ts';
import { quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  annealingPlans,
  ensembleOf,
  leftOut,
  type Outcome,
  outcomes,
  subsetQuestions,
  trainSize,
} from './annealing-samples.ts';
import { fewestRule, fewestUnits } from './network-samples.ts';

/** Fixed before any run. */
export const rules = {
  /** The published drop in accuracy, an upper bound. */
  drop: 0.025,
  level: 0.95,
};

const widths: Readonly<Record<Preset, readonly number[]>> = {
  smoke: [10, 25],
  laptop: [25, 50],
  paper: [25, 50, 100, 250, 500],
};

const methods = ['sgd', 'annealing', 'levels'] as const;
const baselines = ['annealing', 'sgd'] as const;
type Compared = (typeof methods)[number];
const names: Readonly<Record<Compared, string>> = {
  sgd: 'SGD',
  annealing: 'annealing of free weights',
  levels: 'annealing on 3 values',
};

export const redundancy: Claim = {
  id: 'ls/redundancy',
  statement:
    'Networks whose weights take only 3 values uniformly spaced in [−1, 1], found by simulated annealing, lose less than 2.5 % in accuracy.',
  source: { key: 'choromanska2015loss', place: '§5.1' },
  openQuestions: [
    ...subsetQuestions,
    'Whether the drop is counted against annealing of free weights or against SGD is not said; both are.',
    'Whether 2.5 % is a difference or a ratio of accuracies, and on which images, is not said; here a difference of test accuracies, the smaller of the two readings.',
    'Widths are not given; every width must keep to the bound. Biases are restricted like weights.',
  ],
  needs(preset, seed) {
    const entries = widths[preset].flatMap((width) =>
      methods.map((method): [string, EnsembleSpec] => [`${method}-${width}`, ensembleOf(method, preset, seed, width)]),
    );
    return Object.fromEntries(entries);
  },
  evaluate: (records, run) => evaluate(records, run),
};

interface Sample {
  readonly width: number;
  readonly ends: Readonly<Record<Compared, readonly Outcome[]>>;
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = widths[run.preset]
    .map((width): Sample => {
      const ends = methods.map((method) => [method, [...outcomes(records[`${method}-${width}`]).values()]] as const);
      return { width, ends: Object.fromEntries(ends) as Sample['ends'] };
    })
    .filter(({ ends }) => methods.every((method) => ends[method].length > 1));
  const findings = baselines.map((baseline) => dropFinding(samples, baseline, run.seed));
  const title = titleOf(findings);
  const plan = annealingPlans[run.preset];
  return {
    title,
    findings,
    figures: samples.length > 0 ? [figure(samples, title, run)] : [],
    tables: [table(samples)],
    differences: [
      `${plan.networks} networks each of width ${widths[run.preset].join(', ')} on ${trainSize} training images, ${plan.proposals} proposals; the paper gives none of these.`,
      ...leftOut(Object.values(records)),
    ],
    story: [
      `A weight of three values carries at most log₂ 3 = ${decimal(Math.log2(3), 2)} bits. ${findings.map(({ because }) => because).join(' ')}`,
    ],
  };
}

const costs: Readonly<Partial<Record<Verdict, string>>> = {
  reproduced: 'less than 2.5 % in accuracy',
  'not-reproduced': 'more than 2.5 % in accuracy at some width',
};

/** What is decided, and against which network; of a baseline that is not decided nothing is said. */
function titleOf(findings: readonly Finding[]): string {
  const told = findings.flatMap(({ verdict }, i) => {
    const cost = costs[verdict];
    return cost ? [{ cost, against: names[baselines[i]!] }] : [];
  });
  if (told.length === 0)
    return 'Whether weights of three values cost less than 2.5 % in accuracy is not decided by these runs';
  const alike = told.length === 2 && told[0]!.cost === told[1]!.cost;
  const words = alike
    ? `${told[0]!.cost}, against annealing and SGD alike`
    : told.map(({ cost, against }) => `${cost} against ${against}`).join(', ');
  return `Weights of three values cost ${words}`;
}

function dropFinding(samples: readonly Sample[], baseline: 'annealing' | 'sgd', seed: number): Finding {
  // Bonferroni over the widths: together they hold at the stated level.
  const level = 1 - (1 - rules.level) / Math.max(1, samples.length);
  const accuracies = (ends: readonly Outcome[]) => ends.map(({ testAccuracy }) => testAccuracy);
  const drops = samples.map(({ width, ends }) => ({
    width,
    interval: bootstrap(
      stream(seed, 'ls/redundancy', width, `bootstrap ${baseline}`),
      [accuracies(ends[baseline]), accuracies(ends.levels)],
      ([a, b]) => [mean(a!) - mean(b!)],
      { resamples: 2000, level },
    )[0]!,
  }));
  const networks = Math.min(...samples.flatMap(({ ends }) => [ends[baseline].length, ends.levels.length]));
  const verdict =
    networks < fewestUnits
      ? 'inconclusive'
      : decideAll(drops.map(({ interval: d }) => decideNegative([d.low - rules.drop, d.high - rules.drop])));
  const open = drops.filter(({ interval: d }) => d.low <= rules.drop && d.high >= rules.drop);
  const ratio = Math.max(
    0,
    ...open.map(({ interval: d }) => (d.high - d.low) / 2 / Math.max(1e-9, Math.abs(d.estimate - rules.drop))),
  );
  const points = (x: number) => decimal(100 * x, 2);
  return {
    id: `against-${baseline}`,
    statement: `Restricted to 3 values in [−1, 1], networks lose less than 2.5 % in accuracy against ${names[baseline]}.`,
    verdict,
    because:
      drops.length > 0
        ? `Against ${names[baseline]} the mean test accuracy drops by ${drops.map(({ width, interval: d }) => `${points(d.estimate)} % (${points(d.low)} to ${points(d.high)}) at n₁ = ${width}`).join(', ')}.`
        : `No width has two networks of three values and two by ${names[baseline]}.`,
    rule: `reproduced when at every width the whole interval (bootstrap over networks, ${100 * rules.level} % together) of the drop of the mean test accuracy lies below ${100 * rules.drop} %; not reproduced when one lies above it; ${fewestRule}`,
    quantities: drops.map(({ width, interval }) => ({
      ...quantity(`drop of the test accuracy, n₁ = ${width}`, interval),
      published: rules.drop,
    })),
    ...(verdict === 'inconclusive' && samples.length > 0
      ? { more: { count: Math.max(fewestUnits - networks, runsToDecide(networks, ratio, 1)), unit: 'network' } }
      : {}),
  };
}

function figure(samples: readonly Sample[], title: string, run: ClaimRun): Figure {
  const plan = annealingPlans[run.preset];
  const ranks: Readonly<Record<Compared, number>> = { sgd: 2, annealing: 4, levels: 7 };
  const accuracies = (sample: Sample, method: Compared) => sample.ends[method].map(({ testAccuracy }) => testAccuracy);
  return {
    id: 'accuracies',
    title,
    subtitle: `ReLU networks 100–*n*₁–10 on ${trainSize} images of 10×10 MNIST; ${plan.networks} networks a row, ${plan.epochs} epochs of SGD or ${plan.proposals} proposals of annealing`,
    panels: [
      {
        layout: 'ridges',
        title: 'Test accuracies',
        x: { name: 'share of right answers on the test set' },
        y: { name: 'hidden units *n*₁ and method' },
        marks: samples.flatMap((sample) =>
          methods.map((method) => ({
            type: 'histogram' as const,
            values: accuracies(sample, method),
            label: `n₁ = ${sample.width}, ${method === 'levels' ? '3 values' : method === 'sgd' ? 'SGD' : 'free'}`,
            rank: ranks[method],
          })),
        ),
      },
    ],
    canShow: 'what three values for every weight cost in accuracy, at these widths and on this subset.',
    cannotShow: 'what they would cost on all of MNIST, or with a better search than annealing.',
    source: run.source,
    description: `Mean test accuracies: ${samples.map((sample) => `n₁ = ${sample.width}: ${methods.map((method) => `${names[method]} ${decimal(mean(accuracies(sample, method)), 4)}`).join(', ')}`).join('; ')}.`,
  };
}

function table(samples: readonly Sample[]): ResultTable {
  const cell = (ends: readonly Outcome[], name: keyof Outcome) => {
    const values = ends.map((end) => end[name]);
    return { name, value: mean(values), error: standardDeviation(values) / Math.sqrt(values.length) };
  };
  return {
    title: 'Three values against free weights: mean ± standard error',
    columns: ['hidden units n₁', 'method', 'networks', 'training loss', 'test loss', 'test accuracy'],
    rows: samples.flatMap(({ width, ends }) =>
      methods.map((method) => [
        String(width),
        names[method],
        String(ends[method].length),
        cell(ends[method], 'trainLoss'),
        cell(ends[method], 'testLoss'),
        cell(ends[method], 'testAccuracy'),
      ]),
    ),
  };
}
