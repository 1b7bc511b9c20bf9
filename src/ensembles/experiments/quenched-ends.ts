/** Ends of descents from a landscape's own starts, with their energies: where walks between minima begin. */
import { quench } from '../../geometry/index.ts';
import type { Landscape } from '../../landscapes/landscape.ts';

export interface QuenchedEnd {
  readonly point: Float64Array;
  readonly energy: number;
}

/** Ends of descents from `count` points, one after another; null for one that does not get to a minimum. */
export function quenched(landscape: Landscape, points: Float64Array, count: number): (QuenchedEnd | null)[] {
  const ends = quench(landscape, points, count);
  const there = ends.filter((end) => end !== null);
  const energies = new Float64Array(there.length);
  if (there.length > 0) {
    const all = Float64Array.from(there.flatMap((end) => [...end]));
    landscape.valueAndGradient(all, there.length, energies, new Float64Array(all.length));
  }
  let known = 0;
  return ends.map((point) => point && { point, energy: energies[known++]! });
}

/** The same from the first `count` starts, those left out that end nowhere. */
export function endsOf(landscape: Landscape, start: (k: number) => Float64Array, count: number): QuenchedEnd[] {
  const points = new Float64Array(count * landscape.dimension);
  for (let r = 0; r < count; r++) points.set(start(r), r * landscape.dimension);
  return quenched(landscape, points, count).filter((end) => end !== null);
}

/** The lowest of them. @throws Error when there is none */
export function lowestOf(ends: readonly QuenchedEnd[], who: string): QuenchedEnd {
  if (ends.length === 0) throw new Error(`${who}: no descent reached a minimum`);
  return ends.reduce((low, end) => (end.energy < low.energy ? end : low));
}
