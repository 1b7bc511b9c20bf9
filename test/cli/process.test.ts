import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import { runEnsemble } from '../../src/ensembles/run.ts';
import type { Json } from '../../src/ensembles/spec.ts';
import { fileStore } from '../../src/ensembles/stores/files.ts';
import { useBundle } from '../ensembles/fixtures/bundle.ts';
import { noKernels } from '../ensembles/fixtures/kernels.ts';
import { experiments } from '../ensembles/fixtures/walk.ts';
import { scratchFolder } from './fixtures/command.ts';

const bundle = useBundle('cli', { main: 'test/cli/fixtures/main.ts', worker: 'test/ensembles/fixtures/worker.ts' });
const scratch = scratchFolder();

/** A run folder whose work has not begun: made by a run that was interrupted at once, or, with `whole`, done. */
async function prepareRun(name: string, parameters: Record<string, Json>, whole = false): Promise<string> {
  const folder = join(scratch, name);
  const plan = await planEnsemble(experiments, { experiment: 'walk', parameters }, async () => Uint8Array.of(9));
  const executor = inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
  const signal = whole ? undefined : AbortSignal.abort();
  await runEnsemble(plan, { store: fileStore(folder), executor, clock: Date.now, signal });
  return folder;
}

function start(...words: string[]) {
  const child = spawn(process.execPath, [fileURLToPath(bundle.url('main')), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  );
  return { child, ended };
}

const shardsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.parquet'));
const bytesIn = (folder: string) =>
  shardsIn(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);
const statusOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).status as string;

async function untilShards(folder: string, count: number, child: ChildProcess): Promise<void> {
  while (shardsIn(folder).length < count && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a process', () => {
  test('killed again and again and resumed gives the bytes of an uninterrupted run', async () => {
    const work = { size: 11, replicas: 90, table: true, delay: 40 };
    const expected = bytesIn(await prepareRun('whole', work, true));
    expect(expected).toHaveLength(18);
    const folder = await prepareRun('killed', work);
    // Moments spread over the run and, by the pauses, over the writing of a shard.
    for (const [shards, pause] of [
      [1, 0],
      [4, 13],
      [9, 27],
    ] as const) {
      const { child, ended } = start('resume', folder, '--workers', '2');
      await untilShards(folder, shards, child);
      await new Promise((resolve) => setTimeout(resolve, pause));
      child.kill('SIGKILL');
      expect((await ended).code).toBeNull();
      expect(existsSync(join(folder, 'lock'))).toBe(true);
    }
    // The manifest of a killed process says running; the list knows better.
    expect(statusOf(folder)).toBe('running');
    const listed: { run: string; status: string }[] = JSON.parse((await start('runs', scratch, '--json').ended).out);
    expect(listed.find(({ run }) => run === folder)?.status).toBe('interrupted');
    const { code, err } = await start('resume', folder, '--workers', '1').ended;
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(bytesIn(folder)).toEqual(expected);
    expect(statusOf(folder)).toBe('complete');
    expect(readdirSync(folder)).not.toContain('lock');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'stops resumable on %s, says how to go on, and exits with 130',
    async (signal) => {
      const folder = await prepareRun(`stopped-${signal}`, { size: 3, replicas: 1000, delay: 50 });
      const { child, ended } = start('resume', folder, '--workers', '2', '--json');
      await untilShards(folder, 1, child);
      child.kill(signal);
      const { code, out, err } = await ended;
      expect(code).toBe(130);
      expect(err).toContain(`interrupted; what is done is kept, go on with: glasscape resume ${folder}\n`);
      expect(out).toBe('');
      expect(statusOf(folder)).toBe('interrupted');
      expect(readdirSync(folder)).not.toContain('lock');
    },
  );

  test('is refused while another one writes the run', async () => {
    const folder = await prepareRun('shared', { size: 3, replicas: 1000, delay: 50 });
    const first = start('resume', folder, '--workers', '1');
    await untilShards(folder, 1, first.child);
    const second = await start('resume', folder).ended;
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toMatch(/^error: .* is being written by process \d+ on .*; wait for it or stop it\n$/);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
  });

  test('ends with 3 and a resumable run when a task fails', async () => {
    const folder = await prepareRun('failing', { size: 3, replicas: 20, fate: 'dies' });
    const { code, err } = await start('resume', folder, '--workers', '1').ended;
    expect(code).toBe(3);
    expect(err).toContain(
      `error: task 2 of walk failed: the worker stopped with code 7; what is done is kept, go on with: glasscape resume ${folder}\n`,
    );
    expect(statusOf(folder)).toBe('failed');
  });

  test('closes quietly when the reader of its pipe has gone', async () => {
    const folder = await prepareRun('piped', { size: 3, replicas: 2000, perTask: 500 }, true);
    const { child, ended } = start('resume', folder, '--json');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0 });
  });
});
