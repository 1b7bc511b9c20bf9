/** From many starts, by several methods, to the distinct critical points that were found, and what each method yielded. */
import { type Certainty, type CriticalPoint, certainties } from '../curvature/index.ts';
import { levelDescent, type SaddleMethodName, type Status, saddleSearch } from '../search/index.ts';
import type { Attendance } from './attendance.ts';
import type { NamedLandscape } from './named-landscape.ts';

export interface HuntOptions {
  readonly methods: readonly SaddleMethodName[];
  readonly tolerance: number;
  readonly maxSteps: number;
  readonly threshold: number;
  /** Index that prescribed-index looks for; that of the start when absent. */
  readonly index?: number;
}

export interface FoundPoint extends CriticalPoint {
  /** How often each method ended here. */
  readonly methods: Partial<Record<SaddleMethodName, number>>;
}

/** How a search ended: by its status, or where it converged by what the point is. */
export type Fate = Exclude<Status, 'converged'> | Certainty;

export interface Yield {
  readonly searches: number;
  readonly fates: Partial<Record<Fate, number>>;
  /** Different certified points. */
  readonly distinct: number;
  /** Mean number of steps, each with one Hessian. */
  readonly steps: number;
}

export interface Catch {
  /** Lowest first. */
  readonly points: readonly FoundPoint[];
  readonly yields: Readonly<Partial<Record<SaddleMethodName, Yield>>>;
}

/** Gradients a descent to a start may take. */
const descentSteps = 20_000;

/** Starts at heights spread evenly from the highest to the lowest, each on the descent from a random start of its own. */
export async function startsAtHeights(
  attended: Attendance,
  { landscape, scale, ...named }: NamedLandscape,
  count: number,
  range: { readonly lowest?: number; readonly highest?: number },
): Promise<Float64Array[]> {
  const starts: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const start = named.start(k);
    const usual = named.heights(start);
    const highest = range.highest === undefined ? usual.highest : range.highest * scale;
    const lowest = range.lowest === undefined ? usual.lowest : range.lowest * scale;
    const level = highest + ((lowest - highest) * (k + 0.5)) / count;
    const problem = { landscape, start, level, maxSteps: descentSteps };
    const end = await attended.run(levelDescent, problem, () => [0, `descent to start ${k + 1} of ${count}`]);
    starts.push(end.point);
  }
  return starts;
}

/** Every method from every start. */
export async function huntSaddles(
  attended: Attendance,
  { landscape, classify, same }: NamedLandscape,
  starts: readonly Float64Array[],
  { methods, threshold, ...options }: HuntOptions,
): Promise<Catch> {
  const points: FoundPoint[] = [];
  const ends = methods.map((method) => ({ method, fates: {} as Partial<Record<Fate, number>>, steps: 0 }));
  const total = starts.length * methods.length;
  let done = 0;
  for (const start of starts)
    for (const tally of ends) {
      const { method } = tally;
      const problem = { ...options, landscape, start };
      const end = await attended.run(saddleSearch(method), problem, ({ steps }) => [
        done / total,
        `search ${done + 1} of ${total}, ${method}, step ${steps}`,
      ]);
      done++;
      tally.steps += end.steps;
      const point = end.status === 'converged' ? classify(end.point, threshold) : null;
      const fate = point ? point.certainty : (end.status as Fate);
      tally.fates[fate] = (tally.fates[fate] ?? 0) + 1;
      if (!point) continue;
      const known = points.find((other) => other.certainty === point.certainty && same(other, point));
      if (known) known.methods[method] = (known.methods[method] ?? 0) + 1;
      else points.push({ ...point, methods: { [method]: 1 } });
    }
  const yields = ends.map(({ method, fates, steps }): [SaddleMethodName, Yield] => {
    const distinct = points.filter((point) => point.certainty === 'certified' && point.methods[method]).length;
    return [method, { searches: starts.length, fates, distinct, steps: steps / starts.length }];
  });
  const rank = ({ certainty }: CriticalPoint) => certainties.indexOf(certainty);
  points.sort((a, b) => rank(a) - rank(b) || a.energy - b.energy);
  return { points, yields: Object.fromEntries(yields) };
}
