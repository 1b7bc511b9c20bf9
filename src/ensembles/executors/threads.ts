/**
 * The executor of the command line: worker threads of Node that share nothing. Each worker takes the next task when it has finished
 * one, so which worker does a task is chance; the records of a task do not depend on it. Workers stay for the next execution and keep
 * no process alive meanwhile: loading modules and compiling takes one longer than many a task. Aborting terminates them.
 */
import { Worker } from 'node:worker_threads';
import type { Task } from '../spec.ts';
import { type Executor, type Job, TaskError } from './executor.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export interface ThreadsOptions {
  readonly workers: number;
  /** The worker's module; it calls serveThread. */
  readonly entry: URL;
  /** Posted to every worker at its start: what it needs to open the same kernels, as a compiled WebAssembly.Module. */
  readonly kernels?: unknown;
}

/**
 * Megabytes of new objects a worker keeps before it collects them. By default V8 lets each thread pile up 48 of them, small arrays of
 * searches for the most part: measured, 250 MB in place of 165 for two workers on glasses of 30 spins.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

export function threadsExecutor({ workers, entry, kernels }: ThreadsOptions): Executor {
  const idle = new Set<Worker>();
  const start = () => {
    const thread = new Worker(entry, { workerData: { kernels }, resourceLimits });
    thread.setMaxListeners(0);
    // Whoever waits for one that ends hears of it; one that nobody waits for is replaced.
    thread.on('error', () => undefined);
    thread.on('exit', () => idle.delete(thread));
    return thread;
  };
  const take = () => {
    const [thread = start()] = idle;
    idle.delete(thread);
    thread.ref();
    return thread;
  };
  return {
    workers,
    async execute(job) {
      job.signal?.throwIfAborted();
      const queue = [...job.tasks];
      const shared = sharedArtifacts(job);
      const threads = queue.slice(0, workers).map(take);
      const done = new AbortController(); // takes the listeners away again: one signal serves many executions
      const keep = () => {
        for (const thread of threads) thread.postMessage({ type: 'keep' } satisfies ToWorker);
      };
      job.restart?.now?.addEventListener('abort', keep, { signal: done.signal });
      const aborted = new Promise<never>((_, reject) => {
        job.signal?.addEventListener('abort', () => reject(job.signal?.reason), { once: true, signal: done.signal });
      });
      try {
        await Promise.race([Promise.all(threads.map((thread) => drain(thread, queue, job, shared))), aborted]);
        for (const thread of threads) {
          thread.unref();
          idle.add(thread);
        }
      } catch (error) {
        await Promise.all(threads.map((thread) => thread.terminate()));
        throw error;
      } finally {
        done.abort();
      }
    },
  };
}

/** Feeds one worker until the queue is empty. The next task is sent before the last one's records are stored. */
async function drain(thread: Worker, queue: Task[], job: Job, artifact: Job['artifact']): Promise<void> {
  let stored = Promise.resolve();
  for (let task = queue.shift(); task; task = queue.shift()) {
    const current = task;
    if (job.wanted && !(await job.wanted(current))) continue;
    const began = performance.now();
    const kept = await job.restart?.load(current);
    const records = await Promise.race([perform(thread, current, job, artifact, kept), failureOf(stored)]);
    const seconds = (performance.now() - began) / 1000;
    await stored;
    stored = job.onRecords(current, records, seconds);
    stored.catch(() => undefined);
  }
  await stored;
}

/** Settles only if the promise rejects, and then in the same way. */
function failureOf(promise: Promise<void>): Promise<never> {
  return new Promise((_, reject) => promise.catch(reject));
}

/** One task on one worker, from the state that was kept of it. */
function perform(thread: Worker, task: Task, job: Job, artifact: Job['artifact'], kept: Uint8Array | undefined) {
  const post = (message: ToWorker) => thread.postMessage(message);
  // One state after the other, and all before the records.
  let saving = Promise.resolve();
  return new Promise<Extract<FromWorker, { type: 'records' }>['records']>((resolve, reject) => {
    const settle = (finish: () => void) => {
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      finish();
    };
    const fail = (reason: string) => settle(() => reject(new TaskError(task, reason)));
    const onError = (error: Error) => fail(`the worker crashed: ${error.message}`);
    const onExit = (code: number) => fail(`the worker stopped with code ${code}`);
    const onMessage = (message: FromWorker) => {
      if (message.type === 'progress') job.onProgress(task, message.fraction);
      else if (message.type === 'state') {
        saving = saving.then(() => job.restart?.save(task, message.state));
        saving.catch((error: Error) => fail(error.message));
      } else if (message.type === 'records') settle(() => saving.then(() => resolve(message.records), reject));
      else if (message.type === 'failed') fail(message.reason);
      else
        artifact(message.hash).then(
          (bytes) => post({ type: 'artifact', hash: message.hash, bytes }),
          (error: Error) => post({ type: 'no-artifact', hash: message.hash, reason: error.message }),
        );
    };
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    const restart = job.restart && { kept, interval: job.restart.interval };
    post({ type: 'task', task, backend: job.backend, restart });
  });
}

/** Artifacts in shared memory: one copy, whatever the number of workers. */
function sharedArtifacts(job: Job): Job['artifact'] {
  const shared = new Map<string, Promise<Uint8Array>>();
  const share = async (hash: string) => {
    const bytes = await job.artifact(hash);
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  };
  return (hash) => {
    const known = shared.get(hash) ?? share(hash);
    shared.set(hash, known);
    return known;
  };
}
