import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DataError, StoreError } from '../../src/base/errors.ts';
import { isDiskFull, type Store } from '../../src/ensembles/store.ts';
import { fileStore } from '../../src/ensembles/stores/files.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';

const scratch = mkdtempSync(join(tmpdir(), 'glasscape-store-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let number = 0;
const stores: [string, () => Store][] = [
  ['files', () => fileStore(join(scratch, `deep/run-${number++}`))],
  ['memory', () => memoryStore()],
];

describe.each(stores)('a store of %s', (_name, create) => {
  let store: Store;
  beforeEach(() => {
    store = create();
  });

  test('is empty before the first write, and looking at it creates nothing', async () => {
    expect(await store.list()).toEqual([]);
    expect(await store.exists('a')).toBe(false);
    await expect(store.read('a')).rejects.toThrow(DataError);
    expect(await store.freeBytes()).toBeGreaterThan(0);
    await store.requireWritable();
    expect(existsSync(store.location)).toBe(false);
  });

  test('holds what was written last, whole or in pieces, under sorted names', async () => {
    await store.write('b', Uint8Array.of(1, 2, 3));
    await store.write('a', [Uint8Array.of(4), new Uint8Array(0), Uint8Array.of(5, 6)]);
    await store.write('b', Uint8Array.of(7));
    expect(await store.list()).toEqual(['a', 'b']);
    expect([...(await store.read('a'))]).toEqual([4, 5, 6]);
    expect([...(await store.read('b'))]).toEqual([7]);
    await store.remove('a');
    expect(await store.list()).toEqual(['b']);
  });

  test('has folders inside, which are not among its names', async () => {
    await store.child('inner').write('a', Uint8Array.of(1));
    expect(await store.list()).toEqual([]);
    expect(await store.child('inner').list()).toEqual(['a']);
  });

  test('has one writer at a time', async () => {
    const release = await store.lock();
    expect(await store.isLocked()).toBe(true);
    expect(await store.list()).toEqual([]);
    await expect(store.lock()).rejects.toThrow(StoreError);
    await expect(store.requireWritable()).rejects.toThrow('is being written by');
    await release();
    expect(await store.isLocked()).toBe(false);
    await (await store.lock())();
  });
});

describe('the file system', () => {
  test('takes over the lock of a dead process, respects that of a living one, of another machine, and not a reused pid', async () => {
    const folder = join(scratch, 'locks');
    mkdirSync(folder);
    const store = fileStore(folder);
    const write = (owner: object) => writeFileSync(join(folder, 'lock'), JSON.stringify(owner));
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('close', resolve));

    write({ pid: child.pid, host: hostname(), started: '' });
    await (await store.lock())();
    write({ pid: process.pid, host: hostname(), started: '' });
    await expect(store.lock()).rejects.toThrow(`written by process ${process.pid} on ${hostname()}`);
    write({ pid: child.pid, host: 'elsewhere', started: '' });
    await expect(store.lock()).rejects.toThrow(`written by process ${child.pid} on elsewhere`);
    writeFileSync(join(folder, 'lock'), 'not json');
    await (await store.lock())();
    if (existsSync('/proc/self/stat')) {
      write({ pid: process.pid, host: hostname(), started: '1' });
      await (await store.lock())();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of ten takers of a dead lock one gets it', async () => {
    const folder = join(scratch, 'race');
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock'), 'dead');
    const takers = await Promise.allSettled(Array.from({ length: 10 }, () => fileStore(folder).lock()));
    expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('leaves nothing behind when a write fails, and hides what a killed write left', async () => {
    const folder = join(scratch, 'failing');
    mkdirSync(join(folder, 'taken'), { recursive: true });
    const store = fileStore(folder);
    await expect(store.write('taken', Uint8Array.of(1))).rejects.toThrow(
      /^out must be writable, got .*taken \(E\w+\)$/,
    );
    expect(readdirSync(folder)).toEqual(['taken']);
    writeFileSync(join(folder, 'shard-00000.parquet.tmp'), 'half');
    expect(await store.list()).toEqual([]);
  });

  test('refuses a place under a file', async () => {
    writeFileSync(join(scratch, 'file'), '');
    for (const place of ['file', 'file/run'])
      await expect(fileStore(join(scratch, place)).requireWritable()).rejects.toThrow(/^out must be /);
  });

  test('refuses a place where the system takes no entries, and does not wait for it', async () => {
    const store = fileStore('/proc/glasscape/run');
    await expect(store.requireWritable()).rejects.toThrow(StoreError);
    await expect(store.write('a', new Uint8Array(1))).rejects.toThrow(/^out must be writable, got .*run.a \(E\w+\)$/);
    await expect(store.lock()).rejects.toThrow(StoreError);
  });

  test('tells a full disk from other errors', () => {
    expect(isDiskFull(Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error('no'), { code: 'EACCES' }))).toBe(false);
    expect(isDiskFull('ENOSPC')).toBe(false);
  });
});
