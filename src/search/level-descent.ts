/**
 * Descent to a level: gentle steps down the gradient until the value lies below it, which is how searches for critical points get
 * starts at a given height.
 */
import { finite, integer } from '../base/arguments.ts';
import type { Fleet, Landscape } from '../landscapes/landscape.ts';
import { fleetOf, usualRate } from './gradient-descent.ts';
import type { Search } from './search.ts';

export interface LevelProblem {
  readonly landscape: Landscape;
  /** On the manifold. */
  readonly start: Float64Array;
  readonly level: number;
  readonly maxSteps: number;
}

export interface LevelState {
  readonly fleet: Fleet;
  /** The point that the fleet's value is of. */
  readonly at: Float64Array;
  steps: number;
}

/** below: the level is reached. flat: the descent ends above it, at a residual of 1e-6. step-limit: it might go on. */
export interface LevelResult {
  readonly status: 'below' | 'flat' | 'step-limit';
  readonly point: Float64Array;
  readonly value: number;
}

/** A quarter of the usual step, so that the level is met within a few hundredths. */
const gentleness = 1 / 4;
const flatness = 1e-6;
/** Steps of one slice. */
const slice = 64;

/** @throws ArgumentError when a number of the problem is out of range */
export function levelDescent(problem: LevelProblem): Search<LevelState, LevelResult> {
  const { landscape, start, level, maxSteps } = problem;
  const fate = ({ fleet, steps }: LevelState): LevelResult['status'] | null => {
    if (fleet.energies[0]! <= level) return 'below';
    if (!(fleet.residuals[0]! > flatness)) return 'flat';
    return steps >= maxSteps ? 'step-limit' : null;
  };
  return {
    begin() {
      finite('levelDescent', 'level', level);
      integer('levelDescent', 'maxSteps', maxSteps, 0);
      const fleet = fleetOf(landscape, 1);
      fleet.load(start, 1, gentleness * usualRate(landscape));
      fleet.measure();
      return { fleet, at: start.slice(), steps: 0 };
    },
    step(state) {
      for (let k = 0; k < slice && fate(state) === null; k++) {
        // A fused fleet knows the value before its last move, a plain one that behind it.
        if (landscape.fleet) state.fleet.point(0, state.at);
        state.fleet.advance(1);
        if (!landscape.fleet) state.fleet.point(0, state.at);
        state.steps++;
      }
      return state;
    },
    done: (state) => fate(state) !== null,
    result(state) {
      const point = state.at.slice();
      landscape.manifold.retract(point);
      return { status: fate(state) ?? 'step-limit', point, value: state.fleet.energies[0]! };
    },
    share: ({ steps }) => [steps / maxSteps, `descent, step ${steps}`],
  };
}
