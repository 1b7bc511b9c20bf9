/**
 * The report of a reproduction while its ensembles still run: written after the first that ends, again once they show a first figure, then
 * when enough time has passed that writing costs at most a tenth of the run.
 */
import type { Reached } from '../report/opening.ts';
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
  let [ended, took, told, shown] = [-Infinity, 0, false, false];
  return async (reached) => {
    const begun = terminal.now();
    if (reached.done === reached.of) return;
    const due = begun - ended >= took * (1 / share - 1);
    if (!due && shown) return;
    const judged = judge();
    const shows = judged.some(({ ensembles, evaluation }) => ensembles.length > 0 && evaluation.figures.length > 0);
    if (!due && !shows) return;
    shown ||= shows;
    await write(judged, reached);
    [ended, took] = [terminal.now(), terminal.now() - begun];
    if (!told) terminal.note(`report so far, written again as ensembles end: ${place}`);
    told = true;
  };
}
