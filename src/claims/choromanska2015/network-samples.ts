/**
 * The ensembles of trained networks that the claims of §5 share, one a width and run once for all of them, and their records as what
 * the statistics need. What the paper did: 1000 networks with n₁ hidden units each on 10×10 MNIST, weights from the unit cube, 200
 * epochs of SGD with decaying rate.
 */
import { stream } from '../../base/philox.ts';
import { counted } from '../../base/words.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { networkTrainingColumns } from '../../ensembles/experiments/network-training.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import type { BootstrapInterval, Interval } from '../../ensembles/statistics.ts';
import { type Axis, type Mark, type Panel, type PointMark, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Finding, Preset, ResultTable } from '../claim.ts';
import type { Units } from '../decide.ts';
import { trendFinding, valuesAlong } from '../findings.ts';
import { barOf, evaluation, logAxis, points, tableOf, xy } from '../layout.ts';
import { quantity } from '../quantities.ts';
import { ordersDiffer } from './orders.ts';

interface Plan {
  readonly widths: readonly number[];
  readonly networks: number;
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
  /** Absent: the experiment's own. */
  readonly networksPerTask?: number;
}

/** Width 10 stands in Fig. 9 only. */
export const published: Plan = {
  widths: [10, 25, 50, 100, 250, 500],
  networks: 1000,
  epochs: 200,
  trainSize: 60_000,
  testSize: 10_000,
};

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { widths: [10, 25, 50, 100, 250], networks: 8, epochs: 1, trainSize: 2000, testSize: 1000 },
  // A vector of 512 bits holds 16 networks.
  laptop: { ...published, networks: 32, epochs: 10, networksPerTask: 16 },
  paper: published,
};

/** Joint level of the intervals that decide a finding, fixed before any run. */
export const level = 0.95;

/** Networks (or disorders) from which on a bootstrap interval decides a finding: with fewer it comes out too narrow. */
export const fewestUnits = 10;
export const fewestRule = `fewer than ${fewestUnits} of them decide nothing, since their bootstrap intervals are too narrow`;

/** One ensemble a width, so that each can be run, resumed and shared alone. */
export function networkEnsembles(preset: Preset, seed: number): Readonly<Record<string, EnsembleSpec>> {
  const { widths, ...rest } = plans[preset];
  return Object.fromEntries(
    widths.map((width) => [
      `width-${width}`,
      {
        experiment: 'network-training',
        parameters: { widths: [width], ...rest, seed },
      },
    ]),
  );
}

/** What the paper leaves open about every network it trained. */
export const setupQuestions: readonly string[] = [
  ordersDiffer,
  'The paper does not specify the unit cube that weights come from ([0, 1], [−½, ½] or [−1, 1], and whether biases too), the batch size, the rate and its decay; the parameters of the experiment network-training are ours.',
  'The paper does not specify how the images were reduced to 10×10; we use area averages.',
  'The paper does not specify whether each network saw the data in an order of its own; all networks of one of our ensembles share it, so that only the start differs.',
];

/** The networks of one width that ended with finite losses. */
export interface WidthSample {
  readonly width: number;
  readonly trainLosses: readonly number[];
  readonly testLosses: readonly number[];
  readonly testAccuracies: readonly number[];
  /** Networks that diverged or became non-finite, and are left out. */
  readonly failed: number;
}

/** All records by width, ascending; widths with fewer than two usable networks are dropped. */
export function widthSamples(records: Readonly<Record<string, Records>>): WidthSample[] {
  const rows = Object.values(records).flatMap((part) => {
    const { width, status, trainLoss, testLoss, testAccuracy } = columnsOf(part, networkTrainingColumns);
    return status.map((word, row) => {
      const [train, test] = [trainLoss[row]!, testLoss[row]!];
      const ended = usable(word) && Number.isFinite(train) && Number.isFinite(test);
      return { width: width[row]!, train, test, accuracy: testAccuracy[row]!, usable: ended };
    });
  });
  return [...new Set(rows.map(({ width }) => width))]
    .sort((a, b) => a - b)
    .map((width) => {
      const all = rows.filter((row) => row.width === width);
      const good = all.filter((row) => row.usable);
      return {
        width,
        trainLosses: good.map((row) => row.train),
        testLosses: good.map((row) => row.test),
        testAccuracies: good.map((row) => row.accuracy),
        failed: all.length - good.length,
      };
    })
    .filter(({ testLosses }) => testLosses.length > 1);
}

/** A network that ran out its epochs counts, whether or not its loss had settled. */
function usable(status: string): boolean {
  return status === 'converged' || status === 'step-limit';
}

/** The recipe stands among the differences, not among the open questions alone: correlations and spreads depend on it. */
export const recipeDiffers =
  'The recipe is ours, since the paper does not print its own: rate 1/(1 + 0.1 t) after t epochs, minibatches of 100, weights and biases from [−½, ½], one data order for all networks of a width.';

/** In what the run differs from the published set-up; part of a preset that was not run is named by what is there. */
export function differencesOf(samples: readonly WidthSample[], preset: Preset): string[] {
  const plan = plans[preset];
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0);
  const missing = published.widths.filter((width) => !samples.some((sample) => sample.width === width));
  return [
    recipeDiffers,
    ...(plan === published
      ? []
      : [
          `${plan.networks} networks per width × ${counted(plan.epochs, 'epoch')} on ${plan.trainSize} images, tested on ${plan.testSize}, instead of ${published.networks} × ${published.epochs} on ${published.trainSize}, tested on ${published.testSize}.`,
        ]),
    ...(missing.length > 0 ? [`No networks of width ${missing.join(', ')}.`] : []),
    ...(failed > 0 ? [`${counted(failed, 'network')} ended as diverged or non-finite, left out.`] : []),
  ];
}

/** The line under a figure's title. */
export function setupOf(samples: readonly WidthSample[], preset: Preset): string {
  const { networks, epochs } = plans[preset];
  return `ReLU networks 100–*n*₁–10 on 10×10 MNIST, ${counted(samples.length, 'width')}; ${networks} networks each, ${counted(epochs, 'epoch')} of SGD`;
}

/** A claim on the ensembles of §5.1, all of which it needs; what the paper leaves open about them comes first. */
export function networkClaim(given: {
  readonly id: string;
  readonly statement: string;
  readonly place: string;
  readonly openQuestions: readonly string[];
  evaluate(samples: readonly WidthSample[], run: ClaimRun): Parameters<typeof evaluation>[0];
}): Claim {
  return {
    id: given.id,
    statement: given.statement,
    source: { key: 'choromanska2015loss', place: given.place },
    openQuestions: [...setupQuestions, ...given.openQuestions],
    needs: networkEnsembles,
    evaluate(records, run) {
      const samples = widthSamples(records);
      const { differences = [], ...rest } = given.evaluate(samples, run);
      return evaluation({ ...rest, differences: [...differencesOf(samples, run.preset), ...differences] });
    },
  };
}

/** What limits intervals over networks: those of the sample that has fewest. */
export function networks(samples: readonly (readonly unknown[])[]): Units {
  return { unit: 'network', count: Math.min(...samples.map(({ length }) => length)), fewest: fewestUnits };
}

/** A table of widths with their numbers of networks, and further columns. */
export function widthsTable(
  title: string,
  samples: readonly WidthSample[],
  columns: Parameters<typeof tableOf<WidthSample>>[2],
): ResultTable {
  return tableOf(title, samples, {
    'hidden units n₁': ({ width }) => width,
    networks: ({ testLosses }) => testLosses.length,
    ...columns,
  });
}

/** A panel over the widths. */
export const overWidths = (title: string, y: string | Axis, marks: readonly Mark[]): Panel =>
  xy(title, logAxis('hidden units *n*₁'), y, marks);

/** A panel of one number of each width with its interval. */
export const intervalsOver = (
  title: string,
  y: string | Axis,
  samples: readonly WidthSample[],
  intervals: readonly Interval[],
): Panel => overWidths(title, y, [alongWidths('', samples, (_, i) => barOf(intervals[i]!))]);

/** What a width is called in a figure, and its place on the size ramp. */
export const named = ({ width }: WidthSample) => ({ label: `n₁ = ${width}`, rank: sizeRank(width, 'units') });

/** A number of each width with its bar, as points over the width. */
export function alongWidths<S extends WidthSample>(
  label: string,
  samples: readonly S[],
  bar: (sample: S, i: number) => { readonly y: number; readonly low?: number; readonly high?: number },
): PointMark {
  return points(label, samples, (sample, i) => ({ x: sample.width, ...bar(sample, i), ...named(sample) }));
}

/** “value (n₁ = width), …” for a sentence. */
export function list<S extends WidthSample>(samples: readonly S[], value: (sample: S, i: number) => string): string {
  return samples.map((sample, i) => `${value(sample, i)} (n₁ = ${sample.width})`).join(', ');
}

export interface Falling {
  readonly claim: string;
  readonly id: string;
  readonly statement: string;
  /** What falls, as a name: 'variance of the test loss'. */
  readonly what: string;
  /** The values of one sample that are resampled, and the number made of them. */
  readonly values: (sample: WidthSample, i: number) => readonly number[];
  readonly statistic: (values: readonly number[]) => number;
  /** Every step to the next width, or the slope against ln n₁, which has power where single steps have none; steps when absent. */
  readonly by?: 'steps' | 'slope';
  /** True for a statement that the source does not make. */
  readonly ours?: boolean;
  /** How the values are written. */
  readonly format: (x: number) => string;
  /** What is told of each width where that is another statistic than the one judged. */
  readonly told?: Pick<Falling, 'what' | 'statistic'>;
  /** What is said beside each value. */
  readonly beside?: (sample: WidthSample) => string;
  /** Of the finding's intervals; as of a trend when absent. */
  readonly resamples?: number;
}

/** Does a statistic fall with the width, at each step or by its slope? And its values with their intervals, each at the level of its own. */
export function falling(
  samples: readonly WidthSample[],
  seed: number,
  {
    claim,
    id,
    statement,
    what,
    values,
    statistic,
    format,
    told = { what, statistic },
    beside = () => '',
    by = 'steps',
    ours = false,
    resamples,
  }: Falling,
): { readonly finding: Finding; readonly at: readonly BootstrapInterval[] } {
  const along = samples.map((sample, i) => ({ at: sample.width, units: values(sample, i) }));
  const draw = (purpose: string) => (width: number) => stream(seed, claim, width, `bootstrap ${purpose}`);
  const at = valuesAlong({ along, statistic: told.statistic, level }, draw(told.what));
  const words = list(
    samples,
    (sample, i) => `${format(at[i]!.estimate)} ± ${format(at[i]!.standardError)}${beside(sample)}`,
  );
  const because = samples.length > 1 ? `The ${told.what} is ${words}.` : 'Fewer than two widths have usable networks.';
  const quantities = samples.map(({ width }, i) => quantity(`${told.what}, n₁ = ${width}`, at[i]!));
  const finding = trendFinding({
    id,
    statement,
    because,
    quantities,
    what,
    direction: 'falls',
    by,
    ours,
    along,
    statistic,
    symbol: 'n₁',
    level,
    unit: 'network',
    fewest: fewestUnits,
    resamples,
    draw: draw(id),
  });
  return { finding, at };
}
