/**
 * ls/annealing-versus-sgd, §5.1, §12.2 and Fig. 6. What the paper did: simulated annealing beside SGD on a subset of MNIST, test losses as
 * histograms for several numbers of hidden units. What it reads: SGD performs at least as well, so that saddle points, which annealing does
 * not fall for, are not what stops SGD. The abstract conjectures that both converge to the band of low critical points; so both run on
 * spin glasses too.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap, mean, standardDeviation } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, ResultTable } from '../claim.ts';
import { below, decideAll, decideNegative, wouldDecide } from '../decide.ts';
import { quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  annealingPlans,
  ensembleOf,
  evaluationsOf,
  leftOut,
  type Outcome,
  outcomes,
  type Pairs,
  subsetQuestions,
  trainSize,
} from './annealing-samples.ts';
import { type Budget, budgetFigure, lossFigure } from './annealing-versus-sgd-figures.ts';
import { glassEnsembles, glassEvaluation } from './annealing-versus-sgd-glass.ts';
import { fewestRule, fewestUnits } from './network-samples.ts';

/** Fixed before any run. */
export const rules = {
  /** SGD does at least as well as annealing when its mean test loss is higher by less than this share of annealing's. */
  margin: 0.05,
  level: 0.95,
  /** Annealing must be given this many times SGD's evaluations. */
  evaluations: 10,
};

/** Shares of the full budget at which both are run as well, and the width. */
export const budgetShares = [1 / 16, 1 / 4];
const budgetWidth: Readonly<Record<Preset, number>> = { smoke: 10, laptop: 25, paper: 25 };

export const annealingVersusSgd: Claim = {
  id: 'ls/annealing-versus-sgd',
  statement: 'SGD performs at least as well as simulated annealing, on networks and on spin glasses.',
  source: { key: 'choromanska2015loss', place: 'abstract, §5.1, §12.2, Fig. 6' },
  openQuestions: [
    ...subsetQuestions,
    'How many networks and which widths Fig. 6 shows is not legible in the text; 10 and 25 to 500 hidden units are used, as elsewhere in the paper.',
    '“At least as well” is read as: a mean test loss at most 5 % above that of annealing.',
    'The paper reports no annealing of spin glasses; the conjecture of its abstract is what is tested.',
  ],
  needs(preset, seed) {
    const { widths } = annealingPlans[preset];
    const both = ['sgd', 'annealing'] as const;
    const full = widths.flatMap((width) =>
      both.map((method) => [`${method}-${width}`, ensembleOf(method, preset, seed, width)] as const),
    );
    const shares = budgetShares.flatMap((share) =>
      both.map(
        (method) => [budgetName(method, share), ensembleOf(method, preset, seed, budgetWidth[preset], share)] as const,
      ),
    );
    const narrow = ensembleOf('narrow', preset, seed, budgetWidth[preset]);
    return { ...Object.fromEntries([...full, ...shares]), narrow, ...glassEnsembles(preset, seed) };
  },
  evaluate: (records, run) => evaluate(records, run),
};

function budgetName(method: string, share: number): string {
  return `${method}-budget-1/${1 / share}`;
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const plan = annealingPlans[run.preset];
  const samples = plan.widths
    .map((width) => ({ width, pairs: paired(records[`sgd-${width}`], records[`annealing-${width}`]) }))
    .filter(({ pairs }) => pairs.length > 1);
  const test = testFinding(samples, run.seed);
  const training = trainingFinding(samples, run.seed);
  const budgets = budgetsOf(records, run.preset);
  const glass = glassEvaluation(records, run);
  const narrow = intervalFinding(records, run);
  const turned = turns(test, narrow) ? '; a narrower interval turns it' : '';
  const title = `${titles[test.verdict]}${turned === '' ? glass.ending : turned}`;
  return {
    title,
    findings: [test, training, narrow, budgetFinding(budgets, run.preset), ...glass.findings],
    figures:
      samples.length > 0
        ? [lossFigure(samples, `${titles[test.verdict]}${turned}`, run), budgetFigure(budgets, run), ...glass.figures]
        : glass.figures,
    tables: [table(samples), ...glass.tables],
    differences: [
      `${plan.networks} networks each of width ${samples.map(({ width }) => width).join(', ')}, ${trainSize} training images, ${plan.epochs} epochs of SGD and ${plan.proposals} proposals of annealing; the paper gives none of these for Fig. 6.`,
      ...leftOut(Object.entries(records).flatMap(([name, part]) => (name.startsWith('glass-') ? [] : [part]))),
      ...glass.differences,
    ],
    story: [
      `Both methods start from the same random weights and see the same images. ${test.because} ${training.because} ${narrow.because}`,
      ...glass.story,
    ],
  };
}

const titles: Readonly<Record<string, string>> = {
  reproduced: 'SGD does at least as well as simulated annealing on networks',
  'not-reproduced': 'Simulated annealing does better than SGD on networks',
  inconclusive: 'Whether SGD does as well as annealing on networks stays open',
};

/** Does the comparison of test losses come out against SGD where annealing is confined more narrowly, and not otherwise? */
function turns(test: Finding, { quantities: [excess] }: Finding): boolean {
  return test.verdict !== 'not-reproduced' && excess !== undefined && excess.interval![0] > rules.margin;
}

function paired(sgd: Records | undefined, annealing: Records | undefined): Pairs['pairs'] {
  const annealed = outcomes(annealing);
  return [...outcomes(sgd)].flatMap(([network, outcome]) => {
    const other = annealed.get(network);
    return other ? [{ sgd: outcome, annealing: other }] : [];
  });
}

/** Mean over the networks of SGD's loss minus annealing's, over annealing's mean: 0.05 is 5 % worse. */
function relativeExcess(samples: readonly Pairs[], loss: 'trainLoss' | 'testLoss', seed: number): BootstrapInterval[] {
  // Bonferroni over the widths: together they hold at the stated level.
  const level = 1 - (1 - rules.level) / Math.max(1, samples.length);
  return samples.map(({ width, pairs }) => {
    const [excess] = bootstrap(
      stream(seed, 'ls/annealing-versus-sgd', width, `bootstrap ${loss}`),
      [pairs],
      ([units]) => {
        const annealed = mean(units!.map(({ annealing }) => annealing[loss]));
        return [mean(units!.map(({ sgd }) => sgd[loss])) / annealed - 1];
      },
      { resamples: 2000, level },
    );
    return excess!;
  });
}

function testFinding(samples: readonly Pairs[], seed: number): Finding {
  const excesses = relativeExcess(samples, 'testLoss', seed);
  const networks = Math.min(...samples.map(({ pairs }) => pairs.length));
  const verdict =
    networks < fewestUnits
      ? 'inconclusive'
      : decideAll(excesses.map(({ low, high }) => decideNegative([low - rules.margin, high - rules.margin])));
  return {
    id: 'test-loss',
    statement: 'On networks SGD performs at least as well as simulated annealing, by the test loss.',
    verdict,
    because:
      samples.length > 0
        ? `The mean test loss of SGD differs from that of annealing by ${samples.map(({ width }, i) => `${percent(excesses[i]!)} at n₁ = ${width}`).join(', ')}.`
        : 'No width has two networks that both methods brought to an end.',
    rule: `reproduced when at every width the whole interval (bootstrap over networks, ${100 * rules.level} % together) of the mean test loss of SGD relative to that of annealing lies below +${100 * rules.margin} %; not reproduced when one lies above it; ${fewestRule}`,
    quantities: samples.map(({ width }, i) =>
      quantity(`relative excess of SGD's test loss, n₁ = ${width}`, excesses[i]!),
    ),
    ...wouldDecide(
      verdict,
      excesses.map((interval) => ({ interval, region: below(rules.margin) })),
      { unit: 'network', count: networks, fewest: fewestUnits },
    ),
  };
}

/** The domain annealing is confined to is our choice, so that what another does is measured. */
function intervalFinding(records: Readonly<Record<string, Records>>, { preset, seed }: ClaimRun): Finding {
  const width = budgetWidth[preset];
  const samples = [{ width, pairs: paired(records[`sgd-${width}`], records['narrow']) }].filter(
    ({ pairs }) => pairs.length > 1,
  );
  const [excess] = relativeExcess(samples, 'testLoss', seed);
  return {
    id: 'narrow-interval',
    statement: 'How far the comparison depends on the interval that annealing is confined to.',
    verdict: 'measured',
    because: excess
      ? `Annealed within ± 0.7 instead of ± 1, networks of n₁ = ${width} reach a mean test loss from which that of SGD differs by ${percent(excess)}.`
      : 'Fewer than two networks were annealed within the narrower interval.',
    rule: 'measured: the source does not say whether annealed weights are confined',
    quantities: excess
      ? [quantity(`relative excess of SGD's test loss, annealing within ± 0.7, n₁ = ${width}`, excess)]
      : [],
  };
}

/** Fig. 6 shows test losses only, so that nothing is asserted of the loss that both minimize. */
function trainingFinding(samples: readonly Pairs[], seed: number): Finding {
  const excesses = relativeExcess(samples, 'trainLoss', seed);
  return {
    id: 'train-loss',
    statement: 'How the training losses compare, which both methods minimize.',
    verdict: 'measured',
    because:
      samples
        .map(({ width, pairs }, i) => {
          const loss = (method: 'sgd' | 'annealing') => decimal(mean(pairs.map((pair) => pair[method].trainLoss)), 4);
          return `At n₁ = ${width} SGD ends at a training loss of ${loss('sgd')}, annealing at ${loss('annealing')}: a difference of ${percent(excesses[i]!)}.`;
        })
        .join(' ') || 'No width has two networks that both methods brought to an end.',
    rule: 'measured: the source shows test losses only',
    quantities: samples.map(({ width }, i) =>
      quantity(`relative excess of SGD's training loss, n₁ = ${width}`, excesses[i]!),
    ),
  };
}

function percent({ estimate, low, high }: BootstrapInterval): string {
  const text = (x: number) => `${x > 0 ? '+' : ''}${decimal(100 * x, 1)}`;
  return `${text(estimate)} % (${text(low)} to ${text(high)})`;
}

/** Losses at the shares of the budget and at all of it, of the width that has them. */
function budgetsOf(records: Readonly<Record<string, Records>>, preset: Preset): Budget[] {
  const width = budgetWidth[preset];
  return (['sgd', 'annealing'] as const).flatMap((method) =>
    [...budgetShares, 1].flatMap((share) => {
      const ends = [...outcomes(records[share === 1 ? `${method}-${width}` : budgetName(method, share)]).values()];
      if (ends.length < 2) return [];
      const test = ends.map(({ testLoss }) => testLoss);
      return [
        {
          method,
          width,
          share,
          evaluations: evaluationsOf(method, preset, share),
          testLoss: mean(test),
          spread: standardDeviation(test),
          networks: ends.length,
          trainLoss: mean(ends.map(({ trainLoss }) => trainLoss)),
        },
      ];
    }),
  );
}

function withError({ testLoss, spread, networks }: Budget): string {
  return `${decimal(testLoss, 4)} ± ${decimal(spread / Math.sqrt(networks), 4)}`;
}

function budgetFinding(budgets: readonly Budget[], preset: Preset): Finding {
  const [sgd, annealing] = [evaluationsOf('sgd', preset), evaluationsOf('annealing', preset)];
  const full = (method: string) => budgets.find((b) => b.method === method && b.share === 1);
  const part = (method: string) => budgets.find((b) => b.method === method && b.share === budgetShares.at(-1));
  const course = (method: 'sgd' | 'annealing', name: string) => {
    const [before, after] = [part(method), full(method)];
    return before && after
      ? ` ${name}: ${withError(before)} with a quarter, ${withError(after)} with all of its evaluations.`
      : '';
  };
  return {
    id: 'budget',
    statement: 'How many evaluations each method was given, and what it makes of them.',
    verdict: 'measured',
    because: `Annealing evaluates the loss ${annealing} times, SGD the gradient of a minibatch ${sgd} times: ${decimal(annealing / sgd, 0)} to 1.${course('sgd', 'Mean test loss of SGD')}${course('annealing', 'Of annealing')}`,
    rule: `measured: the paper names no budget; we count a proposal as one evaluation of the loss on all ${trainSize} images, and annealing has at least ${rules.evaluations} times as many as SGD`,
    quantities: [
      { name: 'evaluations of annealing', value: annealing, kind: 'exact' },
      { name: 'evaluations of SGD', value: sgd, kind: 'exact' },
      ...budgets.map((b) => ({
        name: `mean test loss, ${b.method}, ${b.evaluations} evaluations, n₁ = ${b.width}`,
        value: b.testLoss,
        error: b.spread / Math.sqrt(b.networks),
        kind: 'estimate' as const,
      })),
    ],
  };
}

function table(samples: readonly Pairs[]): ResultTable {
  const cell = (pairs: Pairs['pairs'], method: 'sgd' | 'annealing', name: keyof Outcome) => {
    const values = pairs.map((pair) => pair[method][name]);
    return { name, value: mean(values), error: standardDeviation(values) / Math.sqrt(values.length) };
  };
  return {
    title: 'The same networks by SGD and by simulated annealing: mean ± standard error',
    columns: ['hidden units n₁', 'networks', 'method', 'training loss', 'test loss', 'test accuracy'],
    rows: samples.flatMap(({ width, pairs }) =>
      (['sgd', 'annealing'] as const).map((method) => [
        String(width),
        String(pairs.length),
        method === 'sgd' ? 'SGD' : 'annealing',
        cell(pairs, method, 'trainLoss'),
        cell(pairs, method, 'testLoss'),
        cell(pairs, method, 'testAccuracy'),
      ]),
    ),
  };
}
