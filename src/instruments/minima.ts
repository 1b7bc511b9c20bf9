/** Minima by descents from random starts: which different ones there are, how often each was reached, and how sure each is. */
import { integer, positive } from '../base/arguments.ts';
import { type CriticalPoint, classifyCriticalPoint, isCertified } from '../curvature/index.ts';
import { samePoint } from '../geometry/identity.ts';
import { distance } from '../geometry/path.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { type DescentResult, gradientDescent, newtonPolish, stepwise, within } from '../search/index.ts';
import type { Instrument } from './instrument.ts';

export interface MinimaOptions {
  /** Random starts number first … first + starts − 1. */
  readonly starts: number;
  readonly first?: number;
  start(k: number): Float64Array;
  /** Residual at which a descent has converged. Default 1e-10. */
  readonly tolerance?: number;
  /** Default 50,000. */
  readonly maxSteps?: number;
  /** τ: eigenvalues in (−τ, τ) count as zero. */
  readonly threshold: number;
}

/** One minimum modulo the landscape's symmetries. */
export interface FoundMinimum extends CriticalPoint {
  /** Number of descents that ended there. */
  readonly times: number;
  /** Ends that are other points, connected with it by a symmetry. */
  readonly copies: readonly Float64Array[];
}

export interface MinimaFound {
  /** Certified ones, the lowest first. */
  readonly minima: readonly FoundMinimum[];
  /** What every descent ended at, in the order of the starts: null where it left the finite numbers. */
  readonly ends: readonly (CriticalPoint | null)[];
  readonly descents: readonly DescentResult[];
}

const usualTolerance = 1e-10;
const usualSteps = 50_000;
/** Share of the work that descents are; the rest are Hessians at their ends. */
const descending = 0.7;

export const minima: Instrument<MinimaOptions, MinimaFound> = {
  name: 'minima',
  search(landscape, options) {
    const count = integer('minima', 'starts', options.starts, 1);
    const threshold = positive('minima', 'threshold', options.threshold);
    const { first = 0, tolerance = usualTolerance, maxSteps = usualSteps } = options;
    const n = landscape.dimension;
    const ends: (CriticalPoint | null)[] = [];
    let descents: readonly DescentResult[] = [];
    const found = () => ({ minima: differentMinima(landscape, ends), ends, descents });
    return stepwise(function* () {
      const starts = new Float64Array(count * n);
      for (let k = 0; k < count; k++) starts.set(options.start(first + k), k * n);
      const problem = { landscape, starts, count, tolerance, maxSteps, polish: newtonPolish(landscape) };
      descents = yield* within(gradientDescent(problem), [0, descending]);
      for (const { status, point } of descents) {
        const lost = status === 'non-finite' || status === 'diverged';
        ends.push(lost ? null : classifyCriticalPoint(landscape, point, { threshold }));
        const share = descending + (1 - descending) * (ends.length / count);
        yield [share, `${ends.length} of ${count} ends classified`];
      }
      return found();
    }, found);
  },
};

/** One of each certified minimum, the lowest first. */
export function differentMinima(landscape: Landscape, ends: readonly (CriticalPoint | null)[]): FoundMinimum[] {
  const certified = ends
    .filter((end) => end !== null)
    .filter((end) => isCertified(end) && end.kind === 'minimum')
    .sort((a, b) => a.value - b.value);
  const kept: { minimum: CriticalPoint; times: number; copies: Float64Array[] }[] = [];
  for (const one of certified) {
    const known = kept.find(({ minimum }) => samePoint(landscape, minimum.position, one.position));
    if (!known) {
      kept.push({ minimum: one, times: 1, copies: [] });
      continue;
    }
    known.times++;
    const places = [known.minimum.position, ...known.copies];
    const apart = (place: Float64Array) =>
      distance(place, one.position) > samePlace * landscape.manifold.lengthUnit.value;
    if (places.every(apart)) known.copies.push(one.position);
  }
  return kept.map(({ minimum, times, copies }) => ({ ...minimum, times, copies }));
}

/** Two positions are one place within this, in the manifold's unit of length. */
const samePlace = 1e-6;
