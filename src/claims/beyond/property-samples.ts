/** Critical points and descents of one disorder: what the properties of a rung are read off. */

import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type Distance, differenceOf, differenceOfMeans, mean, pearson } from '../../ensembles/statistics.ts';
import { indexFraction } from '../../theory/index.ts';
import { floats, integers } from '../columns.ts';
import { type DisorderEnds, disorderEnds } from './descent-samples.ts';

export interface CriticalPoints {
  readonly disorder: number;
  /** Standardized energy, share of negative eigenvalues, and that share minus the semicircle's at this energy. */
  readonly points: readonly { readonly u: number; readonly share: number; readonly off: number }[];
}

/**
 * Certified points of each disorder, their energies standardized as those of its descents.
 * @param searches  saddle searches, and descents of the same disorders
 */
export function criticalPoints(order: number, size: number, searches: Records, descents: Records): CriticalPoints[] {
  const standard = standardsOf(descents);
  const [outcome, energy] = [outcomes(searches), floats(searches, 'energy')];
  const [index, disorder] = [integers(searches, 'index'), integers(searches, 'disorder')];
  const found = new Map<number, { u: number; share: number; off: number }[]>();
  outcome.forEach((word, row) => {
    const at = disorder[row]!;
    const of = standard.get(at);
    if (word !== 'certified' || !of) return;
    const [u, share] = [of(energy[row]!), index[row]! / (size - 1)];
    const points = found.get(at) ?? [];
    found.set(at, points);
    points.push({ u, share, off: share - indexFraction(order, u) });
  });
  return [...found].map(([at, points]) => ({ disorder: at, points })).filter(({ points }) => points.length > 1);
}

/** Standardized energy is linear in energy: through two ends of a disorder, those farthest apart. */
function standardsOf(descents: Records): Map<number, (energy: number) => number> {
  const [energy, standardized, disorder] = [
    floats(descents, 'energy'),
    floats(descents, 'standardized'),
    integers(descents, 'disorder'),
  ];
  const rows = new Map<number, number[]>();
  for (let row = 0; row < descents.count; row++) {
    const at = disorder[row]!;
    if (Number.isFinite(energy[row]!)) rows.set(at, [...(rows.get(at) ?? []), row]);
  }
  return new Map(
    [...rows].flatMap(([at, own]) => {
      const low = own.reduce((a, b) => (energy[b]! < energy[a]! ? b : a));
      const high = own.reduce((a, b) => (energy[b]! > energy[a]! ? b : a));
      const rise = energy[high]! - energy[low]!;
      // One minimum for all descents says nothing of the scale.
      if (!(rise > 1e-9 * Math.abs(energy[low]!))) return [];
      const slope = (standardized[high]! - standardized[low]!) / rise;
      return [[at, (e: number) => standardized[low]! + slope * (e - energy[low]!)] as const];
    }),
  );
}

const pooled = (units: readonly CriticalPoints[]) => units.flatMap(({ points }) => points);

export const meanOff = (units: readonly CriticalPoints[]) => mean(pooled(units).map(({ off }) => off));
export const indexCorrelation = (units: readonly CriticalPoints[]) => {
  const points = pooled(units);
  // Searches that all end at one energy or one index have no correlation.
  const varies = (of: (point: (typeof points)[number]) => number) => new Set(points.map(of)).size > 1;
  if (points.length < 4 || !varies(({ u }) => u) || !varies(({ share }) => share)) return Number.NaN;
  return pearson(
    points.map(({ u }) => u),
    points.map(({ share }) => share),
  ).estimate;
};

/** The first decides how fine a comparison is. */
export const indexDistances: readonly Distance<CriticalPoints>[] = [
  differenceOfMeans('mean index above the semicircle', ({ points }) => points.map(({ off }) => off)),
  differenceOfMeans('mean squared distance to the semicircle', ({ points }) => points.map(({ off }) => off ** 2)),
  differenceOf('correlation of energy and index', indexCorrelation),
];

export const hitDisorders = (records: Records) => disorderEnds(records).filter(({ ends }) => ends.length > 1);

/** Of the descents of a disorder, the share that end in the lowest minimum any of them finds: no less than what one descent hits. */
export function hitShare({ ends }: DisorderEnds): number {
  const best = ends.reduce((a, b) => (b.energy < a.energy ? b : a));
  return ends.filter(({ minimum }) => minimum === best.minimum).length / ends.length;
}

export const hitDistances: readonly Distance<DisorderEnds>[] = [
  differenceOfMeans('share that hits the lowest minimum', (unit) => [hitShare(unit)]),
  differenceOfMeans('distinct minima a disorder', ({ ends }) => [new Set(ends.map(({ minimum }) => minimum)).size]),
];
