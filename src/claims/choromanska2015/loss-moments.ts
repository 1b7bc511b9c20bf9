/**
 * ls/loss-moments, Fig. 10 and §1. What the paper did: drew mean and variance of the test loss against n₁ for the networks of §5.1, and
 * concluded that solutions “become increasingly equivalent with respect to training error” and that “the probability of finding a bad
 * (high value) local minimum is non-zero for small-size networks and decreases quickly with network size”. No number is printed.
 */
import {
  type BootstrapInterval,
  type Interval,
  mean,
  quantile,
  standardDeviation,
  standardError,
  variance,
  wilsonInterval,
} from '../../ensembles/statistics.ts';
import { type Figure, type PointMark, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable, Verdict } from '../claim.ts';
import { decimal, scientific } from '../theory-lines.ts';
import {
  differencesOf,
  type Falling,
  fallingFinding,
  level,
  list,
  networkEnsembles,
  published,
  quantity,
  setupOf,
  setupQuestions,
  statisticOf,
  type WidthSample,
  widthSamples,
} from './network-samples.ts';

/** Fixed before any run: a network ended badly when its test loss exceeds the median of its width by this share. */
export const badExcess = 0.1;

const claim = 'ls/loss-moments';

export const lossMoments: Claim = {
  id: claim,
  statement: 'Mean and variance of the test loss fall with the number of hidden units, and bad minima become rare.',
  source: { key: 'choromanska2015loss', place: 'Fig. 10, §1, §5.3' },
  openQuestions: [
    ...setupQuestions,
    'Fig. 10 prints no numbers; only the direction can be checked.',
    `The paper does not define a bad minimum; we count a test loss more than ${100 * badExcess} % above the median of the same width, the scaled losses of Fig. 3 seen from their middle. An end point of SGD need not be a minimum.`,
  ],
  needs: networkEnsembles,
  evaluate: (records, run) => evaluate(widthSamples(records), run),
};

interface Bad {
  readonly count: number;
  readonly share: Interval;
}

function evaluate(samples: readonly WidthSample[], run: ClaimRun): Evaluation {
  const bad = samples.map((sample) => badOf(sample, samples.length));
  const told = (name: string, values: (sample: WidthSample) => readonly number[], statistic: Falling['statistic']) => ({
    name,
    at: statisticOf(samples, run.seed, { claim, name, values, statistic }),
  });
  const means = told('mean test loss', ofTest, mean);
  const variances = told('variance of the test loss', ofTest, variance);
  const spreads = told('standard deviation of the training loss', ofTrain, standardDeviation);
  const findings = [
    fallingFinding(samples, run.seed, {
      claim,
      id: 'mean-falls',
      statement: 'The mean test loss falls with the number of hidden units.',
      what: 'mean test loss',
      values: ofTest,
      statistic: mean,
      told: { ...means, format: (x) => decimal(x, 5) },
    }),
    fallingFinding(samples, run.seed, {
      claim,
      id: 'variance-falls',
      statement: 'The variance of the test loss falls with the number of hidden units.',
      what: 'variance of the test loss',
      values: ofTest,
      statistic: variance,
      told: { ...variances, format: (x) => scientific(x, 2) },
    }),
    fallingFinding(samples, run.seed, {
      claim,
      id: 'train-spread-falls',
      statement: 'Solutions become increasingly equivalent with respect to training error: its spread falls.',
      what: 'standard deviation of the training loss',
      values: ofTrain,
      statistic: standardDeviation,
      told: {
        ...spreads,
        format: (x) => scientific(x, 2),
        beside: (s) => `, ${decimal((100 * standardDeviation(s.trainLosses)) / mean(s.trainLosses), 1)} % of its mean`,
      },
    }),
    badFinding(samples, bad),
  ];
  const [meanFalls, varianceFalls] = findings;
  const title = titleOf(meanFalls!.verdict, varianceFalls!.verdict);
  return {
    title,
    findings,
    figures: [figure(samples, { means: means.at, variances: variances.at, bad }, title, run)],
    tables: [table(samples, { variances: variances.at, spreads: spreads.at, bad })],
    differences: differencesOf(samples, run.preset),
    story: findings.map(({ because }) => because),
  };
}

const ofTest = ({ testLosses }: WidthSample) => testLosses;
const ofTrain = ({ trainLosses }: WidthSample) => trainLosses;

function titleOf(means: Verdict, variances: Verdict): string {
  const both = means === 'reproduced' && variances === 'reproduced';
  if (both) return 'Mean and variance of the test loss both fall with every step in width';
  const words: Partial<Record<Verdict, string>> = {
    reproduced: 'falls with width',
    'not-reproduced': 'need not fall with width',
    inconclusive: 'may fall with width',
  };
  return `The mean test loss ${words[means]}; its variance ${words[variances]}`;
}

/** Wilson's interval at the joint level of all widths; the median is taken as known. */
function badOf({ testLosses }: WidthSample, widths: number): Bad {
  const limit = (1 + badExcess) * quantile(testLosses, 0.5);
  const count = testLosses.filter((loss) => loss > limit).length;
  return { count, share: wilsonInterval(count, testLosses.length, 1 - (1 - level) / widths) };
}

/** Non-zero where networks are small, and decreasing. Between widths at which none is bad there is nothing left to fall. */
function badFinding(samples: readonly WidthSample[], bad: readonly Bad[]): Finding {
  const [first, last] = [bad[0], bad.at(-1)];
  const networks = samples[0]?.testLosses.length ?? 0;
  const enough = networks >= published.networks;
  const rises = bad.some(({ share }, i) => i > 0 && share.low > bad[i - 1]!.share.high);
  const decide = (): Verdict => {
    if (!first || !last || first === last) return 'inconclusive';
    if (rises || (first.count === 0 && enough)) return 'not-reproduced';
    return first.count > 0 && first.share.low > last.share.high ? 'reproduced' : 'inconclusive';
  };
  const verdict = decide();
  return {
    id: 'bad-minima',
    statement:
      'The probability of finding a bad (high value) minimum is non-zero for small networks and decreases quickly with their size.',
    verdict,
    because:
      samples.length > 1
        ? `The share of networks that end more than ${100 * badExcess} % above the median of their width is ${list(samples, ({ testLosses }, i) => `${bad[i]!.count} of ${testLosses.length}`)}.`
        : 'Fewer than two widths have usable networks.',
    rule: `bad: test loss more than ${100 * badExcess} % above the median of the same width; reproduced when the interval of the share (Wilson, the median taken as known, all widths together at ${100 * level} %) at the smallest width lies wholly above that at the largest; not reproduced when the share rises from one width to the next with intervals apart, or when none of ${published.networks} networks of the smallest width is bad`,
    quantities: samples.map(({ width }, i) => ({
      name: `share of bad ends, n₁ = ${width}`,
      value: bad[i]!.share.estimate,
      interval: [bad[i]!.share.low, bad[i]!.share.high],
      kind: 'estimate',
    })),
    ...(verdict === 'inconclusive' && networks > 0 && !enough ? { moreRuns: published.networks - networks } : {}),
  };
}

interface Measured {
  readonly means: readonly BootstrapInterval[];
  readonly variances: readonly BootstrapInterval[];
  readonly spreads: readonly BootstrapInterval[];
  readonly bad: readonly Bad[];
}

function table(samples: readonly WidthSample[], { variances, spreads, bad }: Omit<Measured, 'means'>): ResultTable {
  return {
    title: 'Moments of the losses after training',
    columns: [
      'hidden units n₁',
      'networks',
      'mean test loss',
      'variance of the test loss',
      'mean training loss',
      'standard deviation of the training loss',
      'share of bad ends',
    ],
    rows: samples.map(({ width, testLosses, trainLosses }, i) => [
      String(width),
      String(testLosses.length),
      { name: 'mean', value: mean(testLosses), error: standardError(testLosses) },
      quantity('variance', variances[i]!),
      { name: 'mean', value: mean(trainLosses), error: standardError(trainLosses) },
      quantity('deviation', spreads[i]!),
      { name: 'share', value: bad[i]!.share.estimate, interval: [bad[i]!.share.low, bad[i]!.share.high] },
    ]),
  };
}

function figure(
  samples: readonly WidthSample[],
  { means, variances, bad }: Omit<Measured, 'spreads'>,
  title: string,
  run: ClaimRun,
): Figure {
  const bars = ({ estimate, low, high }: Interval) => ({ y: estimate, low, high });
  const points = (at: (sample: WidthSample, i: number) => { y: number; low: number; high: number }): PointMark => ({
    type: 'points',
    label: '',
    points: samples.map((sample, i) => ({
      x: sample.width,
      ...at(sample, i),
      label: `n₁ = ${sample.width}`,
      rank: sizeRank(sample.width, 'units'),
    })),
  });
  const x = { name: 'hidden units *n*₁', scale: 'log' } as const;
  return {
    id: 'moments',
    title,
    subtitle: `${setupOf(samples, run.preset)}; test cross-entropy`,
    panels: [
      {
        layout: 'xy',
        title: 'Mean',
        x,
        y: { name: 'mean test loss; bars: 95 %' },
        marks: [points((_, i) => bars(means[i]!))],
      },
      {
        layout: 'xy',
        title: 'Variance',
        x,
        y: { name: 'variance of the test loss; bars: 95 %', scale: 'log' },
        marks: [points((_, i) => bars(variances[i]!))],
      },
      {
        layout: 'xy',
        title: 'Bad ends',
        x,
        y: { name: `share above ${1 + badExcess} medians; joint 95 %` },
        marks: [points((_, i) => bars(bad[i]!.share))],
      },
    ],
    canShow:
      'how mean and variance of the test loss after training go with the width, and how often a training ends badly.',
    cannotShow: 'whether a bad end is a local minimum, or a training that needed more epochs.',
    source: run.source,
    description: `Test loss by width: ${samples.map((s, i) => `n₁ = ${s.width}: mean ${decimal(mean(s.testLosses), 4)}, variance ${scientific(variance(s.testLosses), 2)}, bad ${bad[i]!.count} of ${s.testLosses.length}`).join('; ')}.`,
  };
}
