/** Index against loss on networks, as [dauphin2014identifying] draws it: landscapes whose critical points are searched for, and what is said of them. */
import type { Json } from '../../base/json.ts';
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap } from '../../ensembles/statistics.ts';
import type { SaddleMethodName } from '../../search/saddles.ts';
import type { ClaimRun, Finding, Preset, ResultTable } from '../claim.ts';
import { above } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { tableOf } from '../layout.ts';
import { extreme, meanOf, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { rungs } from './ladder-rungs.ts';
import { type CriticalPoints, criticalPoints, nearness, rising } from './property-samples.ts';

interface NetworkRung {
  readonly id: string;
  readonly words: string;
  /** n, units of each hidden layer. */
  readonly size: number;
  readonly tangent: number;
  /** Disorders, where it has any: else one landscape, and points are the units of every interval. */
  readonly disorders: Readonly<Record<Preset, number>>;
  readonly starts: Readonly<Record<Preset, number>>;
  /** Mean losses between which searches start, by which methods, and the Hessians that one may take. */
  readonly heights: { readonly lowest: number; readonly highest: number };
  readonly methods: readonly SaddleMethodName[];
  readonly maxSteps: number;
  landscape(seed: number): { readonly family: string; readonly [field: string]: Json };
}

const [inputs, classes] = [9, 10];
/** n of networks on a sphere, and κ of their softplus: pre-activations are of size 3, so that κ z is 6. */
const [size, sharpness] = [3, 2];
/** n of the network without a sphere. */
const hidden = 2;
/** Searches that are not told an index, beside those that keep the index of their start. */
const free: SaddleMethodName = 'newton-mr';
const onSphere = inputs * size + size ** 2 + size - 1;
const ofLadder = (id: string) => rungs.find((rung) => rung.id === id)!;
const gated = (id: string): Omit<NetworkRung, 'words'> => ({
  ...{ id, size, tangent: onSphere, methods: [free, 'prescribed-index'], maxSteps: 150 },
  disorders: { smoke: 2, laptop: 8, paper: 24 },
  starts: { smoke: 4, laptop: 24, paper: 64 },
  heights: { lowest: 0.6, highest: 1.25 },
  landscape: (seed) => ({ ...ofLadder(id).landscape(size, seed), sharpness }),
});

export const networkRungs: readonly NetworkRung[] = [
  {
    ...gated('relu-sphere'),
    words: `random inputs and labels, logistic loss, one sphere (softplus of sharpness ${sharpness})`,
  },
  { ...gated('real-labels'), words: 'the same on images, odd digits against even ones' },
  {
    id: 'network',
    words: 'one hidden layer of two tanh units with biases, ten classes, cross-entropy with weight decay 0.001',
    ...{ size: hidden, tangent: inputs * hidden + hidden + hidden * classes + classes },
    ...{ methods: [free], maxSteps: 200 },
    disorders: { smoke: 1, laptop: 1, paper: 1 },
    starts: { smoke: 4, laptop: 64, paper: 256 },
    heights: { lowest: 1.15, highest: 2.28 },
    landscape: (seed) => ({
      ...{ family: 'network', hidden: [hidden], activation: 'tanh', loss: 'cross-entropy', pixels: 3, images: 100 },
      ...{ weightDecay: 0.001, seed },
    }),
  },
];

export interface NetworkRow {
  readonly rung: NetworkRung;
  readonly searches: number;
  readonly units: readonly CriticalPoints[];
  /** Those that searches found which were not told an index. */
  readonly freely: readonly CriticalPoints[];
}

export function networkRows(records: Readonly<Record<string, Records>>): NetworkRow[] {
  return networkRungs.flatMap((rung) => {
    const part = records[`searches-${rung.id}-${rung.size}`];
    if (!part) return [];
    const [units, freely] = [criticalPoints(rung.tangent, part), criticalPoints(rung.tangent, part, free)];
    return [{ rung, searches: part.count, units, freely }];
  });
}

const level = 0.95;

/** Over disorders where there are any, else over points. */
function intervalOf(
  { rung, units }: Pick<NetworkRow, 'rung' | 'units'>,
  run: Pick<ClaimRun, 'seed'>,
  name: string,
  statistic: (units: readonly CriticalPoints[]) => number,
  resamples: number,
): BootstrapInterval | undefined {
  const draw = stream(run.seed, 'op/properties', rung.size, `${name} ${rung.id}`);
  const options = { resamples, level, method: 'percentile' as const };
  const single = units.length === 1 ? units[0]!.points.map((point) => [point]) : undefined;
  const resampled = single ?? units.map(({ points }) => points);
  if (resampled.length < 2) return undefined;
  const unitsOf = (some: typeof resampled) =>
    single ? [{ disorder: 0, points: some.flat() }] : some.map((points, disorder) => ({ disorder, points }));
  if (Number.isNaN(statistic(unitsOf(resampled)))) return undefined;
  return bootstrap(draw, [resampled], ([some]) => [statistic(unitsOf([...some!]))], options)[0];
}

/** (i) and (iii), in the form of a curve: the higher the loss of a critical point, the more directions lead down. */
export function risesFinding(row: NetworkRow, run: Pick<ClaimRun, 'seed'>, resamples = 2000): Finding {
  const { rung, units, searches } = row;
  const found = units.flatMap(({ points }) => points);
  const interval = intervalOf(row, run, 'rises', rising, resamples);
  const near = intervalOf(row, run, 'nearness', nearness, resamples);
  const freely = intervalOf({ rung, units: row.freely }, run, 'rises freely', rising, resamples);
  const low = found.filter(({ share }) => share === 0).length;
  return intervalFinding({
    id: `${rung.id}-index-and-loss`,
    statement: `Critical points of higher index have a higher loss: ${rung.words}.`,
    ours: true,
    because:
      `${found.length} different certified points of ${searches} searches, ${low} of them minima; Spearman’s correlation of index and loss ` +
      `${decimal(interval?.estimate ?? Number.NaN, 2)}, of index and overlap with the lowest end ${decimal(near?.estimate ?? Number.NaN, 2)}.`,
    parts: interval ? [{ name: 'correlation of index and loss', interval, region: above(0.5) }] : [],
    of: `of Spearman’s correlation (bootstrap over ${units.length > 1 ? 'disorders' : 'points'})`,
    level,
    units:
      units.length > 1
        ? { unit: 'disorder', count: units.length, fewest: 6 }
        : { unit: 'point', count: found.length, fewest: 10 },
    quantities: [
      ...(near ? [quantity('correlation of index and overlap', near)] : []),
      ...(freely && rung.methods.length > 1
        ? [quantity('correlation of index and loss, searches that are not told an index', freely)]
        : []),
    ],
  });
}

/** Shares of negative eigenvalues at which bands of index end. */
const bands = [0, 0.05, 0.1, 0.2, 1];

/** Losses of the points of each band of index, as [dauphin2014identifying] draws them. */
export const bandTable = (rows: readonly NetworkRow[]): ResultTable =>
  tableOf(
    'Loss of critical points by index',
    rows.flatMap(({ rung, units }) =>
      bands.map((high, k) => {
        const low = k === 0 ? -1 : bands[k - 1]!;
        const inBand = units.flatMap(({ points }) => points).filter(({ share }) => share > low && share <= high);
        return { rung, name: k === 0 ? 'minima' : `${low} to ${high}`, losses: inBand.map(({ energy }) => energy) };
      }),
    ),
    {
      rung: ({ rung }) => rung.id,
      'share of negative eigenvalues': ({ name }) => name,
      points: ({ losses }) => losses.length,
      'mean loss': ({ losses }) => (losses.length > 0 ? meanOf('mean loss', losses, (loss) => loss) : '–'),
      lowest: ({ losses }) => (losses.length > 0 ? extreme('lowest', Math.min(...losses), losses.length) : '–'),
      highest: ({ losses }) => (losses.length > 0 ? extreme('highest', Math.max(...losses), losses.length) : '–'),
    },
  );
