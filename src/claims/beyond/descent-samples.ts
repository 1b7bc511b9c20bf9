/** Records of descents on any landscape, one entry a disorder: what comparisons permute and bootstraps resample. */

import type { Json } from '../../base/json.ts';
import type { Stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { landscapeDescentColumns } from '../../ensembles/experiments/landscape-descent.ts';
import type { Records } from '../../ensembles/spec.ts';
import {
  type Comparison,
  type ComparisonOptions,
  compareEnsembles,
  type Distance,
  differenceOfMeans,
  type Split,
  standardDeviation,
  wassersteinOf,
} from '../../ensembles/statistics.ts';

export interface DescentEnd {
  /** Energy per weight, and its standardized form. */
  readonly energy: number;
  readonly standardized: number;
  readonly participation: number;
  /** m = Σ w/D. */
  readonly meanSpin: number;
  /** The first replica of the disorder that ended at the same minimum. */
  readonly minimum: number;
}

export interface DisorderEnds {
  readonly disorder: number;
  readonly runs: number;
  /** Of the descents that converged at a minimum, certified or certified given K; or, where asked, on kinks with 0 among their subgradients. */
  readonly ends: readonly DescentEnd[];
  /** Descents that converged at a point whose Hessian has a negative eigenvalue. */
  readonly saddles: number;
}

/** @param onKinks  counts ends of landscapes with kinks too */
export function disorderEnds(records: Records, { onKinks = false } = {}): DisorderEnds[] {
  const columns = columnsOf(records, landscapeDescentColumns);
  const groups = new Map<number, { disorder: number; runs: number; ends: DescentEnd[]; saddles: number }>();
  columns.disorder.forEach((disorder, row) => {
    const group = groups.get(disorder) ?? { disorder, runs: 0, ends: [], saddles: 0 };
    groups.set(disorder, group);
    group.runs++;
    if (columns.status[row] !== 'converged') return;
    if (columns.index[row]! > 0) group.saddles++;
    if (columns.kind[row] !== 'minimum' && !(onKinks && columns.kind[row] === 'nonsmooth')) return;
    group.ends.push({
      energy: columns.energy[row]!,
      standardized: columns.standardized[row]!,
      participation: columns.participation[row]!,
      meanSpin: columns.meanSpin[row]!,
      minimum: columns.minimum[row]!,
    });
  });
  return [...groups.values()];
}

/** The spec of descents on a landscape of a family. */
export const descents = (landscape: Record<string, Json>, disorders: number, replicas: number, rest = {}) => ({
  experiment: 'landscape-descent',
  parameters: { landscape, disorders, replicas, ...rest },
});

const energies = ({ ends }: DisorderEnds) => ends.map(({ standardized }) => standardized);

/** Distances between two sets of disorders. The first, W₁ of the standardized energies, decides how fine a comparison is. */
export const endDistances: readonly Distance<DisorderEnds>[] = [
  wassersteinOf('W₁ of the energies', energies),
  differenceOfMeans('mean energy', energies),
  differenceOfMeans('spread within disorders', (unit) =>
    unit.ends.length > 1 ? [standardDeviation(energies(unit))] : [],
  ),
  differenceOfMeans('participation', ({ ends }) => ends.map((end) => end.participation)),
  differenceOfMeans('distinct minima a disorder', ({ ends }) => [new Set(ends.map((end) => end.minimum)).size]),
];

/** Of the ends of all descents, the share near ± the direction in which all weights are equal. */
export function spikeShare(units: readonly DisorderEnds[]): number {
  const ends = units.flatMap((unit) => unit.ends);
  return ends.filter(({ meanSpin }) => Math.abs(meanSpin) > 0.5).length / ends.length;
}

export function compareEnds(
  draw: Stream,
  splits: readonly Split<DisorderEnds>[],
  options: ComparisonOptions = {},
): Comparison {
  const ended = splits.map(({ size, left, right }) => ({
    size,
    left: left.filter(({ ends }) => ends.length > 0),
    right: right.filter(({ ends }) => ends.length > 0),
  }));
  return compareEnsembles(draw, ended, endDistances, options);
}
