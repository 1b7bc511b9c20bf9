/**
 * Langevin dynamics at temperature T on a landscape's manifold, and the time it takes to leave a minimum:
 *      w ← R(w − η ∇L + √(2ηT) ξ),   ξ standard normal in every coordinate, R the retraction,
 * whose stationary law is exp(−L/T) up to O(η). A replica that has moved away is asked at every look whether it has left: whether a
 * descent from where it is ends elsewhere, say, since thermal motion around the minimum alone is no escape. Time is steps × η.
 * @source [kloeden1992numerical, §10.2] (the Euler–Maruyama step)
 */
import { finite, integer, positive } from '../base/arguments.ts';
import type { Stream } from '../base/philox.ts';
import type { Fleet, Landscape } from '../landscapes/landscape.ts';
import { fleetOf } from './gradient-descent.ts';
import type { Search } from './search.ts';

/** Advances every replica of a fleet by n steps with noise; replica r draws from streams[r]. */
export function langevinSteps(
  fleet: Fleet,
  streams: readonly Stream[],
  dimension: number,
  temperature: number,
  rate: number,
  steps: number,
): void {
  const noise = new Float64Array(fleet.count * dimension);
  const amplitude = Math.sqrt(2 * rate * temperature);
  for (let step = 0; step < steps; step++) {
    fleet.advance(1);
    streams.forEach((draw, r) => {
      for (let i = r * dimension; i < (r + 1) * dimension; i++) noise[i] = amplitude * draw.normal();
    });
    fleet.kick(noise);
  }
}

export interface EscapeProblem {
  readonly landscape: Landscape;
  /** Minima, one after another: where each replica begins. */
  readonly starts: Float64Array;
  readonly temperature: number;
  /** η; 0.2 over the usual gradientLipschitz keeps the error of a step small. */
  readonly rate: number;
  readonly maxTime: number;
  /** One replica each. */
  readonly streams: readonly Stream[];
  /** Distance from its start, in the manifold's unit of length, below which a replica is not asked whether it has left. */
  readonly away: number;
  /** Time between two looks at where the replicas are; 0.5 when absent. */
  readonly lookEvery?: number;
  /**
   * Which of the replicas with these numbers, at points one after another, have left: descends and compares. On another landscape object than
   * the one above, since fleets of one object and capacity are the same memory.
   */
  left(points: Float64Array, ids: readonly number[]): readonly boolean[];
}

export interface EscapeState {
  readonly fleet: Fleet;
  ids: number[];
  time: number;
  readonly results: Escape[];
}

export interface Escape {
  readonly escaped: boolean;
  /** Time of the escape, known to one look; the time watched when there was none. */
  readonly time: number;
}

/** @throws ArgumentError when a number of the problem is out of range */
export function langevinEscape(problem: EscapeProblem): Search<EscapeState, readonly Escape[]> {
  const { landscape, starts, temperature, rate, maxTime, streams, away, lookEvery = 0.5 } = problem;
  const { dimension, manifold } = landscape;
  const far = (id: number, point: Float64Array) => {
    const square = point.reduce((sum, x, i) => sum + (x - starts[id * dimension + i]!) ** 2, 0);
    return square > (away * manifold.lengthUnit.value) ** 2;
  };
  return {
    begin() {
      finite('langevinEscape', 'temperature', temperature, 0);
      positive('langevinEscape', 'rate', rate);
      positive('langevinEscape', 'maxTime', maxTime);
      positive('langevinEscape', 'lookEvery', lookEvery);
      integer('langevinEscape', 'number of streams', streams.length, 1);
      const count = streams.length;
      const fleet = fleetOf(landscape, count);
      fleet.load(starts, count, rate);
      return { fleet, ids: Array.from({ length: count }, (_, r) => r), time: 0, results: [] };
    },
    step(state) {
      const { fleet } = state;
      const steps = Math.max(1, Math.round(lookEvery / rate));
      const mine = state.ids.map((id) => streams[id]!);
      langevinSteps(fleet, mine, dimension, temperature, rate, steps);
      state.time += steps * rate;
      const points = state.ids.map((_, lane) => {
        const point = new Float64Array(dimension);
        fleet.point(lane, point);
        return point;
      });
      const asked = state.ids.flatMap((id, lane) => (far(id, points[lane]!) ? [lane] : []));
      const left = new Set<number>();
      if (asked.length > 0) {
        const at = new Float64Array(asked.length * dimension);
        asked.forEach((lane, k) => void at.set(points[lane]!, k * dimension));
        const answers = problem.left(
          at,
          asked.map((lane) => state.ids[lane]!),
        );
        asked.forEach((lane, k) => void (answers[k] && left.add(lane)));
      }
      const keep = state.ids.flatMap((id, lane) => {
        const escaped = left.has(lane);
        if (escaped || state.time >= maxTime) state.results[id] = { escaped, time: state.time };
        return state.results[id] ? [] : [lane];
      });
      if (keep.length > 0 && keep.length < state.ids.length) fleet.retain(keep);
      state.ids = keep.map((lane) => state.ids[lane]!);
      return state;
    },
    done: ({ ids }) => ids.length === 0,
    result: ({ results }) => results,
    share: ({ time, ids }) => [
      Math.min(1, time / maxTime),
      `${streams.length - ids.length} of ${streams.length} escaped, time ${time.toFixed(1)}`,
    ],
  };
}
