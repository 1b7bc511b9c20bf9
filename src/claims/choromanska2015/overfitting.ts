/**
 * ls/overfitting, §1 and §5.3. What the paper says: “struggling to find the global minimum on the training set (as opposed to one of the
 * many good local ones) is not useful in practice and may lead to overfitting”. It runs no experiment on it beyond Table 1. Two are run
 * here: training prolonged far beyond the best test loss, and, across the ensembles of §5.1, what the lowest training losses are worth.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import {
  type BootstrapInterval,
  bootstrap,
  mean,
  quantile,
  standardDeviation,
  standardError,
} from '../../ensembles/statistics.ts';
import { type Figure, type Panel, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity, ResultTable, Verdict } from '../claim.ts';
import { quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  differencesOf,
  fewestRule,
  fewestUnits,
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
  evaluate: (records, run) => evaluate(records, run),
};

/**
 * One ensemble a checkpoint: since rate and order of the data depend on the epoch alone, training for fewer epochs is the beginning of
 * training for more, to the bit (test/claims/overfitting.test.ts).
 */
function prolongedEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { width, networks, trainSize, testSize, checkpoints } = plans[preset];
  return Object.fromEntries(
    checkpoints.map((epochs) => [
      `epochs-${epochs}`,
      {
        experiment: 'network-training',
        backend: 'wasm' as const,
        parameters: { widths: [width], networks, epochs, trainSize, testSize, ...course, seed, networksPerTask: 8 },
      },
    ]),
  );
}

/** Losses of the same networks after more and more epochs. */
interface Checkpoint {
  readonly epochs: number;
  readonly trainLosses: readonly number[];
  readonly testLosses: readonly number[];
  readonly failed: number;
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const named = (prefix: string) => Object.entries(records).filter(([name]) => name.startsWith(prefix));
  const samples = widthSamples(Object.fromEntries(named('width-')));
  const checkpoints = named('epochs-')
    .flatMap(([name, part]) => widthSamples({ part }).map((sample) => ({ ...sample, epochs: Number(name.slice(7)) })))
    .sort((a, b) => a.epochs - b.epochs);
  const prolonged = prolongedFinding(checkpoints, run.seed);
  const gains = samples.filter(({ testLosses }) => testLosses.length >= 20).map((sample) => gainOf(sample, run.seed));
  const across = acrossFinding(gains);
  const { width, networks, trainSize } = plans[run.preset];
  const title = titles[prolonged.verdict]!;
  return {
    title,
    findings: [prolonged, across],
    figures: [figure(checkpoints, gains, title, run)],
    tables: [table(checkpoints)],
    differences: [
      ...differencesOf(samples, run.preset),
      `Prolonged training: ${networks} networks of width ${width} on ${trainSize} images; the paper has no such experiment.`,
    ],
    story: [prolonged.because, across.because],
  };
}

const titles: Readonly<Record<string, string>> = {
  reproduced: 'Training on lowers the training loss and raises the test loss',
  'not-reproduced': 'Training on does not raise the test loss',
  inconclusive: 'Whether training on raises the test loss is not decided by these runs',
};

/** Mean test loss at the last checkpoint over that at the lowest, minus 1. */
function prolongedFinding(checkpoints: readonly Checkpoint[], seed: number): Finding {
  const head = {
    id: 'prolonged',
    statement:
      'Training prolonged toward the minimum of the training loss overfits: the test loss passes its lowest value and rises.',
    rule: `reproduced when the mean training loss falls at every checkpoint and the whole ${100 * level} % interval (bootstrap over the networks but the first ${100 * rules.choosers} %) of the relative rise of the mean test loss, from the checkpoint before the last where those first ones have it lowest to the last, lies above ${100 * rules.rise} %; not reproduced when the training loss rises at a checkpoint, or when none of the interval does although the training loss has fallen below ${rules.reached}; ${fewestRule}`,
  };
  const networks = checkpoints[0]?.testLosses.length ?? 0;
  const choosers = Math.ceil(rules.choosers * networks);
  const complete =
    checkpoints.length > 1 &&
    networks - choosers > 1 &&
    checkpoints.every(({ failed, testLosses }) => failed === 0 && testLosses.length === networks);
  if (!complete)
    return {
      ...head,
      verdict: 'inconclusive',
      because:
        'The courses of training are incomplete: some networks failed, or fewer than two checkpoints or three networks are there.',
      quantities: [],
    };
  // The lowest checkpoint is chosen by some networks and judged by the others: no rise comes from the choice itself.
  const chosen = checkpoints.slice(0, -1).map(({ testLosses }) => mean(testLosses.slice(0, choosers)));
  const lowest = chosen.indexOf(Math.min(...chosen));
  const ends = checkpoints
    .at(-1)!
    .testLosses.map((last, k) => ({ last, low: checkpoints[lowest]!.testLosses[k]! }))
    .slice(choosers);
  const [rise] = bootstrap(stream(seed, 'ls/overfitting', 0, 'bootstrap rise'), [ends], ([units]) => [
    mean(units!.map(({ last }) => last)) / mean(units!.map(({ low }) => low)) - 1,
  ]);
  const trains = checkpoints.map(({ trainLosses }) => mean(trainLosses));
  const tests = checkpoints.map(({ testLosses }) => mean(testLosses));
  const falls = trains.every((loss, i) => i === 0 || loss < trains[i - 1]!);
  const decide = (): Verdict => {
    if (ends.length < fewestUnits) return 'inconclusive';
    if (!falls) return 'not-reproduced';
    if (rise!.low > rules.rise) return 'reproduced';
    return rise!.high <= rules.rise && trains.at(-1)! < rules.reached ? 'not-reproduced' : 'inconclusive';
  };
  return {
    ...head,
    verdict: decide(),
    because: `From epoch ${checkpoints[lowest]!.epochs} to ${checkpoints.at(-1)!.epochs} the mean training loss goes from ${decimal(trains[lowest]!, 4)} to ${decimal(trains.at(-1)!, 4)}, the mean test loss from ${decimal(tests[lowest]!, 4)} to ${decimal(tests.at(-1)!, 4)}; on the networks that did not choose epoch ${checkpoints[lowest]!.epochs} a change of ${decimal(100 * rise!.estimate, 1)} % (${decimal(100 * rise!.low, 1)} to ${decimal(100 * rise!.high, 1)} %).`,
    quantities: [quantity('relative rise of the mean test loss', rise!)],
  };
}

/** How far below the mean the test losses of the best-trained networks lie, in standard deviations of the width. */
interface Gain {
  readonly width: number;
  readonly interval: BootstrapInterval;
}

function gainOf(sample: WidthSample, seed: number): Gain {
  const pairs = sample.trainLosses.map((train, k) => ({ train, test: sample.testLosses[k]! }));
  const [interval] = bootstrap(
    stream(seed, 'ls/overfitting', sample.width, 'bootstrap gain'),
    [pairs],
    ([units]) => {
      const limit = quantile(
        units!.map(({ train }) => train),
        rules.best,
      );
      const all = units!.map(({ test }) => test);
      const best = units!.filter(({ train }) => train <= limit).map(({ test }) => test);
      return [(mean(all) - mean(best)) / standardDeviation(all)];
    },
    { resamples: 1000, level },
  );
  return { width: sample.width, interval: interval! };
}

function acrossFinding(gains: readonly Gain[]): Finding {
  return {
    id: 'across-ensemble',
    statement: 'What the lowest training losses of an ensemble are worth in test loss.',
    verdict: 'measured',
    because:
      gains.length > 0
        ? `The tenth of the networks with the lowest training losses has a mean test loss below that of all by ${gains.map(({ width, interval: g }) => `${decimal(g.estimate, 2)} standard deviations (${decimal(g.low, 2)} to ${decimal(g.high, 2)}, n₁ = ${width})`).join(', ')}.`
        : 'No width has the twenty networks that a best tenth needs.',
    rule: `measured: the source calls the pursuit of limited use and gives no number; bootstrap over networks, ${100 * level} % at each width`,
    quantities: gains.map(({ width, interval }) =>
      quantity(`gain of the best tenth in standard deviations, n₁ = ${width}`, interval),
    ),
  };
}

function table(checkpoints: readonly Checkpoint[]): ResultTable {
  return {
    title: 'Prolonged training',
    columns: ['epochs', 'networks', 'mean training loss', 'mean test loss', 'test − training'],
    rows: checkpoints.map(({ epochs, trainLosses, testLosses }) => [
      String(epochs),
      String(testLosses.length),
      withError('training', trainLosses),
      withError('test', testLosses),
      withError(
        'difference',
        testLosses.map((test, k) => test - trainLosses[k]!),
      ),
    ]),
  };
}

/** Mean over networks. */
function withError(name: string, values: readonly number[]): Quantity {
  return { name, value: mean(values), error: standardError(values) };
}

function figure(checkpoints: readonly Checkpoint[], gains: readonly Gain[], title: string, run: ClaimRun): Figure {
  const { width, networks, trainSize } = plans[run.preset];
  const meanCourse = (label: string, losses: (checkpoint: Checkpoint) => readonly number[]) => ({
    type: 'curve' as const,
    role: 'measured' as const,
    label,
    points: checkpoints.map((checkpoint) => [checkpoint.epochs, mean(losses(checkpoint))] as const),
  });
  const across: Panel = {
    layout: 'xy',
    title: 'Across the ensembles',
    x: { name: 'hidden units *n*₁', scale: 'log' },
    y: { name: 'gain of the best-trained tenth in test loss, in standard deviations; bars: 95 %' },
    marks: [
      {
        type: 'points',
        label: '',
        points: gains.map(({ width: n, interval: g }) => ({
          x: n,
          y: g.estimate,
          low: g.low,
          high: g.high,
          label: `n₁ = ${n}`,
          rank: sizeRank(n, 'units'),
        })),
      },
    ],
  };
  return {
    id: 'overfitting',
    title,
    subtitle: `ReLU networks 100–${width}–10 on ${trainSize} images of 10×10 MNIST; ${networks} networks, mean cross-entropy`,
    panels: [
      {
        layout: 'xy',
        title: 'Along prolonged training',
        x: { name: 'epochs', scale: 'log' },
        y: { name: 'mean loss', scale: 'log' },
        marks: [meanCourse('test loss', (c) => c.testLosses), meanCourse('training loss', (c) => c.trainLosses)],
      },
      ...(gains.length > 0 ? [across] : []),
    ],
    canShow:
      'how the test loss goes while the training loss is driven down, and what a low training loss is worth among networks.',
    cannotShow: 'the global minimum of the training loss, which nothing here finds.',
    source: run.source,
    description: `Mean losses: ${checkpoints.map((c) => `epoch ${c.epochs}: training ${decimal(mean(c.trainLosses), 4)}, test ${decimal(mean(c.testLosses), 4)}`).join('; ')}.`,
  };
}
