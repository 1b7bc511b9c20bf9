/** Every command ends within two seconds of a signal, at whatever moment it comes. The moments are drawn from a seed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { version } from '../../src/base/version.ts';
import { host } from '../../src/cli/host.ts';
import { submissionName, writeSubmission } from '../../src/cluster/submission.ts';
import { encodeNpy, encodeNpz, joinPieces } from '../../src/data/index.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import { stateRun } from '../../src/ensembles/run.ts';
import { fileStore } from '../../src/ensembles/stores/files.ts';
import { scratchFolder, wholeProgram } from './fixtures/command.ts';

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

const submission = submissionName(0, 1);
const submitted = `--submission ${submission}`;

/** A line for each command that would go on for a minute at least; one slice of some alone takes longer than two seconds. */
const long: Readonly<Record<string, string>> = {
  assumptions: '--sizes 400,2000,2000,1 --samples 4000',
  barrier: '--size 120 --starts 1000',
  certify: '--near --hidden 40,40 --activation tanh --images 2000 --points 1000',
  claims: '--cost --preset paper --workers 1',
  descent: '--size 250 --max-steps 1000000',
  eigenpairs: 'tensor.npy',
  finish: `finished ${submitted}`,
  index: '--hidden 40,40 --activation tanh --images 3000',
  'linear classify': '--widths 120,120,120 --samples 200 --parameters weights.npz',
  'linear enumerate': '--widths 700,2,700 --samples 4000',
  minima: '--size 100 --starts 10000',
  reproduce: '--preset paper --workers 1',
  resume: 'resumed --workers 1',
  run: 'spec.json --workers 1',
  saddles: '--size 60 --starts 1000',
  spectrum: '--hidden 40,40 --activation tanh --images 3000 --full-up-to 4000',
  'spin-glass': '--size 100 --replicas 1000000 --workers 1',
  theory: '--order 3 --size 400 --curve --points 10000',
  train: '--widths 100 --networks 50 --workers 1',
  work: `worked ${submitted} --chunk 0`,
};

/** One for each of the others, which are done in a moment. */
const short: Readonly<Record<string, string>> = {
  cancel: 'finished',
  check: 'spec.json',
  doctor: '',
  export: 'finished --to csv',
  runs: '.',
  schema: '',
};

/** The words of every command that does something, as the program lists them. */
function leaves(command: Command, words: readonly string[] = []): string[] {
  if (command.commands.length === 0) return [words.join(' ')];
  return command.commands.flatMap((one) => leaves(one, [...words, one.name()]));
}

beforeAll(async () => {
  const spec = {
    experiment: 'spin-glass-descent',
    parameters: { size: 150, replicas: 20_000 },
    backend: 'wasm',
  } as const;
  writeFileSync(join(scratch, 'spec.json'), JSON.stringify(spec));
  const plan = await planEnsemble(await host.experiments(), spec, host.artifacts());
  const parts = [{ run: '.', tasks: plan.tasks.map(({ index }) => index) }];
  // So little time is forecast that `finish` computes what is left itself.
  const cost = { seconds: 1, memory: 1e8 };
  for (const folder of ['resumed', 'worked', 'finished']) {
    const store = fileStore(join(scratch, folder));
    await stateRun(plan, {}, 'interrupted', { store });
    if (folder === 'resumed') continue;
    await writeSubmission(store, {
      format: 1,
      version,
      name: submission,
      attempt: 1,
      settings: { queue: 'processes', options: [], setup: [], command: '', chunkMinutes: 1, timeMax: 1, attempts: 1 },
      runs: [{ run: '.', ...cost }],
      arrays: [{ chunks: [{ parts, longest: 1, ...cost }], timeMinutes: 1, memoryMB: 100 }],
    });
  }
  const cube = { shape: [12, 12, 12], data: new Float64Array(12 ** 3) };
  // Symmetric, and of no structure: i + j + k fixes an entry.
  for (let at = 0; at < cube.data.length; at++)
    cube.data[at] = Math.sin((Math.floor(at / 144) + (Math.floor(at / 12) % 12) + (at % 12)) ** 2);
  writeFileSync(join(scratch, 'tensor.npy'), joinPieces(encodeNpy(cube)));
  const square = { shape: [120, 120], data: new Float64Array(120 ** 2) };
  writeFileSync(join(scratch, 'weights.npz'), joinPieces(encodeNpz({ W1: square, W2: square })));
}, 120_000);

/** Sends the signal after so many milliseconds. @returns how long the process goes on, in seconds, and how it ends; undefined where it has ended before */
async function interrupt(words: string, signal: NodeJS.Signals, delay: number) {
  const child = start(words);
  const ended = endOf(child);
  await new Promise((resolve) => setTimeout(resolve, delay));
  if (child.exitCode !== null) return { seconds: 0, end: child.exitCode, isEarly: true };
  const sent = performance.now();
  child.kill(signal);
  const { code, by } = await ended;
  return { seconds: (performance.now() - sent) / 1000, end: by ?? code, isEarly: false };
}

/** GLASSCAPE_CAMPAIGN=whole tries more moments of each. */
const moments = process.env['GLASSCAPE_CAMPAIGN'] === 'whole' ? 5 : 1;
const tried = (lines: typeof long, from: number, spread: number) =>
  Object.entries(lines).flatMap(([name, rest], k) =>
    Array.from({ length: moments }, (_, moment) => {
      const signal: NodeJS.Signals = (k + moment) % 2 ? 'SIGTERM' : 'SIGINT';
      return [`${name} ${rest}`.trim(), signal, from + Math.floor(spread * draw.uniform())] as const;
    }),
  );

describe('a signal', () => {
  test('is tried on every command that the program has', async () => {
    expect(Object.keys({ ...long, ...short }).sort()).toEqual(leaves(await wholeProgram()).sort());
  });

  test.each(tried(long, 300, 1500 * moments))('%s ends within 2 s of %s after %d ms', async (words, signal, delay) => {
    const { seconds, end, isEarly } = await interrupt(words, signal, delay);
    expect({ end, isEarly }).toMatchObject({ isEarly: false });
    expect(seconds).toBeLessThan(2);
    // By itself, or by the system before the process listens and after its results are printed.
    expect(end).toBeOneOf([130, signal]);
  });

  test.each(tried(short, 0, 600))(
    '%s, which is done in a moment, ends within 2 s of %s after %d ms',
    async (words, signal, delay) => {
      const { seconds, end } = await interrupt(words, signal, delay);
      expect(seconds).toBeLessThan(2);
      expect(end).toBeOneOf([0, 2, 130, signal]);
    },
  );
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
