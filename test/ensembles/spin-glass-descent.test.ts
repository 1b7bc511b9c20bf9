import { describe, expect, it } from 'vitest';
import { type SpinGlassDescentSpec, spinGlassDescent } from '../../src/ensembles/experiments/spin-glass-descent.ts';
import { outcomes } from '../../src/ensembles/outcomes.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';

const kernels = createKernels();
const context = { kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
const spec = (given: Partial<SpinGlassDescentSpec>) => spinGlassDescent.schema.parse({ size: 25, ...given });
const all = async (tasks: ReturnType<typeof spinGlassDescent.split>) =>
  Promise.all(tasks.map((task) => spinGlassDescent.run(task, context)));
const numbers = (records: Records, name: string) => [
  ...(records.columns[name] as Extract<Column, { kind: 'float64' }>).values,
];

describe('spin-glass-descent', () => {
  it('splits into tasks that cover every disorder and replica once', () => {
    const tasks = spinGlassDescent.split(spec({ disorders: 3, replicas: 150, replicasPerTask: 64 }));
    expect(tasks.map((t) => t.replicas)).toEqual([64, 64, 22, 64, 64, 22, 64, 64, 22]);
    expect(tasks.map((t) => t.index)).toEqual([...tasks.keys()]);
  });

  it('a replica has the same record to the bit whatever the size of the tasks', async () => {
    const [whole] = await all(spinGlassDescent.split(spec({ replicas: 20, replicasPerTask: 64 })));
    const parts = await all(spinGlassDescent.split(spec({ replicas: 20, replicasPerTask: 7 })));
    for (const name of ['energy', 'gradientNorm', 'index', 'steps', 'point'])
      expect(parts.flatMap((p) => numbers(p, name))).toEqual(numbers(whole!, name));
  });

  it('ends at certified minima at every order, energies near those of theory.md §5 (sanity window)', async () => {
    for (const [order, size] of [
      [2, 20],
      [3, 25],
      [4, 12],
      [5, 8],
    ] as const) {
      const [records] = await all(spinGlassDescent.split(spec({ order, size, replicas: 30 })));
      expect(outcomes(records!).filter((outcome) => outcome === 'certified').length).toBeGreaterThanOrEqual(29);
      expect(Math.max(...numbers(records!, 'index'))).toBe(0);
    }
    const many = await all(spinGlassDescent.split(spec({ size: 25, disorders: 20, replicas: 10 })));
    const energies = many.flatMap((records) => numbers(records, 'energy'));
    expect(Math.abs(energies.reduce((a, b) => a + b) / 200 + 1.4535)).toBeLessThan(4 * 0.0112); // 60 × 100 descents gave −1.4535; sd of a disorder's mean ≈ .05
  });

  it('a Langevin phase is reproducible whatever the tasks, changes the end points, and still ends at minima', async () => {
    const warm = { replicas: 10, temperature: 0.2, coolingSteps: 50 };
    const [whole] = await all(spinGlassDescent.split(spec(warm)));
    const parts = await all(spinGlassDescent.split(spec({ ...warm, replicasPerTask: 3 })));
    const [cold] = await all(spinGlassDescent.split(spec({ replicas: 10 })));
    expect(parts.flatMap((p) => numbers(p, 'energy'))).toEqual(numbers(whole!, 'energy'));
    expect(numbers(whole!, 'energy')).not.toEqual(numbers(cold!, 'energy'));
    expect(Math.max(...numbers(whole!, 'index'))).toBe(0);
  });

  it('a schedule comes first where terms are given: it stops at the minimum that is then certified, whatever the tasks', async () => {
    const scheduled = { size: 20, replicas: 6, terms: 2 };
    const [whole] = await all(spinGlassDescent.split(spec(scheduled)));
    const parts = await all(spinGlassDescent.split(spec({ ...scheduled, replicasPerTask: 4 })));
    const [plain] = await all(spinGlassDescent.split(spec({ size: 20, replicas: 6 })));
    for (const name of ['energy', 'scheduledEnergy', 'scheduledResidual'])
      expect(parts.flatMap((part) => numbers(part, name))).toEqual(numbers(whole!, name));
    expect(numbers(whole!, 'energy')).not.toEqual(numbers(plain!, 'energy'));
    expect(plain!.columns).not.toHaveProperty('scheduledEnergy');
    const [energies, stops] = ['energy', 'scheduledEnergy'].map((name) => numbers(whole!, name)) as [
      number[],
      number[],
    ];
    // 1000 steps of gradient descent: all but slow replicas have arrived, to float32.
    for (const [r, u] of energies.entries()) {
      expect(stops[r]! - u).toBeLessThan(1e-3);
      expect(stops[r]! - u).toBeGreaterThan(-1e-5);
    }
    expect(Math.max(...numbers(whole!, 'index'))).toBe(0);
  });

  it('refuses what does not fit with the largest size that does', () => {
    expect(() => spinGlassDescent.checkCapacity(spec({ size: 2000 }), 2, 8e9)).toThrow(
      /size 2000 at order 3 needs .* the largest size that fits is \d+/,
    );
    const largest = Number(
      /fits is (\d+)/.exec(String(catching(() => spinGlassDescent.checkCapacity(spec({ size: 2000 }), 2, 8e9))))![1],
    );
    expect(() => spinGlassDescent.checkCapacity(spec({ size: largest }), 2, 8e9)).not.toThrow();
  });

  it('forecasts more for more disorders, and for larger ones', async () => {
    const forecast = (given: Partial<SpinGlassDescentSpec>) => spinGlassDescent.forecast(spec(given), 2, kernels);
    // Cold code on a busy machine was seen to time a hundred times as long.
    await forecast({});
    const [small, many, large] = [
      await forecast({}),
      await forecast({ disorders: 100_000 }),
      await forecast({ size: 150 }),
    ];
    expect(many.seconds / small.seconds).toBeGreaterThan(20); // 100,000, up to timing noise
    expect(many.disk / small.disk).toBeCloseTo(100_000, 0);
    expect(large.seconds).toBeGreaterThan(small.seconds); // 37 to 390 times, at a load of 20 on two cores
    expect(large.disk).toBeGreaterThan(small.disk);
  });
});

function catching(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
