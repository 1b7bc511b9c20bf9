/** A forecast from a few replicas run on this machine: for experiments whose replicas cost about the same. */
import { engineBytes } from '../memory.ts';
import type { Forecast, Timings } from '../spec.ts';
import { stopwatch } from './stopwatch.ts';
import { warmth } from './timing.ts';

export interface Trial {
  /** Of code: what one trial warmed up is warm for the next that shares its timings. */
  readonly kind: string;
  readonly timings?: Timings;
  /** One replica (or disorder), number k of the spec's own. */
  run(k: number): void | Promise<void>;
  /** Replicas in all, and in one task. */
  readonly count: number;
  readonly perTask: number;
  readonly workers: number;
  /** Bytes of one record on disk, and what a worker holds besides `trialBytes`. */
  readonly row: number;
  readonly workerBytes: number;
}

/** Bytes of a worker besides its numbers: the engine, and the searches' many small arrays. */
export const trialBytes = engineBytes + 2e7;

/** So long, in seconds of the processors, code is only warmed up, and then it is timed. */
const [warmUp, timed] = [0.3, 0.1];
/** What takes less than this in all, in seconds, needs no better forecast, even by cold code. */
const brief = 2;

/** Its multiples spread over (0, 1): replicas of every kind, whatever their order, are tried. */
const goldenRatio = (1 + Math.sqrt(5)) / 2;

export async function forecastByTrial(trial: Trial): Promise<Forecast> {
  const { kind, timings = new Map(), run, count, perTask, workers, row, workerBytes } = trial;
  const tasks = Math.ceil(count / perTask);
  // With few tasks the last round is not full: the busiest worker decides.
  const busiest = Math.max(Math.min(count, Math.ceil(tasks / workers) * perTask), count / workers);
  const warm = warmth(timings, kind, warmUp);
  let taken = stopwatch();
  let runs = 0;
  let seconds = Infinity;
  let isWarm = false;
  for (let k = 0; seconds >= brief && (runs === 0 || !isWarm || taken() < timed); k++) {
    if (!isWarm && k > 0) {
      isWarm = warm.isEnough();
      [taken, runs] = [stopwatch(), 0];
    }
    await run(Math.floor(((k * goldenRatio) % 1) * count));
    runs++;
    seconds = (taken() / runs) * busiest;
  }
  warm.note();
  return {
    seconds,
    // The numbers of the trial stay in the process that ran it: nothing collects them before the workers have theirs.
    memory: workers * (trialBytes + workerBytes + row * perTask) + workerBytes,
    disk: count * row + 4096 * tasks,
    basis: 'a few replicas run on this machine, times their number',
  };
}
