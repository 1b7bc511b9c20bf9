import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { outcomes } from '../../src/ensembles/outcomes.ts';
import type { Column, Records, Timings } from '../../src/ensembles/spec.ts';
import { lookSteps } from '../../src/instruments/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { timesAsLong } from '../support/forecasts.ts';

const descentTrajectories = experiments['descent-trajectory']!;
const kernels = createKernels();
const context = { kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
const spec = (given: object) =>
  descentTrajectories.schema.parse({ size: 20, disorders: 2, replicas: 6, looks: 40, ...given });
const all = (given: object) =>
  Promise.all(descentTrajectories.split(spec(given)).map((task) => descentTrajectories.run(task, context)));
const numbers = (records: Records, name: string) => [
  ...(records.columns[name] as Exclude<Column, { kind: 'text' }>).values,
];

describe('descent-trajectory', () => {
  it('looks begin at 0, end at maxSteps and never repeat', () => {
    for (const looks of [4, 9, 80]) {
      const steps = lookSteps({ looks, maxSteps: 10_000 });
      expect([steps[0], steps[1], steps.at(-1)]).toEqual([0, 1, 10_000]);
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    }
  });

  it('energies fall, the index goes from about half to 0, and every end is a certified minimum no higher than the last look', async () => {
    for (const part of await all({})) {
      const width = numbers(part, 'energies').length / part.count;
      for (let r = 0; r < part.count; r++) {
        const row = (name: string) => numbers(part, name).slice(r * width, (r + 1) * width);
        const [energies, indices] = [row('energies'), row('indices')];
        // a small step of gradient descent never rises, up to rounding of float64
        energies.slice(1).forEach((u, k) => void expect(u).toBeLessThan(energies[k]! + 1e-12));
        expect(indices[0]!).toBeGreaterThan(4); // of 19; about 9.5 at a uniform point
        expect(indices.at(-1)).toBe(0);
        expect(numbers(part, 'endEnergy')[r]!).toBeLessThanOrEqual(energies.at(-1)! + 1e-12);
        expect(numbers(part, 'endIndex')[r]).toBe(0);
      }
      const texts = (name: string) => (part.columns[name] as Extract<Column, { kind: 'text' }>).values;
      expect(outcomes(part)).toEqual(Array(6).fill('certified'));
      expect(texts('status')).toEqual(Array(6).fill('converged'));
      expect(texts('kind')).toEqual(Array(6).fill('minimum'));
    }
  });

  it('at the start ‖r‖/√Λ is √(H(Λ−1)/Λ) and the energy 0 in the mean, to 4 standard errors', async () => {
    const parts = await all({ disorders: 8, replicas: 16, looks: 4, maxSteps: 10 });
    const firsts = (name: string) =>
      parts.flatMap((part) =>
        numbers(part, name).filter((_, i) => i % (numbers(part, name).length / part.count) === 0),
      );
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    // per point: ‖r‖² scatters by √(2/19), the energy by 1/√20; 128 points, those on one disorder nearly independent
    expect(Math.abs(mean(firsts('residuals').map((r) => r * r)) / (3 * 0.95) - 1)).toBeLessThan(
      4 * Math.sqrt(2 / 19 / 128),
    );
    expect(Math.abs(mean(firsts('energies')))).toBeLessThan(4 / Math.sqrt(20 * 128));
  });

  it('runs on deep linear nets, holds the rate, and tells how often it was halved', async () => {
    const net = { family: 'deep-linear', widths: [2, 2, 2], samples: 5, seed: 3 };
    const parsed = descentTrajectories.onLandscape!.parse({
      landscape: net,
      replicas: 3,
      looks: 6,
      maxSteps: 400,
      rate: 1e-3,
    });
    const [task] = descentTrajectories.split(descentTrajectories.complete!(parsed));
    const part = await descentTrajectories.run(task!, context);
    expect(numbers(part, 'halvings')).toEqual(new Array(3 * 6).fill(0));
    expect(numbers(part, 'energies').every(Number.isFinite)).toBe(true);
    // The glass's own fleet does not tell.
    expect((await all({ disorders: 1, looks: 4, maxSteps: 10 }))[0]!.columns).not.toHaveProperty('halvings');
  });

  it('refuses what does not fit, forecasts more for more', async () => {
    expect(() => descentTrajectories.checkCapacity(spec({ size: 900 }), 2, 4e8)).toThrow(
      /the largest size that fits is \d+/,
    );
    const forecast = (disorders: number, timings: Timings) =>
      descentTrajectories.forecast(spec({ size: 8, disorders, maxSteps: 100 }), 1, kernels, timings);
    expect(await timesAsLong(forecast, 1000, 100_000)).toBeGreaterThan(20); // 100, up to timing noise
  });
});
