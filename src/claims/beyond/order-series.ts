/**
 * The ends of descents and of trainings as spreads along Λ. The spread of both is relative, the standard deviation over the mean, since
 * the scaled losses of Figure 3 are losses over their mean. What varies is the start: on one glass, or of networks on one data set. At
 * order 2 starts vary nothing, so there it is the disorder.
 */
import { log } from '../../base/functions.ts';
import type { Stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, clustersBy, pooledDeviation, pooledMean } from '../../ensembles/statistics.ts';
import { type Along, trendSlope, valuesAlong } from '../findings.ts';
import { networkSize } from './order-plans.ts';

/** Ends on one glass, or the loss of one network: what is independent, and resampled. */
export type Unit = readonly number[];

/** One line of the figure: a kind of landscape along its sizes. */
export interface Series {
  /** 'glass-3', 'deep-2', 'published-1': where its ensembles are. */
  readonly key: string;
  /** 'the glass of order 3' */
  readonly name: string;
  readonly order: number;
  readonly unit: 'disorder' | 'network';
  /** By Λ. */
  readonly along: readonly Along<Unit>[];
  readonly spread: (units: readonly Unit[]) => number;
}

/** Fewest ends at a size that have a spread. */
const fewest = 2;

/** √(Σ_j Σ_i (x_ij − x̄_j)² / Σ_j (n_j − 1)) over |x̄|: from start to start on one landscape. */
export function spreadOverStarts(units: readonly Unit[]): number {
  let [square, freedom] = [0, 0];
  for (const unit of units) {
    const center = pooledMean([unit]);
    for (const x of unit) square += (x - center) ** 2;
    freedom += unit.length - 1;
  }
  return Math.sqrt(square / freedom) / Math.abs(pooledMean(units));
}

/** Standard deviation of all values over their mean. */
export const spreadOfAll = (units: readonly Unit[]): number => pooledDeviation(units) / Math.abs(pooledMean(units));

const layersInWords = ['no', 'one', 'two', 'three'];
const layers = (count: number) => `${layersInWords[count]} hidden layer${count === 1 ? '' : 's'}`;

const kinds: Readonly<
  Record<string, (n: number) => Pick<Series, 'name' | 'order' | 'unit' | 'spread'> & { readonly what: 'test' | 'ends' }>
> = {
  glass: (order) => ({
    name: `glass of order ${order}`,
    order,
    unit: 'disorder',
    spread: order === 2 ? spreadOfAll : spreadOverStarts,
    what: 'ends',
  }),
  published: (n) => ({
    name: 'networks of Figure 3',
    order: n + 1,
    unit: 'network',
    spread: spreadOfAll,
    what: 'test',
  }),
  deep: (n) => ({
    name: `networks of ${layers(n)}`,
    order: n + 1,
    unit: 'network',
    spread: spreadOfAll,
    what: 'test',
  }),
};

/** Energies per spin of the certified ends, by disorder. */
function glassEnds(records: Records): Unit[] {
  const outcome = outcomes(records);
  const { disorder, energy } = columnsOf(records, { disorder: 'int32', energy: 'float64' } as const);
  const kept = [...energy.keys()].filter((row) => outcome[row] === 'certified');
  return clustersBy(
    kept.map((row) => disorder[row]!),
    kept.map((row) => energy[row]!),
  );
}

/** Losses of the networks that ran to their end, one each. */
function networkEnds(records: Records, which: 'testLoss' | 'trainLoss'): Unit[] {
  const columns = columnsOf(records, { testLoss: 'float64', trainLoss: 'float64', status: 'text' } as const);
  return [...columns[which]].flatMap((loss, row) =>
    Number.isFinite(loss) && ['converged', 'step-limit'].includes(columns.status[row]!) ? [[loss]] : [],
  );
}

/** All series of these records, those of glasses first; sizes with fewer than two ends are left out. */
export function seriesOf(
  records: Readonly<Record<string, Records>>,
  loss: 'testLoss' | 'trainLoss' = 'testLoss',
): Series[] {
  const parts = Object.entries(records).map(([name, part]) => {
    const [kind, n, at] = name.split('-');
    return { key: `${kind}-${n}`, kind: kind!, n: Number(n), at: Number(at), records: part };
  });
  return [...new Set(parts.map(({ key }) => key))].flatMap((key) => {
    const own = parts.filter((part) => part.key === key);
    const { what, ...head } = kinds[own[0]!.kind]!(own[0]!.n);
    const along = own
      .map(({ n, at, records: part }) => ({
        at: what === 'ends' ? at : networkSize(n, at),
        units: what === 'ends' ? glassEnds(part) : networkEnds(part, loss),
      }))
      .filter(({ units }) => units.length >= fewest && Number.isFinite(log(head.spread(units))))
      .sort((a, b) => a.at - b.at);
    return along.length > 0 ? [{ key, ...head, along }] : [];
  });
}

/** Spreads at each size, with intervals. */
export const spreadsOf = (
  { along, spread, key }: Series,
  level: number,
  draw: (purpose: string, at: number) => Stream,
) => valuesAlong({ along, statistic: spread, level }, (at) => draw(`spread/${key}`, Math.round(at)));

/** Slope of ln spread against ln Λ; nothing with fewer than two sizes. */
export function slopeOfSpread(
  { along, spread, key }: Series,
  level: number,
  draw: (purpose: string, at: number) => Stream,
  resamples = 2000,
): BootstrapInterval | undefined {
  if (along.length < 2) return undefined;
  const statistic = (units: readonly Unit[]) => log(spread(units));
  return trendSlope({ along, statistic, level, resamples, draw: (at) => draw(`slope/${key}`, Math.round(at)) });
}

/** Units of the size that has fewest. */
export const unitsOf = (series: readonly Series[]): number =>
  series.length === 0 ? 0 : Math.min(...series.flatMap(({ along }) => along.map(({ units }) => units.length)));
