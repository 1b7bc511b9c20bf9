/**
 * A queue on this machine: jobs are children of this process, and end with it. The same scripts and the same work orders as on a cluster, for
 * tests and for a machine with many cores and no batch system.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type JobId, type JobState, type Order, type Queue, QueueError } from './queue.ts';

/** As many elements as an array of Slurm's has by default. */
const maxArray = 1001;

interface Job {
  readonly order: Order;
  /** Elements that have not begun. */
  readonly waiting: number[];
  readonly running: Set<ChildProcess>;
}

const hasEnded = ({ waiting, running }: Job) => waiting.length === 0 && running.size === 0;

/** @param slots children that run at once */
export function processesQueue(slots = availableParallelism()): Queue {
  const jobs = new Map<JobId, Job>();
  const listeners: (() => void)[] = [];
  const variables = { element: 'GLASSCAPE_ELEMENT', job: 'GLASSCAPE_JOB', restarts: 'GLASSCAPE_RESTARTS' };
  const busy = () => [...jobs.values()].reduce((sum, { running }) => sum + running.size, 0);
  const mayBegin = ({ order, waiting, running }: Job) =>
    waiting.length > 0 &&
    running.size < (order.parallel ?? Infinity) &&
    (order.after ?? []).every((id) => jobs.get(id) === undefined || hasEnded(jobs.get(id)!));

  const begin = (id: JobId, { order, waiting, running }: Job) => {
    const element = waiting.shift()!;
    const path = order.logs.replaceAll('%A', id).replaceAll('%j', id).replaceAll('%a', String(element));
    mkdirSync(dirname(path), { recursive: true });
    const log = openSync(path, 'a');
    const environment = { [variables.element]: String(element), [variables.job]: id, [variables.restarts]: '0' };
    const child = spawn('/bin/bash', [order.script], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...environment },
    });
    closeSync(log);
    running.add(child);
    const limit = setTimeout(() => child.kill('SIGKILL'), order.minutes * 60_000);
    const end = () => {
      clearTimeout(limit);
      running.delete(child);
      advance();
    };
    child.once('error', end).once('exit', end);
  };
  const advance = () => {
    for (const [id, job] of jobs) while (busy() < slots && mayBegin(job)) begin(id, job);
    if ([...jobs.values()].every(hasEnded)) for (const tell of listeners.splice(0)) tell();
  };

  return {
    name: 'processes',
    variables,
    limits: async () => ({ maxArray }),
    show: ({ script, elements = 1, after = [] }) =>
      `${script}, ${elements} × ${after.length > 0 ? ` after ${after.join(', ')}` : ''}`,
    async submit(order) {
      const unknown = (order.after ?? []).find((id) => !jobs.has(id));
      if (unknown !== undefined) throw new QueueError(`processes: no job ${unknown} to begin after`);
      const id = `${process.pid}-${jobs.size}`;
      jobs.set(id, {
        order,
        waiting: Array.from({ length: order.elements ?? 1 }, (_, element) => element),
        running: new Set(),
      });
      // What is submitted after this in the same breath is known by then.
      setImmediate(advance);
      return id;
    },
    states: async (ids) =>
      new Map(
        ids.map((id): [JobId, JobState] => {
          const job = jobs.get(id);
          if (!job) return [id, isAlive(Number(id.split('-')[0])) ? 'unknown' : 'gone'];
          return [id, hasEnded(job) ? 'gone' : { pending: job.waiting.length, running: job.running.size }];
        }),
      ),
    async cancel(ids) {
      for (const id of ids) {
        const job = jobs.get(id);
        if (!job) continue;
        job.waiting.length = 0;
        for (const child of job.running) child.kill('SIGTERM');
      }
      setImmediate(advance);
    },
    settle: () =>
      new Promise((resolve) => {
        listeners.push(resolve);
        setImmediate(advance);
      }),
  };
}

/** Jobs of another process are known as long as that lives. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
