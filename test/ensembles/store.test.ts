import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { DataError, StoreError } from '../../src/base/errors.ts';
import { isDiskFull, type Store } from '../../src/ensembles/store.ts';
import { fileStore } from '../../src/ensembles/stores/files.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';

const scratch = mkdtempSync(join(tmpdir(), 'glasscape-store-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let number = 0;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
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

  test('puts texts behind each other', async () => {
    await store.append('lines', 'one\n');
    await store.append('lines', 'two\n');
    expect(new TextDecoder().decode(await store.read('lines'))).toBe('one\ntwo\n');
  });

  test('is emptied, and its folder goes with it', async () => {
    const inner = store.child('inner');
    await inner.write('a', Uint8Array.of(1));
    await inner.removeAll();
    await inner.removeAll();
    expect(await inner.list()).toEqual([]);
    expect(existsSync(inner.location)).toBe(false);
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
  test('takes over the lock of a dead process, respects that of a living one, and not a reused pid', async () => {
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
    writeFileSync(join(folder, 'lock'), 'not json');
    await (await store.lock())();
    if (existsSync('/proc/self/stat')) {
      write({ pid: process.pid, host: hostname(), started: '1' });
      await (await store.lock())();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test.runIf(existsSync('/proc/self/stat'))('takes over the lock of a zombie', async () => {
    const folder = join(scratch, 'zombie');
    mkdirSync(folder);
    // The shell never waits for its child, which is killed: a zombie as long as the shell lives.
    const parent = spawn('sh', ['-c', 'sleep 30 & echo $!; exec sleep 30']);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8');
    while (!readFileSync(`/proc/${parent.pid}/comm`, 'utf8').startsWith('sleep')) await pause(5);
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, host: hostname(), started: '' }));
    await expect(fileStore(folder).lock()).rejects.toThrow(`written by process ${pid}`);
    process.kill(pid, 'SIGKILL');
    while (!stat().includes(') Z ')) await pause(5);
    await (await fileStore(folder).lock())();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("judges another machine's lock by its renewals, watched on our own clock", async () => {
    const folder = join(scratch, 'lease');
    mkdirSync(folder);
    const path = join(folder, 'lock');
    const noted: string[] = [];
    const store = fileStore(folder, { renewal: 20, patience: 120, note: (line) => noted.push(line) });
    const write = (renewed: number) =>
      writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', started: '', renewed }));
    write(0);
    const renewal = setInterval(() => write(1), 60);
    await expect(store.lock()).rejects.toThrow('written by process 1 on elsewhere');
    clearInterval(renewal);
    expect(await store.isLocked()).toBe(true);
    await store.requireWritable();
    expect(readdirSync(folder)).toEqual([]);
    expect(noted[0]).toBe(
      `${folder} has a lock of process 1 on elsewhere; watching for up to 0.12 s whether that still renews it`,
    );
  });

  test('renews its own lock while it holds it, and leaves that of a usurper', async () => {
    const folder = join(scratch, 'renewed');
    const path = join(folder, 'lock');
    const release = await fileStore(folder, { renewal: 5 }).lock();
    const first = readFileSync(path, 'utf8');
    while (readFileSync(path, 'utf8') === first) await pause(5);
    await release();
    expect(readdirSync(join(scratch, 'renewed'))).toEqual([]);
    const late = await fileStore(folder).lock();
    writeFileSync(path, 'of somebody else');
    await late();
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
  });

  test('many writers of one name: every write succeeds, every read is whole', async () => {
    const store = fileStore(join(scratch, 'writers'));
    const contents = Array.from({ length: 20 }, (_, k) => new Uint8Array(5000).fill(k));
    await store.write('shard', contents[0]!);
    const reads: number[] = [];
    await Promise.all([
      ...contents.map((content) => store.write('shard', content)),
      ...contents.map(async () => void reads.push(new Set(await store.read('shard')).size)),
    ]);
    expect(new Set(reads)).toEqual(new Set([1]));
    expect(readdirSync(store.location)).toEqual(['shard']);
  });

  test('removes what killed writers left a day ago, not what is newer or still being written', async () => {
    const folder = join(scratch, 'left');
    mkdirSync(join(folder, '.glasscape-abcdef'), { recursive: true });
    const host = hostname().replace(/[^\w-]/g, '-');
    const names = [`a.${host}.${process.pid}.0.tmp`, 'b.elsewhere.1.0.tmp', 'mine.tmp', `d.${host}.1.2.tmp`, 'kept'];
    const old = Date.now() / 1000 - 90_000;
    for (const name of names) writeFileSync(join(folder, name), '');
    for (const name of [...names, '.glasscape-abcdef']) if (name !== names[3]) utimesSync(join(folder, name), old, old);
    await (await fileStore(folder).lock())();
    expect(readdirSync(folder).sort()).toEqual(names.toSpliced(1, 1).sort());
  });

  test.runIf(existsSync('/dev/full'))('names the file that a full disk could not take', async () => {
    symlinkSync('/dev/full', join(scratch, 'full'));
    const full = fileStore(scratch).append('full', 'x');
    await expect(full).rejects.toThrow(`the disk is full: ${join(scratch, 'full')} could not be written`);
  });

  test('of ten takers of a dead lock one gets it', async () => {
    const folder = join(scratch, 'race');
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock'), 'dead');
    const takers = await Promise.allSettled(Array.from({ length: 10 }, () => fileStore(folder).lock()));
    expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is emptied of what a killed writer left, too', async () => {
    const store = fileStore(join(scratch, `emptied-${number++}`));
    await store.write('a', Uint8Array.of(1));
    writeFileSync(join(store.location, 'a.elsewhere.1.0.tmp'), 'half');
    await store.removeAll();
    expect(existsSync(store.location)).toBe(false);
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
