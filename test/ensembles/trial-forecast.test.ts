import { expect, it } from 'vitest';
import { forecastByTrial, trialBytes } from '../../src/ensembles/experiments/trial-forecast.ts';
import type { Timings } from '../../src/ensembles/spec.ts';

const costs = { kind: 'trial', row: 10, workerBytes: 1000 };

it('waits for its trials: what computes 20 ms a replica after a pause takes 20 ms a replica', async () => {
  const tried: number[] = [];
  const run = async (k: number) => {
    tried.push(k);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const { user, system } = process.cpuUsage();
    const computed = () => process.cpuUsage({ user, system });
    while (computed().user + computed().system < 20_000);
  };
  const { seconds } = await forecastByTrial({ run, count: 1000, perTask: 1, workers: 1, ...costs });
  expect(seconds).toBeGreaterThan(0.019 * 1000);
  expect(seconds).toBeLessThan(0.2 * 1000);
  expect(Math.min(...tried)).toBeLessThan(500);
  expect(Math.max(...tried)).toBeGreaterThanOrEqual(500);
});

it('code is warmed up once for all that share timings: later trials are a few', async () => {
  const timings: Timings = new Map();
  const busy = (runs: { count: number }) => () => {
    runs.count++;
    const { user, system } = process.cpuUsage();
    const used = () => process.cpuUsage({ user, system });
    while (used().user + used().system < 10_000);
  };
  const many = { count: 10_000, perTask: 1, workers: 1, ...costs };
  const [first, second, other] = [{ count: 0 }, { count: 0 }, { count: 0 }];
  await forecastByTrial({ ...many, timings, run: busy(first) });
  await forecastByTrial({ ...many, timings, run: busy(second) });
  await forecastByTrial({ ...many, timings, kind: 'another', run: busy(other) });
  // 0.3 s of the processors to be warm, or 0.02 s, and 0.1 s that count; the engine's own threads may use up some of either.
  expect(second.count).toBeLessThanOrEqual(13);
  expect(first.count).toBeGreaterThan(second.count + 5);
  expect(other.count).toBeGreaterThan(second.count + 5);
});

it('a trial of 5 s is ended behind its first second, and the rest is as that was', async () => {
  let slices = 0;
  const run = (_: number, progress: (fraction: number) => void) => {
    for (let slice = 1; slice <= 100; slice++) {
      const { user, system } = process.cpuUsage();
      const used = () => process.cpuUsage({ user, system });
      while (used().user + used().system < 50_000);
      slices++;
      progress(slice / 100);
    }
  };
  const { seconds } = await forecastByTrial({ run, count: 3, perTask: 1, workers: 1, ...costs });
  expect(slices).toBeLessThan(30);
  expect(seconds).toBeGreaterThan(0.8 * 15);
  expect(seconds).toBeLessThan(2 * 15);
});

it('a trial that fails is a failed forecast', async () => {
  const run = () => Promise.reject(new Error('no kernels'));
  await expect(forecastByTrial({ run, count: 9, perTask: 1, workers: 1, ...costs })).rejects.toThrow('no kernels');
});

it('memory and disk follow from workers, tasks and rows', async () => {
  const { memory, disk } = await forecastByTrial({ run() {}, count: 10, perTask: 4, workers: 3, ...costs });
  // The trial's own numbers stay in the process that made it.
  expect(memory).toBe(3 * (trialBytes + 1000 + 4 * 10) + 1000);
  expect(disk).toBe(10 * 10 + 3 * 4096);
});
