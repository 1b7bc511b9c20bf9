/** From kernels timed on the spot to the seconds of a run. */
import { canonicalJson } from '../hash.ts';
import type { Json, Timings } from '../spec.ts';
import { stopwatch } from './stopwatch.ts';

/** Seconds of a call: the least of a few, since what disturbs them only adds, after calls that warm the engine up for `warm` seconds. */
export function time(warm: number, call: () => unknown): number {
  const clock = () => performance.now() / 1000;
  const begin = clock();
  do call();
  while (clock() - begin < warm);
  const seconds = Array.from({ length: 3 }, () => {
    const taken = stopwatch();
    call();
    return taken();
  });
  return Math.min(...seconds);
}

/** What `measure` finds, or found before for the same: `dependsOn` names what is timed and everything that its time depends on. */
export function timedOnce<Times extends Readonly<Record<string, number>>>(
  timings: Timings,
  dependsOn: Json,
  measure: () => Times,
): Times {
  const key = canonicalJson(dependsOn);
  const times = (timings.get(key) as Times | undefined) ?? measure();
  timings.set(key, times);
  return times;
}

/** When the last of `workers` is done, each taking the next task as it becomes free. */
export function makespan(tasks: readonly number[], workers: number): number {
  const busy = new Float64Array(workers);
  for (const seconds of tasks) busy[busy.indexOf(Math.min(...busy))]! += seconds;
  return Math.max(...busy);
}
