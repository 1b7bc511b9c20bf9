/**
 * ls/train-test-correlation, Table 1 and Fig. 7. What the paper did: Pearson's correlation ρ between training and test loss over the
 * 1000 networks of each width, and concluded that “the training and test error become increasingly decorrelated as the network size
 * increases”. The one place of the paper with printed numbers from networks.
 */
import { log } from '../../base/functions.ts';
import { stream } from '../../base/philox.ts';
import { agreeing, counted } from '../../base/words.ts';
import {
  type BootstrapInterval,
  bootstrap,
  correlationInterval,
  criticalValue,
  fisherTest,
  holm,
  type Interval,
  mean,
  pearson,
} from '../../ensembles/statistics.ts';
import { type Figure, type PointMark, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Quantity, ResultTable, Verdict } from '../claim.ts';
import { decideNegative, runsToDecide, within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { meanOf, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  differencesOf,
  fewestUnits,
  level,
  list,
  networkEnsembles,
  published as publishedPlan,
  setupOf,
  setupQuestions,
  type WidthSample,
  widthSamples,
} from './network-samples.ts';

/** Table 1. */
export const published: Readonly<Record<number, number>> = {
  25: 0.7616,
  50: 0.6861,
  100: 0.5983,
  250: 0.5302,
  500: 0.4081,
};

/** Fixed before any run. */
export const rules = {
  /**
   * A difference of artanh ρ up to which two numbers agree: a third of what Table 1 spans, and about what 1000 networks on either side can tell (two thirds
   * of it are the half-width of an interval that counts five widths).
   */
  agree: 0.2,
  /** Chance of any false rise from one width to the next, by Holm's method. */
  significance: 0.05,
  /** Networks behind each published number. */
  publishedNetworks: publishedPlan.networks,
  /** Half of Table 1's slope: a slope this far from it is another one. */
  slope: 0.09,
};

/** Points drawn in a scatter plot, at most; the correlations use all. */
const drawn = 250;

export const trainTestCorrelation: Claim = {
  id: 'ls/train-test-correlation',
  statement: 'Training and test loss of networks become increasingly decorrelated as the number of hidden units grows.',
  source: { key: 'choromanska2015loss', place: '§5.3, Table 1, Fig. 7' },
  openQuestions: [
    ...setupQuestions,
    'No uncertainty is printed with Table 1; each ρ is taken as that of 1000 independent networks with jointly normal losses.',
    'The paper does not specify whether networks that diverged were counted; we leave them out.',
  ],
  needs: networkEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

/** A width with its correlation. */
interface Correlated extends WidthSample {
  readonly rho: Interval;
  /** The same by bootstrap, which does not presume normal losses. */
  readonly resampled: BootstrapInterval;
}

function evaluate(records: Parameters<Claim['evaluate']>[0], run: ClaimRun): Evaluation {
  const samples = widthSamples(records)
    .filter(({ testLosses }) => testLosses.length >= 4)
    .map((sample) => correlate(sample, run.seed));
  const numbers = numberFindings(samples);
  const trend = trendFinding(samples);
  const slope = slopeFinding(samples.map(pointOf));
  const ratio = ratioFinding(samples);
  const verdicts = numbers.map(({ verdict }) => verdict);
  const title = titleOf(trend, verdicts, samples);
  return {
    title,
    findings: [...numbers, trend, slope, ratio],
    figures: [figure(samples, title, run), ...scatterFigures(samples, run)],
    tables: [table(samples, numbers)],
    differences: differencesOf(samples, run.preset),
    story: [
      `Every network of a width has a training loss and a test loss at the end of its training; the question is how well the one tells the other. ${trend.because}`,
      `Beside each printed number stands ours with its interval. The interval of their difference counts 1000 networks on the paper’s side. Where it fails, the numbers fail with this recipe: how long training went on and how noisy it was at its end moves ρ more than anything else. ${ratio.because}`,
    ],
  };
}

function correlate(sample: WidthSample, seed: number): Correlated {
  const { width, trainLosses, testLosses } = sample;
  const pairs = trainLosses.map((train, k) => [train, testLosses[k]!] as const);
  const [resampled] = bootstrap(
    stream(seed, 'ls/train-test-correlation', width, 'bootstrap'),
    [pairs],
    ([units]) => [correlationOf(units!)],
    { resamples: 1000, level },
  );
  return { ...sample, rho: pearson(trainLosses, testLosses, level), resampled: resampled! };
}

/** NaN, a failed resample, where one loss does not vary. */
function correlationOf(pairs: readonly (readonly [number, number])[]): number {
  const [cx, cy] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - cx) ** 2;
    xy += (x - cx) * (y - cy);
    yy += (y - cy) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Table 1, one finding a width: is artanh ρ that of the printed number, within what two thousand networks can tell? */
export function numberFindings(samples: readonly Correlated[]): Finding[] {
  const printed = Object.keys(published).length;
  const each = 1 - (1 - level) / printed;
  return samples
    .filter(({ width }) => width in published)
    .map((sample) => {
      const { width, rho, testLosses } = sample;
      const theirs = published[width]!;
      const difference = artanh(rho.estimate) - artanh(theirs);
      const error = Math.sqrt(varianceOf(sample) + 1 / (rules.publishedNetworks - 3));
      const half = criticalValue(each) * error;
      const interval = {
        estimate: difference,
        low: difference - half,
        high: difference + half,
        standardError: error,
        level: each,
      };
      return intervalFinding({
        id: `rho-${width}`,
        statement: `ρ = ${theirs} between training and test loss at n₁ = ${width}, with our recipe of training.`,
        because: `ρ = ${decimal(rho.estimate, 4)} (${decimal(rho.low, 4)} to ${decimal(rho.high, 4)}) over ${testLosses.length} networks; artanh ρ differs from that of the printed number by ${spanned(interval, (x) => decimal(x, 3))}.`,
        parts: [{ name: `artanh ρ less the printed one, n₁ = ${width}`, interval, region: within(0, rules.agree) }],
        of: `of the difference of artanh ρ from the printed one, whose error is that of ${rules.publishedNetworks} networks with normal losses, ours by bootstrap or Fisher’s where that is larger (Bonferroni over the ${printed} printed widths)`,
        level: each,
        units: { unit: 'network', count: testLosses.length },
        quantities: [
          {
            name: `ρ, n₁ = ${width}`,
            value: rho.estimate,
            interval: [rho.low, rho.high],
            kind: 'estimate',
            published: theirs,
          },
        ],
      });
    });
}

const artanh = (rho: number) => log((1 + rho) / (1 - rho)) / 2;

/** Variance of our artanh ρ: Fisher’s, or that by bootstrap where it is larger, since losses need not be normal, early in training least. */
const varianceOf = ({ rho, resampled, testLosses }: Correlated): number =>
  Math.max(1 / (testLosses.length - 3), (resampled.standardError / (1 - rho.estimate ** 2)) ** 2);

/**
 * The slope of artanh ρ against ln n₁. artanh ρ of n networks has variance 1/(n − 3), so the weighted least-squares slope has a known
 * error. A straight line is not presumed true; its slope is the trend.
 */
export function fisherSlope(points: readonly { width: number; rho: number; count: number }[]): {
  slope: number;
  error: number;
} {
  const weight = ({ count }: { count: number }) => count - 3;
  const z = artanh;
  const total = points.reduce((sum, p) => sum + weight(p), 0);
  const center = points.reduce((sum, p) => sum + weight(p) * log(p.width), 0) / total;
  const squares = points.reduce((sum, p) => sum + weight(p) * (log(p.width) - center) ** 2, 0);
  const slope = points.reduce((sum, p) => sum + weight(p) * (log(p.width) - center) * z(p.rho), 0) / squares;
  return { slope, error: 1 / Math.sqrt(squares) };
}

export function trendFinding(samples: readonly Correlated[]): Finding {
  const id = 'decorrelation';
  const statement = 'Training and test loss become increasingly decorrelated as the network size increases.';
  const rule = `reproduced when the ${100 * level} % interval of the slope of artanh ρ against ln n₁ (weights n − 3) lies below 0 and no step to the next width rises (Fisher test, Holm over the steps, ${rules.significance}); not reproduced when it lies above 0 or a step rises`;
  if (samples.length < 2)
    return {
      id,
      statement,
      verdict: 'inconclusive',
      because: 'Fewer than two widths have usable networks.',
      rule,
      quantities: [],
    };
  const points = samples.map(pointOf);
  const { slope, error } = fisherSlope(points);
  const half = criticalValue(level) * error;
  const steps = points.slice(1).map((next, i) => fisherTest(next.rho, next.count, points[i]!.rho, points[i]!.count));
  const adjusted = holm(steps.map(({ pValue }) => pValue));
  const risen = samples.slice(1).filter((_, i) => steps[i]!.z > 0 && adjusted[i]! <= rules.significance);
  const verdict = risen.length > 0 ? 'not-reproduced' : decideNegative([slope - half, slope + half]);
  const rises = risen.length > 0 ? `, and ρ rises at n₁ = ${risen.map(({ width }) => width).join(', ')}` : '';
  const beside = besideTable1(points);
  return {
    id,
    statement,
    verdict,
    because: `ρ is ${list(samples, (_, i) => decimal(points[i]!.rho, 3))}; artanh ρ changes by ${decimal(slope, 3)} ± ${decimal(error, 3)} per factor e in width${rises}.${beside.sentence}`,
    rule,
    quantities: [
      {
        name: 'slope of artanh ρ against ln n₁',
        value: slope,
        error,
        interval: [slope - half, slope + half],
        kind: 'estimate',
      },
      ...beside.quantities,
    ],
    ...(verdict === 'inconclusive'
      ? { more: { count: runsToDecide(points[0]!.count, half, Math.max(1e-3, Math.abs(slope))), unit: 'network' } }
      : {}),
  };
}

const pointOf = ({ width, rho, testLosses }: Correlated) => ({ width, rho: rho.estimate, count: testLosses.length });

const printedSlope = (widths = Object.keys(published).map(Number)) =>
  fisherSlope(widths.map((width) => ({ width, rho: published[width]!, count: rules.publishedNetworks })));

/** Our slope and that of Table 1 over the widths that both have: a curve is steeper over some widths than over others. */
function besideTable1(points: Parameters<typeof fisherSlope>[0]): {
  readonly sentence: string;
  readonly quantities: readonly Quantity[];
} {
  const shared = points.filter(({ width }) => width in published);
  if (shared.length < 2) return { sentence: '', quantities: [] };
  const widths = shared.map(({ width }) => width);
  const [ours, theirs] = [fisherSlope(shared), printedSlope(widths)];
  const at = widths.join(', ');
  return {
    sentence: ` Over the widths that Table 1 has too (${at}) it changes by ${decimal(ours.slope, 3)} ± ${decimal(ours.error, 3)}, in Table 1 by ${decimal(theirs.slope, 3)} ± ${decimal(theirs.error, 3)}.`,
    quantities: [
      { name: `the same, n₁ = ${at}`, value: ours.slope, error: ours.error },
      { name: `the same from Table 1, n₁ = ${at}`, value: theirs.slope, error: theirs.error },
    ],
  };
}

/** Does ρ fall as steeply as in Table 1? Over the widths that Table 1 has. */
export function slopeFinding(points: Parameters<typeof fisherSlope>[0]): Finding {
  const shared = points.filter(({ width }) => width in published);
  const enough = shared.length > 1;
  const ours = enough ? fisherSlope(shared) : { slope: Number.NaN, error: Number.NaN };
  const theirs = printedSlope();
  const error = Math.hypot(ours.error, theirs.error);
  const estimate = ours.slope - theirs.slope;
  const half = criticalValue(level) * error;
  return intervalFinding({
    id: 'slope-of-table-1',
    statement: 'Correlation falls with the width as steeply as in Table 1, with our recipe of training.',
    because: enough
      ? `The slope of artanh ρ against ln n₁ is ${decimal(ours.slope, 3)} ± ${decimal(ours.error, 3)}, that of Table 1 ${decimal(theirs.slope, 3)} ± ${decimal(theirs.error, 3)}.`
      : 'Fewer than two widths of Table 1 have usable networks.',
    parts: enough
      ? [
          {
            name: 'slope of artanh ρ against ln n₁ minus that of Table 1',
            interval: { estimate, low: estimate - half, high: estimate + half, level },
            region: within(0, rules.slope),
          },
        ]
      : [],
    of: '(normal, both errors) of the difference of the slopes',
    level,
    units: { unit: 'network', count: Math.min(...shared.map(({ count }) => count)), fewest: fewestUnits },
  });
}

/** How far training has gone, by how much the test loss lies above the training loss, beside ρ. */
function ratioFinding(samples: readonly Correlated[]): Finding {
  const ratios = samples.map((s) => s.trainLosses.map((train, k) => s.testLosses[k]! / train));
  const means = ratios.map((own, i) => meanOf(`test over training loss, n₁ = ${samples[i]!.width}`, own, Number));
  return measuredFinding({
    id: 'loss-ratio',
    statement: 'How far the test loss lies above the training loss where ρ is measured.',
    because: `Test loss over training loss is ${list(samples, (_, i) => decimal(means[i]!.value, 3)) || 'unknown: no networks'}.`,
    why: 'the source prints ρ alone; means over the networks with their standard errors',
    enough: samples.length > 0,
    quantities: means,
  });
}

function titleOf(trend: Finding, verdicts: readonly Verdict[], samples: readonly Correlated[]): string {
  const count = (verdict: Verdict) => verdicts.filter((v) => v === verdict).length;
  const [right, open] = [count('reproduced'), count('inconclusive')];
  const undecided = open > 0 ? `, ${open} ${agreeing(open, 'is', 'are')} open` : '';
  const numbers = `${right} of ${counted(verdicts.length, 'printed value')} ${agreeing(right, 'holds', 'hold')}${undecided}`;
  if (samples.length === 0) return 'No correlation of training and test loss could be measured';
  if (samples.length === 1) return `Only one width was run; ${numbers}`;
  if (trend.verdict === 'reproduced') return `Training and test loss decorrelate with width; ${numbers}`;
  if (trend.verdict === 'not-reproduced') return `Training and test loss do not decorrelate steadily; ${numbers}`;
  return `Whether training and test loss decorrelate is open; ${numbers}`;
}

function table(samples: readonly Correlated[], numbers: readonly Finding[]): ResultTable {
  return {
    title: 'Correlation of training and test loss (Table 1)',
    columns: ['hidden units n₁', 'networks', 'ρ', 'bootstrap interval', 'published ρ', 'verdict'],
    rows: samples.map(({ width, testLosses, rho, resampled }) => [
      String(width),
      String(testLosses.length),
      { name: 'ρ', value: rho.estimate, interval: [rho.low, rho.high], kind: 'estimate' },
      `${decimal(resampled.low, 3)} to ${decimal(resampled.high, 3)}`,
      width in published ? decimal(published[width]!, 4) : 'none',
      numbers.find(({ id }) => id === `rho-${width}`)?.verdict ?? 'no number to compare',
    ]),
  };
}

function figure(samples: readonly Correlated[], title: string, run: ClaimRun): Figure {
  const known = Object.entries(published).map(([width, rho]) => ({ width: Number(width), rho }));
  return {
    id: 'correlation',
    title,
    subtitle: setupOf(samples, run.preset),
    panels: [
      {
        layout: 'xy',
        title: 'Correlation of training and test loss',
        x: { name: 'hidden units *n*₁ (Table 1 is drawn a little to the right)', scale: 'log' },
        y: { name: `Pearson’s ρ; bars: ${100 * level} %, those of Table 1 as of ${rules.publishedNetworks} networks` },
        marks: [
          {
            type: 'points',
            label: 'this run',
            points: samples.map(({ width, rho }) => ({ x: width, y: rho.estimate, low: rho.low, high: rho.high })),
          },
          {
            type: 'points',
            label: 'Table 1',
            points: known.map(({ width, rho }) => {
              const { low, high } = correlationInterval(rho, rules.publishedNetworks, level);
              // Beside our point, not under it.
              return { x: width * 1.12, y: rho, low, high };
            }),
          },
        ],
      },
    ],
    canShow: 'how well the training loss at the end tells the test loss, width by width, beside the published numbers.',
    cannotShow: 'why; nor whether other batch sizes, rates or starts would give the same numbers.',
    source: run.source,
  };
}

/** Fig. 7, three widths a figure. */
function scatterFigures(samples: readonly Correlated[], run: ClaimRun): Figure[] {
  const parts = Array.from({ length: Math.ceil(samples.length / 3) }, (_, i) => samples.slice(3 * i, 3 * i + 3));
  return parts.map((part, i) => ({
    id: `scatter-${i + 1}`,
    title: `Training and test loss correlate by ${list(part, ({ rho }) => decimal(rho.estimate, 2))}`,
    subtitle: `${setupOf(samples, run.preset)}; at most the first ${drawn} of a width are drawn`,
    panels: part.map((sample) => ({
      layout: 'xy',
      title: `n₁ = ${sample.width}`,
      x: { name: 'training loss' },
      y: { name: 'test loss' },
      marks: [scatter(sample)],
    })),
    canShow: 'the pairs behind each correlation, each panel on axes of its own.',
    cannotShow: 'differences between widths: the axes differ.',
    source: run.source,
  }));
}

function scatter({ width, trainLosses, testLosses }: WidthSample): PointMark {
  return {
    type: 'points',
    label: '',
    rank: sizeRank(width, 'units'),
    points: trainLosses.slice(0, drawn).map((x, k) => ({ x, y: testLosses[k]! })),
  };
}
