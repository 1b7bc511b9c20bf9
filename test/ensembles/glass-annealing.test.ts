import { describe, expect, it } from 'vitest';
import { glassAnnealing } from '../../src/ensembles/experiments/glass-annealing.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { spinGlassDescent } from '../../src/ensembles/experiments/spin-glass-descent.ts';
import { outcomes } from '../../src/ensembles/outcomes.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Column, EnsembleSpec, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';

const kernels = createKernels();
const context = { kernels, artifact: async () => new Uint8Array(), progress() {} };
const spec = (given: object = {}) =>
  glassAnnealing.schema.parse({ size: 15, disorders: 3, replicas: 4, proposals: 5000, plateaus: 20, ...given });
const all = async (tasks: ReturnType<typeof glassAnnealing.split>) =>
  Promise.all(tasks.map((task) => glassAnnealing.run(task, context)));
const numbers = (parts: readonly Records[], name: string) =>
  parts.flatMap((records) => [...(records.columns[name] as Extract<Column, { values: Float64Array }>).values]);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

describe('glass-annealing', () => {
  it('ends at certified minima below where the walks ended, never below the annealed bound of the ground state', async () => {
    const records = await all(glassAnnealing.split(spec()));
    expect(records.flatMap(outcomes)).toEqual(Array(12).fill('certified'));
    expect(numbers(records, 'index')).toEqual(Array(12).fill(0));
    expect(Math.max(...numbers(records, 'gradientNorm'))).toBeLessThan(1e-10);
    const [before, after] = [numbers(records, 'annealedEnergy'), numbers(records, 'energy')];
    after.forEach((energy, row) => void expect(energy).toBeLessThanOrEqual(before[row]! + 1e-12));
    // At Λ = 15 single disorders reach further down than the limit −1.657, by a few standard deviations √(1/15) at most.
    expect(Math.min(...after)).toBeGreaterThan(-1.657 - 4 / Math.sqrt(15));
    expect(Math.max(...numbers(records, 'drift'))).toBeLessThan(1e-10);
  });

  it('ends lower on average than descents from the same starts', async () => {
    const annealed = await all(glassAnnealing.split(spec({ disorders: 8 })));
    const descent = spinGlassDescent.schema.parse({ size: 15, disorders: 8, replicas: 4 });
    const descended = await Promise.all(
      spinGlassDescent.split(descent).map((task) => spinGlassDescent.run(task, context)),
    );
    const differences = numbers(descended, 'energy').map((energy, row) => energy - numbers(annealed, 'energy')[row]!);
    expect(mean(differences)).toBeGreaterThan(0);
  });

  it('a replica has the same walk to the bit whatever the size of the tasks, and its minimum to rounding', async () => {
    const [whole, parts] = [
      await all(glassAnnealing.split(spec())),
      await all(glassAnnealing.split(spec({ replicasPerTask: 1 }))),
    ];
    for (const name of ['disorder', 'replica', 'annealedEnergy', 'acceptance'])
      expect(numbers(parts, name)).toEqual(numbers(whole, name));
    numbers(parts, 'energy').forEach(
      (energy, row) => void expect(Math.abs(energy - numbers(whole, 'energy')[row]!)).toBeLessThan(1e-12),
    );
  });

  it('forecasts time in proportion to the proposals, and refuses what does not fit with what does', async () => {
    const few = await glassAnnealing.forecast(spec({ proposals: 20_000 }), 1, kernels);
    const many = await glassAnnealing.forecast(spec({ proposals: 20_000_000 }), 1, kernels);
    expect(many.seconds / few.seconds).toBeGreaterThan(20);
    expect(() => glassAnnealing.checkCapacity(spec({ size: 500 }), 2, 1e9)).toThrow(
      /size 500 needs .* GiB a worker, 0.47 GiB are there; the largest size that fits is \d+/,
    );
    expect(() => glassAnnealing.checkCapacity(spec({ size: 100 }), 2, 1e9)).not.toThrow();
  });

  it.each([
    [{ size: 1 }, 'size must be an integer from 2 to 512, got 1'],
    [{ endTemperature: 0 }, 'endTemperature must be a number > 0, got 0'],
    [{ startTemperature: 0.001 }, 'endTemperature must be at most startTemperature, got undefined'],
    [{ proposals: 0 }, 'proposals must be an integer from 1 to 1000000000000, got 0'],
  ])('refuses %o in one clear line', (parameters, line) => {
    const given = {
      experiment: 'glass-annealing',
      parameters: { size: 9, ...parameters },
    } as EnsembleSpec;
    expect(() => completeSpec(experiments, given)).toThrow(`glass-annealing: ${line}`);
  });
});
