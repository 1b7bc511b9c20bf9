/**
 * The task's side of restart files: states as values, and when it is time to keep one. A long task that keeps its states goes on in another
 * process where the last one was kept, and leaves the same shard.
 */
import { packState, type State, unpackState } from './restart-state.ts';

/** What a task is given for it (TaskContext.restart). */
export interface Restart {
  /** What an earlier process kept last; undefined where the task begins at its start. */
  readonly kept: State | undefined;
  /**
   * A moment at which the task could begin again: its state is asked for and kept where the last time is long enough ago. Resolves at once
   * otherwise. The state has everything that decides what follows, exactly.
   */
  keep(state: () => State): Promise<void>;
}

/** The task's side: states as values, and when it is time. */
export function restartOf(
  kept: Uint8Array | undefined,
  {
    interval,
    isAsked,
    save,
  }: {
    /** Milliseconds. */
    readonly interval: number;
    /** Is a state asked for, whenever the last one was? Answered once a request. */
    isAsked(): boolean;
    save(state: Uint8Array): void | Promise<void>;
  },
): Restart {
  let last = performance.now();
  let lookedUp = last;
  return {
    kept: kept && unpackState(kept),
    async keep(state) {
      const now = performance.now();
      // What asks is heard between two turns alone.
      if (now - lookedUp > attention) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        lookedUp = performance.now();
      }
      if (!isAsked() && now - last < interval) return;
      await save(packState(state()));
      last = performance.now();
    },
  };
}

/** Milliseconds of work between two looks up. */
const attention = 200;

/**
 * Work that yields, wherever it could begin again, how to tell its state: run to its end, kept on the way.
 * @param restart absent where nothing is kept; then it is as `atOnce`, with others getting no turn
 */
export async function keeping<T>(work: Generator<() => State, T, void>, restart: Restart | undefined): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await restart?.keep(value);
  }
}

/** The same without a moment's pause. */
export function atOnce<T>(work: Generator<() => State, T, void>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * Results of the phases of a task, each computed once: what an earlier process finished is taken from what it kept.
 */
export interface Phases {
  /** @param name of the phase, unlike all others of the task; "network 3/polished" is a part of "network 3" */
  of<T>(name: string, compute: () => T): Promise<T>;
  /** A phase that keeps states of its own. When it is over, its parts are forgotten. */
  long<T>(name: string, compute: (restart: Restart | undefined) => Promise<T>): Promise<T>;
}

/** @param restart absent where nothing is kept. Results are states (restart-state.ts) */
export function phasesOf(restart: Restart | undefined): Phases {
  const done = new Map(Object.entries((restart?.kept ?? {}) as Readonly<Record<string, State>>));
  const unfinished = (name: string) => `${name} …`;
  const within = (name: string): Restart | undefined =>
    restart && {
      kept: done.get(unfinished(name)),
      keep: (state) => restart.keep(() => ({ ...Object.fromEntries(done), [unfinished(name)]: state() })),
    };
  const long: Phases['long'] = async (name, compute) => {
    const known = done.get(name);
    if (known !== undefined) return known as Awaited<ReturnType<typeof compute>>;
    const result = await compute(within(name));
    for (const other of [...done.keys()])
      if (other === unfinished(name) || other.startsWith(`${name}/`)) done.delete(other);
    done.set(name, result as State);
    await restart?.keep(() => Object.fromEntries(done));
    return result;
  };
  return { long, of: (name, compute) => long(name, async () => compute()) };
}
