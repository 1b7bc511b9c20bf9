/** What the batch systems say of the jobs that a folder recorded. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../ensembles/store.ts';
import type { JobId, Queue, QueueName } from './queue.ts';
import { openQueue } from './queues.ts';
import { type Jobs, readJobs } from './submission.ts';

export interface Live {
  readonly pending: number;
  readonly running: number;
  /** Why the first one waits, in the system's word. */
  readonly reason?: string;
  /** Jobs that have not ended, by their system. */
  readonly ids: Readonly<Partial<Record<QueueName, readonly JobId[]>>>;
  /** Did a system not answer? */
  readonly unknown: boolean;
}

/** Names of the submissions of a folder, the oldest first. */
export async function submissionsOf(top: Store): Promise<string[]> {
  const entries = await readdir(join(top.location, 'cluster'), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * Elements of all submissions of a folder that have not ended; undefined where nothing was ever submitted.
 * @param open  how a system is asked; one that this process submitted to itself is passed on here
 */
export async function liveJobs(top: Store, open: (name: QueueName) => Queue = openQueue): Promise<Live | undefined> {
  const names = await submissionsOf(top);
  if (names.length === 0) return undefined;
  const recorded = (await Promise.all(names.map((name) => readJobs(top, name)))).filter((jobs) => jobs !== undefined);
  const live: Live = { pending: 0, running: 0, ids: {}, unknown: false };
  return [...new Set(recorded.map(({ queue }) => queue))].reduce<Promise<Live>>(
    async (before, name) => ask(await before, open(name), idsOf(recorded, name)),
    Promise.resolve(live),
  );
}

function idsOf(recorded: readonly Jobs[], name: QueueName): JobId[] {
  return recorded
    .filter(({ queue }) => queue === name)
    .flatMap(({ arrays, finish }) => (finish === undefined ? arrays : [...arrays, finish]));
}

async function ask(before: Live, queue: Queue, ids: readonly JobId[]): Promise<Live> {
  let { pending, running, reason, unknown } = before;
  const left: JobId[] = [];
  for (const [id, state] of await queue.states(ids)) {
    if (state === 'gone') continue;
    left.push(id);
    if (state === 'unknown') {
      unknown = true;
      continue;
    }
    pending += state.pending;
    running += state.running;
    reason ??= state.reason;
  }
  return {
    pending,
    running,
    reason,
    unknown,
    ids: { ...before.ids, ...(left.length > 0 ? { [queue.name]: left } : {}) },
  };
}

/** "3 running, 12 waiting (Priority)", "jobs gone: resume", "the queue does not answer" */
export function sayLive({ pending, running, reason, unknown }: Live): string {
  if (unknown) return 'the queue does not answer';
  if (pending + running === 0) return 'jobs gone: resume';
  return [
    running > 0 ? `${running} running` : '',
    pending > 0 ? `${pending} waiting${reason && reason !== 'None' ? ` (${reason})` : ''}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
