/** How long the factorizations of an index take, timed on a smaller matrix. */
import { secondsOf } from '../base/seconds.ts';
import type { Kernels } from '../kernels/contract.ts';

/** Factorizations of an index: one at either end of (−τ, τ). */
const factorizations = 2;
const trialRows = 500;

/** Seconds of the factorizations of an index of n rows, which take n³. */
export function factorizationSeconds(kernels: Kernels, n: number, clock: () => number): number {
  const rows = Math.min(n, trialRows);
  const kernel = kernels.symmetric(rows);
  kernel.diagonal.fill(1);
  kernel.matrix.fill(1 / rows);
  return secondsOf(clock, factorizations * (n / rows) ** 3, () => kernel.factor(0));
}
