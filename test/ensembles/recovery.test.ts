import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/errors.ts';
import type { Executor } from '../../src/ensembles/executors/executor.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { type JournalEntry, journalEntries, openJournal } from '../../src/ensembles/journal.ts';
import { manifestName, readManifest } from '../../src/ensembles/manifest.ts';
import { planEnsemble, shardName } from '../../src/ensembles/plan.ts';
import { runEnsemble, workOff } from '../../src/ensembles/run.ts';
import type { Json } from '../../src/ensembles/spec.ts';
import type { Store } from '../../src/ensembles/store.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';
import { wholeShards } from '../../src/ensembles/whole-shards.ts';
import { noKernels } from './fixtures/kernels.ts';
import { experiments } from './fixtures/walk.ts';

const plan = (parameters: Record<string, Json>) =>
  planEnsemble(experiments, { experiment: 'walk', parameters, backend: 'reference' }, async () => Uint8Array.of(9));
const executor = () => inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
const clock = () => 1e12;
const never: Executor = { workers: 1, execute: async ({ tasks }) => expect(tasks).toEqual([]) };

async function bytesOf(store: Store): Promise<Record<string, string>> {
  const names = (await store.list()).filter((name) => name.endsWith('.parquet'));
  return Object.fromEntries(
    await Promise.all(names.map(async (n) => [n, Buffer.from(await store.read(n)).toString('base64')])),
  );
}

/** A run that was killed after some tasks: its manifest says running, its journal what is whole. */
async function killed(store: Store, work: Awaited<ReturnType<typeof plan>>, after: number): Promise<void> {
  const dies = new Error('killed');
  const frozen: Store = {
    ...store,
    async write(name, content) {
      if (name === manifestName && (await store.exists(name))) throw dies;
      await store.write(name, content);
    },
  };
  const some: Executor = {
    workers: 1,
    async execute(job) {
      await executor().execute({ ...job, tasks: job.tasks.slice(0, after) });
      throw dies;
    },
  };
  await expect(runEnsemble(work, { store: frozen, executor: some, clock, preset: 'smoke' })).rejects.toThrow('killed');
}

describe('a killed run', () => {
  test('keeps what its journal says, a line that was cut off included as not written', async () => {
    const work = await plan({ size: 4, replicas: 23 });
    const store = memoryStore();
    await killed(store, work, 3);
    expect((await readManifest(store))!.shards).toEqual({});
    await store.child('journal').append('local.jsonl', '{"specHash":"');
    const { whole, missing, adopted } = await wholeShards(work, store);
    expect(Object.keys(whole)).toEqual([0, 1, 2].map(shardName));
    expect(missing.map(({ index }) => index)).toEqual([3, 4]);
    expect(adopted).toEqual([]);
    const rest = await runEnsemble(work, { store, executor: executor(), clock });
    expect(rest).toMatchObject({ status: 'complete', preset: 'smoke' });
    expect(await store.child('journal').list()).toEqual([]);
    const uninterrupted = memoryStore();
    await runEnsemble(work, { store: uninterrupted, executor: executor(), clock, preset: 'smoke' });
    expect(await bytesOf(store)).toEqual(await bytesOf(uninterrupted));
  });

  test('behind its last word loses the journal that it left, when it is next gone on with; nothing else changes', async () => {
    const work = await plan({ size: 4, replicas: 10 });
    const store = memoryStore();
    const kept: Store = { ...store, child: (name) => ({ ...store.child(name), removeAll: async () => {} }) };
    const complete = await runEnsemble(work, { store: kept, executor: executor(), clock });
    const [bytes, manifest] = [await bytesOf(store), await store.read(manifestName)];
    expect(complete.status).toBe('complete');
    expect(await store.child('journal').list()).toEqual(['local.jsonl']);
    expect(await runEnsemble(work, { store, executor: never, clock })).toEqual(complete);
    expect(await store.child('journal').list()).toEqual([]);
    expect([await bytesOf(store), await store.read(manifestName)]).toEqual([bytes, manifest]);
  });

  test('with a shard that its journal noted otherwise computes that again, and does not adopt it', async () => {
    const work = await plan({ size: 4, replicas: 10 });
    const store = memoryStore();
    await killed(store, work, 2);
    await store.write(shardName(1), await store.read(shardName(0)));
    const { missing, faults } = await wholeShards(work, store);
    expect(missing.map(({ index }) => index)).toEqual([1]);
    expect([...faults]).toEqual([[shardName(1), 'corrupt (its checksum differs)']]);
  });
});

describe('a lost manifest', () => {
  test('is made again from what the shards say; none is computed again, those of others are', async () => {
    const work = await plan({ size: 4, replicas: 20, table: true });
    const store = memoryStore('lost');
    await runEnsemble(work, { store, executor: executor(), clock, preset: 'smoke' });
    const expected = await bytesOf(store);
    await store.remove(manifestName);
    const adopted: string[] = [];
    const found = await runEnsemble(work, { store, executor: never, clock, onAdopt: (all) => adopted.push(...all) });
    expect(adopted).toEqual([0, 1, 2, 3].map(shardName));
    expect(found).toMatchObject({ status: 'complete', preset: 'smoke' });
    expect(await bytesOf(store)).toEqual(expected);

    await store.remove(manifestName);
    await store.write(shardName(0), (await store.read(shardName(0))).subarray(0, 90));
    await store.write(shardName(2), await store.read(shardName(3)));
    const redone: string[] = [];
    await runEnsemble(work, {
      store,
      executor: executor(),
      clock,
      onRedo: (shard, reason) => redone.push(`${shard}: ${reason}`),
    });
    expect(redone).toEqual([`${shardName(0)}: no readable shard`, `${shardName(2)}: the shard of task 3`]);
    expect(await bytesOf(store)).toEqual(expected);
  });

  test('of another spec is refused; a damaged one is made again when that is asked', async () => {
    const store = memoryStore('folder');
    const work = await plan({ size: 4, replicas: 10 });
    await runEnsemble(work, { store, executor: executor(), clock });
    await store.write(manifestName, new TextEncoder().encode('{"kind": "ensemble"'));
    const run = { store, executor: never, clock };
    await expect(runEnsemble(work, run)).rejects.toThrow(
      new StoreError(
        'folder/manifest.json is not JSON; its shards are there: "glasscape resume" on the folder rebuilds it',
      ),
    );
    expect((await runEnsemble(work, { ...run, rebuild: true })).status).toBe('complete');
    await store.remove(manifestName);
    await expect(runEnsemble(await plan({ size: 5, replicas: 10 }), run)).rejects.toThrow('(size 4, not 5)');
  });
});

describe('workers on one run', () => {
  test('share it without a lock: whole shards are left out, each has a journal, the bytes are those of one run', async () => {
    const work = await plan({ size: 4, replicas: 40 });
    const whole = memoryStore();
    await runEnsemble(work, { store: whole, executor: executor(), clock });
    const store = memoryStore();
    const options = { store, executor: executor(), clock };
    const first = await workOff(work, work.tasks.slice(0, 5), 'a', options);
    expect(first).toEqual({ computed: 5, kept: 0, left: 0 });
    const both = await Promise.all([
      workOff(work, work.tasks.slice(3), 'b', options),
      workOff(work, work.tasks.toReversed(), 'c', options),
    ]);
    expect(both.map(({ left }) => left)).toEqual([0, 0]);
    expect(await store.child('journal').list()).toEqual(['a.jsonl', 'b.jsonl', 'c.jsonl']);
    const { missing, conflicts } = await wholeShards(work, store);
    expect({ missing, conflicts }).toEqual({ missing: [], conflicts: [] });
    expect(await bytesOf(store)).toEqual(await bytesOf(whole));
    expect(await runEnsemble(work, { ...options, executor: never })).toMatchObject({ status: 'complete' });
  });

  test('take no new task once they are drained', async () => {
    const work = await plan({ size: 4, replicas: 20 });
    const drain = new AbortController();
    const store = memoryStore();
    const onProgress = ({ done }: { done: number }) => done >= 10 && drain.abort();
    const told = await workOff(work, work.tasks, 'a', {
      store,
      executor: executor(),
      clock,
      onProgress,
      drain: drain.signal,
    });
    expect(told).toEqual({ computed: 2, kept: 0, left: 2 });
  });

  test('that noted different bytes of one shard are a conflict', async () => {
    const work = await plan({ size: 4, replicas: 5 });
    const store = memoryStore();
    const line = { specHash: work.hash, bits: 'reference-2', task: 0, shard: shardName(0), bytes: 1, rows: 5 };
    const note = (label: string, sha256: string) =>
      openJournal(store, label).note({ ...line, sha256, seconds: 1, host: { machine: label } } as JournalEntry);
    await note('a', '1'.repeat(64));
    await note('b', '1'.repeat(64));
    expect((await wholeShards(work, store)).conflicts).toEqual([]);
    await note('c', '2'.repeat(64));
    const [conflict] = (await wholeShards(work, store)).conflicts;
    expect(conflict!.entries.map(({ host }) => host['machine'])).toEqual(['a', 'b', 'c']);
    expect((await journalEntries(store, 'another')).size).toBe(0);
  });
});

test('a run of 10,000 shards writes at most 10 MB beside them', async () => {
  let beside = 0;
  const counting = (store: Store): Store => ({
    ...store,
    async write(name, content) {
      if (!name.endsWith('.parquet')) beside += (content as Uint8Array).length;
      await store.write(name, content);
    },
    async append(name, text) {
      beside += text.length;
      await store.append(name, text);
    },
    child: (name) => counting(store.child(name)),
  });
  const host = { node: 'v20.20.2', platform: 'linux', arch: 'x64', machine: 'vm', cpu: 'Intel(R) Xeon(R) Processor' };
  const work = await plan({ size: 2, replicas: 10_000, perTask: 1 });
  const store = counting(memoryStore());
  const manifest = await runEnsemble(work, { store, executor: executor(), clock, host });
  expect(Object.keys(manifest.shards)).toHaveLength(10_000);
  expect(beside).toBeLessThan(10e6);
}, 60_000);
