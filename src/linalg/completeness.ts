/** Whether a list of extreme eigenvalues is whole: a count of the eigenvalues below a level decides it, not the search that made the list. */
import type { Count } from './operator.ts';

export type Side = 'smallest' | 'largest';

/**
 * `proved`: exactly as many eigenvalues lie beyond `level`, outward, as the list has there. Usually that is the whole list. Where the list
 * cuts off a cluster, as it does when it ends in a null space, the level lies outside of that cluster, and the order of what is listed of
 * it is right up to the distance from the level. `at-least`: these were found, and there may be more between them.
 */
export type Completeness = { readonly verdict: 'proved'; readonly level: number } | { readonly verdict: 'at-least' };

/** Where a list comes from. */
export interface Origin {
  readonly size: number;
  /** About ‖A‖. */
  readonly norm: number;
  /** ε of the products that the list was made with. */
  readonly error: number;
}

/** Distances that are tried until a count is determined, each four times the one before or the bound of its count. */
const attempts = 4;

/** What a level outside of the last cluster may be farther than the first that is tried: beyond, it would say too little of the cluster. */
const widening = 16;

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * Counts just inside of the last value. By the theorem of Kahan the listed values are matched with as many eigenvalues within ‖R‖, the norm
 * of their residuals together; when there are no others up to the level, these are all. When there are, counts just outside of the last
 * value's cluster, the values joined to it by steps too small for a count between them: those before the cluster are matched as above, and
 * those in it bounded by the level and by themselves (min–max).
 * @param listed      outermost first
 * @param countBelow  N(level); the verdict is as certain as its counts
 * @returns           'missing' when more eigenvalues lie beyond the level than are listed there; 'unknown' when no count was determined
 * @source            [parlett1998symmetric, §11.5]
 */
export function checkCompleteness(
  side: Side,
  listed: readonly { readonly value: number; readonly residual: number }[],
  origin: Origin,
  countBelow: (level: number) => Count,
): Completeness | 'missing' | 'unknown' {
  const outward = side === 'smallest' ? 1 : -1;
  const values = listed.map(({ value }) => outward * value);
  /** Eigenvalues beyond a level, outward. */
  const beyond = (level: number) => {
    const { low, high, bound } = countBelow(outward * level);
    const found = side === 'smallest' ? low : origin.size - high;
    return { found: low === high ? found : undefined, bound };
  };
  const first = firstMargin(listed, origin);
  let margin = first;
  for (let attempt = 0; attempt < attempts && Number.isFinite(margin); attempt++) {
    const inside = values.at(-1)! + margin;
    let { found, bound } = beyond(inside);
    if (found !== undefined && found <= values.length)
      return found === values.length ? { verdict: 'proved', level: outward * inside } : 'unknown';
    if (found !== undefined) {
      if (margin > widening * first) return 'unknown';
      const { before, level } = outsideLastCluster(values, margin);
      ({ found, bound } = beyond(level));
      if (found === before) return { verdict: 'proved', level: outward * level };
      if (found !== undefined) return found > before ? 'missing' : 'unknown';
    }
    margin = 4 * Math.max(margin, bound);
  }
  return 'unknown';
}

/**
 * Distance of a level from the nearest listed value: what the residuals and the products leave open, and what the pivots of a
 * factorization usually do, 20 to 140 n^1.5 u ‖A‖. Never 0, so that the values of a zero matrix lie on one side of it.
 */
function firstMargin(listed: readonly { readonly residual: number }[], { size, norm, error }: Origin): number {
  const residuals = Math.sqrt(listed.reduce((sum, { residual }) => sum + (residual + error) ** 2, 0));
  return 2 * residuals + 256 * (size + 10) ** 1.5 * u * norm + 2 ** -900;
}

/** The level before the last of the increasing values and all that are joined to it by steps of 2 · margin, and how many are before it. */
function outsideLastCluster(values: readonly number[], margin: number) {
  let before = values.length - 1;
  while (before > 0 && values[before]! - values[before - 1]! <= 2 * margin) before--;
  return { before, level: values[before]! - margin };
}
