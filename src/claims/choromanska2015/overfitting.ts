/**
 * ls/overfitting, §1 and §5.3. What the paper says: “struggling to find the global minimum on the training set (as opposed to one of the
 * many good local ones) is not useful in practice and may lead to overfitting”. It runs no experiment on it beyond Table 1. Two are run
 * here: training prolonged far beyond the best test loss, and, across the ensembles of §5.1, what the lowest training losses are worth.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap, mean, quantile, standardDeviation } from '../../ensembles/statistics.ts';
import type { Figure } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, known } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, type Titles, tableOf, xy } from '../layout.ts';
import { falls, list, meanOf, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  differencesOf,
  fewestUnits,
  intervalsOver,
  level,
  networkEnsembles,
  setupQuestions,
  type WidthSample,
  widthSamples,
} from './network-samples.ts';

interface Prolonged {
  readonly width: number;
  readonly networks: number;
  readonly trainSize: number;
  readonly testSize: number;
  /** Epochs after which the losses are read. */
  readonly checkpoints: readonly number[];
}

const plans: Readonly<Record<Preset, Prolonged>> = {
  smoke: { width: 50, networks: 8, trainSize: 300, testSize: 1000, checkpoints: [1, 3, 10, 30, 100] },
  laptop: { width: 100, networks: 16, trainSize: 1000, testSize: 10_000, checkpoints: [1, 3, 10, 30, 100, 300] },
  paper: { width: 500, networks: 16, trainSize: 60_000, testSize: 10_000, checkpoints: [5, 10, 20, 50, 100, 200] },
};

/** A constant rate and small minibatches, so that training goes on; chosen on seed 99 for the training loss they reach. */
const course = { batch: 10, rate: 0.2, decay: 0 };

/** Fixed before any run. */
const rules = {
  /** Relative rise of the mean test loss above its lowest checkpoint that counts as overfitting. */
  rise: 0.01,
  /** Training loss below which the minimum, at least 0, has been pursued far enough to say that nothing rises. */
  reached: 0.01,
  /** Share of the networks that choose the checkpoint from which the rise is counted; the others judge it. */
  choosers: 0.25,
  /** The networks of a width with the lowest training losses: this share. */
  best: 0.1,
};

export const overfitting: Claim = {
  id: 'ls/overfitting',
  statement: 'Pursuing the minimum of the training loss is of little use for the test loss and leads to overfitting.',
  source: { key: 'choromanska2015loss', place: '§1, §5.3' },
  openQuestions: [
    ...setupQuestions,
    'The paper describes no experiment on overfitting besides the correlations of Table 1. Width, training set, rate and epochs of the prolonged training are chosen here: the widest published network on all images at preset paper, fewer images at the others, a constant rate that drives the training loss toward 0.',
    'The global minimum of the training loss is unknown; prolonged training only comes closer to it.',
  ],
  needs: (preset, seed) => ({ ...networkEnsembles(preset, seed), ...prolongedEnsembles(preset, seed) }),
  evaluate,
};

/**
 * One ensemble a checkpoint: since rate and order of the data depend on the epoch alone, training for fewer epochs is the beginning of
 * training for more, to the bit (test/claims/overfitting.test.ts).
 */
function prolongedEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { width, checkpoints, ...rest } = plans[preset];
  const specOf = (epochs: number): EnsembleSpec => ({
    experiment: 'network-training',
    parameters: { widths: [width], ...rest, epochs, ...course, seed, networksPerTask: 8 },
  });
  return Object.fromEntries(checkpoints.map((epochs) => [`epochs-${epochs}`, specOf(epochs)]));
}

/** Losses of the same networks after more and more epochs. */
interface Checkpoint extends WidthSample {
  readonly epochs: number;
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const named = (prefix: string) => Object.entries(records).filter(([name]) => name.startsWith(prefix));
  const samples = widthSamples(Object.fromEntries(named('width-')));
  const checkpoints = named('epochs-')
    .flatMap(([name, part]) => widthSamples({ part }).map((sample) => ({ ...sample, epochs: Number(name.slice(7)) })))
    .sort((a, b) => a.epochs - b.epochs);
  const judged = samples.filter(({ testLosses }) => testLosses.length >= 20);
  const gains = judged.map((sample) => gainOf(sample, run.seed));
  const findings = [prolongedFinding(checkpoints, run.seed), acrossFinding(judged, gains)];
  const title = titles[findings[0]!.verdict]!;
  const { width, networks, trainSize } = plans[run.preset];
  return evaluation({
    title,
    findings,
    figures: [figure(checkpoints, judged, gains, findings, title, run)],
    tables: [
      tableOf('Prolonged training', checkpoints, {
        epochs: ({ epochs }) => epochs,
        networks: ({ testLosses }) => testLosses.length,
        'mean training loss': ({ trainLosses }) => meanOf('training', trainLosses, Number),
        'mean test loss': ({ testLosses }) => meanOf('test', testLosses, Number),
        'test − training': (c) =>
          meanOf('difference', [...c.testLosses.keys()], (k) => c.testLosses[k]! - c.trainLosses[k]!),
      }),
    ],
    differences: [
      ...differencesOf(samples, run.preset),
      `Prolonged training: ${networks} networks of width ${width} on ${trainSize} images; the paper has no such experiment.`,
    ],
  });
}

const titles: Titles = {
  reproduced: 'Training on lowers the training loss and raises the test loss',
  'not-reproduced': 'Training on does not raise the test loss',
  inconclusive: 'Whether training on raises the test loss stays open',
};

/** Mean test loss at the last checkpoint over that at the lowest, minus 1. The lowest is chosen by some networks and judged by the others. */
function prolongedFinding(checkpoints: readonly Checkpoint[], seed: number): Finding {
  const networks = checkpoints[0]?.testLosses.length ?? 0;
  const choosers = Math.ceil(rules.choosers * networks);
  const whole = checkpoints.every(({ failed, testLosses }) => failed === 0 && testLosses.length === networks);
  const complete = checkpoints.length > 1 && networks - choosers > 1 && whole;
  const seen = complete ? riseOf(checkpoints, choosers, seed) : undefined;
  return intervalFinding({
    id: 'prolonged',
    statement:
      'Training prolonged toward the minimum of the training loss overfits: the test loss passes its lowest value and rises.',
    because:
      seen?.because ??
      'The courses of training are incomplete: some networks failed, or fewer than two checkpoints or three networks are there.',
    parts: seen
      ? [
          {
            name: 'relative rise of the mean test loss',
            interval: seen.rise,
            region: above(rules.rise, `${100 * rules.rise} %`),
          },
        ]
      : [],
    of: `(bootstrap over the networks but the first ${100 * rules.choosers} %) of the relative rise of the mean test loss, from the checkpoint before the last where those first ones have it lowest to the last,`,
    level,
    units: { unit: 'network', count: networks - choosers, fewest: fewestUnits },
    besides: {
      outcome: known(seen ? falls(seen.trains) : undefined),
      rule: 'the mean training loss must fall at every checkpoint',
    },
    failure: {
      counts: seen !== undefined && seen.trains.at(-1)! < rules.reached,
      rule: `the training loss has fallen below ${rules.reached}`,
    },
  });
}

function riseOf(checkpoints: readonly Checkpoint[], choosers: number, seed: number) {
  const chosen = checkpoints.slice(0, -1).map(({ testLosses }) => mean(testLosses.slice(0, choosers)));
  const [from, to] = [checkpoints[chosen.indexOf(Math.min(...chosen))]!, checkpoints.at(-1)!];
  const ends = to.testLosses.map((last, k) => ({ last, low: from.testLosses[k]! })).slice(choosers);
  const [rise] = bootstrap(stream(seed, 'ls/overfitting', 0, 'bootstrap rise'), [ends], ([units]) => [
    mean(units!.map(({ last }) => last)) / mean(units!.map(({ low }) => low)) - 1,
  ]);
  const losses = (of: (c: Checkpoint) => readonly number[]) =>
    `${decimal(mean(of(from)), 4)} to ${decimal(mean(of(to)), 4)}`;
  const percent = (x: number) => decimal(100 * x, 1);
  return {
    rise: rise!,
    trains: checkpoints.map(({ trainLosses }) => mean(trainLosses)),
    because: `From epoch ${from.epochs} to ${to.epochs} the mean training loss goes from ${losses((c) => c.trainLosses)}, the mean test loss from ${losses((c) => c.testLosses)}; on the networks that did not choose epoch ${from.epochs} a change of ${percent(rise!.estimate)} % (${percent(rise!.low)} to ${percent(rise!.high)} %).`,
  };
}

/** How far below the mean the test losses of the best-trained networks lie, in standard deviations of the width. */
function gainOf({ width, trainLosses, testLosses }: WidthSample, seed: number): BootstrapInterval {
  const pairs = trainLosses.map((train, k) => ({ train, test: testLosses[k]! }));
  const tests = (units: typeof pairs) => units.map(({ test }) => test);
  const gain = (units: typeof pairs) => {
    const limit = quantile(
      units.map(({ train }) => train),
      rules.best,
    );
    const best = units.filter(({ train }) => train <= limit);
    return (mean(tests(units)) - mean(tests(best))) / standardDeviation(tests(units));
  };
  const draw = stream(seed, 'ls/overfitting', width, 'bootstrap gain');
  return bootstrap(draw, [pairs], ([units]) => [gain([...units!])], { resamples: 1000, level })[0]!;
}

function acrossFinding(samples: readonly WidthSample[], gains: readonly BootstrapInterval[]): Finding {
  const told = list(
    gains,
    (g, i) =>
      `${decimal(g.estimate, 2)} standard deviations (${decimal(g.low, 2)} to ${decimal(g.high, 2)}, n₁ = ${samples[i]!.width})`,
  );
  return measuredFinding({
    id: 'across-ensemble',
    statement: 'What the lowest training losses of an ensemble are worth in test loss.',
    because:
      gains.length > 0
        ? `The tenth of the networks with the lowest training losses has a mean test loss below that of all by ${told}.`
        : 'No width has the twenty networks that a best tenth needs.',
    why: `the source calls the pursuit of limited use and gives no number; bootstrap over networks, ${100 * level} % at each width`,
    quantities: gains.map((g, i) =>
      quantity(`gain of the best tenth in standard deviations, n₁ = ${samples[i]!.width}`, g),
    ),
  });
}

function figure(
  checkpoints: readonly Checkpoint[],
  samples: readonly WidthSample[],
  gains: readonly BootstrapInterval[],
  findings: readonly Finding[],
  title: string,
  run: ClaimRun,
): Figure {
  const { width, networks, trainSize } = plans[run.preset];
  const gain = 'gain of the best-trained tenth in test loss, in standard deviations; bars: 95 %';
  return figureOf(run, findings, {
    id: 'overfitting',
    title,
    subtitle: `ReLU networks 100–${width}–10 on ${trainSize} images of 10×10 MNIST; ${networks} networks, mean cross-entropy`,
    panels: [
      xy('Along prolonged training', logAxis('epochs'), logAxis('mean loss'), [
        curve('test loss', 'measured', checkpoints, ({ epochs, testLosses }) => [epochs, mean(testLosses)]),
        curve('training loss', 'measured', checkpoints, ({ epochs, trainLosses }) => [epochs, mean(trainLosses)]),
      ]),
      ...(gains.length > 0 ? [intervalsOver('Across the ensembles', gain, samples, gains)] : []),
    ],
    canShow:
      'how the test loss goes while the training loss is driven down, and what a low training loss is worth among networks.',
    cannotShow: 'the global minimum of the training loss, which nothing here finds.',
  });
}
