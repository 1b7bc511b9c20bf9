/**
 * The barrier between two points: aligned by the landscape's symmetries first, the shortest path between them next, which is cheap, then
 * the path relaxed and the climb to its saddle where they are asked for. Without two points the two lowest minima of descents are taken.
 */
import { integer, positive } from '../base/arguments.ts';

import {
  type Barrier,
  barrierSearch,
  distance,
  nearestCopy,
  type BarrierOptions as PathOptions,
  type Profile,
  profileSearch,
  samePoint,
  shortestPath,
} from '../geometry/index.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { type Share, stepwise, within } from '../search/index.ts';
import type { Instrument } from './instrument.ts';
import { type MinimaFound, type MinimaOptions, minima } from './minima.ts';

export interface BarrierOptions extends PathOptions {
  /** Two points on the manifold, or the descents whose lowest ends are taken. */
  readonly between: { readonly from: Float64Array; readonly to: Float64Array } | Omit<MinimaOptions, 'threshold'>;
}

/** An end of the path, in the landscape's own units; the gradient norm in those of the manifold. */
export interface PathEnd {
  readonly value: number;
  readonly gradientNorm: number;
}

export interface BarrierFound {
  /** null where descents found no two ends, or the search was stopped before. */
  readonly barrier: Barrier | null;
  readonly from: Float64Array | null;
  readonly to: Float64Array | null;
  readonly ends: readonly PathEnd[];
  /** The ends are one function, up to the landscape's symmetries or as far as it can tell. */
  readonly sameFunction: boolean;
  /** The shortest path between the ends as they were given; null where no symmetry brings them nearer. */
  readonly asGiven: Profile | null;
  /** How the ends were found; null where they were given. */
  readonly minima: MinimaFound | null;
}

/** Share of the work that looking for the ends is. */
const looking = 0.3;

export const barrier: Instrument<BarrierOptions, BarrierFound> = {
  name: 'barrier',
  search(landscape, options, tools) {
    const { between } = options;
    const images = integer('barrier', 'images', options.images, 3);
    const threshold = positive('barrier', 'threshold', options.threshold);
    let found: BarrierFound = {
      ...{ barrier: null, from: null, to: null, ends: [], sameFunction: false },
      ...{ asGiven: null, minima: null },
    };
    return stepwise(
      function* (): Generator<Share, BarrierFound, void> {
        let given: readonly [Float64Array, Float64Array] | null = null;
        if ('from' in between) given = [between.from, between.to];
        else {
          const reached = yield* within(minima.search(landscape, { ...between, threshold }, tools), [0, looking]);
          found = { ...found, minima: reached };
          given = lowestTwo(landscape, reached);
          if (!given) return found;
        }
        const [from, other] = given;
        const copy = nearestCopy(landscape, from, other);
        const sameFunction = samePoint(landscape, from, other);
        // Copies of one minimum are taken as they are: between them there is a pass, between one and itself none.
        const to = sameFunction && !('from' in between) ? other : copy;
        const moved = to !== other && distance(to, other) > 0;
        const ends = [endOf(landscape, from), endOf(landscape, to)];
        const start = 'from' in between ? 0 : looking;
        const direct = profileSearch(landscape, shortestPath(landscape.manifold, from, other, images));
        const asGiven = moved ? yield* within(direct, [start, start]) : null;
        found = { ...found, from, to, ends, sameFunction, asGiven };
        const search = barrierSearch({ ...options, landscape, from, to });
        for (let state = search.begin(); ; state = search.step(state)) {
          found = { ...found, barrier: search.result(state) };
          if (search.done(state)) return found;
          const [share, doing] = search.share(state);
          yield [start + (1 - start) * share, doing];
        }
      },
      () => found,
    );
  },
};

/** The two lowest different certified minima; two copies of the only one; else the two lowest ends that are different. */
function lowestTwo(landscape: Landscape, { minima: certified, ends }: MinimaFound) {
  const [lowest, next] = certified;
  if (lowest && next) return [lowest.position, next.position] as const;
  if (lowest?.copies[0]) return [lowest.position, lowest.copies[0]] as const;
  const others = ends.filter((end) => end !== null).sort((a, b) => a.value - b.value);
  const [first] = others;
  const second = others.find((end) => !samePoint(landscape, first!.position, end.position));
  return first && second ? ([first.position, second.position] as const) : null;
}

function endOf(landscape: Landscape, point: Float64Array): PathEnd {
  const { manifold } = landscape;
  const [value, gradient] = [new Float64Array(1), new Float64Array(point.length)];
  landscape.valueAndGradient(point, 1, value, gradient);
  manifold.project(point, gradient);
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  return { value: value[0]!, gradientNorm: norm / manifold.lengthUnit.value };
}
