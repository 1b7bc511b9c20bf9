/** What the kinds of stuck runs say: findings of gs/where-small-networks-stick, and counts for its tables. */
import { wilsonInterval } from '../../ensembles/statistics.ts';
import type { Finding } from '../claim.ts';
import { above, below } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { exact, list, quantity } from '../quantities.ts';
import { level } from '../swirszcz2017/tiny-runs.ts';
import { activations, type Cell, dataSets, optimizerNames, optimizers } from '../swirszcz2017/tiny-settings.ts';
import { type Judgment, type Kind, kinds } from './stuck-kinds.ts';

/** A cell with the kinds of its stuck runs. */
export interface Stuck {
  readonly cell: Cell;
  readonly runs: number;
  readonly judgments: readonly Judgment[];
}

export const kindNames: Readonly<Record<Kind, string>> = {
  minimum: 'proved minimum',
  'blind-spot': 'blind spot',
  saddle: 'saddle',
  kink: 'kink with a slope down across it',
  infinity: 'runs to infinity',
  solution: 'next to a solution',
  undecided: 'undecided',
};

export const isMinimum = ({ kind }: Judgment) => kind === 'minimum' || kind === 'blind-spot';
export const counted = (judgments: readonly Judgment[], kind: Kind) =>
  judgments.filter((each) => each.kind === kind).length;
export const judgmentsOf = (rows: readonly Stuck[], activation: Cell['activation'], optimizer?: Cell['optimizer']) =>
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
    because: `Of stuck ReLU runs: ${list(groups, ({ optimizer, of }) => `${optimizerNames[optimizer]}, ${of.length}: ${tally(of) || 'none'}`, '; ')}.`,
    parts: groups.flatMap(({ optimizer, of }) =>
      shareOf(`proved minima, ${optimizerNames[optimizer]}`, of, isMinimum, joint).map((part) => ({
        ...part,
        region: above(0.5, 'one half'),
      })),
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
    statement:
      'Blind spots are not the only reason: most proved minima of stuck ReLU runs are at points where units are on.',
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
    parts: shareOf('proved saddles', all, ({ kind }) => kind === 'saddle').map((part) => ({
      ...part,
      region: below(0.05),
    })),
    of: '(Wilson, by run) of the share of stuck runs',
    level,
    units: runUnits(all.length),
  });
}

export function kinksMeasured(rows: readonly Stuck[]): Finding {
  const relu = judgmentsOf(rows, 'relu');
  return measuredFinding({
    id: 'kinks',
    statement: 'How often a stuck ReLU run is held by a kink that a slope leads down across.',
    because: `${counted(relu, 'kink')} of ${relu.length}: the exact minimum on the kink is no critical point, but descent takes the slope on the left and does not see the other. They count as no minimum.`,
    quantities: shareOf('on a kink', relu, ({ kind }) => kind === 'kink').map(({ name, interval }) =>
      quantity(name, interval),
    ),
    why: 'no source says how often; Wilson interval at 95 %',
    enough: relu.length > 0,
  });
}

/** The first six decimals of a positive fraction n/d, cut off. */
function digits(fraction: string): string {
  const [n, d = '1'] = fraction.split('/');
  return (Number((BigInt(n!) * 10n ** 6n) / BigInt(d)) / 1e6).toFixed(6);
}

/** Proved losses by data set, the most frequent first; long fractions by their first decimals. */
export function lossCounts(rows: readonly Stuck[]) {
  return dataSets.flatMap((data) => {
    const losses = rows
      .filter(({ cell }) => cell.data === data)
      .flatMap(({ judgments }) => judgments.filter(isMinimum));
    return tallied(losses.flatMap(({ loss }) => (loss === undefined ? [] : [loss]))).map(([loss, count]) => ({
      data,
      loss: loss.length <= 24 ? loss : `${digits(loss)}… (a fraction of ${loss.length} digits)`,
      count,
    }));
  });
}

export function reasonCounts(rows: readonly Stuck[]) {
  return activations.flatMap((activation) =>
    tallied(
      judgmentsOf(rows, activation).flatMap(({ reason }) =>
        reason === undefined ? [] : [reason.replaceAll(/\d+(\.\d+)?(e[+-]?\d+)?/g, 'N')],
      ),
    ).map(([reason, count]) => ({ activation, reason, count })),
  );
}

function tallied(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export function exactLosses(rows: readonly Stuck[]): Finding {
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

export function sigmoidRuns(rows: readonly Stuck[]): Finding {
  const of = judgmentsOf(rows, 'sigmoid');
  return measuredFinding({
    id: 'sigmoid-runs',
    statement: 'What stuck runs of sigmoid units are.',
    because: `${of.length}: ${tally(of) || 'none'}. Where more modes are zero than symmetries explain nothing is proved.`,
    quantities: kinds
      .flatMap((kind) => shareOf(kindNames[kind], of, (each) => each.kind === kind))
      .map(({ name, interval }) => quantity(name, interval)),
    why: 'no source says what they are; Wilson intervals at 95 %',
    enough: of.length > 0,
  });
}

export interface Separated {
  readonly converged: number;
  /** Of these the runs whose samples are all shown to be strictly on the right side. */
  readonly shown: number;
}

export function noMinimumBehindSigmoid({ converged, shown }: Separated): Finding {
  return exactFinding({
    id: 'no-minimum-behind-a-sigmoid',
    statement:
      'With cross-entropy, or a sigmoid output, a run with training error 0 is next to no minimum: none has that loss.',
    ours: true,
    because: `Where each sample is strictly on its side, the loss falls along the last layer towards 0 and reaches it nowhere. Interval arithmetic shows the strict signs at ${shown} of ${converged} converged runs.`,
    quantities: [exact('converged runs', converged), exact('strict signs shown', shown)],
    holds: converged === 0 ? undefined : shown === converged,
    by: 'proof',
    rule: 'proved when outward-rounded intervals show strict signs at every converged run',
  });
}
