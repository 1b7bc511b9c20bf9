/** Searches under the eyes of a person: Ctrl-C is heard between their steps, and progress with the time left appears once they have taken two seconds. */
import { runWatched, type Search, Stopped } from '../search/index.ts';
import { Interrupted } from './exit.ts';
import { type Progress, showProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds before progress is shown. */
const patience = 2000;

/**
 * @param partial  told of what an interrupted search had found
 * @throws         Interrupted
 */
export async function watched<State, Result>(
  terminal: Terminal,
  search: Search<State, Result>,
  partial?: (found: Result) => void | Promise<void>,
): Promise<Result> {
  const began = terminal.now();
  let shown: { readonly progress: Promise<Progress>; readonly kept: number } | undefined;
  const watch = (state: State) => {
    if (terminal.now() - began < patience) return;
    const [fraction, doing] = search.share(state);
    shown ??= { progress: showProgress(terminal), kept: fraction };
    const { progress, kept } = shown;
    void progress.then((bar) => bar.update(fraction, kept, doing));
  };
  try {
    return await runWatched(search, watch, terminal.signal);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    (await shown?.progress)?.stop();
    shown = undefined;
    await partial?.(error.partial() as Result);
    throw new Interrupted('interrupted');
  } finally {
    (await shown?.progress)?.stop();
  }
}
