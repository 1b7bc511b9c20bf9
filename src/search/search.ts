/**
 * A search: a problem that never changes, held by the search itself, and a state that holds everything that does. The loops below are
 * the only loops; a method is a function from its problem to a `Search`. Every search ends in a named status with a message that says
 * what to try.
 */

/** converged: residual below the tolerance. gradient-flat: the gradient is not small, but lies where the curvature is nil. The rest: why it stopped short. */
export const statuses = ['converged', 'gradient-flat', 'step-limit', 'diverged', 'non-finite'] as const;
export type Status = (typeof statuses)[number];

export const statusMessages: Readonly<Record<Status, string>> = {
  converged: 'the gradient residual is below the tolerance',
  'gradient-flat': 'the norm of the gradient has a minimum there that is not 0; search from another start',
  'step-limit': 'stopped at the step limit before converging; raise maxSteps',
  diverged: 'the value grew without bound; lower the rate',
  'non-finite': 'a value or gradient is not finite; lower the rate or check the data',
};

export interface Search<State, Result> {
  begin(): State;
  /** One slice of work, a few milliseconds to a second. Returns the next state (may be the same object, changed). */
  step(state: State): State | Promise<State>;
  /** Done exactly when nothing is left to do. */
  done(state: State): boolean;
  /** What is known so far: the result once it is done, and before that what an interruption leaves. */
  result(state: State): Result;
  /** How far all of the work is, 0 to 1, and what is being done. */
  share(state: State): readonly [fraction: number, doing: string];
}

/**
 * Runs a search to its end.
 * @param see  sees the state after every slice
 * @throws Error where a step is a promise: `runWatched` waits for it
 */
export function run<State, Result>(search: Search<State, Result>, see?: (state: State) => void): Result {
  let state = search.begin();
  while (!search.done(state)) {
    const next = search.step(state);
    if (next instanceof Promise) throw new Error('run: a step of this search is a promise; use runWatched');
    state = next;
    see?.(state);
  }
  return search.result(state);
}

/** Milliseconds of work between two looks up. */
const attention = 50;

/** A search that was stopped before its end, with what it had found by then. */
export class Stopped<Result> extends Error {
  override readonly name = 'Stopped';
  readonly partial: () => Result;

  constructor(partial: () => Result) {
    super('the search was stopped');
    this.partial = partial;
  }
}

/**
 * Runs a search to its end, and looks up between its steps: others get their turn, `watch` sees the state, and an abort is heard.
 * @throws Stopped once the signal is aborted
 */
export async function runWatched<State, Result>(
  search: Search<State, Result>,
  watch: (state: State) => void,
  signal?: AbortSignal,
): Promise<Result> {
  let state = search.begin();
  let looked = performance.now();
  while (!search.done(state)) {
    const next = search.step(state);
    state = next instanceof Promise ? await next : next;
    if (performance.now() - looked < attention) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    const now = state;
    if (signal?.aborted) throw new Stopped(() => search.result(now));
    watch(state);
    looked = performance.now();
  }
  return search.result(state);
}

/** How far a part of the work is, and what is being done. */
export type Share = readonly [fraction: number, doing: string];

/**
 * A search written as a generator: every `yield` ends a slice of work, the value returned is the result.
 * @param partial  what is known before the end
 */
export function stepwise<Result>(
  work: () => Generator<Share, Result, void>,
  partial: () => Result,
): Search<{ readonly slices: Generator<Share, Result, void>; share: Share; ended: { result: Result } | null }, Result> {
  return {
    begin: () => ({ slices: work(), share: [0, ''], ended: null }),
    step(state) {
      const { done, value } = state.slices.next();
      if (done) state.ended = { result: value };
      else state.share = value;
      return state;
    },
    done: ({ ended }) => ended !== null,
    result: ({ ended }) => (ended ? ended.result : partial()),
    share: ({ share }) => share,
  };
}

/** A search as a part of such a generator; its share is spread over the fractions `from` … `to` of the whole. */
export function* within<State, Result>(
  search: Search<State, Result>,
  [from, to]: readonly [number, number],
  words: (doing: string) => string = (doing) => doing,
): Generator<Share, Result, void> {
  let state = search.begin();
  while (!search.done(state)) {
    const next = search.step(state);
    if (next instanceof Promise) throw new Error('within: a step of this search is a promise');
    state = next;
    const [fraction, doing] = search.share(state);
    yield [from + (to - from) * fraction, words(doing)];
  }
  return search.result(state);
}
