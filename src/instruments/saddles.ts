/**
 * Critical points of any index: from starts at a range of heights every method searches, and what each search ends at is labelled for
 * what it is. Points that a symmetry connects are one.
 */
import { integer } from '../base/arguments.ts';
import {
  type CriticalPoint,
  certainties,
  classifyCriticalPoint,
  isCertified,
  type PointKind,
} from '../curvature/index.ts';
import { samePoint } from '../geometry/identity.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import {
  levelDescent,
  type SaddleMethodName,
  type SaddleResult,
  type Share,
  type Status,
  saddleSearch,
  stepwise,
  within,
} from '../search/index.ts';
import type { Instrument } from './instrument.ts';

export interface SaddleSearchOptions {
  readonly methods: readonly SaddleMethodName[];
  /** Residual at which a search has converged. */
  readonly tolerance: number;
  /** Hessians a search may take. */
  readonly maxSteps: number;
  /** τ: eigenvalues in (−τ, τ) count as zero. */
  readonly threshold: number;
  /** Index that prescribed-index looks for; that of the start when absent. */
  readonly index?: number;
}

export interface SaddlesOptions extends SaddleSearchOptions {
  readonly starts: number;
  /** Start number k: searched from as it is, or descended from to a height of its own. */
  start(k: number): Float64Array;
  /** Heights of the lowest and the highest start; absent: searches begin at the starts themselves. */
  heights?(start: Float64Array): { readonly lowest: number; readonly highest: number };
}

/** One search, by one method from one start. */
export interface SearchRecord {
  readonly start: number;
  readonly method: SaddleMethodName;
  readonly end: SaddleResult;
  /** What is there; null where the search left the finite numbers. */
  readonly point: CriticalPoint | null;
}

export interface FoundPoint extends CriticalPoint {
  /** How often each method ended here. */
  readonly methods: Partial<Record<SaddleMethodName, number>>;
}

/** How a search ended: at a certified point, or converged at one of another kind, or not converged. */
export type Fate = 'certified' | PointKind | Exclude<Status, 'converged'>;

export interface Yield {
  readonly searches: number;
  readonly fates: Partial<Record<Fate, number>>;
  /** Different certified points. */
  readonly distinct: number;
  /** Mean number of steps, each with one Hessian. */
  readonly steps: number;
}

export interface SaddlesFound {
  /** Certified ones first, then by value. */
  readonly points: readonly FoundPoint[];
  readonly yields: Readonly<Partial<Record<SaddleMethodName, Yield>>>;
}

/** Gradients a descent to a start may take. */
const descentSteps = 20_000;

export const saddles: Instrument<SaddlesOptions, SaddlesFound> = {
  name: 'saddles',
  search(landscape, options) {
    const count = integer('saddles', 'starts', options.starts, 1);
    const records: SearchRecord[] = [];
    const found = () => collect(landscape, records, options.methods, count);
    return stepwise(function* () {
      for (let k = 0; k < count; k++) {
        const begin: Share = [k / count, `start ${k + 1} of ${count}`];
        yield begin;
        const start = yield* startAtHeight(landscape, options, k, count);
        for (const [m, method] of options.methods.entries()) {
          const [from, to] = [k + m / options.methods.length, k + (m + 1) / options.methods.length];
          const words = (doing: string) => `start ${k + 1} of ${count}, ${doing}`;
          records.push(yield* searchFrom(landscape, start, k, method, options, [from / count, to / count], words));
        }
      }
      return found();
    }, found);
  },
};

/** One method from one start, and what kind of point it ends at. */
export function* searchFrom(
  landscape: Landscape,
  start: Float64Array,
  k: number,
  method: SaddleMethodName,
  { tolerance, maxSteps, threshold, index }: SaddleSearchOptions,
  range: readonly [number, number] = [0, 1],
  words?: (doing: string) => string,
): Generator<Share, SearchRecord, void> {
  const problem = { landscape, start, tolerance, maxSteps, ...(index !== undefined && { index }) };
  const end = yield* within(saddleSearch(method, problem), range, words);
  const point = end.status === 'non-finite' ? null : classifyCriticalPoint(landscape, end.point, { threshold });
  return { start: k, method, end, point };
}

/** Heights are spread evenly from the highest to the lowest; each lies on the descent from a start of its own. */
export function* startAtHeight(
  landscape: Landscape,
  { start: startOf, heights }: Pick<SaddlesOptions, 'start' | 'heights'>,
  k: number,
  count: number,
): Generator<Share, Float64Array, void> {
  const start = startOf(k);
  if (!heights) return start;
  const { lowest, highest } = heights(start);
  const level = highest + ((lowest - highest) * (k + 0.5)) / count;
  const descent = levelDescent({ landscape, start, level, maxSteps: descentSteps });
  const end = yield* within(descent, [k / count, k / count], () => `descent to start ${k + 1} of ${count}`);
  return end.point;
}

function collect(
  landscape: Landscape,
  records: readonly SearchRecord[],
  methods: readonly SaddleMethodName[],
  searches: number,
): SaddlesFound {
  const points: { readonly point: CriticalPoint; methods: Partial<Record<SaddleMethodName, number>> }[] = [];
  for (const { end, point, method } of records) {
    if (end.status !== 'converged' || !point) continue;
    const known = points.find(({ point: other }) => isOne(landscape, other, point));
    if (known) known.methods[method] = (known.methods[method] ?? 0) + 1;
    else points.push({ point, methods: { [method]: 1 } });
  }
  const yields = methods.map((method): [SaddleMethodName, Yield] => {
    const mine = records.filter((record) => record.method === method);
    const fates: Partial<Record<Fate, number>> = {};
    for (const record of mine) fates[fateOf(record)] = (fates[fateOf(record)] ?? 0) + 1;
    const distinct = points.filter((one) => isCertified(one.point) && one.methods[method]).length;
    const steps = mine.reduce((sum, { end }) => sum + end.steps, 0) / Math.max(1, mine.length);
    return [method, { searches: Math.min(searches, mine.length), fates, distinct, steps }];
  });
  const rank = ({ certainty }: CriticalPoint) => certainties.indexOf(certainty);
  const sorted = points.sort((a, b) => rank(a.point) - rank(b.point) || a.point.value - b.point.value);
  return { points: sorted.map(({ point, methods }) => ({ ...point, methods })), yields: Object.fromEntries(yields) };
}

function fateOf({ end, point }: SearchRecord): Fate {
  if (end.status !== 'converged') return end.status;
  return isCertified(point!) ? 'certified' : point!.kind;
}

/** The same point, told with the same certainty. */
function isOne(landscape: Landscape, a: CriticalPoint, b: CriticalPoint): boolean {
  const alike = a.certainty === b.certainty && a.index.negative === b.index.negative && a.index.zero === b.index.zero;
  return alike && samePoint(landscape, a.position, b.position);
}
