/**
 * gs/where-small-networks-stick: the runs of Table 1 of [swirszcz2017local] that do not fit, asked what kind of point they stopped at. With squared
 * loss and a linear output minima exist, and the proofs near float points (certify --near) find them exactly; behind a sigmoid there are none.
 */

import { isSeparated } from '../../certificates/index.ts';
import type { Records } from '../../ensembles/spec.ts';
import { wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Preset } from '../claim.ts';
import { evaluation, figureOf, points, tableOf, xy } from '../layout.ts';
import { ensemblesOf, runsByCell, runsOf } from '../swirszcz2017/tiny-runs.ts';
import {
  activations,
  type Cell,
  cellName,
  chosen,
  dataSets,
  isConverged,
  type LossName,
  optimizerNames,
  unitNames,
} from '../swirszcz2017/tiny-settings.ts';
import { tableCells } from '../swirszcz2017/xor-and-jellyfish.ts';
import { decimal } from '../theory-lines.ts';
import { type Judgment, judgmentOf, kinds, perceptronOf } from './stuck-kinds.ts';
import {
  atMinima,
  counted,
  exactLosses,
  isMinimum,
  judgmentsOf,
  kindNames,
  kinksMeasured,
  lossCounts,
  noMinimumBehindSigmoid,
  notOnlyBlindSpots,
  reasonCounts,
  type Separated,
  type Stuck,
  seldomSaddles,
  sigmoidRuns,
} from './where-small-networks-stick-findings.ts';

const networks: Readonly<Record<Preset, number>> = { smoke: 6, laptop: 60, paper: 400 };
/** Eight times those of Table 1, so that a run that is only slow is not counted; smoke has few. */
const steps: Readonly<Record<Preset, number>> = { smoke: 25_000, laptop: 200_000, paper: 200_000 };

/** Losses behind a sigmoid, and the cells on which their converged runs are looked at. */
const squashed: readonly LossName[] = ['squared, sigmoid output', 'cross-entropy'];
const squashedCells = dataSets.flatMap((data) =>
  activations.map((activation): Cell => ({ data, activation, optimizer: 'gradient-descent', hidden: 4 })),
);
const squashedName = (loss: LossName, cell: Cell) =>
  `${loss === 'cross-entropy' ? loss : 'sigmoid-output'}-${cellName(cell)}`;

export const whereSmallNetworksStick: Claim = {
  id: 'gs/where-small-networks-stick',
  statement:
    'Rectified networks that do not learn XOR or jellyfish stop at local minima, which can be proved, and seldom at anything else.',
  source: { key: 'swirszcz2017local', place: 'Table 1, Figure 3: what the paper leaves open' },
  openQuestions: [
    'The paper does not specify the settings of Table 1; we use those nearest to its printed cells of XOR, which have a squared loss and a linear output, where minima exist.',
    'A stuck run is one with a training error after 200,000 steps, eight times those of Table 1; its point is one of 64-bit training, up to 10⁻² away from what is proved.',
    'A run whose norm grew by 2 % in each of the last three doublings while its loss fell is said to run to infinity: an estimate.',
  ],
  needs(preset, seed) {
    const more = {
      networks: networks[preset],
      networksPerTask: networks[preset],
      seed,
      precision: 'float64',
      restGradient: 1e-13,
      steps: steps[preset],
    };
    const behind = squashed.flatMap((loss) =>
      squashedCells.map((cell) => {
        const [spec] = Object.values(ensemblesOf([cell], { ...chosen, loss }, more));
        return [squashedName(loss, cell), spec!] as const;
      }),
    );
    return { ...ensemblesOf(tableCells(preset), chosen, more), ...Object.fromEntries(behind) };
  },
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = runsByCell(tableCells(run.preset), records).map(({ cell, runs }): Stuck => {
    const stuck = runs.filter(({ worst }) => !isConverged(worst));
    return { cell, runs: runs.length, judgments: stuck.map((each) => judgmentOf(chosen, cell, each)) };
  });
  const findings = [
    atMinima(rows),
    notOnlyBlindSpots(rows),
    seldomSaddles(rows),
    kinksMeasured(rows),
    exactLosses(rows),
    sigmoidRuns(rows),
    noMinimumBehindSigmoid(separatedRuns(records)),
  ];
  const relu = judgmentsOf(rows, 'relu');
  const proved = relu.filter(isMinimum).length;
  return evaluation({
    title:
      relu.length > 0
        ? `${proved} of ${relu.length} stuck ReLU runs lie next to proved local minima, ${counted(relu, 'kink')} on kinks`
        : 'What kind of point a stuck run of a small network is',
    findings,
    figures: rows.length > 0 ? [kindsFigure(rows, run)] : [],
    tables: [
      tableOf('Kinds of the stuck runs, by cell of Table 1', rows, {
        data: ({ cell }) => cell.data,
        units: ({ cell }) => unitNames[cell.activation],
        optimizer: ({ cell }) => optimizerNames[cell.optimizer],
        h: ({ cell }) => cell.hidden,
        runs: ({ runs }) => runs,
        stuck: ({ judgments }) => judgments.length,
        ...Object.fromEntries(
          kinds.map((kind) => [kindNames[kind], ({ judgments }: Stuck) => counted(judgments, kind)]),
        ),
      }),
      tableOf('Exact losses of proved minima, Σ (f(x) − y)²', lossCounts(rows), {
        data: ({ data }) => data,
        loss: ({ loss }) => loss,
        runs: ({ count }) => count,
      }),
      tableOf('Why runs are undecided', reasonCounts(rows), {
        units: ({ activation }) => unitNames[activation],
        reason: ({ reason }) => reason,
        runs: ({ count }) => count,
      }),
    ],
    differences: run.preset === 'smoke' ? [`Steps are cut to ${steps.smoke}, widths to 2 and 5.`] : [],
  });
}

function separatedRuns(records: Readonly<Record<string, Records>>): Separated {
  const each = squashed.flatMap((loss) =>
    squashedCells.flatMap((cell) => {
      const some = records[squashedName(loss, cell)];
      const { model, examples } = perceptronOf({ loss }, cell);
      return some
        ? runsOf(some)
            .filter(({ worst }) => isConverged(worst))
            .map(({ point }) => isSeparated(model, examples, Float64Array.from(point)))
        : [];
    }),
  );
  return { converged: each.length, shown: each.filter(Boolean).length };
}

function kindsFigure(rows: readonly Stuck[], run: ClaimRun) {
  const of = (data: Cell['data'], hidden: number) =>
    rows.filter(({ cell }) => cell.data === data && cell.hidden === hidden && cell.activation === 'relu');
  const widths = [...new Set(rows.map(({ cell }) => cell.hidden))].sort((a, b) => a - b);
  const series: readonly { readonly label: string; readonly holds: (one: Judgment) => boolean }[] = [
    { label: 'proved minimum', holds: ({ kind }) => kind === 'minimum' },
    { label: 'blind spot', holds: ({ kind }) => kind === 'blind-spot' },
    { label: 'kink', holds: ({ kind }) => kind === 'kink' },
    { label: 'other', holds: ({ kind }) => kind !== 'minimum' && kind !== 'blind-spot' && kind !== 'kink' },
  ];
  const relu = judgmentsOf(rows, 'relu');
  return figureOf(run, {
    id: 'kinds',
    title:
      relu.length > 0
        ? `${decimal((100 * relu.filter(isMinimum).length) / relu.length, 0)} % of stuck ReLU runs lie next to a proved local minimum`
        : 'No ReLU run is stuck',
    subtitle:
      '2-h-1 ReLU networks, squared loss, linear output, both optimizers; share of all runs with Wilson intervals, where there are any',
    panels: dataSets.map((data) =>
      xy(
        data === 'xor' ? 'XOR' : 'Jellyfish',
        { name: 'hidden units *h*', domain: [1.7, 7.6] },
        'share of runs stuck there',
        series.map(({ label, holds }, k) =>
          points(
            label,
            widths.filter((hidden) => of(data, hidden).some(({ judgments }) => judgments.some(holds))),
            (hidden) => {
              const own = of(data, hidden);
              const total = own.reduce((sum, { runs }) => sum + runs, 0);
              const { estimate, low, high } = wilsonInterval(
                own.flatMap(({ judgments }) => judgments).filter(holds).length,
                Math.max(1, total),
              );
              return { x: hidden + (k - 1.5) / 9, y: estimate, low, high };
            },
          ),
        ),
      ),
    ),
    canShow: 'at what kind of point ReLU runs stop that do not fit the four samples.',
    cannotShow: 'other starts and rates; those chosen are nearest to the printed percentages of XOR.',
  });
}
