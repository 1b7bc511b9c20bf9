/**
 * ls/loss-moments, Fig. 10 and §1. What the paper did: drew mean and variance of the test loss against n₁ for the networks of §5.1, and
 * concluded that solutions “become increasingly equivalent with respect to training error” and that “the probability of finding a bad
 * (high value) local minimum is non-zero for small-size networks and decreases quickly with network size”. No number is printed.
 */
import { log } from '../../base/functions.ts';
import { erfc } from '../../base/normal-cdf.ts';
import { stream } from '../../base/philox.ts';
import {
  bootstrap,
  differenceInterval,
  type Interval,
  mean,
  quantile,
  sortedQuantile,
  standardDeviation,
  variance,
  wilsonInterval,
} from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding, Verdict } from '../claim.ts';
import { above } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { figureOf, logAxis } from '../layout.ts';
import { meanOf, quantity, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import {
  type Falling,
  falling,
  intervalsOver,
  level,
  list,
  networkClaim,
  networks,
  setupOf,
  type WidthSample,
  widthsTable,
} from './network-samples.ts';

/** Fixed before any run: a network ended badly when its test loss exceeds the median of its width by this share. */
export const badExcess = 0.1;

export const lossMoments = networkClaim({
  id: 'ls/loss-moments',
  statement: 'Mean and variance of the test loss fall with the number of hidden units, and bad minima become rare.',
  place: 'Fig. 10, §1, §5.3',
  openQuestions: [
    'Fig. 10 prints no numbers; only the direction can be checked.',
    `The paper does not define a bad minimum; we count a test loss more than ${100 * badExcess} % above the median of the same width, the scaled losses of Fig. 3 seen from their middle. An end point of SGD need not be a minimum.`,
  ],
  evaluate,
});

/** Of one width, so that all together hold at the level. */
const jointLevel = (samples: readonly WidthSample[]) => 1 - (1 - level) / samples.length;

function evaluate(samples: readonly WidthSample[], run: ClaimRun) {
  const shares = samples.map((sample) => badShare(sample, jointLevel(samples)));
  const means = meanFalls(samples, run.seed);
  const variances = varianceFalls(samples, run.seed);
  const spreads = trainSpreadFalls(samples, run.seed);
  const findings = [means.finding, variances.finding, spreads.finding, badFinding(samples, run.seed)];
  const title = titleOf(means.finding.verdict, variances.finding.verdict);
  return {
    title,
    findings,
    figures: [
      figureOf(run, {
        id: 'moments',
        title,
        subtitle: `${setupOf(samples, run.preset)}; test cross-entropy`,
        panels: [
          intervalsOver('Mean', 'mean test loss; bars: 95 %', samples, means.at),
          intervalsOver('Variance', logAxis('variance of the test loss; bars: 95 %'), samples, variances.at),
          intervalsOver('Bad ends', `share above ${1 + badExcess} medians; joint 95 %`, samples, shares),
        ],
        canShow:
          'how mean and variance of the test loss after training go with the width, and how often a training ends badly.',
        cannotShow: 'whether a bad end is a local minimum, or a training that needed more epochs.',
      }),
    ],
    tables: [
      widthsTable('Moments of the losses after training', samples, {
        'mean test loss': ({ testLosses }) => meanOf('mean', testLosses, Number),
        'variance of the test loss': (_, i) => quantity('variance', variances.at[i]!),
        'mean training loss': ({ trainLosses }) => meanOf('mean', trainLosses, Number),
        'standard deviation of the training loss': (_, i) => quantity('deviation', spreads.at[i]!),
        'share of bad ends': (_, i) => quantity('share', shares[i]!),
      }),
    ],
  };
}

const test = ({ testLosses }: WidthSample) => testLosses;
const train = ({ trainLosses }: WidthSample) => trainLosses;
const brief = (x: number) => scientific(x, 2);

type Trend = (samples: readonly WidthSample[], seed: number, resamples?: number) => ReturnType<typeof falling>;

const trend =
  (given: Omit<Falling, 'claim' | 'resamples'>): Trend =>
  (samples, seed, resamples) =>
    falling(samples, seed, { claim: 'ls/loss-moments', ...given, resamples });

export const meanFalls = trend({
  id: 'mean-falls',
  what: 'mean test loss',
  statement: 'The mean test loss falls with the number of hidden units.',
  values: test,
  statistic: mean,
  format: (x) => decimal(x, 5),
});

/** Of a spread the logarithm is judged, by its slope: single steps have no power, and a slope of the variance itself is that of the smallest width. */
export const varianceFalls = trend({
  id: 'variance-falls',
  what: 'logarithm of the variance of the test loss',
  told: { what: 'variance of the test loss', statistic: variance },
  statement: 'The variance of the test loss falls with the number of hidden units.',
  values: test,
  statistic: (losses) => log(variance(losses)),
  by: 'slope',
  format: brief,
});

export const trainSpreadFalls = trend({
  id: 'train-spread-falls',
  what: 'logarithm of the standard deviation of the training loss',
  told: { what: 'standard deviation of the training loss', statistic: standardDeviation },
  statement: 'Solutions become increasingly equivalent with respect to training error: its spread falls.',
  values: train,
  statistic: (losses) => log(standardDeviation(losses)),
  by: 'slope',
  format: brief,
  beside: (s) => `, ${decimal((100 * standardDeviation(s.trainLosses)) / mean(s.trainLosses), 1)} % of its mean`,
});

function titleOf(means: Verdict, variances: Verdict): string {
  const both = means === 'reproduced' && variances === 'reproduced';
  if (both) return 'Mean and variance of the test loss both fall with width';
  const words: Partial<Record<Verdict, string>> = {
    reproduced: 'falls with width',
    'not-reproduced': 'need not fall with width',
    inconclusive: 'may fall with width',
  };
  return `The mean test loss ${words[means]}; its variance ${words[variances]}`;
}

const limit = 1 + badExcess;

/** How many losses are more than the excess above their median. */
function badCount(losses: readonly number[]): number {
  const median = quantile(losses, 0.5);
  return losses.filter((loss) => loss > limit * median).length;
}

/**
 * The share that a normal distribution of the same median and lower quartile has there: what the spread alone makes bad. The lower half
 * does not feel the tail that is asked for.
 */
function normalShare(losses: readonly number[]): number {
  const sorted = Float64Array.from(losses).sort();
  const [low, median] = [0.25, 0.5].map((p) => sortedQuantile(sorted, p)) as [number, number];
  // A normal distribution has its lower quartile 0.6745 deviations below the median.
  const deviation = (median - low) / 0.6745;
  return deviation > 0 ? erfc((badExcess * median) / deviation / Math.SQRT2) / 2 : 0;
}

/** Wilson's interval of the share of bad ends. */
function badShare({ testLosses }: WidthSample, within: number): Interval {
  return wilsonInterval(badCount(testLosses), testLosses.length, within);
}

/** What the spread alone makes bad: of few networks a quartile is noise, which a bootstrap by its quantiles tells. */
function spreadShare({ width, testLosses }: WidthSample, within: number, seed: number, resamples: number): Interval {
  const draw = stream(seed, 'ls/loss-moments', width, 'bootstrap of the spread');
  const statistic = ([own]: readonly (readonly number[])[]) => [normalShare(own!)];
  return bootstrap(draw, [testLosses], statistic, { resamples, level: within, method: 'percentile' })[0]!;
}

/**
 * Non-zero where networks are small, and decreasing: beyond what the spread of the losses alone makes bad, whose fall is another finding.
 * The error of that share is carried along: where it is noise, nothing is decided.
 */
export function badFinding(samples: readonly WidthSample[], seed: number, resamples = 2000): Finding {
  const within = 1 - (1 - level) / 2;
  const beyond = samples.map((sample) => {
    const spread = spreadShare(sample, within, seed, resamples);
    return { spread, excess: differenceInterval(badShare(sample, within), spread) };
  });
  const [small, large] = [beyond[0]?.excess, beyond.at(-1)?.excess];
  const [first, last] = [samples[0]?.width, samples.at(-1)?.width];
  const compared = samples.length > 1;
  const percent = (share: number) => `${decimal(100 * share, 2)} %`;
  const counted = list(
    samples,
    (sample, i) =>
      `${badCount(sample.testLosses)} of ${sample.testLosses.length}, ${spanned(beyond[i]!.spread, percent)} by the spread alone`,
  );
  return intervalFinding({
    id: 'bad-minima',
    statement:
      'The probability of finding a bad (high value) minimum is non-zero for small networks and decreases with their size.',
    because: compared
      ? `The share of networks that end more than ${100 * badExcess} % above the median of their width is ${counted}.`
      : 'Fewer than two widths have usable networks.',
    parts: compared
      ? [
          { name: `share beyond the spread, n₁ = ${first}`, interval: small!, region: above(0) },
          {
            name: `the same minus that at n₁ = ${last}`,
            interval: differenceInterval(small!, large!),
            region: above(0),
          },
        ]
      : [],
    of: `of the share more than ${100 * badExcess} % above the median (Wilson), minus that of a normal distribution of the same median and lower quartile (bootstrap over networks), at the smallest width and its fall to the largest,`,
    level,
    units: networks(samples.map(({ testLosses }) => testLosses)),
    quantities: samples.flatMap((sample, i) => [
      quantity(`share of bad ends, n₁ = ${sample.width}`, badShare(sample, jointLevel(samples))),
      quantity(`share that the spread alone makes bad, n₁ = ${sample.width}`, beyond[i]!.spread),
    ]),
  });
}
