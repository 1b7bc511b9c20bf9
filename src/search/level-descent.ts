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
  steps: number;
}

/**
 * The point is the one behind the first value below the level: a fused fleet knows the value of where it was before its last move. It
 * may lie one step of a quarter of the usual length below. `value` is its own.
 * below: the level is reached. flat: the descent ends above it, at a residual of 1e-6. step-limit: it might go on. */
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
      return { fleet, steps: 0 };
    },
    step(state) {
      for (let k = 0; k < slice && fate(state) === null; k++) {
        state.fleet.advance(1);
        state.steps++;
      }
      return state;
    },
    done: (state) => fate(state) !== null,
    result(state) {
      const point = new Float64Array(landscape.dimension);
      state.fleet.point(0, point);
      landscape.manifold.retract(point);
      const value = new Float64Array(1);
      landscape.valueAndGradient(point, 1, value, new Float64Array(landscape.dimension));
      return { status: fate(state) ?? 'step-limit', point, value: value[0]! };
    },
    share: ({ steps }) => [steps / maxSteps, `descent, step ${steps}`],
  };
}
