/** What the command line says of a batch system: options, profiles, times and sizes. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { megabytesOf, minutesOf } from '../../src/cli/cluster-options.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const glass = ['spin-glass', '--size', '9', '--replicas', '320', '--seed', '3'];

test.each<[string, string]>([
  ['--partition cpu', 'partition must be given with --executor slurm or processes, got "cpu"'],
  ['--executor slurmm', 'executor must be one of local, slurm, processes (did you mean slurm?), got "slurmm"'],
  ['--executor processes --qos x', 'qos must be given with --executor slurm, got "x"'],
  ['--executor slurm --time-max soon', 'time-max must be a time such as 30, 4:00:00 or 2-12:00, got "soon"'],
  ['--executor slurm --mem-max 4X', 'mem-max must be a size such as 512M or 4G, got "4X"'],
  ['--executor slurm --chunk-minutes 0', 'chunk-minutes must be a number > 0 and ≤ 1440, got 0'],
  ['--executor slurm --attempts 0', 'attempts must be an integer from 1 to 20, got 0'],
  [
    '--executor slurm --profile none',
    'profile must be a section of glasscape.json, and there is no such file, got "none"',
  ],
])('%s', async (words, line) => {
  const outcome = await command([...glass, ...words.split(' '), '--out', at('none')]);
  expect(outcome).toEqual({ code: 2, out: '', err: `error: spin-glass-descent: ${line}\n` });
});

test('a family that a worker cannot open from JSON alone is refused', async () => {
  writeFileSync(
    at('family.json'),
    '{"experiment": "landscape-descent", "parameters": {"landscape": {"family": "tensor"}}}',
  );
  const outcome = await command(['run', at('family.json'), '--executor', 'slurm', '--out', at('none')]);
  expect(outcome).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/^error: landscape-descent: landscape\.family must be one of [^\n]*, got "tensor"\n$/),
  });
  expect(existsSync(at('none'))).toBe(false);
});

test('bits that depend on the processor need nodes of one kind', async () => {
  const words = [...glass, '--backend', 'wasm-relaxed', '--executor', 'slurm', '--out', at('relaxed')];
  const { code, err } = await command(words);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringMatching(
      /backend must be wasm or reference on nodes of several kinds; --constraint names one kind, got "wasm-relaxed"\n$/,
    ),
  });
  expect(existsSync(at('relaxed'))).toBe(false);
});

test('a profile sets what the command line does not, and an unknown key is refused with the nearest one', async () => {
  const config = at('config/glasscape');
  mkdirSync(config, { recursive: true });
  const write = (section: object) =>
    writeFileSync(join(config, 'config.json'), JSON.stringify({ profiles: { default: section } }));
  const before = process.env['XDG_CONFIG_HOME'];
  process.env['XDG_CONFIG_HOME'] = at('config');
  try {
    write({ executor: 'slurm', partition: 'cpu', account: 'abc', setup: ['module load nodejs/20'] });
    const words = [...glass, '--account', 'xyz', '--dry-run', '--json', '--max-array', '10'];
    const { orders, setup } = JSON.parse((await command(words)).out).cluster;
    expect(orders[0]).toContain('--partition=cpu --account=xyz');
    expect(setup).toEqual(['module load nodejs/20']);
    write({ executor: 'slurm', partiton: 'cpu' });
    expect((await command(words)).err).toMatch(/did you mean partition\?/);
  } finally {
    if (before === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = before;
    rmSync(at('config'), { recursive: true });
  }
});

test('times and sizes as sbatch writes them', () => {
  const times = { '30': 30, '30:01': 31, '4:00:00': 240, '2-0': 2880, '2-12:00': 3600, '1-12:30:00': 2190 };
  for (const [text, minutes] of Object.entries(times)) expect(minutesOf('x', text)).toBe(minutes);
  const sizes = { '1000': 1000, '512M': 512, '4G': 4096, '1T': 2 ** 20, '2048K': 2 };
  for (const [text, megabytes] of Object.entries(sizes)) expect(megabytesOf('x', text)).toBe(megabytes);
});
