/** The index at a point, as an instrument: curvature/index-at.ts. */
import { indexAt, type PointIndex } from '../curvature/index.ts';
import { stepwise } from '../search/search.ts';
import type { Instrument } from './instrument.ts';

export interface IndexInstrumentOptions {
  readonly point: Float64Array;
  /** τ: eigenvalues in (−τ, τ) count as zero. */
  readonly threshold: number;
}

export const indexOfPoint: Instrument<IndexInstrumentOptions, PointIndex> = {
  name: 'index',
  search(landscape, { point, threshold }) {
    const nothing = () => {
      throw new Error('index: nothing is known before it is counted');
    };
    return stepwise(function* () {
      yield [0, 'Hessian and its inertia'];
      return indexAt(landscape, point, { threshold });
    }, nothing);
  },
};
