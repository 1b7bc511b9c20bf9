/**
 * Everything about the mean number of critical points below an energy, in one plain object: what `glasscape theory` prints.
 * All values are natural logarithms; `null` where the law of an eigenvalue is out of reach, which is above 30
 * spins where it is below the resolution of double-doubles.
 */
import { integer } from '../base/arguments.ts';
import { checkModel, lnMeanTotal } from './kac-rice.ts';
import { allIndicesUpTo, lnMeanByIndex } from './kac-rice-index.ts';
import type { OrderStatistics } from './order-statistics.ts';
import { orderStatistics } from './order-statistics.ts';

/** Sizes for which indices are counted; totals reach `largestSize`. */
export const largestIndexedSize = 2000;
/** Indices counted by default above `allIndicesUpTo` spins: k = 0 … 5. */
export const defaultIndices = 6;
/** Largest index above `allIndicesUpTo` spins. */
export const largestIndex = 9;

export interface CountReport {
  readonly order: number;
  readonly size: number;
  readonly energy: number;
  /** ln E C_Λ(u). */
  readonly lnTotal: number;
  /** ln E C_{Λ,k}(u), k = 0, 1, …; null where out of reach. */
  readonly lnByIndex: readonly (number | null)[];
  /** Bound on the absolute error of every logarithm above. */
  readonly errorBound: number;
  readonly errorTotal: number;
  readonly errorByIndex: readonly (number | null)[];
}

export interface CountOptions {
  /** How many indices, from 0: every one by default up to 30 spins, six above, none beyond 2000. */
  readonly indices?: number;
  /** Tables of this size, to be shared between energies and orders. */
  readonly statistics?: OrderStatistics;
}

/** @param energy per spin, may be ±Infinity
 *  @throws ArgumentError when an argument is out of range: size over 10 000, more than 10 indices above 30 spins, any above 2000 */
export function countReport(order: number, size: number, energy: number, options: CountOptions = {}): CountReport {
  checkModel('countReport', order, size, energy);
  const indices = checkIndices(size, options.indices);
  const total = lnMeanTotal(order, size, energy);
  const statistics = options.statistics ?? (indices > 0 ? countStatistics(size, indices) : undefined);
  const means = Array.from({ length: indices }, (_, k) => lnMeanByIndex(order, statistics!, k, energy));
  return {
    order,
    size,
    energy,
    lnTotal: total.ln,
    lnByIndex: means.map((mean) => mean?.ln ?? null),
    errorBound: Math.max(total.error, ...means.map((mean) => mean?.error ?? 0)),
    errorTotal: total.error,
    errorByIndex: means.map((mean) => mean?.error ?? null),
  };
}

/** The tables behind the first `indices` indices at one size; independent of order and energy, filled as they are used. */
export function countStatistics(size: number, indices?: number): OrderStatistics {
  integer('countStatistics', 'size', size, 2, largestIndexedSize);
  const count = checkIndices(size, indices);
  // At small sizes positive eigenvalues count, which by symmetry need the highest indices.
  return orderStatistics(size, size <= allIndicesUpTo ? size - 1 : Math.max(0, count - 1));
}

function checkIndices(size: number, indices: number | undefined): number {
  const most = size <= allIndicesUpTo ? size : size <= largestIndexedSize ? largestIndex + 1 : 0;
  if (indices === undefined) return size <= allIndicesUpTo ? size : Math.min(most, defaultIndices);
  return integer('countReport', 'indices', indices, 0, most);
}
