/** Energies per spin at which mean numbers of critical points meet, at finite Λ. */
import { lnMeanTotal } from '../../theory/index.ts';
import { meanCounts, order } from './exact-counts.ts';

/** The energy below which one critical point is to be expected, E C_Λ(u) = 1. By Markov's inequality P(ground state ≤ v) ≤ E C_Λ(v). */
export function onePointLevel(size: number): number {
  return crossing((u) => lnMeanTotal(order, size, u).ln);
}

/** The energy below which as many saddles of index 1 as minima are to be expected, E C_{Λ,1}(u) = E C_{Λ,0}(u). */
export function evenLevel(size: number): number {
  const counts = meanCounts(size);
  return crossing((u) => counts.lnBelow(1, u).ln - counts.lnBelow(0, u).ln);
}

/** Zero of a function that rises through it between −2 and 0, by bisection to 1e-10; NaN where it does not. */
function crossing(f: (u: number) => number): number {
  let [low, high] = [-2, 0];
  if (!(f(low) < 0 && f(high) > 0)) return Number.NaN;
  while (high - low > 1e-10) {
    const middle = 0.5 * (low + high);
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
