/** A forecast from a few replicas run on this machine: for experiments whose replicas cost about the same. */
import { engineBytes } from '../memory.ts';
import type { Forecast, Timings } from '../spec.ts';
import { stopwatch } from './stopwatch.ts';
import { warmth } from './timing.ts';

export interface Trial {
  /** Of code: what one trial warmed up is warm for the next that shares its timings. */
  readonly kind: string;
  readonly timings?: Timings;
  /** One replica (or disorder), number k of the spec's own; what it says of its progress may end it. */
  run(k: number, progress: (fraction: number) => void): void | Promise<void>;
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
/** A trial that has taken so long, in seconds of the processors, and is so far, is ended: what is left of it goes on like that. */
const [enough, far] = [1, 0.1];
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
  // A long trial is warm for most of its time.
  for (let k = 0; seconds >= brief && (runs === 0 || (taken() < enough && (!isWarm || taken() < timed))); k++) {
    if (!isWarm && k > 0) {
      isWarm = warm.isEnough();
      [taken, runs] = [stopwatch(), 0];
    }
    runs += await tried(run, Math.floor(((k * goldenRatio) % 1) * count));
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

class Enough extends Error {
  readonly fraction: number;

  constructor(fraction: number) {
    super('the trial took long enough');
    this.fraction = fraction;
  }
}

/** One trial. @returns the fraction of it that was run */
async function tried(run: Trial['run'], k: number): Promise<number> {
  const taken = stopwatch();
  try {
    await run(k, (fraction) => {
      if (fraction >= far && taken() > enough) throw new Enough(fraction);
    });
    return 1;
  } catch (error) {
    if (error instanceof Enough) return error.fraction;
    throw error;
  }
}
