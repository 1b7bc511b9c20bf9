/**
 * Whether a network of three threshold nodes, two of them hidden, can be consistent with a training set: decided exactly, by a search over
 * which of the two planes cuts off which point, with linear separation at every step.
 *
 * A threshold function of two bits that needs both has one of its two values at one corner alone: up to the signs of the hidden nodes it is
 * AND or OR. AND: all positive points lie on one side of both planes, each negative one beyond one of them. OR: the same with the labels exchanged.
 */
import { type Point, type Separation, separate } from './separation.ts';
import type { TrainingSet } from './set-splitting.ts';

export type Plane = Extract<Separation, { readonly kind: 'plane' }>;

export interface ThreeNode {
  /** Which points lie in the quadrant that both planes leave. */
  readonly inside: 'positive' | 'negative';
  readonly planes: readonly [Plane, Plane];
}

export interface Decision {
  readonly network: ThreeNode | null;
  /** Separations that were decided, and pivots of the simplex method in them. */
  readonly separations: number;
  readonly pivots: number;
}

/** @param output  of the third node */
export function decideThreeNode({ size, positive, negative }: TrainingSet, output: 'and' | 'general'): Decision {
  const work = { separations: 0, pivots: 0 };
  const and = quadrant(positive, negative, size, work);
  if (and) return { network: { inside: 'positive', planes: and }, ...work };
  if (output === 'and') return { network: null, ...work };
  const or = quadrant(negative, positive, size, work);
  return { network: or ? { inside: 'negative', planes: or } : null, ...work };
}

/** Two planes with all inside points on one side of both, each outside one beyond one of them; null where there are none. */
function quadrant(
  inside: readonly Point[],
  outside: readonly Point[],
  size: number,
  work: { separations: number; pivots: number },
): [Plane, Plane] | null {
  /** By the set of points cut off, one bit each. */
  const known = new Map<bigint, Separation>();
  const cut = (which: bigint): Separation => {
    const there = known.get(which);
    if (there) return there;
    const found = separate(
      inside,
      outside.filter((_, k) => (which >> BigInt(k)) & 1n),
      size,
    );
    work.separations++;
    work.pivots += found.pivots;
    known.set(which, found);
    return found;
  };
  const search = (k: number, first: bigint, second: bigint): [Plane, Plane] | null => {
    if (k === outside.length) return [cut(first) as Plane, cut(second) as Plane];
    const bit = 1n << BigInt(k);
    if (cut(first | bit).kind === 'plane') {
      const found = search(k + 1, first | bit, second);
      if (found) return found;
    }
    // The two planes may change places.
    if (first === 0n || cut(second | bit).kind !== 'plane') return null;
    return search(k + 1, first, second | bit);
  };
  return search(0, 0n, 0n);
}
