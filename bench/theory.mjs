// The theory's own times: a first evaluation of the mean numbers of critical points (nothing computed before, the code just loaded), in fresh
// processes of Node and on fresh pages of Chromium; and whole curves at Λ = 1000. Medians; CPU of the main thread stands beside Node's time,
// because the engine's compiler runs on threads of its own. Prints {size, energy, where, ms, cpuMs} and {size, curve, seconds}.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { median } from './rounds.mjs';

const firstCases = [
  [100, -1.8],
  [100, -1.6],
  [100, -1.2],
  [100, 'Infinity'],
  [50, -1.6],
  [30, -1.6],
  [20, -1.6],
  [10, -1.6],
];

export async function theory({ sizes, quick, rounds = quick ? 3 : 11, print }) {
  const cases = firstCases.filter(([size]) => !sizes || sizes.includes(size));
  for (const [size, energy] of cases) {
    const runs = Array.from({ length: rounds }, () => inNode(firstEvaluation(size, energy)));
    print({ size, energy, where: 'node', ...medians(runs) });
  }
  await inChromium(cases, rounds, print);
  for (const [curve, code] of Object.entries(curves)) {
    const runs = Array.from({ length: quick ? 1 : 3 }, () => inNode(code));
    print({ size: 1000, curve, seconds: Math.round(median(runs.map((run) => run.cpuMs))) / 1000 });
  }
}

const module = new URL('../dist/theory/index.js', import.meta.url).href;

const firstEvaluation = (size, energy) => `countReport(3, ${size}, ${energy})`;

/** 200 energies across the band, as in Figure 1 of LS. */
const curves = {
  totals: 'for (let i = 0; i < 200; i++) lnMeanTotal(3, 1000, -1.7 + i * 0.0035)',
  'k = 0 … 5':
    'const statistics = countStatistics(1000, 6); for (let i = 0; i < 200; i++) countReport(3, 1000, -1.7 + i * 0.0035, { statistics })',
};

/** Milliseconds of wall clock, and of CPU of the thread that runs the code (Linux; of the process elsewhere). */
function inNode(code) {
  const script = `
    import { readFileSync } from 'node:fs';
    import { countReport, countStatistics, lnMeanTotal } from '${module}';
    const status = '/proc/thread-self/schedstat';
    const cpu = () => { try { return Number(readFileSync(status, 'utf8').split(' ')[0]) / 1e6; } catch { const { user, system } = process.cpuUsage(); return (user + system) / 1e3; } };
    const [wall, busy] = [performance.now(), cpu()];
    ${code};
    console.log(JSON.stringify({ ms: performance.now() - wall, cpuMs: cpu() - busy }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

async function inChromium(cases, rounds, print) {
  const executablePath = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path && existsSync(path));
  if (!executablePath) return console.error('bench: there is no Chromium');
  const root = fileURLToPath(new URL('../dist', import.meta.url));
  const server = createServer(({ url }, response) => {
    const [type, body] = url.endsWith('.js')
      ? ['text/javascript', readFileSync(root + url)]
      : ['text/html', '<!doctype html>'];
    response.setHeader('content-type', type).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run'] });
  for (const [size, energy] of cases) {
    const runs = [];
    for (let round = 0; round < rounds; round++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      const ms = await page.evaluate(`import('/theory/index.js').then(({ countReport }) => {
        const start = performance.now();
        ${firstEvaluation(size, energy)};
        return performance.now() - start;
      })`);
      runs.push({ ms });
      await context.close();
    }
    print({ size, energy, where: `chromium ${browser.version()}`, ...medians(runs) });
  }
  await browser.close();
  server.close();
}

function medians(runs) {
  const middle = (key) => Math.round(median(runs.map((run) => run[key])));
  return {
    ms: middle('ms'),
    fastestMs: Math.round(Math.min(...runs.map((run) => run.ms))),
    cpuMs: runs[0].cpuMs && middle('cpuMs'),
  };
}
