/**
 * ls/network-losses, Fig. 3 right, Fig. 8 bottom, Fig. 9. What the paper did (§5): see network-samples.ts; test losses divided by a
 * fitted e^(α n₁^β), drawn as histograms and as box plots, full and zoomed. What it reads from them: even after scaling, the variance
 * decreases with the size.
 */
import {
  type BootstrapInterval,
  mean,
  quantile,
  standardDeviation,
  standardError,
  variance,
} from '../../ensembles/statistics.ts';
import { type Figure, type Mark, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, ResultTable } from '../claim.ts';
import { decimal } from '../theory-lines.ts';
import { scaleOf } from './loss-law.ts';
import {
  differencesOf,
  fallingFinding,
  networkEnsembles,
  quantity,
  setupOf,
  setupQuestions,
  statisticOf,
  type WidthSample,
  widthSamples,
} from './network-samples.ts';

const claim = 'ls/network-losses';

export const networkLosses: Claim = {
  id: claim,
  statement:
    'The scaled test losses of networks vary the less from one training to another the more hidden units they have.',
  source: { key: 'choromanska2015loss', place: '§5, Fig. 3 right, Figs. 8 and 9' },
  openQuestions: [
    ...setupQuestions,
    'The paper does not print the fitted α and β of the scaling; we fit the same form to our means. Its factor exp(α n₁^β) leaves a common constant open; we divide by the whole fitted mean, so that 1 is the fitted mean.',
    'The paper does not describe the whiskers of its box plots; ours end at the lowest and highest loss within 1.5 interquartile ranges of the box.',
  ],
  needs: networkEnsembles,
  evaluate: (records, run) => evaluate(widthSamples(records), run),
};

const titles: Readonly<Record<string, string>> = {
  reproduced: 'Larger networks end at more similar test losses, even after scaling',
  'not-reproduced': 'Larger networks do not end at more similar scaled test losses',
  inconclusive: 'Whether larger networks end at more similar scaled test losses stays open',
};

function evaluate(samples: readonly WidthSample[], run: ClaimRun): Evaluation {
  const { fitted, at } = scaleOf(samples);
  const scaled = samples.map(({ width, testLosses }) => testLosses.map((loss) => loss / at(width)));
  const values = (_: WidthSample, i: number) => scaled[i]!;
  const name = 'standard deviation of the scaled test loss';
  const deviations = statisticOf(samples, run.seed, { claim, name, values, statistic: standardDeviation });
  const spread = fallingFinding(samples, run.seed, {
    claim,
    id: 'variance-falls',
    statement: 'Even after scaling, the variance of the test loss decreases with the number of hidden units.',
    what: 'variance of the scaled test loss (the fitted law taken as known)',
    values,
    statistic: variance,
    told: { name, at: deviations, format: (x) => decimal(x, 4) },
  });
  const title = titles[spread.verdict]!;
  return {
    title,
    findings: [spread],
    figures: [histograms(samples, scaled, title, run), boxes(samples, scaled, run)],
    tables: [table(samples, deviations)],
    differences: [
      ...differencesOf(samples, run.preset),
      ...(fitted ? [] : ['Losses are divided by the mean of their own width: no law could be fitted to these widths.']),
    ],
    story: [
      `Each network starts from its own random weights and sees the same images in the same order, so that what differs at the end is what the start decided. ${spread.because}`,
    ],
  };
}

function histograms(
  samples: readonly WidthSample[],
  scaled: readonly (readonly number[])[],
  title: string,
  run: ClaimRun,
): Figure {
  return {
    id: 'test-losses',
    title,
    subtitle: `${setupOf(samples, run.preset)}; test cross-entropy`,
    panels: [
      {
        layout: 'ridges',
        title: 'Scaled test losses',
        x: { name: 'test loss divided by its fitted mean, each pile to the same height' },
        y: { name: 'hidden units *n*₁' },
        marks: samples.map(({ width }, i) => ({
          type: 'histogram',
          values: scaled[i]!,
          label: `n₁ = ${width}`,
          rank: sizeRank(width, 'units'),
        })),
      },
      {
        layout: 'xy',
        title: 'Test loss against the width',
        x: { name: 'hidden units *n*₁', scale: 'log' },
        y: { name: 'mean test loss; bars: one standard deviation' },
        marks: [
          {
            type: 'points',
            label: 'mean',
            points: samples.map(({ width, testLosses }) => ({
              x: width,
              y: mean(testLosses),
              low: mean(testLosses) - standardDeviation(testLosses),
              high: mean(testLosses) + standardDeviation(testLosses),
              label: `n₁ = ${width}`,
              rank: sizeRank(width, 'units'),
            })),
          },
        ],
      },
    ],
    canShow: 'how much the test loss after training depends on the random start, width by width.',
    cannotShow: 'whether training stopped at critical points, nor what other batch sizes, rates or starts would give.',
    source: run.source,
    description: `Test losses of trained networks: ${samples.map((w) => `n₁ = ${w.width}: mean ${decimal(mean(w.testLosses), 4)}, standard deviation ${decimal(standardDeviation(w.testLosses), 4)}`).join('; ')}.`,
  };
}

/** Fig. 9: all widths, and the small ones alone. */
function boxes(samples: readonly WidthSample[], scaled: readonly (readonly number[])[], run: ClaimRun): Figure {
  const small = samples.filter(({ width }) => width <= 100);
  const box = (sample: WidthSample): Mark => ({
    type: 'box',
    values: scaled[samples.indexOf(sample)]!,
    label: `n₁ = ${sample.width}`,
    rank: sizeRank(sample.width, 'units'),
  });
  const ranges = scaled.map((values) => quantile(values, 0.75) - quantile(values, 0.25));
  const [first, last] = [samples[0], samples.at(-1)];
  return {
    id: 'boxes',
    title:
      first && last
        ? `The middle half of the scaled test losses spans ${decimal(ranges[0]!, 4)} at ${first.width} hidden units, ${decimal(ranges.at(-1)!, 4)} at ${last.width}`
        : 'No network ended with a finite loss',
    subtitle: `${setupOf(samples, run.preset)}; test cross-entropy`,
    panels: [
      {
        layout: 'boxes',
        title: 'All widths',
        x: { name: 'test loss divided by its fitted mean' },
        y: { name: 'hidden units *n*₁' },
        marks: samples.map(box),
      },
      {
        layout: 'boxes',
        title: 'Up to 100 hidden units',
        x: { name: 'test loss divided by its fitted mean' },
        y: { name: 'hidden units *n*₁' },
        marks: small.map(box),
      },
    ],
    canShow: 'median, quartiles and outliers of the scaled test losses side by side.',
    cannotShow: 'the shape of the distributions between the quartiles.',
    source: run.source,
    description: `Box plots of scaled test losses; interquartile ranges: ${samples.map((s, i) => `n₁ = ${s.width}: ${decimal(ranges[i]!, 4)}`).join('; ')}.`,
  };
}

function table(samples: readonly WidthSample[], deviations: readonly BootstrapInterval[]): ResultTable {
  return {
    title: 'Test loss and accuracy after training',
    columns: [
      'hidden units n₁',
      'networks',
      'mean test loss',
      'standard deviation',
      'of the scaled loss',
      'mean test accuracy',
    ],
    rows: samples.map(({ width, testLosses, testAccuracies }, i) => [
      String(width),
      String(testLosses.length),
      { name: 'mean', value: mean(testLosses), error: standardError(testLosses) },
      decimal(standardDeviation(testLosses), 4),
      quantity('scaled', deviations[i]!),
      { name: 'accuracy', value: mean(testAccuracies), error: standardError(testAccuracies) },
    ]),
  };
}
