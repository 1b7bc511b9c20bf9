/** Records of barriers and escapes as what the statistics of ls/hardness need. */
import type { Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import { type Branch, disconnectivityGraph, type Pass, passBetween } from '../../geometry/disconnectivity.ts';
import { floats, integers, vectors } from '../columns.ts';

export interface BarrierSample {
  readonly size: number;
  /** One a disorder. */
  readonly disorders: readonly {
    /** Energies per spin of the kept minima, the best first. */
    readonly energies: readonly number[];
    /** From certified barriers alone. */
    readonly trees: readonly Branch[];
    /** Mean over the other minima of the height, in energy and not per spin, to climb from there to reach the best; null without any. */
    readonly climb: number | null;
    /** The same over all paths: a top without a certified saddle is an upper bound. */
    readonly climbBound: number | null;
  }[];
  /** Pairs of minima, and of these the ones with a certified saddle. */
  readonly pairs: number;
  readonly certified: number;
  readonly meanEnergy: number;
  /** Mean end of descents, one a disorder. */
  readonly ends: readonly number[];
  readonly best: readonly number[];
}

export function barrierSample(size: number, records: Records): BarrierSample {
  const [energies, tops, certified] = ['energies', 'tops', 'certified'].map((name) => vectors(records, name));
  const disorders = energies!.map((row, d) => {
    const kept = row.filter(Number.isFinite);
    const treesOf = (counts: (mark: number) => boolean) => {
      const passes = kept.flatMap((_, j) =>
        kept.slice(0, j).flatMap((_, i): Pass[] => {
          const at = i * row.length + j;
          return counts(certified![d]![at]!) ? [{ value: tops![d]![at]!, between: [i, j] }] : [];
        }),
      );
      return disconnectivityGraph(kept, passes);
    };
    const climbOf = (trees: readonly Branch[]) => {
      const climbs = kept.slice(1).flatMap((energy, k) => {
        const top = passBetween(trees, 0, k + 1);
        return top === null ? [] : [(top - energy) * size];
      });
      return climbs.length > 0 ? mean(climbs) : null;
    };
    const trees = treesOf((mark) => mark === 1);
    return { energies: kept, trees, climb: climbOf(trees), climbBound: climbOf(treesOf(Number.isFinite)) };
  });
  const marks = certified!.flat().filter(Number.isFinite);
  return {
    size,
    disorders,
    pairs: marks.length / 2,
    certified: marks.filter((mark) => mark === 1).length / 2,
    meanEnergy: mean(floats(records, 'meanEnergy')),
    ends: [...floats(records, 'meanEnergy')],
    best: disorders.map(({ energies }) => energies[0]!),
  };
}

export interface EscapeSample {
  readonly size: number;
  readonly temperature: number;
  readonly replicas: number;
  /** Escapes and time watched, one pair a disorder. */
  readonly disorders: readonly { readonly escapes: number; readonly time: number }[];
}

/** One sample a temperature. */
export function escapeSamples(size: number, records: Records): EscapeSample[] {
  const [temperature, time] = [floats(records, 'temperature'), floats(records, 'time')];
  const [disorder, escaped] = [integers(records, 'disorder'), integers(records, 'escaped')];
  return [...new Set(temperature)].map((T) => {
    const totals = new Map<number, { escapes: number; time: number }>();
    temperature.forEach((t, row) => {
      if (t !== T) return;
      const { escapes, time: watched } = totals.get(disorder[row]!) ?? { escapes: 0, time: 0 };
      totals.set(disorder[row]!, { escapes: escapes + escaped[row]!, time: watched + time[row]! });
    });
    return {
      size,
      temperature: T,
      replicas: temperature.filter((t) => t === T).length,
      disorders: [...totals.values()],
    };
  });
}

/** ln of escapes per time, half an escape added so that none at all has a logarithm too. */
export function lnRate(disorders: EscapeSample['disorders']): number {
  const escapes = disorders.reduce((sum, d) => sum + d.escapes, 0.5);
  return Math.log(escapes / disorders.reduce((sum, d) => sum + d.time, 0));
}

/** Escapes per time with its standard error: that of a ratio of sums over disorders; the error of one disorder is NaN. */
export function escapeRate(disorders: EscapeSample['disorders']): { readonly rate: number; readonly error: number } {
  const total = (of: (d: EscapeSample['disorders'][number]) => number) => disorders.reduce((sum, d) => sum + of(d), 0);
  const [time, n] = [total((d) => d.time), disorders.length];
  const rate = total((d) => d.escapes) / time;
  const squares = total((d) => (d.escapes - rate * d.time) ** 2);
  return { rate, error: Math.sqrt((n / (n - 1)) * squares) / time };
}

/** ln of the rate of escape with its standard error by leaving out one disorder at a time. */
export function lnRateWithError(disorders: EscapeSample['disorders']): {
  readonly value: number;
  readonly error: number;
} {
  const n = disorders.length;
  const without = disorders.map((_, i) => lnRate(disorders.filter((_, j) => j !== i)));
  const center = mean(without);
  const squares = without.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return { value: lnRate(disorders), error: Math.sqrt(((n - 1) / n) * squares) };
}
