/**
 * lm/linear-regions: the hypothesis of §3.1.1, §3.1.2 and §4, that learning fails where many points lie in few linear regions of the fresh network.
 * Points per region at the start are counted from the units that are on, and ranked against the loss that training leaves, among runs of
 * one size and optimizer.
 */
import { stream } from '../../base/philox.ts';
import { smallSets } from '../../data/small-sets.ts';
import type { Records } from '../../ensembles/spec.ts';
import { meanInterval, type Pair, type RankTest, rankTest } from '../../ensembles/statistics.ts';
import { examplesPerRegion, linearRegions } from '../../landscapes/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, stands } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { around, evaluation, figureOf, logAxis, points as pointsOf, tableOf, xy } from '../layout.ts';
import { exact, list, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  badInitializationEnsembles,
  type GridRun,
  placeName,
  placesOf,
  runsAt,
  scaledInputsEnsembles,
  scaledName,
  scaledPlacesOf,
} from './mnist-grids.ts';
import { ensemblesOf, level, type Run, runsByCell, runsOf } from './tiny-runs.ts';
import { type Cell, chosen } from './tiny-settings.ts';
import { tableCells, tableEnsembleOptions } from './xor-and-jellyfish.ts';
import { cornerName, cornersOf, zigZagEnsembles } from './zig-zag-runs.ts';

const smallTasks = ['xor', 'jellyfish', 'zig-zag'] as const;
const tasks = [...smallTasks, 'mnist'] as const;
type Task = (typeof tasks)[number];
const names: Readonly<Record<Task, string>> = {
  xor: 'XOR',
  jellyfish: 'jellyfish',
  'zig-zag': 'Zig-Zag',
  mnist: 'MNIST',
};
const fewest = 100;

const reluCells = (preset: Preset): Cell[] => tableCells(preset).filter(({ activation }) => activation === 'relu');

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

/** Runs that are ranked against each other. */
export interface Stratum {
  readonly task: Task;
  readonly hidden: number;
  readonly pairs: readonly Pair[];
}

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
    figures: seen.length > 0 ? [figure(tests, findings, run)] : [],
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

function strataOf(records: Readonly<Record<string, Records>>, preset: Preset): Stratum[] {
  const small = runsByCell(reluCells(preset), records).map(({ cell, runs }): Stratum => {
    return { task: cell.data, hidden: cell.hidden, pairs: pairsOf(cell.data, cell.hidden, runs) };
  });
  const corners = cornersOf(preset);
  const keys = [...new Map(corners.map((corner) => [`${corner.hidden} ${corner.rate}`, corner])).values()];
  const zigZag = keys.flatMap(({ hidden, rate }): Stratum[] => {
    const own = corners.filter((corner) => corner.hidden === hidden && corner.rate === rate);
    const pairs = own.flatMap((corner) => {
      const some = records[cornerName(corner)];
      return some ? pairsOf('zig-zag', hidden, runsOf(some)) : [];
    });
    return pairs.length > 0 ? [{ task: 'zig-zag', hidden, pairs }] : [];
  });
  return [...small, ...zigZag, ...mnistStrata(records, preset)];
}

/** Runs with the same labels, depth and width, from all means of the start; and with the same rate and width, at all scales. */
function mnistStrata(records: Readonly<Record<string, Records>>, preset: Preset): Stratum[] {
  const stratumOf = (places: readonly { readonly hidden: number; readonly runs: readonly GridRun[] }[]): Stratum => ({
    task: 'mnist',
    hidden: places[0]!.hidden,
    pairs: places.flatMap(({ runs }) => runs.map(({ crowd, loss }) => ({ x: crowd, y: loss }))),
  });
  const grid = groupBy(
    runsAt(placesOf(preset), placeName, records),
    ({ labels, depth, hidden }) => `${labels} ${depth} ${hidden}`,
  );
  const scaled = groupBy(
    runsAt(scaledPlacesOf(preset), scaledName, records),
    ({ rate, hidden }) => `${rate} ${hidden}`,
  );
  return [...grid.map(stratumOf), ...scaled.map(stratumOf)];
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/** Points per region at the start (starts are those for the data as they are) and the loss at the end. */
function pairsOf(
  data: (typeof smallTasks)[number],
  hidden: number,
  runs: readonly Pick<Run, 'start' | 'loss'>[],
): Pair[] {
  const { x, y } = smallSets[data]!;
  const inputs = x[0]!.length;
  const model = { sizes: [inputs, hidden, 1], activation: 'relu', loss: 'squared' } as const;
  const examples = { count: y.length, inputs, outputs: 1, x: Float64Array.from(x.flat()), t: Float64Array.from(y) };
  return runs.map(({ start, loss }) => ({
    x: examplesPerRegion(linearRegions(model, examples, Float64Array.from(start))),
    y: loss,
  }));
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
      ? [exact('95 % of permutations', test.null95), exact('p-value of the permutations', test.pValue)]
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

function figure(
  tests: readonly { readonly task: Task; readonly own: readonly Stratum[] }[],
  findings: readonly Finding[],
  run: ClaimRun,
) {
  const shown = tests.filter(({ own }) => own.length > 0);
  return figureOf(run, findings, {
    id: 'points-per-region',
    title: `Points per region at the start go with the loss left on ${findings.filter(stands).length} of ${shown.length} data sets`,
    subtitle:
      'ReLU networks; mean rank of the loss left, 0 the least and 1 the largest, at each number of points per region',
    panels: shown.map(({ task, own }) =>
      xy(
        names[task].replace('jelly', 'Jelly'),
        largestCrowd(own) > manyPoints ? logAxis('points per region at the start') : 'points per region at the start',
        { name: 'mean rank of the loss left', domain: [0, 1] },
        [pointsOf(names[task], rankedByRegions(own), ({ x, rank, half }) => ({ x, ...around(rank, half) }))],
      ),
    ),
    canShow: 'whether crowded starts end higher, among runs of one size and optimizer.',
    cannotShow: 'a cause: crowded starts may differ in other ways.',
  });
}

/** Beyond so many points per region runs are shown by half octaves. */
const manyPoints = 20;
const largestCrowd = (strata: readonly Stratum[]): number =>
  Math.max(...strata.flatMap(({ pairs }) => pairs.map(({ x }) => x)));

/** Mean rank of the loss within its stratum, over all runs with (nearly) as many points per region. */
function rankedByRegions(strata: readonly Stratum[]) {
  const ranked = strata.flatMap(({ pairs }) => {
    const sorted = pairs.map(({ y }) => y).sort((a, b) => a - b);
    return pairs.map(({ x, y }) => {
      const [first, last] = [sorted.indexOf(y), sorted.lastIndexOf(y)];
      return { x, rank: (first + last) / 2 / Math.max(1, pairs.length - 1) };
    });
  });
  const groups = new Map<number, number[]>();
  for (const { x, rank } of ranked) {
    const place = x > manyPoints ? 2 ** (Math.round(2 * Math.log2(x)) / 2) : Math.round(2 * x) / 2;
    groups.set(place, [...(groups.get(place) ?? []), rank]);
  }
  return [...groups]
    .filter(([, ranks]) => ranks.length >= 10)
    .sort(([a], [b]) => a - b)
    .map(([x, ranks]) => {
      const { estimate, high } = meanInterval(ranks, level);
      return { x, rank: estimate, half: high - estimate };
    });
}
