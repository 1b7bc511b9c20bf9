/** Records of searches for critical points as what ls/index-versus-energy needs: certified points, by disorder, in bins of energy. */
import type { Stream } from '../../base/philox.ts';
import { isUncertifiedEnd, outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap, clustersBy, mean } from '../../ensembles/statistics.ts';
import { floats, integers, texts } from '../columns.ts';

export interface FoundPoint {
  readonly disorder: number;
  readonly energy: number;
  readonly index: number;
  /** index/(Λ − 1) */
  readonly share: number;
  /** E[index | energy]/(Λ − 1), of all critical points at that energy. */
  readonly expected: number;
  readonly method: string;
}

export interface Found {
  readonly size: number;
  readonly searches: number;
  /** Certified critical points. */
  readonly points: readonly FoundPoint[];
  readonly yields: readonly { method: string; searches: number; certified: number; flat: number; meanSteps: number }[];
}

/** @param law  E[index | u] of the size */
export function foundIn(size: number, part: Records, law: (u: number) => number): Found {
  const [outcome, method] = [outcomes(part), texts(part, 'method')];
  const [energy, index, disorder] = [floats(part, 'energy'), integers(part, 'index'), integers(part, 'disorder')];
  const steps = integers(part, 'steps');
  const rows = [...outcome.keys()];
  const certified = rows.filter((row) => outcome[row] === 'certified');
  return {
    size,
    searches: part.count,
    points: certified.map((row) => ({
      disorder: disorder[row]!,
      energy: energy[row]!,
      index: index[row]!,
      share: index[row]! / (size - 1),
      expected: law(energy[row]!) / (size - 1),
      method: method[row]!,
    })),
    yields: [...new Set(method)].sort().map((name) => {
      const mine = rows.filter((row) => method[row] === name);
      return {
        method: name,
        searches: mine.length,
        certified: mine.filter((row) => outcome[row] === 'certified').length,
        flat: mine.filter((row) => isUncertifiedEnd(outcome[row]!)).length,
        meanSteps: mean(mine.map((row) => steps[row]!)),
      };
    }),
  };
}

/** What a disorder has between two energies: how many points, and the sums of both shares over them. */
export interface DisorderSums {
  readonly count: number;
  readonly share: number;
  readonly expected: number;
}

export interface Bin {
  readonly size: number;
  readonly from: number;
  readonly to: number;
  readonly points: readonly FoundPoint[];
  readonly disorders: readonly DisorderSums[];
}

export function binsOf(points: readonly FoundPoint[], size: number, edges: readonly number[]): Bin[] {
  return edges.slice(1).map((to, i) => {
    const from = edges[i]!;
    const inside = points.filter(({ energy }) => energy >= from && energy < to);
    const clusters = clustersBy(
      inside.map(({ disorder }) => disorder),
      inside,
    );
    const disorders = clusters.map((some) => ({
      count: some.length,
      share: total(some, ({ share }) => share),
      expected: total(some, ({ expected }) => expected),
    }));
    return { size, from, to, points: inside, disorders };
  });
}

function total<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  let sum = 0;
  for (const row of rows) sum += of(row);
  return sum;
}

/** Σ (share − expected)/Σ expected: 0 where the points found have the index of all points at their energies. */
export function relativeDeviation(disorders: readonly DisorderSums[]): number {
  return total(disorders, ({ share }) => share) / total(disorders, ({ expected }) => expected) - 1;
}

/** Its bootstrap interval over disorders. */
export function deviationInterval({ disorders }: Bin, draw: Stream, level: number): BootstrapInterval {
  return bootstrap(draw, [disorders], ([drawn]) => [relativeDeviation(drawn!)], { level })[0]!;
}

/** Mean index share. */
export function meanShare(disorders: readonly DisorderSums[]): number {
  return total(disorders, ({ share }) => share) / total(disorders, ({ count }) => count);
}
