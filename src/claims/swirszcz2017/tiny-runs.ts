/** Runs of tiny networks as the claims on Table 1 read them: cells with their runs, shares that converged, and means over networks. */
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { tinyTrainingColumns } from '../../ensembles/experiments/tiny-training.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { type Interval, meanInterval, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Units } from '../decide.ts';
import { spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type Cell, cellName, cellParameters, isConverged, type Setting } from './tiny-settings.ts';

/** One training: what it began and ended with. */
export interface Run {
  readonly worst: number;
  readonly loss: number;
  readonly steps: number;
  readonly gradientNorm: number;
  /** The most that is climbed on the segment from the start to the end. */
  readonly rise: number;
  /** After 2⁻⁸, …, 1 of the steps. */
  readonly losses: readonly number[];
  readonly worsts: readonly number[];
  readonly norms: readonly number[];
  readonly start: readonly number[];
  readonly point: readonly number[];
}

export interface CellRuns {
  readonly cell: Cell;
  readonly runs: readonly Run[];
}

/** Ensembles of the cells under a setting: what differs from it in `more`. */
export function ensemblesOf(
  cells: readonly Cell[],
  { rates, ...setting }: Setting,
  more: EnsembleSpec['parameters'],
): Record<string, EnsembleSpec> {
  return Object.fromEntries(
    cells.map((cell): [string, EnsembleSpec] => {
      const parameters = cellParameters({ ...setting, rate: rates[cell.optimizer] }, cell);
      return [cellName(cell), { experiment: 'tiny-training', parameters: { ...parameters, ...more } }];
    }),
  );
}

/** The runs of an ensemble. */
export function runsOf(records: Records): Run[] {
  const columns = columnsOf(records, tinyTrainingColumns);
  const { worst, loss, steps, gradientNorm, rise } = columns;
  const { losses, worsts, norms, starts, points } = columns;
  return Array.from(worst, (value, k) => ({
    worst: value,
    ...{ loss: loss[k]!, steps: steps[k]!, gradientNorm: gradientNorm[k]!, rise: rise[k]! },
    ...{ losses: losses[k]!, worsts: worsts[k]!, norms: norms[k]!, start: starts[k]!, point: points[k]! },
  }));
}

/** The cells whose ensembles there are. */
export function runsByCell(cells: readonly Cell[], records: Readonly<Record<string, Records>>): CellRuns[] {
  return cells.flatMap((cell) => {
    const some = records[cellName(cell)];
    return some ? [{ cell, runs: runsOf(some) }] : [];
  });
}

export const convergedShare = ({ runs }: Pick<CellRuns, 'runs'>, level = 0.95): Interval =>
  wilsonInterval(runs.filter(({ worst }) => isConverged(worst)).length, runs.length, level);

/** Whether run k converged in a cell: 0 or 1. */
const score = ({ runs }: CellRuns, k: number): number => Number(isConverged(runs[k]!.worst));

/**
 * Mean over networks k of Σ_c weight_c [run k of cell c converged]. Run k begins with the same numbers in every cell, so that networks, not
 * runs, are independent.
 */
export function contrast(
  terms: readonly { readonly cell: CellRuns; readonly weight: number }[],
  level: number,
): Interval {
  const count = terms.length === 0 ? 0 : Math.min(...terms.map(({ cell }) => cell.runs.length));
  const sums = Array.from({ length: count }, (_, k) =>
    terms.reduce((sum, { cell, weight }) => sum + weight * score(cell, k), 0),
  );
  return meanInterval(sums, level);
}

/** Of all intervals of these claims, together where there are several. */
export const level = 0.95;

/** A share in points of percent, and with its interval. */
export const points = (share: number): string => decimal(100 * share, 1);
export const shown = (interval: Interval): string => spanned(interval, points);

/** Networks behind a contrast of cells; fewer than a hundred decide nothing. */
export function networkUnits(runs: readonly Pick<CellRuns, 'runs'>[]): Units {
  return {
    unit: 'network',
    count: runs.length === 0 ? 0 : Math.min(...runs.map((each) => each.runs.length)),
    fewest: 100,
  };
}
