/** What is known of a rung from its descents: whether it is told from the glass, its numbers at its largest size, and what a difference is put down to. */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import {
  type BootstrapInterval,
  bootstrap,
  type Comparison,
  mean,
  standardDeviation,
  togetherByHolm,
} from '../../ensembles/statistics.ts';
import { families } from '../../landscapes/families.ts';
import { landscapeSpec } from '../../landscapes/landscape-spec.ts';
import type { ClaimRun } from '../claim.ts';
import { recordsAt } from '../layout.ts';
import { compareEnds, type DisorderEnds, disorderEnds, spikeShare } from './descent-samples.ts';
import { type Cause, type Rung, reference } from './ladder-rungs.ts';

/** Numbers of the ends of a disorder, averaged over disorders. */
export const statistics = {
  energy: { words: 'mean energy u', of: ({ ends }: DisorderEnds) => mean(ends.map((e) => e.standardized)) },
  spread: {
    words: 'spread within a disorder',
    of: ({ ends }: DisorderEnds) => standardDeviation(ends.map((e) => e.standardized)),
  },
  participation: { words: 'participation', of: ({ ends }: DisorderEnds) => mean(ends.map((e) => e.participation)) },
} as const;
export type StatisticName = keyof typeof statistics;

export interface Sized {
  readonly size: number;
  /** With two usable ends or more. */
  readonly units: readonly DisorderEnds[];
  readonly runs: number;
  readonly used: number;
  readonly saddles: number;
}

type Numbers = Readonly<Record<StatisticName, BootstrapInterval>>;

export interface Row {
  readonly rung: Rung;
  readonly sizes: readonly Sized[];
  readonly beside: readonly Sized[];
  readonly comparison: Comparison;
  /** At the largest size. */
  readonly numbers: Numbers;
  /** The largest relative distance of an end to a level, where the landscape is solved. */
  readonly farthest: number | undefined;
}

export interface RowsAsked {
  readonly rungs: readonly Rung[];
  /** With B permutations and R rungs of T tests no adjusted p lies below R T/(B + 1), which must leave room below 5 %. */
  readonly permutations: number;
  /** W₁ that must be seen where a rung is to agree. */
  readonly resolution?: number;
}

/** Rows of those rungs that were run; labels are adjusted together. */
export function rowsOf(
  records: Readonly<Record<string, Records>>,
  run: ClaimRun,
  { rungs, permutations, resolution }: RowsAsked,
): Row[] {
  const present = rungs.filter(({ id }) => sizedOf(id, records).some(({ units }) => units.length > 1));
  const compared = present.map((rung) => {
    const [sizes, beside] = [sizedOf(rung.id, records), sizedOf(`${reference}-${rung.kind}`, records)];
    const splits = sizes.flatMap(({ size, units }) => {
      const glass = beside.find((one) => one.size === size);
      return glass && units.length > 1 ? [{ size, left: units, right: glass.units }] : [];
    });
    const draw = stream(run.seed, 'op/ladder', 0, `permutations ${rung.id}`);
    return {
      rung,
      sizes,
      beside,
      comparison: compareEnds(draw, splits, { permutations, ...(resolution && { resolution }) }),
    };
  });
  const labels = togetherByHolm(compared.map(({ comparison }) => comparison));
  return compared.map((one, i) => {
    const largest = largestOf(one.sizes);
    return {
      ...one,
      comparison: labels[i]!,
      numbers: numbersOf(largest, run, one.rung.id),
      farthest: one.rung.levels ? farthestFrom(one.rung, one.sizes, run) : undefined,
    };
  });
}

/** With two disorders of usable ends or more. */
export const largestOf = (sizes: readonly Sized[]) => sizes.filter(({ units }) => units.length > 1).at(-1)!;

export function sizedOf(id: string, records: Readonly<Record<string, Records>>): Sized[] {
  return (
    recordsAt(id, records)
      // Names of other rungs begin alike; what stands after them is no number.
      .filter(({ at }) => Number.isFinite(at))
      .sort((a, b) => a.at - b.at)
      .map(({ at: size, records: part }) => {
        const all = disorderEnds(part, { onKinks: true });
        return {
          size,
          units: all.filter(({ ends }) => ends.length > 1),
          runs: all.reduce((sum, { runs }) => sum + runs, 0),
          used: all.reduce((sum, { ends }) => sum + ends.length, 0),
          saddles: all.reduce((sum, { saddles }) => sum + saddles, 0),
        };
      })
  );
}

export function numbersOf({ units, size }: Sized, run: ClaimRun, id: string): Numbers {
  const of = (name: StatisticName) => {
    const draw = stream(run.seed, 'op/ladder', size, `${name} ${id}`);
    return bootstrap(draw, [units], ([some]) => [mean(some!.map(statistics[name].of))], { method: 'percentile' })[0]!;
  };
  return { energy: of('energy'), spread: of('spread'), participation: of('participation') };
}

/** Over all sizes and disorders. */
function farthestFrom(rung: Rung, sizes: readonly Sized[], run: ClaimRun): number {
  let farthest = 0;
  for (const { size, units } of sizes)
    for (const { disorder, ends } of units) {
      const { family, fields } = landscapeSpec(families, 'op/ladder', rung.landscape(size, run.seed, disorder));
      const levels = rung.levels!(size, () => family.disorder!.entries(fields));
      for (const { energy } of ends)
        farthest = Math.max(farthest, Math.min(...levels.map((level) => Math.abs(energy / level - 1))));
    }
  return farthest;
}

/** Two rungs at the largest size that both were run at, with their numbers there. */
interface Pair {
  readonly size: number;
  readonly own: Sized;
  readonly other: Sized;
}

function pairOf(own: readonly Sized[], other: readonly Sized[]): Pair | undefined {
  const enough = ({ units }: Sized) => units.length > 1;
  for (const one of [...own].filter(enough).reverse()) {
    const there = other.find(({ size, units }) => size === one.size && units.length > 1);
    if (there) return { size: one.size, own: one, other: there };
  }
  return undefined;
}

/** Difference of mean energies over the root of the sum of squared standard errors. */
export function inErrors(a: BootstrapInterval, b: BootstrapInterval): number {
  return (a.estimate - b.estimate) / Math.hypot(a.standardError, b.standardError);
}

/** Differences within this many errors need no cause. */
export const fewErrors = 2;

export interface Explained {
  /** The size at which the rung and the one that predicts it were both run. */
  readonly size: number;
  readonly predicted: BootstrapInterval;
  /** In standard errors. */
  readonly difference: number;
  /** What it is put down to with the numbers that show it, 'unexplained', or '' where nothing is to be explained. */
  readonly cause: string;
}

/** The rung that predicts a row, at its sizes. */
export const predictingSizes = ({ rung, beside }: Row, rows: readonly Row[]): readonly Sized[] | undefined =>
  rung.expected === reference ? beside : rows.find((row) => row.rung.id === rung.expected)?.sizes;

/** Prediction, difference and cause of a row; undefined without a prediction. A cause stands only where the run that must show it does. */
export function explained(row: Row, rows: readonly Row[], run: ClaimRun): Explained | undefined {
  const { rung } = row;
  const other = predictingSizes(row, rows);
  const pair = other && pairOf(row.sizes, other);
  if (!pair) return undefined;
  const own = numbersOf(pair.own, run, rung.id);
  const predicted = numbersOf(pair.other, run, `${rung.expected} beside ${rung.id}`).energy;
  const difference = inErrors(own.energy, predicted);
  const shown = Math.abs(difference) > fewErrors && rung.cause && evidence(rung.cause, row, pair, rows, run);
  const cause = shown ? `${rung.cause!.words}: ${shown}` : 'unexplained';
  return { size: pair.size, predicted, difference, cause: Math.abs(difference) > fewErrors ? cause : '' };
}

/** The numbers that show a cause, or undefined where they do not. */
function evidence(cause: Cause, row: Row, expected: Pair, rows: readonly Row[], run: ClaimRun): string | undefined {
  if (cause.by === 'like' || cause.by === 'without') {
    const other = rows.find(({ rung }) => rung.id === cause.rung);
    const pair = other && pairOf(other.sizes, cause.by === 'like' ? row.sizes : other.beside);
    if (!pair) return undefined;
    const [a, b] = [pair.own, pair.other].map((sized, i) => numbersOf(sized, run, `${cause.rung} ${i}`).energy);
    const apart = inErrors(a!, b!);
    if (!(Math.abs(apart) <= fewErrors)) return undefined;
    return `${cause.rung} is ${Math.abs(apart).toFixed(1)} errors from ${cause.by === 'like' ? 'it' : 'the glass'}`;
  }
  if (cause.by === 'spiked') {
    const [own, before] = [spikeShare(expected.own.units), spikeShare(expected.other.units)];
    if (!(own > 2 * before + 0.05)) return undefined;
    return `${(100 * own).toFixed(0)} % of the ends have |m| > ½, against ${(100 * before).toFixed(0)} %`;
  }
  const glass = pairOf(row.sizes, row.beside);
  if (!glass) return undefined;
  const [own, there] = [glass.own, glass.other].map((sized, i) =>
    numbersOf(sized, run, `condensed ${row.rung.id} ${i}`),
  );
  if (!(own!.participation.high < there!.participation.low)) return undefined;
  return `participation ${own!.participation.estimate.toFixed(3)}, on the glass ${there!.participation.estimate.toFixed(3)}`;
}
