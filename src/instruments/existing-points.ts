/** How many critical points a landscape has, where they can all be counted: forms on a sphere, whose critical points are eigenvectors. */
import type { Stream } from '../base/philox.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { eigenpairCount, type Search, type Share, stepwise, tensorEigenpairs } from '../search/index.ts';

export interface ExistingPoints {
  /** Points that w → −w connects at even order are one. null where they were not all accounted for, or are infinitely many. */
  readonly count: number | null;
  /** How it is known, or why not. */
  readonly from: string;
}

/** Paths of a homotopy that take a second or two. */
const mostPaths = 300;
/** Rows of a matrix whose eigenvalues take as long. */
const mostRows = 400;

/** @param draw  decides the homotopies. @returns undefined where nothing is known of the number */
export function existingPoints(landscape: Landscape, draw: Stream): Search<unknown, ExistingPoints | undefined> {
  return stepwise<ExistingPoints | undefined>(
    () => counted(landscape, draw),
    () => undefined,
  );
}

function* counted({ form }: Landscape, draw: Stream): Generator<Share, ExistingPoints | undefined, void> {
  if (!form) return undefined;
  const { order, size } = form;
  if (order === 2 ? size > mostRows : eigenpairCount(order, size) > mostPaths) return undefined;
  const search = tensorEigenpairs(draw, { order, size, entries: form.entries() });
  let state = search.begin();
  while (!search.done(state)) {
    state = search.step(state) as typeof state;
    const [share, doing] = search.share(state);
    yield [share, `counting critical points, ${doing}`];
  }
  const { status, reason, pairs } = search.result(state);
  // Above order 2 at odd order, w and −w are two critical points of opposite values.
  return { count: status === 'complete' ? pairs.length * (order % 2 === 0 ? 1 : 2) : null, from: reason };
}
