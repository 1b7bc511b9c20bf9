/**
 * lm/linear-regions: the hypothesis of §3.1.1, §3.1.2 and §4, that learning fails where many points lie in few linear regions of the fresh network.
 * Points per region at the start are counted from the units that are on, and ranked against the loss that training leaves, among runs of
 * one size and optimizer.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { meanInterval, type RankTest, rankTest } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, stands } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { evaluation, tableOf } from '../layout.ts';
import { list, quantity, spanned, statistic } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { regionsFigure } from './linear-regions-figure.ts';
import { names, reluCells, type Stratum, strataOf, type Task, tasks } from './linear-regions-strata.ts';
import { badInitializationEnsembles, scaledInputsEnsembles } from './mnist-grids.ts';
import { ensemblesOf, level } from './tiny-runs.ts';
import { chosen } from './tiny-settings.ts';
import { tableEnsembleOptions } from './xor-and-jellyfish.ts';
import { zigZagEnsembles } from './zig-zag-runs.ts';

const fewest = 100;

export const linearRegionsClaim: Claim = {
  id: 'lm/linear-regions',
  statement: 'Learning fails where many points lie in few linear regions of the fresh network.',
  source: { key: 'swirszcz2017local', place: '§3.1.1, §3.1.2, §4' },
  openQuestions: [
    '“Many points in few regions” has no number; we use the mean over points of how many share their region, Σ n²/N.',
    'Failure is the loss that is left, ranked among runs on the same data with the same width, optimizer and rate; on Zig-Zag and MNIST runs at all scales τ are ranked together, and on MNIST those from all means of the start.',
    'The hypothesis speaks of points of different classes; we count all points, of MNIST the first 1000 training images.',
  ],
  needs: (preset: Preset, seed: number) => ({
    ...ensemblesOf(reluCells(preset), chosen, tableEnsembleOptions(preset, seed)),
    ...zigZagEnsembles(preset, seed),
    ...badInitializationEnsembles(preset, seed),
    ...scaledInputsEnsembles(preset, seed),
  }),
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const strata = strataOf(records, run.preset);
  const tests = tasks.map((task, k) => {
    const own = strata.filter((stratum) => stratum.task === task);
    const draw = stream(run.seed, 'lm/linear-regions', k, 'ranks');
    return {
      task,
      own,
      test: rankTest(
        draw,
        own.map(({ pairs }) => pairs),
        { level },
      ),
    };
  });
  const findings = tests.map(({ task, own, test }) => correlated(task, own, test));
  const seen = tests.filter(({ test }) => test);
  return evaluation({
    title: titleOf(tests, findings),
    findings,
    figures: seen.length > 0 ? [regionsFigure(tests, findings, run)] : [],
    tables: [
      tableOf('Points per region at the start, and its rank correlation with the loss left', strata, {
        data: ({ task }) => names[task],
        h: ({ hidden }) => hidden,
        runs: ({ pairs }) => pairs.length,
        'points per region': ({ pairs }) =>
          quantity(
            'mean',
            meanInterval(
              pairs.map(({ x }) => x),
              level,
            ),
          ),
        correlation: ({ pairs }) => {
          const test = rankTest(stream(run.seed, 'lm/linear-regions', 9, 'table'), [pairs], {
            permutations: 99,
            resamples: 200,
          });
          return test ? quantity('r', test.interval) : 'one side is constant';
        },
      }),
    ],
    differences: [
      'The runs are those of lm/xor-and-jellyfish, lm/zig-zag, lm/bad-initialization and lm/scaled-inputs.',
    ],
  });
}

/** Names the correlations where all stand; data sets without runs are not counted. */
function titleOf(
  tests: readonly { readonly task: Task; readonly own: readonly Stratum[]; readonly test: RankTest | undefined }[],
  findings: readonly Finding[],
) {
  const seen = tests.filter(({ own }) => own.length > 0);
  const standing = findings.filter(stands).length;
  if (seen.length === 0) return 'Whether starts with more points per linear region end with larger losses';
  if (standing < seen.length)
    return `Starts with more points per linear region end with larger losses on ${standing} of ${seen.length} data sets`;
  const all = list(seen, ({ task, test }) => `${decimal(test!.interval.estimate, 2)} ${names[task]}`);
  return `Loss rises with points per region: rank correlation ${all}`;
}

export function correlated(task: Task, strata: readonly Stratum[], test: RankTest | undefined): Finding {
  const runs = strata.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const because = test
    ? `The rank correlation of points per region at the start with the loss left is ${spanned(test.interval, (r) => decimal(r, 3))} over ${runs} runs; of permuted runs 95 % have at most ${decimal(test.null95, 3)} (p = ${decimal(test.pValue, 3)}).`
    : 'No runs of one size differ in both.';
  return intervalFinding({
    id: `correlated-${task}`,
    statement: `On ${names[task]} runs that begin with more points per linear region end with a larger loss.`,
    because,
    parts: test ? [{ name: `rank correlation, ${names[task]}`, interval: test.interval, region: above(0) }] : [],
    quantities: test
      ? [statistic('95 % of permutations', test.null95), statistic('p-value of the permutations', test.pValue)]
      : [],
    of: '(bootstrap by run within width, optimizer and rate) of the rank correlation',
    level,
    units: { unit: 'run', count: runs, fewest },
    failure: {
      counts: (test?.pValue ?? 1) <= 0.05,
      rule: 'the permutations show a correlation of the other sign',
    },
  });
}
