/**
 * The ensembles of trained networks that the claims of §5 share, one a width and run once for all of them, and their records as what
 * the statistics need. What the paper did: 1000 networks with n₁ hidden units each on 10×10 MNIST, weights from the unit cube, 200
 * epochs of SGD with decaying rate.
 */
import { stream } from '../../base/philox.ts';
import { counted } from '../../base/words.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap } from '../../ensembles/statistics.ts';
import type { Finding, Preset, Quantity } from '../claim.ts';
import { floats, integers, texts } from '../columns.ts';
import { decideAll, decideNegative, runsToDecide } from '../decide.ts';

interface Plan {
  readonly widths: readonly number[];
  readonly networks: number;
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
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
  laptop: { ...published, networks: 40, epochs: 10 },
  paper: published,
};

/** Joint level of the intervals that decide a finding, fixed before any run. */
export const level = 0.95;

/** Networks (or disorders) from which on a bootstrap interval decides a finding: with fewer it comes out too narrow. */
export const fewestUnits = 10;
export const fewestRule = `nothing is decided by fewer than ${fewestUnits} of them, whose bootstrap intervals come out too narrow`;

/** One ensemble a width, so that each can be run, resumed and shared alone. */
export function networkEnsembles(preset: Preset, seed: number): Readonly<Record<string, EnsembleSpec>> {
  const { widths, networks, epochs, trainSize, testSize } = plans[preset];
  return Object.fromEntries(
    widths.map((width) => [
      `width-${width}`,
      {
        experiment: 'network-training',
        backend: 'wasm' as const,
        parameters: { widths: [width], networks, epochs, trainSize, testSize, seed },
      },
    ]),
  );
}

/** What the paper leaves open about every network it trained. */
export const setupQuestions: readonly string[] = [
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
    const [width, status] = [integers(part, 'width'), texts(part, 'status')];
    const [train, test, accuracy] = ['trainLoss', 'testLoss', 'testAccuracy'].map((name) => floats(part, name));
    return status.map((word, row) => ({
      width: width[row]!,
      train: train![row]!,
      test: test![row]!,
      accuracy: accuracy![row]!,
      usable: usable(word) && Number.isFinite(train![row]!) && Number.isFinite(test![row]!),
    }));
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

/** In what the run differs from the published set-up; part of a preset that was not run is named by what is there. */
export function differencesOf(samples: readonly WidthSample[], preset: Preset): string[] {
  const plan = plans[preset];
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0);
  const missing = published.widths.filter((width) => !samples.some((sample) => sample.width === width));
  return [
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
  /** What is told of each width: a name, its values, how they are written, and what is said beside them. */
  readonly told: {
    readonly name: string;
    readonly at: readonly BootstrapInterval[];
    format(x: number): string;
    beside?(sample: WidthSample): string;
  };
}

/** A statistic of every width with its interval, each at the level of its own. */
export function statisticOf(
  samples: readonly WidthSample[],
  seed: number,
  { claim, name, values, statistic }: { readonly name: string } & Pick<Falling, 'claim' | 'values' | 'statistic'>,
): BootstrapInterval[] {
  return samples.map((sample, i) => {
    const draw = stream(seed, claim, sample.width, `bootstrap ${name}`);
    return bootstrap(draw, [values(sample, i)], ([units]) => [statistic(units!)], { resamples: 1000, level })[0]!;
  });
}

/** Does a statistic fall from each width to the next? By bootstrap intervals of the changes that hold together. */
export function fallingFinding(samples: readonly WidthSample[], seed: number, falling: Falling): Finding {
  const { claim, id, statement, what, values, statistic, told } = falling;
  const joint = 1 - (1 - level) / Math.max(1, samples.length - 1);
  const steps = samples.slice(1).map((next, i) => {
    const [change] = bootstrap(
      stream(seed, claim, next.width, `bootstrap ${id}`),
      [values(samples[i]!, i), values(next, i + 1)],
      ([a, b]) => [statistic(b!) - statistic(a!)],
      { resamples: 2000, level: joint },
    );
    return { name: `change of the ${what}, n₁ = ${samples[i]!.width} to ${next.width}`, change: change! };
  });
  const networks = Math.min(...samples.map(({ testLosses }) => testLosses.length));
  const verdict =
    networks < fewestUnits
      ? 'inconclusive'
      : decideAll(steps.map(({ change }) => decideNegative([change.low, change.high])));
  const open = steps.filter(({ change }) => change.low <= 0 && change.high >= 0);
  const ratio = Math.max(
    0,
    ...open.map(({ change: c }) => (c.high - c.low) / 2 / Math.max(1e-30, Math.abs(c.estimate))),
  );
  return {
    id,
    statement,
    verdict,
    because:
      samples.length > 1
        ? `The ${told.name} is ${list(samples, (sample, i) => `${told.format(told.at[i]!.estimate)} ± ${told.format(told.at[i]!.standardError)}${told.beside?.(sample) ?? ''}`)}.`
        : 'Fewer than two widths have usable networks.',
    rule: `reproduced when the ${what} falls at every step to the next width, all bootstrap intervals (over networks) below 0 together at ${100 * level} %; not reproduced when one lies above 0; ${fewestRule}`,
    quantities: [
      ...steps.map(({ name, change }) => quantity(name, change)),
      ...samples.map(({ width }, i) => quantity(`${told.name}, n₁ = ${width}`, told.at[i]!)),
    ],
    ...(verdict === 'inconclusive' && samples.length > 1
      ? { moreRuns: Math.max(fewestUnits - networks, runsToDecide(networks, ratio, 1)) }
      : {}),
  };
}

/** A bootstrap interval as a number with what surrounds it. */
export function quantity(name: string, { estimate, standardError, low, high }: BootstrapInterval): Quantity {
  return { name, value: estimate, error: standardError, interval: [low, high], kind: 'estimate' };
}
