/**
 * Descent to a level: steps down the gradient until the value lies below it, which is how searches for critical points get starts at a
 * given height. Steps are short, so that the level is not passed by far, and are halved where the value would rise.
 */
import { finite, integer } from '../base/arguments.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { dot, norm } from './saddle-method.ts';
import type { Search } from './search.ts';

export interface LevelProblem {
  readonly landscape: Landscape;
  /** On the manifold. */
  readonly start: Float64Array;
  readonly level: number;
  /** Gradients of points that were taken or refused. */
  readonly maxSteps: number;
}

export interface LevelState {
  point: Float64Array;
  value: number;
  /** Tangent gradient. */
  gradient: Float64Array;
  rate: number;
  steps: number;
}

/** below: the level is reached. flat: the descent ends above it, at a residual of 1e-6. step-limit: it might go on. */
export interface LevelResult {
  readonly status: 'below' | 'flat' | 'step-limit';
  readonly point: Float64Array;
  readonly value: number;
}

/** The first step, of what gradientLipschitz allows; without one the halvings find it. */
const gentleness = 1 / 4;
const growth = 1.25;
/** The value must fall by this share of what the gradient promises. */
const sufficient = 1e-4;
const flatness = 1e-6;

export const levelDescent: Search<LevelProblem, LevelState, LevelResult> = {
  name: 'level-descent',
  begin({ landscape, start, level, maxSteps }) {
    finite('levelDescent', 'level', level);
    integer('levelDescent', 'maxSteps', maxSteps, 0);
    const point = start.slice();
    return { point, ...look(landscape, point), rate: longest(landscape), steps: 0 };
  },
  step({ landscape }, state) {
    const { point, gradient, value, rate } = state;
    const next = point.map((x, i) => x - rate * gradient[i]!);
    landscape.manifold.retract(next);
    const there = look(landscape, next);
    state.steps++;
    if (there.value <= value - sufficient * rate * dot(gradient, gradient)) {
      const longer = Math.min(growth * rate, longest(landscape));
      return Object.assign(state, there, { point: next, rate: longer });
    }
    state.rate = rate / 2;
    return state;
  },
  done: (problem, state) => fate(problem, state) !== null,
  result: (problem, state) => ({
    status: fate(problem, state) ?? 'step-limit',
    point: state.point,
    value: state.value,
  }),
};

function fate({ landscape, level, maxSteps }: LevelProblem, state: LevelState): LevelResult['status'] | null {
  if (state.value <= level) return 'below';
  if (!(norm(state.gradient) > flatness * landscape.gradientScale)) return 'flat';
  return state.steps >= maxSteps ? 'step-limit' : null;
}

function longest({ gradientLipschitz }: Landscape): number {
  return gradientLipschitz === undefined ? 1 : gentleness / gradientLipschitz;
}

function look({ valueAndGradient, manifold }: Landscape, point: Float64Array) {
  const value = new Float64Array(1);
  const gradient = new Float64Array(point.length);
  valueAndGradient(point, 1, value, gradient);
  manifold.project(point, gradient);
  return { value: value[0]!, gradient };
}
