/** What descents pass on their way: value, residual and index after numbers of steps in geometric progression, and where they end. */
import { integer, positive } from '../base/arguments.ts';
import { type CriticalPoint, classifyCriticalPoint, tangentHessian } from '../curvature/index.ts';
import { quenchSearch } from '../geometry/connection.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { inertia } from '../linalg/inertia.ts';
import { fleetOf, stepwise, usualRate, within } from '../search/index.ts';
import type { Instrument } from './instrument.ts';

export interface DescentOptions {
  /** count × dimension, on the manifold. */
  readonly starts: Float64Array;
  readonly count: number;
  /** η, the step length, held as long as the value does not rise; default: the landscape's usual one, from which a length is found on the way. */
  readonly rate?: number;
  /** Steps of the last look. */
  readonly maxSteps: number;
  /** Looks, the first at the start. */
  readonly looks: number;
  /** τ of the ends: eigenvalues in (−τ, τ) count as zero. */
  readonly threshold: number;
  /** false: no eigenvalues are counted, on the way or at the end, where the descent then stops. Default true. */
  readonly index?: boolean;
}

export interface DescentLook {
  readonly value: number;
  readonly residual: number;
  /** Negative eigenvalues of the tangent Hessian; null where they were not counted, or the point is not finite. */
  readonly index: number | null;
  /** How often the step length had been halved by then, since the value rose; null where the landscape's own fleet does not tell. */
  readonly halvings: number | null;
}

export interface DescentsFollowed {
  /** Steps of each look. */
  readonly steps: readonly number[];
  /** looks[k][r]: look k of replica r. */
  readonly looks: readonly (readonly DescentLook[])[];
  /** The minimum each one goes on to; null where it does not get to one, and where no eigenvalues are counted. */
  readonly ends: readonly (CriticalPoint | null)[];
}

/** Share of the work that is done at the last look; the rest is the way on to a minimum. */
const half = 0.5;

/** Numbers of steps: 0, then `looks` − 1 from 1 to maxSteps in geometric progression, each once. */
export function lookSteps({ looks, maxSteps }: { readonly looks: number; readonly maxSteps: number }): number[] {
  const steps = Array.from({ length: looks - 1 }, (_, k) => Math.round(maxSteps ** (k / (looks - 2))));
  return [...new Set([0, ...steps])];
}

export const descent: Instrument<DescentOptions, DescentsFollowed> = {
  name: 'descent',
  search(landscape, options) {
    integer('descent', 'looks', options.looks, 3);
    integer('descent', 'maxSteps', options.maxSteps, 2);
    const { count, starts, threshold } = options;
    const rate = positive('descent', 'rate', options.rate ?? usualRate(landscape));
    const n = landscape.dimension;
    const steps = lookSteps(options);
    const looks: DescentLook[][] = [];
    const ends: (CriticalPoint | null)[] = [];
    const followed = () => ({ steps: steps.slice(0, looks.length), looks, ends });
    return stepwise(function* () {
      const fleet = fleetOf(landscape, count, options.rate === undefined ? 'take-back' : 'halve');
      fleet.load(starts, count, rate);
      const points = new Float64Array(count * n);
      for (const [k, step] of steps.entries()) {
        if (k > 0) fleet.advance(step - steps[k - 1]!);
        const { halvings } = fleet;
        looks.push(
          Array.from({ length: count }, (_, r) => {
            const point = points.subarray(r * n, (r + 1) * n);
            fleet.point(r, point);
            return { ...lookAt(landscape, point, options.index ?? true), halvings: halvings?.[r] ?? null };
          }),
        );
        yield [(half * (k + 1)) / steps.length, `step ${step}`];
      }
      if (options.index === false) return followed();
      for (const { status, point } of yield* within(quenchSearch(landscape, points, count), [half, 1]))
        ends.push(status === 'converged' ? classifyCriticalPoint(landscape, point, { threshold }) : null);
      return followed();
    }, followed);
  },
};

/** Value, residual and number of negative eigenvalues of the tangent Hessian at a point on the way, which is put back onto the manifold. */
function lookAt(landscape: Landscape, point: Float64Array, counted: boolean): Omit<DescentLook, 'halvings'> {
  const { manifold } = landscape;
  // A step length that is much too large leaves the finite numbers before it is halved.
  if (!point.every(Number.isFinite)) return { value: Number.NaN, residual: Number.NaN, index: null };
  manifold.retract(point);
  const norm = (v: Float64Array) => Math.sqrt(v.reduce((sum, g) => sum + g * g, 0)) / manifold.lengthUnit.value;
  if (!counted) {
    const [value, gradient] = [new Float64Array(1), new Float64Array(point.length)];
    landscape.valueAndGradient(point, 1, value, gradient);
    manifold.project(point, gradient);
    return { value: value[0]!, residual: norm(gradient), index: null };
  }
  const here = tangentHessian(landscape, point);
  const { negative } = inertia(here.matrix().entries, here.dimension);
  here.release();
  return { value: here.value, residual: norm(here.gradient), index: negative };
}
