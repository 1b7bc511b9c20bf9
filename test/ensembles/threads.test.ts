import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { Executor } from '../../src/ensembles/executors/executor.ts';
import { TaskError } from '../../src/ensembles/executors/executor.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { threadsExecutor } from '../../src/ensembles/executors/threads.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import { runEnsemble } from '../../src/ensembles/run.ts';
import type { Json, Records } from '../../src/ensembles/spec.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';
import { defaultBackend } from '../../src/kernels/contract.ts';
import { useBundle } from './fixtures/bundle.ts';
import { noKernels } from './fixtures/kernels.ts';
import { experiments } from './fixtures/walk.ts';

const bundle = useBundle('threads', { worker: 'test/ensembles/fixtures/worker.ts' });
const threads = (workers: number) => threadsExecutor({ workers, entry: bundle.url('worker') });
const plan = (parameters: Record<string, Json>) =>
  planEnsemble(experiments, { experiment: 'walk', parameters }, async () => Uint8Array.of(3));

async function shards(executor: Executor, parameters: Record<string, Json>): Promise<string[]> {
  const store = memoryStore();
  await runEnsemble(await plan(parameters), { store, executor, clock: () => 0 });
  const names = (await store.list()).filter((name) => name.startsWith('shard'));
  return Promise.all(names.map(async (name) => Buffer.from(await store.read(name)).toString('base64')));
}

describe('worker threads', () => {
  test('give the bytes of the inline executor, whatever their number', async () => {
    const parameters = { size: 7, replicas: 31, perTask: 3, table: true, delay: 4 };
    const expected = await shards(
      inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels),
      parameters,
    );
    expect(expected).toHaveLength(11);
    for (const workers of [1, 2, 5]) expect(await shards(threads(workers), parameters)).toEqual(expected);
  });

  test('serve one execution after another, and what failed is replaced', async () => {
    // Threads of a process are numbered as they start.
    const started = async () => {
      const next = new Worker('', { eval: true });
      const { threadId } = next;
      await next.terminate();
      return threadId;
    };
    const executor = threads(2);
    const parameters = { size: 7, replicas: 31, perTask: 3, table: true };
    const before = await started();
    const first = await shards(executor, parameters);
    expect(await shards(executor, parameters)).toEqual(first);
    expect((await started()) - before).toBe(3);
    await expect(shards(executor, { size: 3, replicas: 30, fate: 'dies' })).rejects.toThrow('code 7');
    expect(await shards(executor, parameters)).toEqual(first);
    expect((await started()) - before).toBe(6);
  });

  test.each([
    ['throws', 'task 2 of walk failed: the walker fell'],
    ['dies', 'task 2 of walk failed: the worker stopped with code 7'],
  ])('name the task when it %s', async (fate, message) => {
    const { tasks } = await plan({ size: 3, replicas: 30, fate });
    const taken: number[] = [];
    const run = threads(2).execute({
      tasks,
      backend: defaultBackend,
      artifact: async () => new Uint8Array(),
      onProgress: () => undefined,
      onRecords: async (task) => void taken.push(task.index),
    });
    await expect(run).rejects.toThrow(TaskError);
    await expect(run).rejects.toThrow(message);
    expect(taken).not.toContain(2);
  });

  test('name the task whose artifact is missing', async () => {
    const { tasks } = await plan({ size: 3, replicas: 3, table: true });
    const run = threads(1).execute({
      tasks,
      backend: defaultBackend,
      artifact: () => Promise.reject(new Error('lost')),
      onProgress: () => undefined,
      onRecords: async () => undefined,
    });
    await expect(run).rejects.toThrow('task 0 of walk failed: lost');
  });

  test('stop at once when aborted, in the middle of a task', async () => {
    const { tasks } = await plan({ size: 3, replicas: 30, delay: 60_000 });
    const stop = new AbortController();
    const began = performance.now();
    const run = threads(2).execute({
      tasks,
      backend: defaultBackend,
      signal: stop.signal,
      artifact: async () => new Uint8Array(),
      onProgress: () => undefined,
      onRecords: async () => undefined,
    });
    setTimeout(() => stop.abort(new Error('enough')), 150);
    await expect(run).rejects.toThrow('enough');
    // A task takes a minute; ten seconds leave room for a busy machine.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('stop when records cannot be stored', async () => {
    const { tasks } = await plan({ size: 3, replicas: 30 });
    const stored: Records[] = [];
    const run = threads(2).execute({
      tasks,
      backend: defaultBackend,
      artifact: async () => new Uint8Array(),
      onProgress: () => undefined,
      async onRecords(_task, records) {
        if (stored.push(records) === 3) throw new Error('full');
      },
    });
    await expect(run).rejects.toThrow('full');
    expect(stored.length).toBeLessThan(tasks.length);
  });
});
