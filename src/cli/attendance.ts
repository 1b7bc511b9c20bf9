/**
 * Searches under the eyes of a person: between their steps Ctrl-C is heard, and progress with the time left appears once they have
 * taken two seconds.
 */
import { setImmediate } from 'node:timers/promises';
import type { Search } from '../search/index.ts';
import { stopIfAsked } from './perform.ts';
import { type Progress, showProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds before progress is shown, and between two looks up. */
const patience = 2000;
const attention = 50;

export interface Attendance {
  /**
   * Runs a search to its end. The look up lies between the steps, so that a step should take less than a second.
   * @param share  how far all of the work is, 0 to 1, and what is being done
   * @throws       Interrupted
   */
  run<Problem, State, Result>(
    search: Search<Problem, State, Result>,
    problem: Problem,
    share: (state: State) => readonly [fraction: number, what: string],
  ): Promise<Result>;
  stop(): void;
}

export function attendance(terminal: Terminal): Attendance {
  const began = terminal.now();
  let looked = began;
  let shown: { readonly progress: Progress; readonly kept: number } | undefined;
  return {
    async run(search, problem, share) {
      let state = search.begin(problem);
      while (!search.done(problem, state)) {
        state = search.step(problem, state);
        if (terminal.now() - looked < attention) continue;
        await setImmediate();
        stopIfAsked(terminal);
        looked = terminal.now();
        const [fraction, what] = share(state);
        if (looked - began > patience) shown ??= { progress: await showProgress(terminal), kept: fraction };
        shown?.progress.update(fraction, shown.kept, what);
      }
      return search.result(problem, state);
    },
    stop: () => shown?.progress.stop(),
  };
}
