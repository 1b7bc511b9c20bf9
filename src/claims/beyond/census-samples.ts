/** Records of complete censuses of small glasses: of each disorder how many points and minima there are, and where the lowest minimum lies. */
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { smallGlassColumns } from '../../ensembles/experiments/small-glass.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { countStatistics, lnMeanByIndex, lnMeanTotal, type OrderStatistics } from '../../theory/index.ts';
import { recordsAt } from '../layout.ts';

/** One disorder. */
export interface Census {
  readonly points: number;
  readonly minima: number;
  /** Energy per spin of the lowest minimum. */
  readonly lowest: number;
}

export interface CensusSample {
  readonly size: number;
  readonly statistics: OrderStatistics;
  readonly disorders: readonly Census[];
  /** Disorders in which a path or a certificate is missing. */
  readonly incomplete: number;
  /** ln E C and ln E C_0, exact. */
  readonly lnMean: { readonly points: number; readonly minima: number };
}

/** Sizes and disorders of each. */
export type Censuses = readonly (readonly [size: number, disorders: number])[];

/** 'census-4', 'census-5' …; each preset takes as many disorders of a size as it can pay for. */
export function censusSpecs(order: number, sizes: Censuses, seed: number): Record<string, EnsembleSpec> {
  return Object.fromEntries(
    sizes.map(([size, disorders]) => [
      `census-${size}`,
      {
        experiment: 'small-glass',
        parameters: { order, size, seed, disorders, disordersPerTask: 20 },
      },
    ]),
  );
}

export function censusSamples(order: number, records: Readonly<Record<string, Records>>): CensusSample[] {
  return recordsAt('census', records).map(({ at: size, records: part }) => {
    const { points, complete, counts, energies, indices } = columnsOf(part, smallGlassColumns);
    const statistics = tableAt(size);
    return {
      size,
      statistics,
      incomplete: complete.filter((whole) => !whole).length,
      disorders: counts.map((byIndex, row) => ({
        points: points[row]!,
        minima: byIndex[0]!,
        lowest: Math.min(...energies[row]!.filter((_, i) => indices[row]![i] === 0)),
      })),
      lnMean: {
        points: lnMeanTotal(order, size, Infinity).ln,
        minima: lnMeanByIndex(order, statistics, 0, Infinity)!.ln,
      },
    };
  });
}

/** Tables of eigenvalue laws, which depend on the size alone. */
const tables = new Map<number, OrderStatistics>();

function tableAt(size: number): OrderStatistics {
  const known = tables.get(size) ?? countStatistics(size);
  tables.set(size, known);
  return known;
}
