// Processes under attack: command lines that nobody should type, and runs that are killed at random moments and resumed. By hand, not in the
// suite: node scripts/campaign-processes.mjs [--lines 2000] [--from 0] [--kills 200] [--seed 1]. Needs a build. Exits with 1 and tells what failed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { host } from '../dist/cli/host.js';
import { createProgram } from '../dist/cli/program.js';
import { commandLine, commandsOf, complaint, generator } from './command-lines.mjs';
import { smallRuns } from './small-runs.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
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

/** Seconds after which a command that computes what it was asked is stopped, and in which it has ended then. */
const patience = 20;
const promptly = 2;

function execute(words, { killAfter, signal = 'SIGKILL' } = {}) {
  const child = spawn(process.execPath, [main, ...words], { cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  let sent;
  const kill = () => {
    sent = performance.now();
    child.kill(signal);
  };
  const timer = killAfter === undefined ? undefined : setTimeout(kill, killAfter);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      const seconds = sent === undefined ? undefined : (performance.now() - sent) / 1000;
      resolve({ code, out, err, seconds });
    }),
  );
}

/** The lines number `from` to `count` of the seed. */
async function lines(from, count) {
  const nothing = () => {};
  const commands = commandsOf(
    createProgram({ host, terminal: { out: nothing, note: nothing } }, await host.families()),
  );
  let stopped = 0;
  for (let k = 0; k < count; k++) {
    // The arguments of a process have no halves of surrogate pairs.
    const words = commandLine(draw, commands).map((word) => word.toWellFormed?.() ?? word);
    if (k < from) continue;
    const end = await execute(words, { killAfter: 1000 * patience, signal: 'SIGINT' });
    const { seconds = 0 } = end;
    if (seconds > 0) stopped++;
    const wrong = seconds > promptly ? `ends ${seconds.toFixed(1)} s after SIGINT` : complaint(end);
    if (k % 50 === 49) console.log(`${k + 1} command lines, ${stopped} of them stopped after ${patience} s`);
    if (wrong) fail(`${JSON.stringify(words)}: ${wrong}: ${end.err.slice(0, 300)}`);
  }
}

const specs = Object.entries(smallRuns).map(([experiment, parameters]) => ({ experiment, parameters }));

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

await lines(Number(values.from), Number(values.lines));
await kills(Number(values.kills));
console.log(
  `command lines ${values.from} to ${values.lines}, ${values.kills} kills, seed ${values.seed}: ${failures.length} failures`,
);
if (failures.length === 0) rmSync(scratch, { recursive: true });
else console.log(`what is left lies in ${scratch}`);
process.exitCode = failures.length > 0 ? 1 : 0;
