/** Seconds that each task of an ensemble takes on one core: of the forecast, and once shards exist of what those took. */
import type { JournalEntry } from '../ensembles/journal.ts';
import type { Task } from '../ensembles/spec.ts';

/**
 * @param tasks     all of the ensemble
 * @param seconds   forecast of the whole on one core; shared out by cost
 * @param measured  entries of shards that were computed: their seconds over their forecasts correct the others'
 * @returns         by the task's index
 */
export function taskSeconds(
  tasks: readonly Task[],
  seconds: number,
  measured: Iterable<readonly JournalEntry[]> = [],
): ReadonlyMap<number, number> {
  const cost = (task: Task) => task.cost ?? task.replicas;
  const whole = tasks.reduce((sum, task) => sum + cost(task), 0);
  const forecast = new Map(
    tasks.map((task) => [task.index, whole > 0 ? (seconds * cost(task)) / whole : seconds / tasks.length]),
  );
  let [taken, expected] = [0, 0];
  for (const [entry] of measured) {
    const share = entry && forecast.get(entry.task);
    if (!share) continue;
    taken += entry.seconds;
    expected += share;
  }
  const ratio = expected > 0 ? taken / expected : 1;
  return new Map([...forecast].map(([index, share]) => [index, share * ratio]));
}
