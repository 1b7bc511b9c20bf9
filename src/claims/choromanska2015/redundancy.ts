/**
 * ls/redundancy, §5.1. What the paper did: networks on a subset of MNIST by simulated annealing with every weight one of 3 values spaced
 * uniformly on [−1, 1], to check the assumption that parameters are redundant. What it reads: less than 2.5 % drop in accuracy. Against which
 * network the drop is counted is not said, so both candidates are findings: annealing of free weights, and SGD.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import type { Figure, Mark } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { below } from '../decide.ts';
import { intervalFinding, jointly, measuredFinding } from '../findings.ts';
import { evaluation, figureOf, rowsPanel, type Titles, tableOf } from '../layout.ts';
import { exact, list, meanOf, spanned, type WithError } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  annealingPlans,
  ensembleOf,
  leftOut,
  type Outcome,
  outcomes,
  schedules,
  subsetQuestions,
  trainSize,
} from './annealing-samples.ts';
import { networks } from './network-samples.ts';
import { ordersDiffer } from './orders.ts';

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
    ordersDiffer,
    'The paper does not specify whether the drop is counted against annealing of free weights or against SGD; we report both.',
    'The paper does not specify whether 2.5 % is a difference or a ratio of accuracies, nor on which images; we take a difference of test accuracies, the smaller of the two readings.',
    'The paper does not specify the widths; we require the bound at every width, and restrict biases like weights.',
  ],
  needs: (preset, seed) => Object.fromEntries(widths[preset].flatMap((width) => specsOf(preset, seed, width))),
  evaluate,
};

const specsOf = (preset: Preset, seed: number, width: number) =>
  methods.map((m) => [`${m}-${width}`, ensembleOf(m, preset, seed, width)] as const);

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
  return evaluation({
    title,
    findings: [...findings, redundantFinding(widths[run.preset])],
    figures: samples.length > 0 ? [figure(samples, title, run)] : [],
    tables: [
      tableOf('Three values against free weights: mean ± standard error', samples.flatMap(byMethod), {
        'hidden units n₁': ({ width }) => width,
        method: ({ method }) => names[method],
        networks: ({ ends }) => ends.length,
        'training loss': ({ ends }) => meanOf('trainLoss', ends, (end) => end.trainLoss),
        'test loss': ({ ends }) => meanOf('testLoss', ends, (end) => end.testLoss),
        'test accuracy': ({ ends }) => meanOf('testAccuracy', ends, (end) => end.testAccuracy),
      }),
    ],
    differences: [
      `${plan.networks} networks each of width ${widths[run.preset].join(', ')} on ${trainSize} training images, ${plan.proposals} proposals; the paper gives none of these.`,
      `Free weights are annealed within ± ${schedules.annealing.bound}, which leaves out two of the three values, −1 and 1; SGD confines none. The recipes of both were chosen by the held-out loss, not to train as low as they can.`,
      ...leftOut(Object.values(records)),
    ],
    story: [
      `A weight of three values carries at most log₂ 3 = ${decimal(Math.log2(3), 2)} bits. ${findings.map(({ because }) => because).join(' ')}`,
    ],
  });
}

const byMethod = ({ width, ends }: Sample) => methods.map((method) => ({ width, method, ends: ends[method] }));
const accuracies = (ends: readonly Outcome[]) => ends.map(({ testAccuracy }) => testAccuracy);

const costs: Titles = {
  reproduced: 'under 2.5 %',
  'not-reproduced': 'over 2.5 %',
};

/** Every drop lies below the bound, and more networks would not decide: the baseline's training loss alone leaves it open. */
const untrained = ({ quantities, more }: Finding) =>
  more === undefined &&
  quantities.length > 0 &&
  quantities.every(({ interval }) => interval !== undefined && interval[1] < rules.drop);

/** What is decided, and against which network; of a baseline that is not decided nothing is said. */
function titleOf(findings: readonly Finding[]): string {
  const told = findings.flatMap(({ verdict }, i) => {
    const cost = costs[verdict];
    return cost ? [{ cost, against: baselines[i] === 'sgd' ? 'SGD' : 'annealing' }] : [];
  });
  if (told.length === 0)
    return findings.every(untrained)
      ? 'Three weight values cost under 2.5 % in accuracy, but train lower than free weights'
      : 'Whether three weight values cost less than 2.5 % in accuracy stays open';
  const alike = told.length === 2 && told[0]!.cost === told[1]!.cost;
  const words = alike
    ? `${told[0]!.cost}, against annealing and SGD alike`
    : told.map(({ cost, against }) => `${cost} against ${against}`).join(', ');
  return `In accuracy three weight values cost ${words}`;
}

/**
 * A baseline that ends higher in training loss than the three values was cut short or regularized, by its schedule, its interval or its
 * rate: a drop from it mixes what three values cost with what stopped it.
 */
function trainedBaseline(samples: readonly Sample[], baseline: (typeof baselines)[number]) {
  const short = samples.filter(({ ends }) => trainingOf(ends, baseline) > trainingOf(ends, 'levels'));
  return {
    outcome: short.length > 0 ? ('open' as const) : ('holds' as const),
    rule: 'the baseline, either one, must end at a mean training loss no higher than that of the three values at every width, or nothing is decided for the statement',
  };
}

const trainingOf = (ends: Sample['ends'], method: Compared) => mean(ends[method].map(({ trainLoss }) => trainLoss));

/** Test losses of both, and how far the baseline is from the training loss of the three values. */
function lossesBeside(samples: readonly Sample[], baseline: (typeof baselines)[number]): string {
  const test = list(samples, ({ width, ends }) => {
    const [three, free] = [ends.levels, ends[baseline]].map((of) => meanOf('testLoss', of, ({ testLoss }) => testLoss));
    return `${told(three!)} against ${told(free!)} at n₁ = ${width}`;
  });
  const training = list(samples, ({ width, ends }) => {
    return `${decimal(trainingOf(ends, baseline), 4)} against ${decimal(trainingOf(ends, 'levels'), 4)} at n₁ = ${width}`;
  });
  const decides =
    trainedBaseline(samples, baseline).outcome === 'open' ? ', so that it is no baseline for the verdict' : '';
  return ` In test loss the three values end at ${test}. In training loss ${names[baseline]} ends at ${training} for the three values${decides}.`;
}

const told = ({ value, error }: WithError) => `${decimal(value, 3)} ± ${decimal(error, 3)}`;

/** What “95 % of parameters were assumed to be redundant” can mean of three values: counts, and bits against float32. */
function redundantFinding(widths: readonly number[]): Finding {
  const bits = 1 - Math.log2(3) / 32;
  const distinct = widths.map((width) => 1 - 3 / (111 * width + 10));
  return measuredFinding({
    id: 'ninety-five-percent',
    statement: '95 % of parameters were assumed to be redundant.',
    because: `A weight of three values carries log₂ 3 of the 32 bits of a float32, so that ${decimal(100 * bits, 2)} % of the bits are saved; counted as parameters, 3 different values leave ${distinct.map((share, i) => `${decimal(100 * share, 2)} % (n₁ = ${widths[i]})`).join(', ')} redundant.`,
    why: 'the source does not say how 95 % follows from three values; of these readings the bits alone give it',
    quantities: [
      exact('share of bits saved', bits),
      ...distinct.map((share, i) => exact(`share of parameters that repeat another, n₁ = ${widths[i]}`, share)),
    ],
  });
}

export function dropFinding(
  samples: readonly Sample[],
  baseline: 'annealing' | 'sgd',
  seed: number,
  resamples?: number,
): Finding {
  const both = samples.map(({ width: at, ends }) => ({ at, strata: [ends[baseline], ends.levels].map(accuracies) }));
  const drop = ([free, three]: readonly (readonly number[])[]) => mean(free!) - mean(three!);
  const draw = (width: number) => stream(seed, 'ls/redundancy', width, `bootstrap ${baseline}`);
  const drops = jointly(both, drop, rules.level, draw, resamples);
  const trained = trainedBaseline(samples, baseline);
  const dropped = drops.map((d, i) => `${spanned(d, (x) => `${decimal(100 * x, 2)} %`)} at n₁ = ${samples[i]!.width}`);
  return intervalFinding({
    id: `against-${baseline}`,
    statement: `Restricted to 3 values in [−1, 1], networks lose less than 2.5 % in accuracy against ${names[baseline]}.`,
    because:
      drops.length > 0
        ? `Against ${names[baseline]} the mean test accuracy drops by ${dropped.join(', ')}.${lossesBeside(samples, baseline)}`
        : `No width has two networks of three values and two by ${names[baseline]}.`,
    parts: drops.map((interval, i) => ({
      name: `drop of the test accuracy, n₁ = ${samples[i]!.width}`,
      interval,
      region: below(rules.drop, `${100 * rules.drop} %`),
      published: rules.drop,
    })),
    of: '(bootstrap over networks) of the drop of the mean test accuracy at a width',
    level: rules.level,
    units: networks(both.flatMap(({ strata }) => strata)),
    besides: trained,
    failure: { counts: trained.outcome === 'holds', rule: 'the baseline was trained as far' },
  });
}

function figure(samples: readonly Sample[], title: string, run: ClaimRun): Figure {
  const plan = annealingPlans[run.preset];
  const rows = {
    sgd: { name: 'SGD', rank: 2 },
    annealing: { name: 'free', rank: 4 },
    levels: { name: '3 values', rank: 7 },
  };
  return figureOf(run, {
    id: 'accuracies',
    title,
    subtitle: `ReLU networks 100–*n*₁–10 on ${trainSize} images of 10×10 MNIST; ${plan.networks} networks per row, ${plan.epochs} epochs of SGD or ${plan.proposals} proposals of annealing`,
    panels: [
      rowsPanel('ridges', 'Test accuracies', 'share of right answers on the test set', 'hidden units *n*₁ and method', [
        ...samples.flatMap(byMethod).map(({ width, method, ends }): Mark => {
          const { name, rank } = rows[method];
          return { type: 'histogram', values: accuracies(ends), label: `n₁ = ${width}, ${name}`, rank };
        }),
      ]),
    ],
    canShow: 'what three values for every weight cost in accuracy, at these widths and on this subset.',
    cannotShow: 'what they would cost on all of MNIST, or with a better search than annealing.',
  });
}
