/**
 * ls/network-losses, Fig. 3 right, Fig. 8 bottom, Fig. 9. What the paper did (§5): see network-samples.ts; test losses divided by a
 * fitted e^(α n₁^β), drawn as histograms and as box plots, full and zoomed. What it reads from them: even after scaling, the variance
 * decreases with the size.
 */
import { log } from '../../base/functions.ts';
import { mean, quantile, standardDeviation, variance } from '../../ensembles/statistics.ts';
import type { Figure, Mark } from '../../report/figure.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { around, figureOf, rowsPanel, type Titles } from '../layout.ts';
import { deviationOf, meanOf, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { scaleOf } from './loss-law.ts';
import {
  alongWidths,
  type Falling,
  falling,
  named,
  networkClaim,
  overWidths,
  setupOf,
  type WidthSample,
  widthsTable,
} from './network-samples.ts';

export const networkLosses = networkClaim({
  id: 'ls/network-losses',
  statement:
    'The scaled test losses of networks vary the less from one training to another the more hidden units they have.',
  place: '§5, Fig. 3 right, Figs. 8 and 9',
  openQuestions: [
    'The paper does not print the fitted α and β of the scaling; we fit the same form to our means. Its factor exp(α n₁^β) leaves a common constant open; we divide by the whole fitted mean, so that 1 is the fitted mean.',
    'The paper does not describe the whiskers of its box plots; ours end at the lowest and highest loss within 1.5 interquartile ranges of the box.',
  ],
  evaluate,
});

const units = 'hidden units *n*₁';
const titles: Titles = {
  reproduced: 'Larger networks end at more similar test losses, even after scaling',
  'not-reproduced': 'Larger networks do not end at more similar scaled test losses',
  inconclusive: 'Whether larger networks end at more similar scaled test losses stays open',
};

/** A width with its losses over the fitted mean. */
interface Scaled extends WidthSample {
  readonly scaled: readonly number[];
}

const common = {
  claim: 'ls/network-losses',
  told: { what: 'standard deviation of the scaled test loss', statistic: standardDeviation },
  format: (x: number) => decimal(x, 4),
};

function spreadOf(samples: readonly WidthSample[], values: Falling['values'], seed: number, resamples?: number) {
  return falling(samples, seed, {
    ...common,
    values,
    resamples,
    id: 'variance-falls',
    statement: 'Even after scaling, the variance of the test loss decreases with the number of hidden units.',
    what: 'logarithm of the standard deviation of the scaled test loss (the fitted law taken as known)',
    statistic: (losses) => log(standardDeviation(losses)),
    by: 'slope',
  });
}

function stepsOf(samples: readonly WidthSample[], values: Falling['values'], seed: number, resamples?: number) {
  return falling(samples, seed, {
    ...common,
    values,
    resamples,
    id: 'every-step',
    statement: 'The variance of the scaled test loss decreases from every width to the next (not in the paper).',
    what: 'variance of the scaled test loss (the fitted law taken as known)',
    statistic: variance,
    ours: true,
  });
}

/** Of test losses that are scaled already. */
export const stepsFinding = (samples: readonly WidthSample[], seed: number, resamples?: number): Finding =>
  stepsOf(samples, ({ testLosses }) => testLosses, seed, resamples).finding;
export const spreadFinding = (samples: readonly WidthSample[], seed: number, resamples?: number): Finding =>
  spreadOf(samples, ({ testLosses }) => testLosses, seed, resamples).finding;

function evaluate(losses: readonly WidthSample[], run: ClaimRun) {
  const { fitted, at } = scaleOf(losses);
  const samples = losses.map((s): Scaled => ({ ...s, scaled: s.testLosses.map((loss) => loss / at(s.width)) }));
  const scaled = (_: WidthSample, i: number) => samples[i]!.scaled;
  const spread = spreadOf(losses, scaled, run.seed);
  const steps = stepsOf(losses, scaled, run.seed);
  const title = titles[spread.finding.verdict]!;
  return {
    title,
    findings: [spread.finding, steps.finding],
    figures: [histograms(samples, title, run), boxes(samples, run)],
    tables: [
      widthsTable('Test loss and accuracy after training', samples, {
        'mean test loss': ({ testLosses }) => meanOf('mean', testLosses, Number),
        'Λ = √(100 n₁)': ({ width }) => decimal(Math.sqrt(100 * width), 0),
        'standard deviation': ({ testLosses }) => deviationOf('standard deviation', testLosses, Number),
        'of the scaled loss': (_, i) => quantity('scaled', spread.at[i]!),
        'mean test accuracy': ({ testAccuracies }) => meanOf('accuracy', testAccuracies, Number),
      }),
    ],
    differences: fitted
      ? []
      : ['Losses are divided by the mean of their own width: no law could be fitted to these widths.'],
    story: [
      `Each network starts from its own random weights and sees the same images in the same order, so that what differs at the end is what the start decided. ${spread.finding.because}`,
    ],
  };
}

function histograms(samples: readonly Scaled[], title: string, run: ClaimRun): Figure {
  const bar = ({ testLosses }: Scaled) => around(mean(testLosses), standardDeviation(testLosses));
  return figureOf(run, {
    id: 'test-losses',
    title,
    subtitle: `${setupOf(samples, run.preset)}; test cross-entropy`,
    panels: [
      rowsPanel(
        'ridges',
        'Scaled test losses',
        'test loss divided by its fitted mean, each pile to the same height',
        units,
        [...samples.map((sample): Mark => ({ type: 'histogram', values: sample.scaled, ...named(sample) }))],
      ),
      overWidths('Test loss against the width', 'mean test loss; bars: one standard deviation', [
        alongWidths('mean', samples, bar),
      ]),
    ],
    canShow: 'how much the test loss after training depends on the random start, width by width.',
    cannotShow: 'whether training stopped at critical points, nor what other batch sizes, rates or starts would give.',
  });
}

/** Fig. 9: all widths, and the small ones alone. */
function boxes(samples: readonly Scaled[], run: ClaimRun): Figure {
  const ranges = samples.map(({ scaled }) => decimal(quantile(scaled, 0.75) - quantile(scaled, 0.25), 4));
  const [first, last] = [samples[0], samples.at(-1)];
  const panel = (title: string, some: readonly Scaled[]) =>
    rowsPanel('boxes', title, 'test loss divided by its fitted mean', units, [
      ...some.map((sample): Mark => ({ type: 'box', values: sample.scaled, ...named(sample) })),
    ]);
  return figureOf(run, {
    id: 'boxes',
    title:
      first && last
        ? `The middle half of the scaled test losses spans ${ranges[0]} at ${first.width} hidden units, ${ranges.at(-1)} at ${last.width}`
        : 'No network ended with a finite loss',
    subtitle: `${setupOf(samples, run.preset)}; test cross-entropy`,
    panels: [
      panel('All widths', samples),
      panel(
        'Up to 100 hidden units',
        samples.filter((s) => s.width <= 100),
      ),
    ],
    canShow: 'median, quartiles and outliers of the scaled test losses side by side.',
    cannotShow: 'the shape of the distributions between the quartiles.',
  });
}
