/**
 * gs/where-small-networks-stick: the runs of Table 1 of [swirszcz2017local] that do not fit, asked what kind of point they stopped at. With squared
 * loss and a linear output minima exist, and the proofs near float points (certify --near) find them exactly; behind a sigmoid there are none.
 */
import type { Records } from '../../ensembles/spec.ts';
import { wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, below } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { evaluation, figureOf, points, tableOf, xy } from '../layout.ts';
import { exact, list, quantity } from '../quantities.ts';
import { ensemblesOf, runsByCell, runsOf } from '../swirszcz2017/tiny-runs.ts';
import {
  activations,
  type Cell,
  cellName,
  cellsOf,
  chosenLinear,
  dataSets,
  isConverged,
  type LossName,
  optimizers,
} from '../swirszcz2017/tiny-settings.ts';
import { decimal } from '../theory-lines.ts';
import { judgmentOf, type Judgment, type Kind, kinds, perceptronOf } from './stuck-kinds.ts';
import { isSeparated } from '../../certificates/index.ts';

const networks: Readonly<Record<Preset, number>> = { smoke: 6, laptop: 60, paper: 400 };
const smokeSteps = 4000;
const level = 0.95;

/** Losses behind a sigmoid, and the cells on which their converged runs are looked at. */
const squashed: readonly LossName[] = ['squared, sigmoid output', 'cross-entropy'];
const squashedCells = dataSets.flatMap((data) =>
  activations.map((activation): Cell => ({ data, activation, optimizer: 'gradient-descent', hidden: 4 })),
);
const squashedName = (loss: LossName, cell: Cell) => `${loss === 'cross-entropy' ? loss : 'sigmoid-output'}-${cellName(cell)}`;

export const whereSmallNetworksStick: Claim = {
  id: 'gs/where-small-networks-stick',
  statement: 'Rectified networks that do not learn XOR or jellyfish stop at local minima, which can be proved, and seldom at anything else.',
  source: { key: 'swirszcz2017local', place: 'Table 1, Figure 3: what the paper leaves open' },
  openQuestions: [
    'Minima exist with squared loss and a linear output; we use the combination with these that is nearest to the printed cells of XOR.',
    'A stuck run is one with a training error; its point is one of 64-bit training, up to 10⁻² away from what is proved.',
    'A run whose norm grew by 2 % in each of the last three doublings while its loss fell is said to run to infinity: an estimate.',
  ],
  needs(preset, seed) {
    const more = {
      networks: networks[preset],
      networksPerTask: networks[preset],
      seed,
      precision: 'float64',
      restGradient: 1e-13,
      ...(preset === 'smoke' && { steps: smokeSteps }),
    };
    const behind = squashed.flatMap((loss) =>
      squashedCells.map((cell) => {
        const [spec] = Object.values(ensemblesOf([cell], { ...chosenLinear, loss }, more));
        return [squashedName(loss, cell), spec!] as const;
      }),
    );
    return { ...ensemblesOf(cellsOf(dataSets), chosenLinear, more), ...Object.fromEntries(behind) };
  },
  evaluate,
};

/** A cell with the kinds of its stuck runs. */
export interface Stuck {
  readonly cell: Cell;
  readonly runs: number;
  readonly judgments: readonly Judgment[];
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = runsByCell(cellsOf(dataSets), records).map(({ cell, runs }): Stuck => {
    const stuck = runs.filter(({ worst }) => !isConverged(worst));
    return { cell, runs: runs.length, judgments: stuck.map((each) => judgmentOf(chosenLinear, cell, each)) };
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
    figures: rows.length > 0 ? [kindsFigure(rows, findings, run)] : [],
    tables: [
      tableOf('Kinds of the stuck runs, by cell of Table 1', rows, {
        data: ({ cell }) => cell.data,
        units: ({ cell }) => cell.activation,
        optimizer: ({ cell }) => cell.optimizer,
        h: ({ cell }) => cell.hidden,
        runs: ({ runs }) => runs,
        stuck: ({ judgments }) => judgments.length,
        ...Object.fromEntries(kinds.map((kind) => [kindNames[kind], ({ judgments }: Stuck) => counted(judgments, kind)])),
      }),
      tableOf('Exact losses of proved minima, Σ (f(x) − y)²', lossCounts(rows), {
        data: ({ data }) => data,
        loss: ({ loss }) => loss,
        runs: ({ count }) => count,
      }),
      tableOf('Why runs are undecided', reasonCounts(rows), {
        units: ({ activation }) => activation,
        reason: ({ reason }) => reason,
        runs: ({ count }) => count,
      }),
    ],
    differences: run.preset === 'smoke' ? [`Steps are cut to ${smokeSteps}.`] : [],
  });
}

const kindNames: Readonly<Record<Kind, string>> = {
  minimum: 'proved minimum',
  'blind-spot': 'blind spot',
  saddle: 'saddle',
  kink: 'kink with a slope down across it',
  infinity: 'runs to infinity',
  solution: 'next to a solution',
  undecided: 'undecided',
};

const isMinimum = ({ kind }: Judgment) => kind === 'minimum' || kind === 'blind-spot';
const counted = (judgments: readonly Judgment[], kind: Kind) => judgments.filter((each) => each.kind === kind).length;
const judgmentsOf = (rows: readonly Stuck[], activation: Cell['activation'], optimizer?: Cell['optimizer']) =>
  rows
    .filter(({ cell }) => cell.activation === activation && (optimizer === undefined || cell.optimizer === optimizer))
    .flatMap(({ judgments }) => judgments);

/** The share of stuck runs for which something holds, as the part of a finding. */
function shareOf(name: string, of: readonly Judgment[], holds: (one: Judgment) => boolean, at = level) {
  return of.length === 0 ? [] : [{ name, interval: wilsonInterval(of.filter(holds).length, of.length, at) }];
}
const runUnits = (count: number) => ({ unit: 'stuck run', count, fewest: 30 });
const tally = (of: readonly Judgment[]) =>
  list(
    kinds.filter((kind) => counted(of, kind) > 0),
    (kind) => `${counted(of, kind)} ${kindNames[kind]}`,
  );

export function atMinima(rows: readonly Stuck[]): Finding {
  const joint = 1 - (1 - level) / optimizers.length;
  const groups = optimizers.map((optimizer) => ({ optimizer, of: judgmentsOf(rows, 'relu', optimizer) }));
  return intervalFinding({
    id: 'stuck-at-minima',
    statement: 'Most rectified networks that are stuck are next to a proved local minimum.',
    ours: true,
    because: `Of stuck ReLU runs: ${list(groups, ({ optimizer, of }) => `${optimizer}, ${of.length}: ${tally(of) || 'none'}`, '; ')}.`,
    parts: groups.flatMap(({ optimizer, of }) =>
      shareOf(`proved minima, ${optimizer}`, of, isMinimum, joint).map((part) => ({ ...part, region: above(0.5, 'one half') })),
    ),
    of: '(Wilson, by run) of the share of stuck ReLU runs',
    level,
    units: runUnits(Math.min(...groups.map(({ of }) => of.length))),
  });
}

export function notOnlyBlindSpots(rows: readonly Stuck[]): Finding {
  const minima = judgmentsOf(rows, 'relu').filter(isMinimum);
  return intervalFinding({
    id: 'not-only-blind-spots',
    statement: 'Blind spots are not the only reason: most proved minima of stuck ReLU runs are at points where units are on.',
    ours: true,
    because: `${counted(minima, 'blind-spot')} of ${minima.length} proved minima have every unit off at all samples.`,
    parts: shareOf('blind spots among proved minima', minima, ({ kind }) => kind === 'blind-spot').map((part) => ({
      ...part,
      region: below(0.5, 'one half'),
    })),
    of: '(Wilson, by run) of the share of blind spots',
    level,
    units: runUnits(minima.length),
  });
}

export function seldomSaddles(rows: readonly Stuck[]): Finding {
  const all = rows.flatMap(({ judgments }) => judgments);
  return intervalFinding({
    id: 'seldom-saddles',
    statement: 'A stuck run is seldom at a saddle that can be proved.',
    ours: true,
    because: `${counted(all, 'saddle')} of ${all.length} stuck runs have a proved saddle next to them.`,
    parts: shareOf('proved saddles', all, ({ kind }) => kind === 'saddle').map((part) => ({ ...part, region: below(0.05) })),
    of: '(Wilson, by run) of the share of stuck runs',
    level,
    units: runUnits(all.length),
  });
}

function kinksMeasured(rows: readonly Stuck[]): Finding {
  const relu = judgmentsOf(rows, 'relu');
  return measuredFinding({
    id: 'kinks',
    statement: 'How often a stuck ReLU run is held by a kink that a slope leads down across.',
    because: `${counted(relu, 'kink')} of ${relu.length}: the exact minimum on the kink is no critical point, but descent takes the slope on the left and does not see the other. They count as no minimum.`,
    quantities: shareOf('on a kink', relu, ({ kind }) => kind === 'kink').map(({ name, interval }) => quantity(name, interval)),
    why: 'no source says how often; Wilson interval at 95 %',
    enough: relu.length > 0,
  });
}

/** Proved losses by data set, the most frequent first; long fractions by their first digits. */
function lossCounts(rows: readonly Stuck[]) {
  return dataSets.flatMap((data) => {
    const losses = rows.filter(({ cell }) => cell.data === data).flatMap(({ judgments }) => judgments.filter(isMinimum));
    return tallied(losses.flatMap(({ loss }) => (loss === undefined ? [] : [loss]))).map(([loss, count]) => ({
      data,
      loss: loss.length <= 24 ? loss : `${loss.slice(0, 24)}…`,
      count,
    }));
  });
}

function reasonCounts(rows: readonly Stuck[]) {
  return activations.flatMap((activation) =>
    tallied(judgmentsOf(rows, activation).flatMap(({ reason }) => (reason === undefined ? [] : [reason.replaceAll(/\d+(\.\d+)?(e[+-]?\d+)?/g, 'N')]))).map(
      ([reason, count]) => ({ activation, reason, count }),
    ),
  );
}

function tallied(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function exactLosses(rows: readonly Stuck[]): Finding {
  const counts = lossCounts(rows);
  const first = dataSets.map((data) => ({ data, own: counts.filter((each) => each.data === data) }));
  return measuredFinding({
    id: 'exact-losses',
    statement: 'Which exact losses the proved minima have.',
    because: list(
      first,
      ({ data, own }) =>
        `${data}: ${own.length} values, most often ${list(own.slice(0, 4), ({ loss, count }) => `${loss} (${count})`) || 'none'}`,
      '; ',
    ),
    quantities: first.map(({ data, own }) => exact(`exact losses, ${data}`, own.length)),
    why: 'the sum of squared errors at each proved minimum is a rational number',
    enough: counts.length > 0,
  });
}

function sigmoidRuns(rows: readonly Stuck[]): Finding {
  const of = judgmentsOf(rows, 'sigmoid');
  return measuredFinding({
    id: 'sigmoid-runs',
    statement: 'What stuck runs of sigmoid units are.',
    because: `${of.length}: ${tally(of) || 'none'}. Where more modes are zero than symmetries explain nothing is proved.`,
    quantities: kinds.flatMap((kind) => shareOf(kindNames[kind], of, (each) => each.kind === kind)).map(({ name, interval }) => quantity(name, interval)),
    why: 'no source says what they are; Wilson intervals at 95 %',
    enough: of.length > 0,
  });
}

interface Separated {
  readonly converged: number;
  /** Of these the runs whose samples are all shown to be strictly on the right side. */
  readonly shown: number;
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

export function noMinimumBehindSigmoid({ converged, shown }: Separated): Finding {
  return exactFinding({
    id: 'no-minimum-behind-a-sigmoid',
    statement: 'With cross-entropy, or a sigmoid output, a run with training error 0 is next to no minimum: none has that loss.',
    ours: true,
    because: `Where each sample is strictly on its side, the loss falls along the last layer towards 0 and reaches it nowhere. Interval arithmetic shows the strict signs at ${shown} of ${converged} converged runs.`,
    quantities: [exact('converged runs', converged), exact('strict signs shown', shown)],
    holds: converged === 0 ? undefined : shown === converged,
    by: 'proof',
    rule: 'proved when outward-rounded intervals show strict signs at every converged run',
  });
}

function kindsFigure(rows: readonly Stuck[], findings: readonly Finding[], run: ClaimRun) {
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
  return figureOf(run, findings.slice(0, 2), {
    id: 'kinds',
    title: `${decimal((100 * relu.filter(isMinimum).length) / Math.max(1, relu.length), 0)} % of stuck ReLU runs lie next to a proved local minimum`,
    subtitle: '2-h-1 ReLU networks, squared loss, linear output, both optimizers; share of all runs, Wilson intervals at 95 %',
    panels: dataSets.map((data) =>
      xy(
        data === 'xor' ? 'XOR' : 'Jellyfish',
        { name: 'hidden units *h*', domain: [1.7, 7.6] },
        'share of runs stuck there',
        series.map(({ label, holds }, k) =>
          points(label, widths, (hidden) => {
            const own = of(data, hidden);
            const total = own.reduce((sum, { runs }) => sum + runs, 0);
            const { estimate, low, high } = wilsonInterval(own.flatMap(({ judgments }) => judgments).filter(holds).length, Math.max(1, total));
            return { x: hidden + (k - 1.5) / 9, y: estimate, low, high };
          }),
        ),
      ),
    ),
    canShow: 'at what kind of point ReLU runs stop that do not fit the four samples.',
    cannotShow: 'other starts and rates; those chosen are nearest to the printed percentages of XOR.',
  });
}
