/**
 * ls/network-losses, Fig. 3 right, first version. What the paper did (§5): 1000 networks for each n₁, 10×10 MNIST, weights from the unit
 * cube, 200 epochs of SGD with decaying rate; test losses divided by a fitted e^(α n₁^β). What it reads from the histograms: even
 * after scaling, the variance decreases with the size.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import {
  type BootstrapInterval,
  bootstrap,
  fitPowerLaw,
  mean,
  standardDeviation,
  standardError,
} from '../../ensembles/statistics.ts';
import { type Figure, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, ResultTable } from '../claim.ts';
import { floats, integers, texts } from '../columns.ts';
import { decideAll, decideNegative, runsToDecide } from '../decide.ts';
import { decimal } from '../theory-lines.ts';

interface Plan {
  readonly widths: number[];
  readonly networks: number;
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
}
const published: Plan = {
  widths: [25, 50, 100, 250, 500],
  networks: 1000,
  epochs: 200,
  trainSize: 60_000,
  testSize: 10_000,
};
const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { widths: [10, 25], networks: 8, epochs: 1, trainSize: 2000, testSize: 1000 },
  laptop: { ...published, networks: 40, epochs: 10 },
  paper: published,
};

/** Joint level of the bootstrap intervals, fixed before any run. */
const level = 0.95;

export const networkLosses: Claim = {
  id: 'ls/network-losses',
  statement:
    'The scaled test losses of networks vary the less from one training to another the more hidden units they have.',
  source: { key: 'choromanska2015loss', place: '§5, Fig. 3 right, Figs. 8 and 9' },
  openQuestions: [
    'Which unit cube the weights come from ([0, 1] or [−½, ½] or [−1, 1], and whether biases too), the batch size, the rate and its decay are not given; see the parameters of the experiment network-training for what is used.',
    'How the images were reduced to 10×10 is not said; here by area averages.',
    'Whether each network saw the data in an order of its own is not said; here all networks of an ensemble share it, so that only the start differs.',
    'The fitted α and β of the scaling are not printed; the same form is fitted to our means.',
  ],
  needs(preset, seed) {
    return { networks: { experiment: 'network-training', backend: 'wasm', parameters: { ...plans[preset], seed } } };
  },
  evaluate: (records, run) => evaluate(records['networks']!, run),
};

interface Width {
  readonly width: number;
  readonly losses: readonly number[];
  readonly accuracies: readonly number[];
}

function evaluate(records: Records, run: ClaimRun): Evaluation {
  const widths = byWidth(records);
  const scale = scaling(widths);
  const scaled = widths.map(({ width, losses }) => losses.map((loss) => loss / scale(width)));
  const spread = spreadFinding(widths, scaled, run.seed);
  const failed = records.count - widths.reduce((sum, w) => sum + w.losses.length, 0);
  const title = titles[spread.verdict as keyof typeof titles] ?? titles.inconclusive;
  const plan = plans[run.preset];
  return {
    title,
    findings: [spread],
    figures: [figure(widths, scaled, title, run)],
    tables: [table(widths, scaled)],
    differences: [
      ...(run.preset === 'paper'
        ? []
        : [
            `${plan.networks} networks × ${plan.epochs} epochs on ${plan.trainSize} images instead of ${published.networks} × ${published.epochs} on ${published.trainSize}, widths ${plan.widths.join(', ')}.`,
          ]),
      ...(failed > 0 ? [`${failed} networks ended as diverged or non-finite and are left out.`] : []),
    ],
    story: [
      `Each network starts from its own random weights and sees the same images in the same order, so that what differs at the end is what the start decided. ${spread.because}`,
    ],
  };
}

const titles = {
  reproduced: 'Larger networks end at more similar test losses, even after scaling',
  'not-reproduced': 'Larger networks do not end at more similar scaled test losses',
  inconclusive: 'Whether larger networks end at more similar scaled test losses is not decided by these runs',
};

function byWidth(records: Records): Width[] {
  const width = integers(records, 'width');
  const status = texts(records, 'status');
  const loss = floats(records, 'testLoss');
  const accuracy = floats(records, 'testAccuracy');
  return [...new Set(width)]
    .sort((a, b) => a - b)
    .map((n) => {
      const rows = [...width.keys()].filter(
        (row) => width[row] === n && Number.isFinite(loss[row]!) && usable(status[row]!),
      );
      return { width: n, losses: rows.map((row) => loss[row]!), accuracies: rows.map((row) => accuracy[row]!) };
    })
    .filter(({ losses }) => losses.length > 1);
}

/** A network that ran out its epochs counts, whether or not its gradient vanished. */
function usable(status: string): boolean {
  return status === 'converged' || status === 'step-limit';
}

/** e^(α n^β) up to a constant, from ln mean = c + α n^β; the mean itself with too few widths. */
function scaling(widths: readonly Width[]): (width: number) => number {
  const means = new Map(widths.map(({ width, losses }) => [width, mean(losses)]));
  if (widths.length > 3) {
    const fit = fitPowerLaw({
      x: widths.map((w) => w.width),
      y: widths.map((w) => Math.log(mean(w.losses))),
      errors: widths.map((w) => standardError(w.losses) / mean(w.losses)),
    });
    const [, α, β] = fit.parameters;
    if (fit.status === 'converged') return (n) => Math.exp(α! * n ** -β!);
  }
  return (n) => means.get(n)!;
}

function spreadFinding(widths: readonly Width[], scaled: readonly (readonly number[])[], seed: number): Finding {
  const joint = 1 - (1 - level) / Math.max(1, widths.length - 1);
  const steps = scaled.slice(1).map((next, i) => {
    const [change] = bootstrap(
      stream(seed, 'ls/network-losses', widths[i + 1]!.width, 'bootstrap'),
      [scaled[i]!, next],
      ([a, b]) => [standardDeviation(b!) ** 2 - standardDeviation(a!) ** 2],
      { resamples: 2000, level: joint },
    );
    return { from: widths[i]!.width, to: widths[i + 1]!.width, change: change! };
  });
  const verdict = decideAll(steps.map(({ change }) => decideNegative([change.low, change.high])));
  const open = steps.filter(({ change }) => change.low <= 0 && change.high >= 0);
  const ratio = Math.max(
    0,
    ...open.map(({ change: c }) => (c.high - c.low) / 2 / Math.max(1e-30, Math.abs(c.estimate))),
  );
  const spreads = scaled.map((values) => standardDeviation(values));
  return {
    id: 'variance-falls',
    statement: 'Even after scaling, the variance of the test loss decreases with the number of hidden units.',
    verdict,
    because: `The standard deviation of the scaled test loss is ${widths.map((w, i) => `${decimal(spreads[i]!, 4)} (n₁ = ${w.width})`).join(', ')}.`,
    rule: `reproduced when the variance falls at every step to the next width, all bootstrap intervals below 0 together at ${100 * level} %; not reproduced when one lies above 0`,
    quantities: steps.map(({ from, to, change }: { from: number; to: number; change: BootstrapInterval }) => ({
      name: `change of the variance, n₁ = ${from} to ${to}`,
      value: change.estimate,
      error: change.standardError,
      interval: [change.low, change.high] as const,
      kind: 'estimate' as const,
    })),
    ...(verdict === 'inconclusive' ? { moreRuns: runsToDecide(widths[0]?.losses.length ?? 0, ratio, 1) } : {}),
  };
}

function figure(
  widths: readonly Width[],
  scaled: readonly (readonly number[])[],
  title: string,
  run: ClaimRun,
): Figure {
  const plan = plans[run.preset];
  return {
    id: 'test-losses',
    title,
    subtitle: `ReLU networks 100–*n*₁–10 on 10×10 MNIST; ${plan.networks} networks a width, ${plan.epochs} ${plan.epochs === 1 ? 'epoch' : 'epochs'} of SGD; test cross-entropy`,
    panels: [
      {
        layout: 'ridges',
        title: 'Scaled test losses',
        x: { name: 'test loss divided by its fitted mean law, each pile to the same height' },
        y: { name: 'hidden units *n*₁' },
        marks: widths.map(({ width }, i) => ({
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
            points: widths.map(({ width, losses }) => ({
              x: width,
              y: mean(losses),
              low: mean(losses) - standardDeviation(losses),
              high: mean(losses) + standardDeviation(losses),
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
    description: `Test losses of trained networks: ${widths.map((w) => `n₁ = ${w.width}: mean ${decimal(mean(w.losses), 4)}, standard deviation ${decimal(standardDeviation(w.losses), 4)}`).join('; ')}.`,
  };
}

function table(widths: readonly Width[], scaled: readonly (readonly number[])[]): ResultTable {
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
    rows: widths.map(({ width, losses, accuracies }, i) => [
      String(width),
      String(losses.length),
      { name: 'mean', value: mean(losses), error: standardError(losses) },
      decimal(standardDeviation(losses), 4),
      decimal(standardDeviation(scaled[i]!), 4),
      { name: 'accuracy', value: mean(accuracies), error: standardError(accuracies) },
    ]),
  };
}
