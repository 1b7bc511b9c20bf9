import { describe, expect, test } from 'vitest';
import { ArgumentError, CapacityError, DataError, StoreError } from '../../src/base/errors.ts';
import type { Executor } from '../../src/ensembles/executors/executor.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { forecastSpec, formatBytes, formatForecast, formatSeconds, type Limits } from '../../src/ensembles/forecast.ts';
import { canonicalJson } from '../../src/ensembles/hash.ts';
import { readManifest, writeManifest } from '../../src/ensembles/manifest.ts';
import { hostBytes } from '../../src/ensembles/memory.ts';
import { specJsonSchema } from '../../src/ensembles/parameters.ts';
import { loadOnce, planEnsemble } from '../../src/ensembles/plan.ts';
import { readRecords } from '../../src/ensembles/records.ts';
import { RunError, type RunProgress, runEnsemble } from '../../src/ensembles/run.ts';
import type { Json } from '../../src/ensembles/spec.ts';
import type { Store } from '../../src/ensembles/store.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';
import { noKernels } from './fixtures/kernels.ts';
import { experiments } from './fixtures/walk.ts';

const table = async (name: string): Promise<Uint8Array> => {
  if (name !== 'table') throw new DataError(`${name} is not here`);
  return Uint8Array.of(9);
};
const plan = (parameters: Record<string, Json>, source = table) =>
  planEnsemble(experiments, { experiment: 'walk', parameters, backend: 'reference' }, source);
const executor = () => inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
const clock = () => 1e12;

/** An executor that stops by itself after some tasks, in reverse order: neither may matter to the bytes. */
function stopsAfter(count: number, stop: () => void): Executor {
  const inner = executor();
  return {
    workers: 3,
    async execute(job) {
      await inner.execute({ ...job, tasks: job.tasks.toReversed().slice(0, count) });
      stop();
      job.signal?.throwIfAborted();
    },
  };
}

async function bytesOf(store: Store): Promise<Record<string, string>> {
  const names = (await store.list()).filter((name) => name.endsWith('.parquet'));
  return Object.fromEntries(
    await Promise.all(names.map(async (n) => [n, Buffer.from(await store.read(n)).toString('base64')])),
  );
}

describe('a plan', () => {
  test('fills in defaults, so that equal settings have equal hashes whatever their order', async () => {
    const a = await plan({ size: 3, replicas: 7 });
    const b = await plan({ replicas: 7, perTask: 5, size: 3, fate: 'well' });
    expect(a.hash).toBe(b.hash);
    expect(a.tasks.map((task) => task.replicas)).toEqual([5, 2]);
    expect((await plan({ size: 3, replicas: 8 })).hash).not.toBe(a.hash);
  });

  test('plans of one source asked once share the bytes of an artifact', async () => {
    let asked = 0;
    const source = loadOnce((name) => table(name).finally(() => asked++));
    const [a, b] = await Promise.all([
      plan({ size: 3, replicas: 4, table: true }, source),
      plan({ size: 3, replicas: 8, table: true }, source),
    ]);
    expect(asked).toBe(1);
    const hash = a.artifacts['table']!;
    expect(await b.artifact(hash)).toBe(await a.artifact(hash));
  });

  test('depends on the content of its artifacts, and hands hashes to the tasks', async () => {
    const a = await plan({ size: 3, replicas: 2, table: true });
    const b = await plan({ size: 3, replicas: 2, table: true }, async () => Uint8Array.of(8));
    expect(a.hash).not.toBe(b.hash);
    // sha256 of the byte 0x09, by `printf '\t' | sha256sum`
    expect(a.tasks[0]!.artifacts).toEqual(['2b4c342f5433ebe591a1da77e013d1b72475562d48578dca8b84bac6651c3cb9']);
  });

  test.each<[Record<string, Json>, string]>([
    [{ size: 1, replicas: 1 }, 'walk: size must be an integer from 2 to 40, got 1'],
    [{ size: 2.5, replicas: 1 }, 'walk: size must be an integer from 2 to 40, got 2.5'],
    [{ size: '3', replicas: 1 }, 'walk: size must be an integer from 2 to 40, got "3"'],
    [{ size: 3, replicas: -4 }, 'walk: replicas must be an integer ≥ 1, got -4'],
    [{ size: 3, replicas: 1, delay: -1 }, 'walk: delay must be a number ≥ 0, got -1'],
    [{ size: 3, replicas: 1, fate: 'sad' }, 'walk: fate must be one of well, throws, dies, got "sad"'],
    [{ size: 3 }, 'walk: replicas must be an integer ≥ 1, got undefined'],
    [{ size: 3, replicas: 1, sise: 4 }, 'fate, table (did you mean size?), got "sise"'],
  ])('names experiment, parameter, rule and value: %j', async (parameters, line) => {
    await expect(plan(parameters)).rejects.toThrow(ArgumentError);
    await expect(plan(parameters)).rejects.toThrow(line);
  });

  test('suggests the nearest experiment', async () => {
    const asked = planEnsemble(experiments, { experiment: 'wolk', parameters: {} }, table);
    await expect(asked).rejects.toThrow('experiment must be one of walk (did you mean walk?), got "wolk"');
  });

  test('has a JSON Schema', () => {
    expect(specJsonSchema(experiments)).toMatchObject({
      oneOf: [{ properties: { experiment: { const: 'walk' }, parameters: { required: ['size', 'replicas'] } } }],
    });
  });

  test('canonical JSON sorts keys at every depth and drops what is undefined', () => {
    expect(canonicalJson({ b: [1, { z: null, a: 'é' }], a: 0.1 })).toBe('{"a":0.1,"b":[1,{"a":"é","z":null}]}');
  });
});

describe('a run', () => {
  test('is the same to the byte when it is interrupted at every point and resumed, in any order', async () => {
    const work = await plan({ size: 9, replicas: 33, table: true });
    const whole = memoryStore();
    await runEnsemble(work, { store: whole, executor: executor(), clock, preset: 'smoke' });
    const expected = await bytesOf(whole);
    expect(Object.keys(expected)).toHaveLength(7);

    for (const count of [0, 1, 3, 6]) {
      const store = memoryStore();
      const stop = new AbortController();
      const stopping = stopsAfter(count, () => stop.abort());
      const first = await runEnsemble(work, { store, executor: stopping, clock, signal: stop.signal, preset: 'smoke' });
      expect(first.status).toBe('interrupted');
      expect(Object.keys(first.shards)).toHaveLength(count);
      const last = await runEnsemble(work, { store, executor: executor(), clock: () => 2e12 });
      expect(last.status).toBe('complete');
      expect(last.sessions).toHaveLength(2);
      expect(await bytesOf(store)).toEqual(expected);
    }
  });

  test('records that are delivered after the interruption change nothing', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    let late: () => Promise<void> = async () => {};
    const tardy: Executor = {
      workers: 2,
      async execute(job) {
        const [task] = job.tasks;
        const context = { kernels: noKernels('reference'), progress() {}, artifact: table };
        const records = await experiments.walk.run(task!, context);
        late = () => job.onRecords(task!, records, 0);
        stop.abort();
        job.signal?.throwIfAborted();
      },
    };
    const manifest = await runEnsemble(await plan({ size: 3, replicas: 12 }), {
      store,
      executor: tardy,
      clock,
      signal: stop.signal,
    });
    await late();
    expect(manifest.status).toBe('interrupted');
    expect((await readManifest(store))?.status).toBe('interrupted');
    expect(await bytesOf(store)).toEqual({});
  });

  test('reports progress that only grows, ends at the number of replicas, and counts what was kept', async () => {
    const work = await plan({ size: 2, replicas: 12 });
    const store = memoryStore();
    const stop = new AbortController();
    await runEnsemble(work, { store, executor: stopsAfter(1, () => stop.abort()), clock, signal: stop.signal });
    const seen: RunProgress[] = [];
    await runEnsemble(work, { store, executor: executor(), clock, onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toMatchObject({ replicas: 12, done: 2 });
    expect(seen[0]!.fraction).toBeCloseTo(2 / 12, 12);
    expect(seen[0]!.kept).toBeCloseTo(2 / 12, 12);
    expect(seen.at(-1)).toMatchObject({ done: 12 });
    expect(seen.at(-1)!.fraction).toBeCloseTo(1, 12);
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.done).toBeGreaterThanOrEqual(seen[i - 1]!.done);
  });

  test('computes damaged shards again, says which and why, and nothing else', async () => {
    const work = await plan({ size: 5, replicas: 20 });
    const store = memoryStore();
    await runEnsemble(work, { store, executor: executor(), clock });
    const expected = await bytesOf(store);
    const flipped = await store.read('shard-00001.parquet');
    flipped[40]! ^= 1;
    await store.write('shard-00001.parquet', flipped);
    await store.write('shard-00002.parquet', (await store.read('shard-00002.parquet')).subarray(0, 100));
    await store.remove('shard-00003.parquet');
    await expect(readRecords(store)).rejects.toThrow('shard-00001.parquet is corrupt');

    const redone: string[] = [];
    await runEnsemble(work, {
      store,
      executor: executor(),
      clock,
      onRedo: (shard, reason) => redone.push(`${shard} ${reason}`),
    });
    expect(redone).toHaveLength(3);
    expect(redone[0]).toBe('shard-00001.parquet corrupt (its checksum differs)');
    expect(redone[1]).toMatch(/^shard-00002.parquet truncated \(100 of \d+ bytes\)$/);
    expect(redone[2]).toBe('shard-00003.parquet missing');
    expect(await bytesOf(store)).toEqual(expected);
    expect((await readRecords(store)).records.count).toBe(20);
  });

  test('leaves a complete run as it is', async () => {
    const work = await plan({ size: 5, replicas: 3 });
    const store = memoryStore();
    const first = await runEnsemble(work, { store, executor: executor(), clock });
    const never: Executor = { workers: 1, execute: () => Promise.reject(new Error('nothing to do')) };
    expect(await runEnsemble(work, { store, executor: never, clock })).toEqual(first);
  });

  test('refuses a folder of another spec, other bits, or shards without a manifest', async () => {
    const store = memoryStore('folder');
    await runEnsemble(await plan({ size: 5, replicas: 3 }), { store, executor: executor(), clock });
    const other = runEnsemble(await plan({ size: 6, replicas: 3 }), { store, executor: executor(), clock });
    await expect(other).rejects.toThrow(
      new StoreError('folder holds a run of another spec (size 5, not 6); choose another folder'),
    );

    await writeManifest(store, { ...(await readManifest(store))!, bits: 'wasm-0' });
    const older = runEnsemble(await plan({ size: 5, replicas: 3 }), { store, executor: executor(), clock });
    await expect(older).rejects.toThrow(/has the bits wasm-0, this is [a-z]+-\d+; choose/);

    const bare = memoryStore('bare');
    await bare.write('table.parquet', Uint8Array.of(1));
    await expect(
      runEnsemble(await plan({ size: 5, replicas: 3 }), { store: bare, executor: executor(), clock }),
    ).rejects.toThrow('bare holds Parquet files but no manifest.json');
  });

  test('refuses a second writer', async () => {
    const store = memoryStore();
    const release = await store.lock();
    const second = runEnsemble(await plan({ size: 5, replicas: 3 }), { store, executor: executor(), clock });
    await expect(second).rejects.toThrow(StoreError);
    await release();
  });

  test('stops resumable when a task fails, and names the task', async () => {
    const store = memoryStore();
    const work = await plan({ size: 5, replicas: 20, fate: 'throws' });
    const run = runEnsemble(work, { store, executor: executor(), clock });
    await expect(run).rejects.toThrow(new RunError('task 2 of walk failed: the walker fell'));
    const manifest = (await readManifest(store))!;
    expect(manifest).toMatchObject({ status: 'failed', message: 'task 2 of walk failed: the walker fell' });
    expect(Object.keys(manifest.shards)).toHaveLength(2);
    await expect(readRecords(store)).rejects.toThrow('is not complete');
  });

  test('stops resumable when the disk is full', async () => {
    const work = await plan({ size: 30, replicas: 30 });
    const whole = memoryStore();
    await runEnsemble(work, { store: whole, executor: executor(), clock });
    const small = memoryStore('small', 12_000);
    await expect(runEnsemble(work, { store: small, executor: executor(), clock })).rejects.toThrow(
      /^the disk is full: small\/.* could not be written$/,
    );
    const larger = memoryStore();
    for (const name of await small.list()) await larger.write(name, await small.read(name));
    expect(Object.keys(await bytesOf(larger)).length).toBeGreaterThan(0);
    const redone: string[] = [];
    await runEnsemble(work, { store: larger, executor: executor(), clock, onRedo: (shard) => redone.push(shard) });
    expect(redone).toEqual([]);
    expect(await bytesOf(larger)).toEqual(await bytesOf(whole));
  });
});

describe('a forecast', () => {
  const limits = { memory: hostBytes + 1e6, disk: 1e6 };

  test('is refused with what there is, or with the largest size that fits', async () => {
    const parameters = { size: 10, replicas: 1000 };
    const forecast = (least: Limits) =>
      forecastSpec(experiments, { experiment: 'walk', parameters }, 2, noKernels(), least);
    expect(formatForecast(await forecast(limits))).toBe('about 0.0 s, 110 MB of memory, 112 kB on disk');
    await expect(forecast({ ...limits, disk: 1e5 })).rejects.toThrow(
      new CapacityError('walk: needs 112 kB of disk, 100 kB are available'),
    );
    await expect(forecast({ ...limits, memory: hostBytes + 5e4 })).rejects.toThrow('the largest size that fits is 6');
  });

  test('rounds for people', () => {
    expect([0.04, 9.96, 59.4, 59.6, 200, 7500, 100_000].map(formatSeconds)).toEqual([
      '0.0 s',
      '10.0 s',
      '59 s',
      '1 min 0 s',
      '3 min 20 s',
      '2 h 5 min',
      '1 d 4 h',
    ]);
    expect([0, 999, 1000, 87_400, 4.07e6, 999_600, 3.1e11].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '87 kB',
      '4.1 MB',
      '1.0 MB',
      '310 GB',
    ]);
  });
});
