// Processes under attack: command lines that nobody should type, and runs that are killed at random moments and resumed. By hand, not in the
// suite: node scripts/campaign-processes.mjs [--lines 2000] [--kills 200] [--seed 1]. Needs a build. Exits with 1 and tells what failed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commandLine, complaint, generator } from './command-lines.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'glasscape-campaign-'));
const draw = generator(Number(values.seed));
const failures = [];
const fail = (failure) => {
  failures.push(failure);
  console.log(failure);
};

/** Seconds that a command of the first kind may take: it computes nothing, but this machine may be busy. */
const patience = 60;

function execute(words, { killAfter, signal = 'SIGKILL' } = {}) {
  const child = spawn(process.execPath, [main, ...words], { cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill(signal), killAfter);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    }),
  );
}

async function lines(count) {
  for (let k = 0; k < count; k++) {
    // The arguments of a process have no halves of surrogate pairs.
    const words = commandLine(draw).map((word) => word.toWellFormed?.() ?? word);
    const end = await execute(words, { killAfter: 1000 * patience, signal: 'SIGINT' });
    const wrong = end.code === 130 || end.code === null ? `goes on for more than ${patience} s` : complaint(end);
    if (k % 50 === 49) console.log(`${k + 1} command lines`);
    if (wrong) fail(`${JSON.stringify(words)}: ${wrong}: ${end.err.slice(0, 300)}`);
  }
}

const images = { epochs: 1, trainSize: 300, testSize: 50 };
const specs = [
  { experiment: 'spin-glass-descent', parameters: { size: 30, replicas: 200, replicasPerTask: 10 } },
  { experiment: 'network-training', parameters: { widths: [5, 8], networks: 10, networksPerTask: 1, ...images } },
  { experiment: 'deep-training', parameters: { hidden: [8, 8], networks: 8, networksPerTask: 1, ...images } },
  {
    experiment: 'network-annealing',
    parameters: { widths: [4], networks: 6, networksPerTask: 1, proposals: 3000, trainSize: 200, testSize: 50 },
  },
  { experiment: 'saddle-search', parameters: { size: 10, disorders: 12, starts: 2 } },
  { experiment: 'langevin-escape', parameters: { size: 20, disorders: 6, starts: 2, replicas: 2, maxTime: 5 } },
  { experiment: 'small-glass', parameters: { size: 4, disorders: 12 } },
  { experiment: 'descent-trajectory', parameters: { size: 20, disorders: 8, replicas: 2 } },
];

const bytesOf = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.parquet'))
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}`,
    )
    .join('\n');

async function kills(count) {
  let [done, round] = [0, 0];
  const whole = new Map();
  while (done < count) {
    const spec = specs[round++ % specs.length];
    const file = join(scratch, `${spec.experiment}.json`);
    if (!whole.has(spec.experiment)) {
      writeFileSync(file, JSON.stringify(spec));
      const folder = join(scratch, `${spec.experiment}-whole`);
      const began = performance.now();
      const { code, err } = await execute(['run', file, '--workers', '2', '--out', folder]);
      if (code !== 0) return void fail(`${spec.experiment}: ${err.slice(0, 300)}`);
      whole.set(spec.experiment, { bytes: bytesOf(folder), milliseconds: performance.now() - began });
    }
    const { bytes, milliseconds } = whole.get(spec.experiment);
    const folder = join(scratch, `${spec.experiment}-${round}`);
    const words = ['run', file, '--workers', '2', '--out', folder];
    for (let k = 1 + draw(3); k > 0 && done < count; k--, done++)
      await execute(words, {
        killAfter: draw(Math.ceil(milliseconds)),
        signal: ['SIGKILL', 'SIGINT', 'SIGTERM'][draw(3)],
      });
    const { code, err } = await execute(words);
    console.log(`${done} kills`);
    const left = readdirSync(folder).filter((name) => name === 'lock' || name === 'journal');
    if (code !== 0) fail(`${spec.experiment}: resume ended with ${code}: ${err.slice(0, 300)}`);
    else if (bytesOf(folder) !== bytes) fail(`${spec.experiment}: other bytes in ${folder}`);
    else if (left.length > 0) fail(`${spec.experiment}: left ${left.join(' and ')} in ${folder}`);
    else rmSync(folder, { recursive: true });
  }
}

await lines(Number(values.lines));
await kills(Number(values.kills));
console.log(`${values.lines} command lines, ${values.kills} kills, seed ${values.seed}: ${failures.length} failures`);
if (failures.length === 0) rmSync(scratch, { recursive: true });
else console.log(`what is left lies in ${scratch}`);
process.exitCode = failures.length > 0 ? 1 : 0;
