/** A forecast from a few replicas run on this machine: for experiments whose replicas cost about the same. */
import { engineBytes } from '../memory.ts';
import type { Forecast } from '../spec.ts';
import { stopwatch } from './stopwatch.ts';

export interface Trial {
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

/** Cold code runs several times slower than warm: this long, in seconds, it is only warmed up, then as long it is timed. */
const warmUp = 0.3;
/** What takes less than this in all, in seconds, needs no better forecast, even by cold code. */
const brief = 2;

/** Its multiples spread over (0, 1): replicas of every kind, whatever their order, are tried. */
const goldenRatio = (1 + Math.sqrt(5)) / 2;

export async function forecastByTrial({ run, count, perTask, workers, row, workerBytes }: Trial): Promise<Forecast> {
  const clock = () => performance.now() / 1000;
  const tasks = Math.ceil(count / perTask);
  // With few tasks the last round is not full: the busiest worker decides.
  const busiest = Math.max(Math.min(count, Math.ceil(tasks / workers) * perTask), count / workers);
  const begin = clock();
  let taken = stopwatch();
  let timed = 0;
  let seconds = Infinity;
  for (let k = 0; seconds >= brief && (timed === 0 || clock() - begin < 2 * warmUp); k++) {
    if (clock() - begin < warmUp && k > 0) [taken, timed] = [stopwatch(), 0];
    await run(Math.floor(((k * goldenRatio) % 1) * count));
    timed++;
    seconds = (taken() / timed) * busiest;
  }
  return {
    seconds,
    // The numbers of the trial stay in the process that ran it: nothing collects them before the workers have theirs.
    memory: workers * (trialBytes + workerBytes + row * perTask) + workerBytes,
    disk: count * row + 4096 * tasks,
    basis: 'a few replicas run on this machine, times their number',
  };
}
