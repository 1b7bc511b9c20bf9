/** What searches ended at, one word a record: certified critical points apart from all that only looks like one. */
import { type CriticalPoint, isCertified, type PointKind } from '../curvature/index.ts';
import type { Status } from '../search/search.ts';
import type { Records } from './spec.ts';

/** certified: at a certified critical point. A kind of point: converged there, uncertified. Another status: not converged. */
export type Outcome = 'certified' | PointKind | Exclude<Status, 'converged'>;

/**
 * Records of kernel version 1 have no `kind` and `certainty`: there `converged` was kept for certified points, on an estimated Lipschitz
 * constant, and `gradient-flat` stood for every other end of a search.
 */
export function outcomes(records: Records): Outcome[] {
  const [status, kind, certainty] = ['status', 'kind', 'certainty'].map((name) => {
    const column = records.columns[name];
    return column?.kind === 'text' ? column.values : undefined;
  });
  return (status ?? []).map((word, row): Outcome => {
    if (word !== 'converged') return word as Outcome;
    if (!certainty || !kind) return 'certified';
    return isCertified({ certainty: certainty[row] as CriticalPoint['certainty'] })
      ? 'certified'
      : (kind[row] as PointKind);
  });
}

/** Whether a search ended where the gradient is small, or can no longer become smaller, without a certified point. */
export function isUncertifiedEnd(outcome: Outcome): boolean {
  return !['certified', 'step-limit', 'diverged', 'non-finite'].includes(outcome);
}
