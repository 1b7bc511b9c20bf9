/** Critical points and descents of one disorder: what the properties of a landscape are read off. */
import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type Distance, differenceOf, mean, pearson, stratifiedSpearman } from '../../ensembles/statistics.ts';
import type { SaddleMethodName } from '../../search/saddles.ts';
import { indexFraction } from '../../theory/index.ts';
import { floats, integers, texts } from '../columns.ts';
import { type DisorderEnds, disorderEnds } from './descent-samples.ts';

export interface FoundPoint {
  readonly energy: number;
  /** Standardized energy, and share of negative eigenvalues. */
  readonly u: number;
  readonly share: number;
  /** R = w·w′/|w||w′| with the lowest end of descents, modulo symmetries. */
  readonly overlap: number;
}

export interface CriticalPoints {
  readonly disorder: number;
  readonly points: readonly FoundPoint[];
}

/** Energies of two searches that ended at one point differ by less than this, relative; different points of one index do not. */
const sameEnergy = 1e-8;

/**
 * Certified points of each disorder, each once however many searches end there.
 * @param tangent  dimension of the tangent space: an index is a share of it
 * @param method   of the searches that count (default: all)
 */
export function criticalPoints(tangent: number, searches: Records, method?: SaddleMethodName): CriticalPoints[] {
  const [outcome, energy, u, overlap] = [
    outcomes(searches),
    floats(searches, 'energy'),
    floats(searches, 'standardized'),
    floats(searches, 'overlap'),
  ];
  const [index, disorder] = [integers(searches, 'index'), integers(searches, 'disorder')];
  const methods = method && texts(searches, 'method');
  const found = new Map<number, FoundPoint[]>();
  outcome.forEach((word, row) => {
    if (word !== 'certified' || (methods && methods[row] !== method)) return;
    const points = found.get(disorder[row]!) ?? [];
    found.set(disorder[row]!, points);
    const one = { energy: energy[row]!, u: u[row]!, share: index[row]! / tangent, overlap: overlap[row]! };
    const near = (other: FoundPoint) => Math.abs(other.energy - one.energy) <= sameEnergy * Math.abs(one.energy);
    if (!points.some((other) => other.share === one.share && near(other))) points.push(one);
  });
  return [...found].map(([at, points]) => ({ disorder: at, points })).filter(({ points }) => points.length > 1);
}

const pooled = (units: readonly CriticalPoints[]) => units.flatMap(({ points }) => points);
const varies = (values: readonly number[]) => new Set(values).size > 1;

/** Mean of the share of negative eigenvalues minus the semicircle's at the point's energy. */
export const meanOff =
  (order: number) =>
  (units: readonly CriticalPoints[]): number =>
    mean(pooled(units).map(({ u, share }) => share - indexFraction(order, u)));

export function indexCorrelation(units: readonly CriticalPoints[]): number {
  const points = pooled(units);
  const [u, share] = [points.map((point) => point.u), points.map((point) => point.share)];
  // Searches that all end at one energy or one index have no correlation.
  return points.length < 4 || !varies(u) || !varies(share) ? Number.NaN : pearson(u, share).estimate;
}

/** An overlap above this is the lowest end itself. */
const itself = 1 - 1e-6;
const others = ({ points }: CriticalPoints) => points.filter(({ overlap }) => overlap < itself);

/** Spearman's correlation of index and overlap over points other than the lowest end, within disorders. Below 0: low indices lie nearer. */
export const nearness = (units: readonly CriticalPoints[]): number =>
  stratifiedSpearman(units.map((unit) => others(unit).map(({ share, overlap }) => ({ x: share, y: overlap }))));

export const overlapSize = (units: readonly CriticalPoints[]): number =>
  Math.sqrt(mean(units.flatMap(others).map(({ overlap }) => overlap ** 2)));

/** Spearman's correlation of index and energy within disorders. */
export const rising = (units: readonly CriticalPoints[]): number =>
  stratifiedSpearman(units.map(({ points }) => points.map(({ energy, share }) => ({ x: energy, y: share }))));

/** The first decides how fine a comparison is. */
export const indexDistances = (order: number): readonly Distance<CriticalPoints>[] => [
  differenceOf('mean index above the semicircle', meanOff(order)),
  differenceOf('correlation of energy and index', indexCorrelation),
];

export const overlapDistances: readonly Distance<CriticalPoints>[] = [
  differenceOf('correlation of index and overlap', nearness),
  differenceOf('rms overlap', overlapSize),
];

export const hitDisorders = (records: Records) => disorderEnds(records).filter(({ ends }) => ends.length > 1);

/** Of the descents of a disorder, the share that end in the lowest minimum any of them finds: no less than what one descent hits. */
export function hitShare({ ends }: DisorderEnds): number {
  const best = ends.reduce((a, b) => (b.energy < a.energy ? b : a));
  return ends.filter(({ minimum }) => minimum === best.minimum).length / ends.length;
}

export const hitDistances: readonly Distance<DisorderEnds>[] = [
  differenceOf('share that hits the lowest minimum', (units) => mean(units.map(hitShare))),
  differenceOf('distinct minima a disorder', (units) =>
    mean(units.map(({ ends }) => new Set(ends.map(({ minimum }) => minimum)).size)),
  ),
];
