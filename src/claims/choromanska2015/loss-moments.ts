/**
 * ls/loss-moments, Fig. 10 and §1. What the paper did: drew mean and variance of the test loss against n₁ for the networks of §5.1, and
 * concluded that solutions “become increasingly equivalent with respect to training error” and that “the probability of finding a bad
 * (high value) local minimum is non-zero for small-size networks and decreases quickly with network size”. No number is printed.
 */
import {
  type Interval,
  mean,
  quantile,
  standardDeviation,
  variance,
  wilsonInterval,
} from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding, Verdict } from '../claim.ts';
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
  const test = ({ testLosses }: WidthSample) => testLosses;
  const train = ({ trainLosses }: WidthSample) => trainLosses;
  const trend = (
    id: string,
    what: string,
    statement: string,
    rest: Pick<Falling, 'values' | 'statistic' | 'format' | 'beside'>,
  ) => falling(samples, run.seed, { claim: 'ls/loss-moments', id, what, statement, ...rest });
  const brief = (x: number) => scientific(x, 2);
  const means = trend('mean-falls', 'mean test loss', 'The mean test loss falls with the number of hidden units.', {
    values: test,
    statistic: mean,
    format: (x) => decimal(x, 5),
  });
  const variances = trend(
    'variance-falls',
    'variance of the test loss',
    'The variance of the test loss falls with the number of hidden units.',
    { values: test, statistic: variance, format: brief },
  );
  const spreads = trend(
    'train-spread-falls',
    'standard deviation of the training loss',
    'Solutions become increasingly equivalent with respect to training error: its spread falls.',
    {
      values: train,
      statistic: standardDeviation,
      format: brief,
      beside: (s) => `, ${decimal((100 * standardDeviation(s.trainLosses)) / mean(s.trainLosses), 1)} % of its mean`,
    },
  );
  const findings = [means.finding, variances.finding, spreads.finding, badFinding(samples, bad)];
  const title = titleOf(means.finding.verdict, variances.finding.verdict);
  const shares = bad.map(({ share }) => share);
  return {
    title,
    findings,
    figures: [
      figureOf(run, findings, {
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
    quantities: samples.map(({ width }, i) => quantity(`share of bad ends, n₁ = ${width}`, bad[i]!.share)),
    ...(verdict === 'inconclusive' && networks > 0 && !enough
      ? { more: { count: published.networks - networks, unit: 'network' } }
      : {}),
  };
}
