/** From kernels timed on the spot to the seconds of a run. */
import { canonicalJson } from '../hash.ts';
import type { Json, Timings } from '../spec.ts';
import { stopwatch } from './stopwatch.ts';

/** Whether code is warm: cold, it runs several times slower. */
export interface Warmth {
  isEnough(): boolean;
  /** It is not run again; others of its kind, timed later, are as warm. */
  note(): void;
}

/** Seconds that warm code is run for all the same: what is timed next may take other branches of it. */
const refresh = 0.02;

/**
 * Begins now, with what code of the kind ran for before.
 * @param seconds  of the processors that it takes to be warm, whatever else they do meanwhile
 * @param timings  hold it for all that share them
 */
export function warmth(timings: Timings, kind: string, seconds: number): Warmth {
  const key = canonicalJson({ warm: kind });
  const before = timings.get(key)?.['seconds'] ?? 0;
  const enough = Math.min(seconds, Math.max(refresh, seconds - before));
  const ran = stopwatch();
  return {
    isEnough: () => ran() >= enough,
    note: () => timings.set(key, { seconds: before + ran() }),
  };
}

/** A call that takes so many seconds of the processors is warm for most of them, and timed once. */
const long = 1;

/** Seconds of a call: the least of a few, since what disturbs them only adds, after calls that warm the engine up. */
export function time(warm: Warmth, call: () => unknown): number {
  const timed = () => {
    const taken = stopwatch();
    call();
    return taken();
  };
  const first = timed();
  while (first < long && !warm.isEnough()) call();
  warm.note();
  return first < long ? Math.min(timed(), timed(), timed()) : first;
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
