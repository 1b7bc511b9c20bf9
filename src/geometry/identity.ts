/** When two points are one: modulo the landscape's symmetries, or as the same function. The only place that decides it. */
import { finite } from '../base/arguments.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { distance } from './path.ts';

/** Rounds over the symmetries: the copy nearest under one may come nearer still under another. */
const rounds = 3;

/** The copy of `point` next to `target` that the landscape's symmetries give; the point itself where none comes nearer. */
export function nearestCopy({ symmetries }: Landscape, target: Float64Array, point: Float64Array): Float64Array {
  let best = point;
  let least = distance(target, point);
  for (let round = 0; round < rounds; round++) {
    const before = least;
    for (const { nearest } of symmetries) {
      const copy = nearest?.(target, best);
      if (!copy) continue;
      const away = distance(target, copy);
      if (away < least) [best, least] = [copy, away];
    }
    if (!(least < before)) break;
  }
  return best;
}

/**
 * Whether two points are the same: a copy of one lies within `closeness` of the other, in the manifold's unit of length, or the
 * landscape knows them to be the same function to that relative accuracy.
 */
export function samePoint(landscape: Landscape, a: Float64Array, b: Float64Array, closeness = 1e-6): boolean {
  finite('samePoint', 'closeness', closeness, 0);
  if (distance(a, nearestCopy(landscape, a, b)) <= closeness * landscape.manifold.lengthUnit.value) return true;
  return landscape.same?.(a, b, closeness) ?? false;
}
