/**
 * ls/overfitting, §1 and §5.3. What the paper says: “struggling to find the global minimum on the training set (as opposed to one of the
 * many good local ones) is not useful in practice and may lead to overfitting”. It runs no experiment on it beyond Table 1. Two are run
 * here: training prolonged far beyond the best test loss, by a course made for it and by the recipe of the other claims, with the test
 * accuracy beside the loss; and, across the ensembles of §5.1, what the lowest training losses are worth.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap, mean, quantile, standardDeviation } from '../../ensembles/statistics.ts';
import type { Figure } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { texts, vectors } from '../columns.ts';
import { above, falls, known, stands } from '../decide.ts';
import { intervalFinding, measuredFinding, type Statement } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, type Titles, tableOf, xy } from '../layout.ts';
import { falls as decreases, list, meanOf, quantity, spanned } from '../quantities.ts';
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

/**
 * constant: a constant rate and small minibatches, so that training goes on; chosen on seed 99 for the training loss they reach. recipe: that of
 * the other claims (docs/decisions/011), whose rate decays.
 */
const courses = {
  constant: { batch: 10, rate: 0.2, decay: 0 },
  recipe: { batch: 100, rate: 1, decay: 0.1 },
} as const;
type Course = keyof typeof courses;

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

/** One ensemble for each course, its measures recorded at every checkpoint. */
function prolongedEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { width, checkpoints, ...rest } = plans[preset];
  const specOf = (course: Course): EnsembleSpec => ({
    experiment: 'network-training',
    parameters: {
      ...{ widths: [width], ...rest, epochs: checkpoints.at(-1)!, recordAt: [...checkpoints] },
      ...{ ...courses[course], seed, networksPerTask: 8 },
    },
  });
  return { 'prolonged-constant': specOf('constant'), 'prolonged-recipe': specOf('recipe') };
}

/** Measures of the same networks after more and more epochs. */
export interface Checkpoint {
  readonly epochs: number;
  readonly trainLosses: readonly number[];
  readonly testLosses: readonly number[];
  readonly testErrors: readonly number[];
}

/** By epochs; none unless every network stayed finite, since the same networks are compared. */
function checkpointsOf(part: Records | undefined): Checkpoint[] {
  if (!part || texts(part, 'status').some((status) => status === 'diverged' || status === 'non-finite')) return [];
  const [epochs, train, test, accuracy] = ['epochsAt', 'trainLossAt', 'testLossAt', 'testAccuracyAt'].map((name) =>
    vectors(part, name),
  ) as [number[][], number[][], number[][], number[][]];
  return (epochs[0] ?? []).map((at, c) => ({
    epochs: at,
    trainLosses: train.map((row) => row[c]!),
    testLosses: test.map((row) => row[c]!),
    testErrors: accuracy.map((row) => 1 - row[c]!),
  }));
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = widthSamples(
    Object.fromEntries(Object.entries(records).filter(([name]) => name.startsWith('width-'))),
  );
  const constant = checkpointsOf(records['prolonged-constant']);
  const recipe = checkpointsOf(records['prolonged-recipe']);
  const judged = samples.filter(({ testLosses }) => testLosses.length >= 20);
  const gains = judged.map((sample) => gainOf(sample, run.seed));
  const loss = { measure: 'test loss', of: ({ testLosses }: Checkpoint) => testLosses } as const;
  const error = { measure: 'test error', of: ({ testErrors }: Checkpoint) => testErrors } as const;
  const findings = [
    riseFinding(constant, run.seed, {
      ...loss,
      id: 'prolonged',
      statement:
        'Training prolonged toward the minimum of the training loss overfits: the test loss passes its lowest value and rises.',
    }),
    riseFinding(recipe, run.seed, {
      ...loss,
      id: 'prolonged-recipe',
      statement:
        'By the recipe of the other claims, whose rate decays, prolonged training overfits in the test loss too.',
    }),
    riseFinding(constant, run.seed, {
      ...error,
      id: 'accuracy',
      ours: true,
      statement:
        'Prolonged training overfits in the share of test images it answers wrongly, not in the test loss alone.',
    }),
    acrossFinding(judged, gains),
  ];
  const title = `${titles[findings[0]!.verdict]!}${stands(findings[0]!) ? errorWords(findings[2]!) : ''}`;
  const { width, networks, trainSize } = plans[run.preset];
  const rows = [
    ...constant.map((at) => ({ ...at, course: 'constant rate' })),
    ...recipe.map((at) => ({ ...at, course: 'recipe of the other claims' })),
  ];
  return evaluation({
    title,
    findings,
    figures: [figure({ constant, recipe }, judged, gains, title, run)],
    tables: [
      tableOf('Prolonged training, mean ± standard error over networks', rows, {
        course: ({ course }) => course,
        epochs: ({ epochs }) => epochs,
        networks: ({ testLosses }) => testLosses.length,
        'training loss': ({ trainLosses }) => meanOf('training', trainLosses, Number),
        'test loss': ({ testLosses }) => meanOf('test', testLosses, Number),
        'test accuracy': ({ testErrors }) => meanOf('accuracy', testErrors, (share) => 1 - share),
      }),
    ],
    differences: [
      ...differencesOf(samples, run.preset),
      `Prolonged training: ${networks} networks of width ${width} on ${trainSize} images; the paper has no such experiment.`,
    ],
  });
}

/** What the title adds of the test error. */
function errorWords(accuracy: Finding): string {
  if (stands(accuracy)) return ' and the test error';
  return falls(accuracy) ? ', but not the test error' : '';
}

/** Of the course at a constant rate: by that of the other claims the rise is another finding. */
const titles: Titles = {
  reproduced: 'At a constant rate, longer training raises the test loss',
  'not-reproduced': 'At a constant rate, longer training does not raise the test loss',
  inconclusive: 'Whether longer training at a constant rate raises the test loss stays open',
};

interface Rise extends Pick<Statement, 'id' | 'statement' | 'ours'> {
  /** What rises, and its values of the networks. */
  readonly measure: string;
  readonly of: (at: Checkpoint) => readonly number[];
}

/** The mean measure at the last checkpoint over that at the lowest, minus 1. The lowest is chosen by some networks and judged by the others. */
export function riseFinding(
  checkpoints: readonly Checkpoint[],
  seed: number,
  { measure, of, ...said }: Rise,
  resamples = 2000,
): Finding {
  const networks = checkpoints[0]?.testLosses.length ?? 0;
  const choosers = Math.ceil(rules.choosers * networks);
  const complete = checkpoints.length > 1 && networks - choosers > 1;
  const seen = complete ? riseOf(checkpoints, choosers, seed, { measure, of, ...said }, resamples) : undefined;
  return intervalFinding({
    ...said,
    because:
      seen?.because ??
      'The courses of training are incomplete: some networks failed, or fewer than two checkpoints or three networks are there.',
    parts: seen
      ? [
          {
            name: `relative rise of the mean ${measure}`,
            interval: seen.rise,
            region: above(rules.rise, `${100 * rules.rise} %`),
          },
        ]
      : [],
    of: `(bootstrap over the networks but the first ${100 * rules.choosers} %) of the relative rise of the mean ${measure}, from the checkpoint before the last where those first ones have it lowest to the last,`,
    level,
    units: { unit: 'network', count: networks - choosers, fewest: fewestUnits },
    besides: {
      outcome: known(seen ? decreases(seen.trains) : undefined),
      rule: 'the mean training loss must fall at every checkpoint',
    },
    failure: {
      counts: seen !== undefined && seen.trains.at(-1)! < rules.reached,
      rule: `the training loss has fallen below ${rules.reached}`,
    },
  });
}

function riseOf(
  checkpoints: readonly Checkpoint[],
  choosers: number,
  seed: number,
  { id, measure, of }: Rise,
  resamples: number,
) {
  const chosen = checkpoints.slice(0, -1).map((at) => mean(of(at).slice(0, choosers)));
  const [from, to] = [checkpoints[chosen.indexOf(Math.min(...chosen))]!, checkpoints.at(-1)!];
  const ends = of(to)
    .map((last, k) => ({ last, low: of(from)[k]! }))
    .slice(choosers);
  const [rise] = bootstrap(
    stream(seed, 'ls/overfitting', 0, `bootstrap ${id}`),
    [ends],
    ([units]) => [mean(units!.map(({ last }) => last)) / mean(units!.map(({ low }) => low)) - 1],
    { resamples },
  );
  const means = (values: (c: Checkpoint) => readonly number[]) =>
    `${decimal(mean(values(from)), 4)} to ${decimal(mean(values(to)), 4)}`;
  return {
    rise: rise!,
    trains: checkpoints.map(({ trainLosses }) => mean(trainLosses)),
    because: `From epoch ${from.epochs} to ${to.epochs} the mean training loss goes from ${means((c) => c.trainLosses)}, the mean ${measure} from ${means(of)}; on the networks that did not choose epoch ${from.epochs} a change of ${spanned(rise!, (x) => `${decimal(100 * x, 1)} %`)}.`,
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
  prolonged: Readonly<Record<Course, readonly Checkpoint[]>>,
  samples: readonly WidthSample[],
  gains: readonly BootstrapInterval[],
  title: string,
  run: ClaimRun,
): Figure {
  const { width, networks, trainSize } = plans[run.preset];
  const gain = 'gain of the best-trained tenth in test loss, in standard deviations; bars: 95 %';
  /** Solid and dashed in one color. */
  const along = (words: string, rank: number, of: (at: Checkpoint) => readonly number[]) => [
    { ...curve(words, 'measured', prolonged.constant, (at) => [at.epochs, mean(of(at))]), rank },
    { ...curve('', 'measured', prolonged.recipe, (at) => [at.epochs, mean(of(at))]), rank, dashed: true },
  ];
  return figureOf(run, {
    id: 'overfitting',
    title,
    subtitle: `ReLU networks 100–${width}–10 on ${trainSize} images of 10×10 MNIST; ${networks} networks, mean cross-entropy; dashed: the rate decays`,
    panels: [
      xy('Along prolonged training', logAxis('epochs'), logAxis('mean loss, share of errors'), [
        ...along('training loss', 0, ({ trainLosses }) => trainLosses),
        ...along('test loss', 0.5, ({ testLosses }) => testLosses),
        ...along('test error', 1, ({ testErrors }) => testErrors),
      ]),
      ...(gains.length > 0 ? [intervalsOver('Across the ensembles', gain, samples, gains)] : []),
    ],
    canShow:
      'how test loss and test error go while the training loss is driven down, and what a low training loss is worth among networks.',
    cannotShow: 'the global minimum of the training loss, which nothing here finds.',
  });
}
