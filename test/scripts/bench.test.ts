/** The benchmarks run on the built package, alone and for a moment: what they time is no matter here. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Those that need neither another library nor a browser. */
const alone = ['annealing', 'curvature', 'deep', 'hessian-vector', 'index', 'networks', 'spin-glass'];

test('npm run bench prints lines with times for every benchmark', () => {
  const words = ['bench/main.mjs', ...alone, '--quick', '--rounds', '1', '--size', '5', '--peer', 'none'];
  const out = execFileSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([...new Set(lines.map(({ bench }) => bench))]).toEqual(alone);
  for (const { oursMs } of lines) expect(oursMs).toBeGreaterThan(0);
});
