/**
 * ls/loss-moments, Fig. 10 and §1. What the paper did: drew mean and variance of the test loss against n₁ for the networks of §5.1, and
 * concluded that solutions “become increasingly equivalent with respect to training error” and that “the probability of finding a bad
 * (high value) local minimum is non-zero for small-size networks and decreases quickly with network size”. No number is printed.
 */
import { erfc } from '../../base/normal-cdf.ts';
import { stream } from '../../base/philox.ts';
import {
  bootstrap,
  type Interval,
  mean,
  sortedQuantile,
  standardDeviation,
  variance,
  wilsonInterval,
} from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding, Verdict } from '../claim.ts';
import { above } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { figureOf, logAxis } from '../layout.ts';
import { meanOf, quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import {
  type Falling,
  falling,
  intervalsOver,
  level,
  list,
  networkClaim,
  networks,
  published,
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

interface Bad {
  readonly count: number;
  readonly share: Interval;
}

function evaluate(samples: readonly WidthSample[], run: ClaimRun) {
  const bad = samples.map((sample) => badOf(sample, samples.length));
  const means = meanFalls(samples, run.seed);
  const variances = varianceFalls(samples, run.seed);
  const spreads = trainSpreadFalls(samples, run.seed);
  const findings = [means.finding, variances.finding, spreads.finding, badFinding(samples, bad, run.seed)];
  const title = titleOf(means.finding.verdict, variances.finding.verdict);
  const shares = bad.map(({ share }) => share);
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
        'share of bad ends': (_, i) => quantity('share', bad[i]!.share),
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

export const varianceFalls = trend({
  id: 'variance-falls',
  what: 'variance of the test loss',
  statement: 'The variance of the test loss falls with the number of hidden units.',
  values: test,
  statistic: variance,
  format: brief,
});

export const trainSpreadFalls = trend({
  id: 'train-spread-falls',
  what: 'standard deviation of the training loss',
  statement: 'Solutions become increasingly equivalent with respect to training error: its spread falls.',
  values: train,
  statistic: standardDeviation,
  format: brief,
  beside: (s) => `, ${decimal((100 * standardDeviation(s.trainLosses)) / mean(s.trainLosses), 1)} % of its mean`,
});

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

/**
 * Share of losses more than the excess above their median, and the share that a normal distribution of the same median and lower quartile has
 * there: what the spread alone makes bad. The lower half does not feel the tail that is asked for.
 */
function sharesOf(losses: readonly number[]): { readonly bad: number; readonly normal: number } {
  const sorted = Float64Array.from(losses).sort();
  const [low, median] = [0.25, 0.5].map((p) => sortedQuantile(sorted, p)) as [number, number];
  const limit = (1 + badExcess) * median;
  let count = 0;
  while (count < sorted.length && sorted[sorted.length - 1 - count]! > limit) count++;
  // A normal distribution has its lower quartile 0.6745 deviations below the median.
  return {
    bad: count / sorted.length,
    normal: erfc((badExcess * median) / ((median - low) / 0.6745) / Math.SQRT2) / 2,
  };
}

function excess(losses: readonly number[]): number {
  const { bad, normal } = sharesOf(losses);
  return bad - normal;
}

/** Wilson's interval of the share at the joint level of all widths. */
function badOf({ testLosses }: WidthSample, widths: number): Bad {
  const count = Math.round(sharesOf(testLosses).bad * testLosses.length);
  return { count, share: wilsonInterval(count, testLosses.length, 1 - (1 - level) / widths) };
}

/**
 * Non-zero where networks are small, and decreasing: beyond what the spread of the losses alone makes bad, whose fall is another finding.
 */
export function badFinding(
  samples: readonly WidthSample[],
  bad: readonly Bad[],
  seed: number,
  resamples = 2000,
): Finding {
  const [first, last] = [samples[0], samples.at(-1)];
  const compared = first && last && first !== last ? { first: first.testLosses, last: last.testLosses } : undefined;
  const draw = (purpose: string) => stream(seed, 'ls/loss-moments', 0, `bootstrap ${purpose}`);
  const options = { resamples, level: 1 - (1 - level) / 2 };
  const [there, falls] = compared
    ? [
        bootstrap(draw('excess'), [compared.first], ([own]) => [excess(own!)], options)[0]!,
        bootstrap(
          draw('fall'),
          [compared.first, compared.last],
          ([small, large]) => [excess(small!) - excess(large!)],
          options,
        )[0]!,
      ]
    : [];
  const told = list(
    samples,
    ({ testLosses }, i) =>
      `${bad[i]!.count} of ${testLosses.length}, ${decimal(100 * sharesOf(testLosses).normal, 2)} % by the spread alone`,
  );
  return intervalFinding({
    id: 'bad-minima',
    statement:
      'The probability of finding a bad (high value) minimum is non-zero for small networks and decreases with their size.',
    because: compared
      ? `The share of networks that end more than ${100 * badExcess} % above the median of their width is ${told}.`
      : 'Fewer than two widths have usable networks.',
    parts:
      there && falls
        ? [
            { name: `share beyond the spread, n₁ = ${first!.width}`, interval: there, region: above(0) },
            { name: `the same minus that at n₁ = ${last!.width}`, interval: falls, region: above(0) },
          ]
        : [],
    of: `(bootstrap over networks) of the share more than ${100 * badExcess} % above the median, beyond that of a normal distribution of the same median and lower quartile, at the smallest width and its fall to the largest,`,
    level,
    units: networks(samples.map(({ testLosses }) => testLosses)),
    failure: {
      counts: bad.some(({ count }) => count > 0) || (first?.testLosses.length ?? 0) >= published.networks,
      rule: `a bad end was seen or the smallest width has ${published.networks} networks`,
    },
    quantities: samples.map(({ width }, i) => quantity(`share of bad ends, n₁ = ${width}`, bad[i]!.share)),
  });
}
