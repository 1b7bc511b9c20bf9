/**
 * A search: a problem that never changes and a state that holds everything that does. The loop below is the only loop;
 * a method is the four functions of `Search`. Every search ends in a named status with a message that says what to try.
 */

/** converged: residual below the tolerance. gradient-flat: small gradient, but the index could not be decided. The rest: why it stopped short. */
export const statuses = ['converged', 'gradient-flat', 'step-limit', 'diverged', 'non-finite'] as const;
export type Status = (typeof statuses)[number];

export const statusMessages: Readonly<Record<Status, string>> = {
  converged: 'the gradient residual is below the tolerance',
  'gradient-flat':
    'the gradient is small but no critical point could be certified; raise the step limit or polish further',
  'step-limit': 'stopped at the step limit before converging; raise maxSteps',
  diverged: 'the value grew without bound; lower the rate',
  'non-finite': 'a value or gradient is not finite; lower the rate or check the data',
};

export interface Search<Problem, State, Result> {
  readonly name: string;
  begin(problem: Problem): State;
  /** One slice of work, a few milliseconds to a second. Returns the next state (may be the same object, changed). */
  step(problem: Problem, state: State): State;
  /** Done exactly when nothing is left to do. */
  done(problem: Problem, state: State): boolean;
  result(problem: Problem, state: State): Result;
}

/** Runs a search to its end; `watch` sees the state after every slice and may stop it by returning false. */
export function run<Problem, State, Result>(
  search: Search<Problem, State, Result>,
  problem: Problem,
  watch?: (state: State) => boolean | undefined,
): Result {
  let state = search.begin(problem);
  while (!search.done(problem, state)) {
    state = search.step(problem, state);
    if (watch?.(state) === false) break;
  }
  return search.result(problem, state);
}
