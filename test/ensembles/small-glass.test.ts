import { describe, expect, it } from 'vitest';
import { type SmallGlassSpec, smallGlass } from '../../src/ensembles/experiments/small-glass.ts';
import type { Column, Records, Timings } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { timesAsLong } from '../support/forecasts.ts';

const kernels = createKernels();
const context = { kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
const spec = (given: Partial<SmallGlassSpec>) => smallGlass.schema.parse({ size: 3, ...given });
const all = async (tasks: ReturnType<typeof smallGlass.split>) =>
  Promise.all(tasks.map((task) => smallGlass.run(task, context)));
const numbers = (records: Records, name: string) => [
  ...(records.columns[name] as Exclude<Column, { kind: 'text' }>).values,
];

describe('small-glass', () => {
  it('a disorder has the same record to the bit whatever the size of the tasks', async () => {
    const [whole] = await all(smallGlass.split(spec({ disorders: 12, disordersPerTask: 50 })));
    const parts = await all(smallGlass.split(spec({ disorders: 12, disordersPerTask: 5 })));
    expect(parts.map((p) => p.count)).toEqual([5, 5, 2]);
    for (const name of ['disorder', 'points', 'paths', 'counts', 'energies', 'indices'])
      expect(parts.flatMap((p) => numbers(p, name))).toEqual(numbers(whole!, name));
  });

  it('counts add up to the points, 2(D − nonreal) of them, and energies are those of the points, padded with NaN', async () => {
    for (const [order, size] of [
      [3, 2],
      [3, 4],
      [4, 3],
    ] as const) {
      const [records] = await all(smallGlass.split(spec({ order, size, disorders: 8 })));
      const [points, nonreal, counts] = ['points', 'nonreal', 'counts'].map((name) => numbers(records!, name));
      const width = numbers(records!, 'energies').length / 8;
      for (let row = 0; row < 8; row++) {
        expect(counts!.slice(row * size, (row + 1) * size).reduce((a, b) => a + b)).toBe(points![row]);
        expect(points![row]).toBe(width - 2 * nonreal![row]!);
        const energies = numbers(records!, 'energies').slice(row * width, (row + 1) * width);
        expect(energies.filter(Number.isFinite).length).toBe(points![row]);
        expect(energies.filter(Number.isFinite)).toEqual(energies.filter(Number.isFinite).sort((a, b) => a - b));
        expect(Math.abs(energies[0]!)).toBeLessThan(4); // per spin: −1.66 for large Λ
      }
      for (const check of ['complete', 'euler', 'paired']) expect(numbers(records!, check)).toEqual(Array(8).fill(1));
    }
  });

  it('refuses more than 5000 paths with the largest size that has fewer', () => {
    expect(() => smallGlass.checkCapacity(spec({ order: 4, size: 9 }), 2, 1e9)).toThrow(
      /size 9 at order 4 has 9841 paths .* the largest size is 8/,
    );
    expect(() => smallGlass.checkCapacity(spec({ order: 4, size: 8 }), 2, 1e9)).not.toThrow();
  });

  it('forecasts in proportion to the disorders', async () => {
    const forecast = (disorders: number, timings?: Timings) =>
      smallGlass.forecast(spec({ disorders }), 1, kernels, timings);
    expect(await timesAsLong(forecast, 10_000, 1_000_000)).toBeGreaterThan(20); // 100, up to timing noise
    expect((await forecast(1_000_000)).disk / (await forecast(10_000)).disk).toBeCloseTo(100, 0);
  });
});
