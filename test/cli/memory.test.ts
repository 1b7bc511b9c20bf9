/** Forecasts of memory against the peak of the process, on kinds of run old and new. Linux tells the peak. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from './fixtures/command.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scratch = scratchFolder();

/** Forecast and peak, in MB. */
async function measured(name: string, words: readonly string[]): Promise<{ forecast: number; peak: number }> {
  const child = spawn(process.execPath, [main, ...words, '--out', join(scratch, name)]);
  let [peak, err] = [0, ''];
  child.stderr.on('data', (text) => {
    err += text;
  });
  // The peak only grows: the last look before the end is that of the run.
  const look = setInterval(() => {
    const [, kB] = existsSync(`/proc/${child.pid}/status`)
      ? (/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [])
      : [];
    peak = Math.max(peak, (1024 * Number(kB ?? 0)) / 1e6);
  }, 15);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(look);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return { forecast: Number(/, (\d+) MB of memory/.exec(err)![1]), peak };
}

/** Kinds of run, each on two workers; GLASSCAPE_CAMPAIGN=whole measures every experiment. */
const kinds = [
  'deep-training',
  'landscape-descent',
  'network-annealing',
  'network-index',
  'saddle-search',
  'small-training',
  'spin-glass-descent',
  'tiny-training',
];
const script = '../../scripts/small-runs.mjs';
const { smallRuns }: { smallRuns: Readonly<Record<string, object>> } = await import(script);
/** Numbers of 20 MB a worker, and as many of the forecast, which runs one task. */
const onPaths = {
  landscape: { family: 'path-polynomial', size: 16 },
  disorders: 2,
  replicas: 4,
  points: 200,
  maxSteps: 20,
};
const measuredKinds = process.env['GLASSCAPE_CAMPAIGN'] === 'whole' ? Object.keys(smallRuns) : kinds;
const commands = [
  'train --widths 25 --networks 40 --epochs 1 --workers 2',
  'spin-glass --size 10 --replicas 4 --workers 1',
  'spin-glass --size 10 --replicas 4 --workers 8',
  'train --widths 5 --networks 3 --epochs 1 --train-size 200 --test-size 100 --workers 1',
  'train --widths 50 --networks 4 --epochs 1 --train-size 2000 --test-size 100 --pixels 28 --workers 1',
];

describe.runIf(existsSync('/proc/self/status'))(
  'the peak is at most 15 MB over the forecast, which is at most 1.3 peaks and 30 MB',
  () => {
    const holds = ({ forecast, peak }: { forecast: number; peak: number }) => {
      expect(peak, 'the peak, against the forecast and 15 MB').toBeLessThanOrEqual(forecast + 15);
      expect(forecast, 'the forecast, against 1.3 peaks and 30 MB').toBeLessThanOrEqual(1.3 * peak + 30);
    };

    test.each(commands)('%s', async (words) => holds(await measured(words.replaceAll(' ', ''), words.split(' '))));

    const ofSpec = (name: string, experiment: string, parameters: object | undefined) => {
      const file = join(scratch, `${name}.json`);
      writeFileSync(file, JSON.stringify({ experiment, parameters }));
      return measured(name, ['run', file, '--workers', '2']);
    };

    test.each(measuredKinds)('%s', async (experiment) =>
      holds(await ofSpec(experiment, experiment, smallRuns[experiment])),
    );

    test('landscape-descent on a path-polynomial', async () =>
      holds(await ofSpec('paths', 'landscape-descent', onPaths)));
  },
);
