/**
 * Descent of a batch by steps that are prescribed: w ← R(w − η_i r_i), r_i the tangent gradient of one of several functions that take
 * turns, R the retraction. The rate falls as η_i = η/(1 + δ i), i = 1, 2, … within a phase; nothing is tested on the way, and
 * every step is taken. Of a sum of parts that take turns it is stochastic gradient descent, of a single function gradient descent.
 * @source [robbins1951stochastic]
 */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { type Search, stepwise } from './search.ts';

/** Values and Euclidean gradients of a batch; points and gradients: count × dimension. */
export type Gradients = (points: Float64Array, count: number, values: Float64Array, gradients: Float64Array) => void;

export interface Phase {
  readonly steps: number;
  /** η, and δ ≥ 0 in 1/steps. */
  readonly rate: number;
  readonly decay: number;
  /** Step i follows number (i − 1) mod P of them. */
  readonly turns: readonly Gradients[];
}

export interface ScheduledProblem {
  readonly manifold: Landscape['manifold'];
  readonly dimension: number;
  /** count × dimension, on the manifold; not changed. */
  readonly starts: Float64Array;
  readonly count: number;
  readonly phases: readonly Phase[];
}

/** Steps of a slice. */
const slice = 10;

/** @returns the points after the last step. @throws ArgumentError for a phase without turns, or with a rate or decay out of range */
export function scheduledDescent(problem: ScheduledProblem): Search<unknown, Float64Array> {
  const { manifold, dimension, starts, count, phases } = problem;
  for (const { steps, rate, decay, turns } of phases) {
    integer('scheduledDescent', 'steps', steps, 0);
    finite('scheduledDescent', 'rate', rate, 0);
    finite('scheduledDescent', 'decay', decay, 0);
    if (turns.length === 0) throw new ArgumentError('scheduledDescent', 'turns', 'at least 1', 0);
  }
  const points = starts.slice();
  const [values, gradients] = [new Float64Array(count), new Float64Array(count * dimension)];
  const all = phases.reduce((sum, { steps }) => sum + steps, 0);
  function* work() {
    let done = 0;
    for (const { steps, rate, decay, turns } of phases)
      for (let i = 1; i <= steps; i++) {
        turns[(i - 1) % turns.length]!(points, count, values, gradients);
        const η = rate / (1 + decay * i);
        for (let r = 0; r < count; r++) {
          const [point, gradient] = [points, gradients].map((array) =>
            array.subarray(r * dimension, (r + 1) * dimension),
          ) as [Float64Array, Float64Array];
          manifold.project(point, gradient);
          for (let j = 0; j < dimension; j++) point[j]! -= η * gradient[j]!;
          manifold.retract(point);
        }
        done++;
        if (done % slice === 0) yield [done / all, `step ${done} of ${all}`] as const;
      }
    return points;
  }
  return stepwise(work, () => points);
}
