import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { version } from '../../src/base/version.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scratch = scratchFolder();

/** An environment that ends a process which loads any module of ours but the executable and these. */
const refusingOthers = (than: string) => {
  const refuse = `
import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`
  export async function load(url, context, next) {
    if (/^file:/.test(url) && !/(cli.main|bundle.${than})[.]js$/.test(url)) throw new Error('loads ' + url);
    return next(url, context);
  }
\`));
`;
  return { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(refuse)}` };
};

/** The package as `npm run build` leaves it; npm test builds first. */
describe('the built executable', () => {
  test('is there', () => {
    expect(existsSync(main), 'dist is missing: run npm run build').toBe(true);
  });

  test('shows its help within 0.3 s where node itself starts in 0.04 s', () => {
    const milliseconds = (args: readonly string[]) => {
      const began = performance.now();
      execFileSync(process.execPath, args);
      return performance.now() - began;
    };
    // The best of five each, in turn: the machine may be busy with something else.
    const rounds = Array.from({ length: 5 }, () => [milliseconds(['--eval', '0']), milliseconds([main, '--help'])]);
    const [bare, help] = [0, 1].map((i) => Math.min(...rounds.map((round) => round[i]!)));
    expect(help! / bare!).toBeLessThan(300 / 40);
  });

  test('tells its version, and refuses in one line without colors', () => {
    expect(execFileSync(process.execPath, [main, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'theory', '--order', '1.5'], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: theory: order must be an integer ≥ 2, got 1.5\n',
    });
  });

  test('computes in its worker threads the bytes that this thread computes', async () => {
    const glass = ['spin-glass', '--size', '14', '--replicas', '150', '--seed', '3', '--out'];
    await command([...glass, join(scratch, 'here')]);
    execFileSync(process.execPath, [main, ...glass, join(scratch, 'there'), '--workers', '2'], { stdio: 'ignore' });
    for (const shard of ['shard-00000.parquet', 'shard-00001.parquet', 'shard-00002.parquet'])
      expect(readFileSync(join(scratch, 'there', shard))).toEqual(readFileSync(join(scratch, 'here', shard)));
  });

  // A start opens this file once for each of its three threads, where the modules alone were 700 opens (strace); the other opens, some ten,
  // are the native library's.
  test('has one file of what a node of a cluster runs, which asks for no other', () => {
    const text = readFileSync(join(dirname(main), '../bundle/work-process.js'), 'utf8');
    const names = [...text.matchAll(/^(?:import|export)\b[^\n]*? from "([^"]+)"/gm)].map(([, name]) => name!);
    expect(names).toContain('node:worker_threads');
    expect(names.filter((name) => !isBuiltin(name))).toEqual([]);
    const { status, stderr } = spawnSync(
      process.execPath,
      [main, 'work', scratch, '--submission', 'x', '--chunk', '0'],
      { encoding: 'utf8', env: refusingOthers('work-process') },
    );
    expect({ status, stderr }).toEqual({ status: 2, stderr: `error: ${scratch} has no submission "x"\n` });
  });

  test('starts every command from the bundle, and theory without what claims and landscapes load', () => {
    const env = refusingOthers('(?!claims|families)[^/]*');
    for (const [words, shown] of [
      [['--help'], /^Usage: glasscape/],
      [['theory', '--order', '3'], /^level /],
    ] as const) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8', env });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(shown);
    }
  });

  test('is ended by Ctrl-C in the middle of an index, which cannot look up', async () => {
    const words = ['index', '--hidden', '40,40', '--activation', 'tanh', '--images', '3000'];
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.once('data', (line) => {
      expect(String(line)).toMatch(/^index of 6090 dimensions: about /);
      child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, out }).toEqual({ code: 130, out: '' });
  });
});
