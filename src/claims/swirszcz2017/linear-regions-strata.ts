/** Runs that lm/linear-regions ranks against each other: points per linear region at the start, and the loss left. */
import { smallSets } from '../../data/small-sets.ts';
import type { Records } from '../../ensembles/spec.ts';
import type { Pair } from '../../ensembles/statistics.ts';
import { examplesPerRegion, linearRegions } from '../../landscapes/index.ts';
import type { Preset } from '../claim.ts';
import { type GridRun, placeName, placesOf, runsAt, scaledName, scaledPlacesOf } from './mnist-grids.ts';
import { type Run, runsByCell, runsOf } from './tiny-runs.ts';
import type { Cell } from './tiny-settings.ts';
import { tableCells } from './xor-and-jellyfish.ts';
import { cornerName, cornersOf } from './zig-zag-runs.ts';

const smallTasks = ['xor', 'jellyfish', 'zig-zag'] as const;
export const tasks = [...smallTasks, 'mnist'] as const;
export type Task = (typeof tasks)[number];
export const names: Readonly<Record<Task, string>> = {
  xor: 'XOR',
  jellyfish: 'jellyfish',
  'zig-zag': 'Zig-Zag',
  mnist: 'MNIST',
};

export const reluCells = (preset: Preset): Cell[] =>
  tableCells(preset).filter(({ activation }) => activation === 'relu');

/** Runs that are ranked against each other. */
export interface Stratum {
  readonly task: Task;
  readonly hidden: number;
  readonly pairs: readonly Pair[];
}

export function strataOf(records: Readonly<Record<string, Records>>, preset: Preset): Stratum[] {
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
