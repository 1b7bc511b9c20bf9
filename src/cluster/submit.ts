/**
 * Hands work to a batch system: cuts it into arrays, writes plan and scripts, orders the arrays and the job that finishes them, and notes the
 * ids. What a system refuses for a limit of jobs is cut into half as many elements once.
 */
import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../base/version.ts';
import type { Store } from '../ensembles/store.ts';
import { type ChunkArray, chunkWork, type Workload } from './chunks.ts';
import { type JobId, type Order, type Queue, QueueError } from './queue.ts';
import {
  type Jobs,
  type Settings,
  type Submission,
  scriptOf,
  submissionName,
  submissionStore,
  writeJobs,
  writeSubmission,
} from './submission.ts';

export interface Handed {
  /** Folder of the run or of the reproduction. */
  readonly top: Store;
  readonly settings: Settings;
  readonly data?: string;
  /** 1, and one more each time that work is handed in again. */
  readonly attempt: number;
  readonly reached?: string;
  /** Of the whole ensembles. */
  readonly runs: Submission['runs'];
  /** What is missing of them. */
  readonly work: readonly Workload[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Submitted {
  readonly submission: Submission;
  readonly jobs: Jobs;
}

/** What the finishing job is given: it checks every shard, computes what little is missing, and evaluates claims. */
const finishMinutes = 30;
const finishMB = 1024;

/** The arrays and where they would lie; nothing is written. */
export async function planSubmission(queue: Queue, handed: Handed, longer = 1): Promise<Submission> {
  const { settings, attempt, data, reached, runs, work, now } = handed;
  const { chunkMinutes, maxArray, timeMax, memMax } = settings;
  const rule = {
    chunkSeconds: 60 * chunkMinutes * longer,
    maxArray: maxArray ?? (await queue.limits()).maxArray,
    timeMax,
    memMax,
    factor: 2 ** (attempt - 1),
  };
  const arrays = chunkWork(work, rule) as Submission['arrays'];
  const name = submissionName(now, randomInt(65536));
  return { format: 1, version, name, attempt, settings, data, reached, runs, arrays };
}

/** The orders of a submission, as its system says them. */
export function showOrders(queue: Queue, top: Store, submission: Submission): string[] {
  const arrays = submission.arrays.map((_, k) => arrayOrder(top, submission, k));
  return [
    ...arrays,
    finishOrder(
      top,
      submission,
      arrays.map((_, k) => `<id ${k + 1}>`),
    ),
  ].map(queue.show);
}

/**
 * @throws QueueError with the system's words; nothing stays in its queue then, and no submission in the folder
 */
export async function submit(queue: Queue, handed: Handed): Promise<Submitted> {
  try {
    return await submitOnce(queue, handed, await planSubmission(queue, handed));
  } catch (error) {
    if (!(error instanceof QueueError) || !/limit/i.test(error.message)) throw error;
    const fewer = await planSubmission(queue, handed, 2);
    // Where every element is one long task already, nothing is gained.
    return submitOnce(queue, handed, fewer);
  }
}

async function submitOnce(queue: Queue, { top }: Handed, submission: Submission): Promise<Submitted> {
  const { name, arrays, settings } = submission;
  const store = submissionStore(top, name);
  const ids: JobId[] = [];
  try {
    await writeSubmission(top, submission);
    const { element, job, restarts } = queue.variables;
    const where = [shellQuoted(top.location), '--submission', name];
    let first = 0;
    for (const [k, array] of arrays.entries()) {
      const label = `"$${job}-\${${restarts}:-0}"`;
      const words = ['work', ...where, '--chunk', `"$((${first} + ${element}))"`, '--label', label];
      await store.write(arrayScript(k), scriptOf(settings, words));
      first += array.chunks.length;
    }
    await store.write(finishScript, scriptOf(settings, ['finish', ...where]));
    // sbatch does not make it.
    await mkdir(join(store.location, 'logs'), { recursive: true });
    for (const k of arrays.keys()) ids.push(await queue.submit(arrayOrder(top, submission, k)));
    await writeJobs(top, name, { queue: queue.name, arrays: ids });
    const finish = await queue.submit(finishOrder(top, submission, [...ids]));
    const jobs = { queue: queue.name, arrays: ids, finish };
    ids.push(finish);
    await writeJobs(top, name, jobs);
    return { submission, jobs: { ...jobs, arrays: ids.slice(0, -1) } };
  } catch (error) {
    await queue.cancel(ids).catch(() => undefined);
    for (const left of [store.child('logs'), store, top.child('cluster')]) await left.removeAll();
    throw error;
  }
}

const finishScript = 'finish.sh';
const arrayScript = (k: number) => `array-${k}.sh`;

function arrayOrder(top: Store, submission: Submission, k: number): Order {
  const { name, arrays, settings } = submission;
  const { location } = submissionStore(top, name);
  const { chunks, timeMinutes, memoryMB } = arrays[k]!;
  return {
    name: 'glasscape',
    script: `${location}/${arrayScript(k)}`,
    elements: chunks.length,
    parallel: settings.parallel,
    minutes: timeMinutes,
    memoryMB,
    cpus: 1,
    logs: `${location}/logs/%A_%a.out`,
    options: settings.options,
  };
}

function finishOrder(top: Store, submission: Submission, after: readonly JobId[]): Order {
  const { name, settings, arrays } = submission;
  const { location } = submissionStore(top, name);
  const { timeMax, memMax = Infinity, chunkMinutes } = settings;
  const largest = arrays.reduce((most, { memoryMB }) => Math.max(most, memoryMB), 0);
  return {
    name: 'glasscape-finish',
    script: `${location}/${finishScript}`,
    after,
    minutes: Math.min(timeMax, Math.ceil(finishMinutes + 3 * chunkMinutes)),
    memoryMB: Math.min(memMax, Math.max(finishMB, largest)),
    cpus: 1,
    logs: `${location}/logs/finish-%j.out`,
    options: settings.options,
  };
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Elements and core seconds of a submission. */
export function sizeOf({ arrays }: { readonly arrays: readonly ChunkArray[] }): { elements: number; seconds: number } {
  const chunks = arrays.flatMap((array) => array.chunks);
  return { elements: chunks.length, seconds: chunks.reduce((sum, { seconds }) => sum + seconds, 0) };
}
