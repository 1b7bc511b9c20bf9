/** Every command ends within two seconds of a signal, at whatever moment it comes. The moments are drawn from a seed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { scratchFolder } from './fixtures/command.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scratch = scratchFolder();
const draw = stream(1, 'test/signals', 0, 'moments');

function start(words: string): ChildProcess {
  const child = spawn(process.execPath, [main, ...words.split(' ')], { stdio: 'ignore', cwd: scratch });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const endOf = (child: ChildProcess) =>
  new Promise<{ code: number | null; by: string | null }>((resolve) =>
    child.on('close', (code, by) => resolve({ code, by })),
  );

/** Each would go on for a minute at least; one slice of the first three alone takes longer than two seconds. */
const long = [
  'index --hidden 40,40 --activation tanh --images 3000',
  'spectrum --hidden 40,40 --activation tanh --images 3000 --full-up-to 4000',
  'theory --order 3 --size 400 --curve --points 10000',
  'saddles --size 60 --starts 1000',
  'minima --size 100 --starts 10000',
  'spin-glass --size 100 --replicas 1000000 --workers 1',
  'train --widths 100 --networks 50 --workers 1',
  'barrier --size 120 --starts 1000',
  'descent --size 250 --max-steps 1000000',
  'assumptions --sizes 400,2000,2000,1 --samples 4000',
  'claims --cost --preset paper --workers 1',
  'reproduce --preset paper --workers 1',
];

describe('a signal', () => {
  test.each(
    long.map((words, k) => [words, k % 2 ? 'SIGTERM' : 'SIGINT', 300 + Math.floor(2500 * draw.uniform())] as const),
  )('%s ends within 2 s of %s after %d ms', async (words, signal, delay) => {
    const child = start(words);
    const ended = endOf(child);
    await new Promise((resolve) => setTimeout(resolve, delay));
    expect(child.exitCode).toBeNull();
    const sent = performance.now();
    child.kill(signal);
    const { code, by } = await ended;
    expect(performance.now() - sent).toBeLessThan(2000);
    // By itself, or by the system before the process listens and after its results are printed.
    expect(by ?? code).toBeOneOf([130, signal]);
  });
});

describe.runIf(existsSync('/dev/full'))('a stderr that takes nothing', () => {
  const glass = (out: string) => [
    main,
    'spin-glass',
    '--size',
    '8',
    '--replicas',
    '4',
    '--workers',
    '1',
    '--out',
    join(scratch, out),
  ];

  test('changes neither results nor exit code, full or closed', () => {
    const full = openSync('/dev/full', 'w');
    const first = spawnSync(process.execPath, glass('full'), { stdio: ['ignore', 'pipe', full], encoding: 'utf8' });
    closeSync(full);
    expect(first.status).toBe(0);
    expect(first.stdout).toContain('run: ');
    const closed = spawnSync('sh', ['-c', 'exec "$0" "$@" 2>&-', process.execPath, ...glass('closed')], {
      encoding: 'utf8',
    });
    expect(closed.status).toBe(0);
    expect(closed.stdout).toContain('run: ');
  });

  test('and a stdout that takes nothing is a failure that says so', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [main, 'theory', '--order', '3'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(status).toBe(3);
    expect(stderr).toBe('error: stdout cannot be written (ENOSPC)\n');
  });
});
