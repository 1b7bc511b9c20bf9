/**
 * The report of a reproduction while its ensembles still run: written after the first that ends, again once they show a first figure, then
 * when enough time has passed that writing costs at most a tenth of the run. It is an extra: where it cannot be written, the run goes on.
 */
import { isDiskFull } from '../ensembles/store.ts';
import type { Reached } from '../report/opening.ts';
import { Interrupted } from './exit.ts';
import type { Context } from './perform.ts';
import type { EvaluatedClaim } from './reproduced.ts';

/** The part of the time that early reports may take. */
const share = 0.1;

/**
 * @param judge  the claims that something can be said of, by now
 * @param write  of these and of how far the run has come
 * @param place  of the report, for the line that tells of it
 */
export function earlyReport(
  { terminal }: Pick<Context, 'terminal'>,
  judge: () => readonly EvaluatedClaim[],
  write: (evaluated: readonly EvaluatedClaim[], reached: Reached) => Promise<void>,
  place: string,
): (reached: Reached) => Promise<void> {
  let [ended, took, shown] = [-Infinity, 0, false];
  const told = new Set<string>();
  const tell = (line: string) => {
    if (!told.has(line)) terminal.note(line);
    told.add(line);
  };
  return async (reached) => {
    const begun = terminal.now();
    if (reached.done === reached.of) return;
    const due = begun - ended >= took * (1 / share - 1);
    if (!due && shown) return;
    try {
      const judged = judge();
      const shows = judged.some(({ ensembles, evaluation }) => ensembles.length > 0 && evaluation.figures.length > 0);
      if (!due && !shows) return;
      shown ||= shows;
      await write(judged, reached);
      tell(`report so far, written again as ensembles end: ${place}`);
    } catch (error) {
      // What the ensembles computed is kept; a full disk ends the run anyway.
      if (isDiskFull(error) || error instanceof Interrupted) throw error;
      tell(`no report so far, the run goes on: ${error instanceof Error ? error.message : String(error)}`);
    }
    [ended, took] = [terminal.now(), terminal.now() - begun];
  };
}
