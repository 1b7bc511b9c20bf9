/** Exact mean counts of critical points as plain numbers, for the claims that compare them with limits; H = 3, the paper's order. */
import type { OrderStatistics } from '../../theory/index.ts';
import { countStatistics, lnMeanByIndex } from '../../theory/index.ts';
import type { Preset } from '../claim.ts';

export const order = 3;

/** Sizes on which finite-size statements are checked; the smoke preset stops where a size costs a tenth of a second. */
export function sizesOf(preset: Preset): readonly number[] {
  return preset === 'smoke' ? [25, 50, 100] : [25, 50, 100, 250, 500, 1000];
}

/** How the sizes differ from those of the other presets, for a page. */
export function smallSizes(preset: Preset): string[] {
  return preset === 'smoke' ? ['Λ only up to 100 at this preset'] : [];
}

/** The size of Figure 1 of the paper, 1000, or a small one for the smoke preset. */
export function figureSize(preset: Preset): number {
  return preset === 'smoke' ? 100 : 1000;
}

/** A number and a bound on its absolute error. */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

/** e^{ln} */
export function fromLogarithm({ ln, error }: { readonly ln: number; readonly error: number }): Bounded {
  const value = Math.exp(ln);
  return { value, error: value === 0 ? 0 : value * error };
}

export interface MeanCounts {
  readonly size: number;
  /** E C_{Λ,k}(u). */
  below(index: number, u: number): number;
  /** Natural logarithm of it, with the bound on its error. */
  lnBelow(index: number, u: number): { readonly ln: number; readonly error: number };
  /** Share of the points of this index that lie below u. */
  shareBelow(index: number, u: number): Bounded;
  /** E C_{Λ,k}(u) summed over k = from … to. */
  sumBelow(from: number, to: number, u: number): Bounded;
  readonly statistics: OrderStatistics;
}

/** Indices 0 … 5, those of Figure 1. */
const indices = 6;

/** Tables of eigenvalue laws by size, which is all they depend on: four claims read the same ones, and a size costs about a second. */
const tables = new Map<number, OrderStatistics>();

/** Counts of index 0 … 5 at one size. */
export function meanCounts(size: number): MeanCounts {
  const statistics = tables.get(size) ?? countStatistics(size, Math.min(size, indices));
  tables.set(size, statistics);
  const lnBelow = (index: number, u: number) => {
    const mean = lnMeanByIndex(order, statistics, index, u);
    // Far below the ground state an expectation under double-double resolution is zero for every purpose here.
    return mean ?? { ln: -Infinity, error: 0 };
  };
  const shareBelow = (index: number, u: number) => {
    const [part, all] = [lnBelow(index, u), lnBelow(index, Infinity)];
    return fromLogarithm({ ln: part.ln - all.ln, error: part.error + all.error });
  };
  const sumBelow = (from: number, to: number, u: number) => {
    let [value, error] = [0, 0];
    for (let index = from; index <= to; index++) {
      const part = fromLogarithm(lnBelow(index, u));
      value += part.value;
      error += part.error;
    }
    return { value, error };
  };
  return { size, statistics, lnBelow, shareBelow, sumBelow, below: (index, u) => Math.exp(lnBelow(index, u).ln) };
}
