/** A long task of the built program, killed in the middle: it goes on where it was, and leaves the same bytes. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from './fixtures/command.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);

test('USR2 keeps the state of a task in work; after kill -9 resume goes on there', async () => {
  const parameters = { networks: 4, hidden: 60, data: 'zig-zag', batch: 20, steps: 60_000, optimizer: 'adam' };
  writeFileSync(at('spec.json'), JSON.stringify({ experiment: 'tiny-training', parameters }));
  const run = ['run', at('spec.json'), '--workers', '1', '--out'];
  execFileSync(process.execPath, [main, ...run, at('whole')], { stdio: 'ignore' });

  const child = spawn(process.execPath, [main, ...run, at('killed')], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const isKept = () =>
    existsSync(at('killed/restart')) && readdirSync(at('killed/restart')).some((name) => /\d\.\w+\.bin$/.test(name));
  while (!isKept()) {
    expect(child.exitCode).toBeNull();
    // Heard once the task is in work; asked before, it has nothing to keep.
    if (existsSync(at('killed/manifest.json'))) child.kill('SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(readdirSync(at('killed')).filter((name) => name.endsWith('.parquet'))).toEqual([]);

  execFileSync(process.execPath, [main, 'resume', at('killed')], { stdio: 'ignore' });
  expect(readFileSync(at('killed/shard-00000.parquet'))).toEqual(readFileSync(at('whole/shard-00000.parquet')));
  expect(existsSync(at('killed/restart'))).toBe(false);
}, 60_000);
