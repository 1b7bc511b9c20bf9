import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import type { Column, Records, Timings } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { timesAsLong } from '../support/forecasts.ts';

const [barriers, langevinEscapes] = [experiments['barriers']!, experiments['langevin-escape']!];
const kernels = createKernels();
const context = { kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
const numbers = (records: Records, name: string) => [
  ...(records.columns[name] as Exclude<Column, { kind: 'text' }>).values,
];

describe('barriers', () => {
  const spec = (given: object) => barriers.schema.parse({ size: 12, ...given });

  it.each([
    [3, 12],
    [4, 8],
  ])(
    'H = %i, Λ = %i: every barrier lies above both its minima and below the straight path, most are certified',
    async (order, size) => {
      let [pairs, certified] = [0, 0];
      for (const task of barriers.split(spec({ order, size, disorders: 3, starts: 32 }))) {
        const records = await barriers.run(task, context);
        const [energies, tops, straight, kinds, overlaps] = [
          'energies',
          'tops',
          'straight',
          'certified',
          'overlaps',
        ].map((name) => numbers(records, name));
        const kept = energies!.filter(Number.isFinite).length;
        expect(kept).toBe(Math.min(6, numbers(records, 'differentMinima')[0]!));
        for (let i = 0; i < 6; i++)
          for (let j = 0; j < 6; j++) {
            const at = 6 * i + j;
            if (i === j || i >= kept || j >= kept) {
              expect(tops![at]).toBeNaN();
              continue;
            }
            pairs++;
            certified += kinds![at]!;
            expect(tops![at]).toBe(tops![6 * j + i]);
            expect(tops![at]).toBeGreaterThan(Math.max(energies![i]!, energies![j]!));
            expect(tops![at]).toBeLessThanOrEqual(straight![at]! + 1e-9);
            if (order === 4) expect(overlaps![at]).toBeGreaterThanOrEqual(0);
          }
      }
      expect(certified / pairs).toBeGreaterThan(0.7); // 31 of 31 in a trial at Λ = 10, 42 of 45 at 20
    },
  );

  it('gives the same record twice, to the bit', async () => {
    const [task] = barriers.split(spec({ disorders: 1, starts: 16 }));
    const [one, two] = [await barriers.run(task!, context), await barriers.run(task!, context)];
    for (const name of ['energies', 'tops', 'certified']) expect(numbers(one, name)).toEqual(numbers(two, name));
  });

  it('refuses what does not fit with the largest size that does', () => {
    expect(() => barriers.checkCapacity(spec({ size: 900 }), 2, 4e8)).toThrow(/the largest size that fits is \d+/);
    expect(() => barriers.checkCapacity(spec({ size: 40 }), 2, 4e8)).not.toThrow();
  });

  it('forecasts more for more disorders', async () => {
    const forecast = (disorders: number, timings: Timings) =>
      barriers.forecast(spec({ size: 8, disorders, starts: 8 }), 1, kernels, timings);
    expect(await timesAsLong(forecast, 1000, 100_000)).toBeGreaterThan(20); // 100, up to timing noise
  });
});

describe('langevin-escape', () => {
  const spec = (given: object) =>
    langevinEscapes.schema.parse({ size: 10, disorders: 3, replicas: 6, maxTime: 100, ...given });
  const all = async (given: object) =>
    Promise.all(langevinEscapes.split(spec(given)).map((task) => langevinEscapes.run(task, context)));

  it('a replica has the same record whatever runs beside it', async () => {
    const whole = await all({ temperatures: [0.6, 0.9] });
    expect(whole.map((part) => part.count)).toEqual(Array(6).fill(6));
    const [alone] = await all({ temperatures: [0.9], replicas: 2, disorders: 1 });
    expect(numbers(alone!, 'time')).toEqual(numbers(whole[1]!, 'time').slice(0, 2));
  });

  it('hotter replicas leave sooner: the share escaped at T = 0.9 exceeds that at 0.3; who stays is watched to the end', async () => {
    const parts = await all({ temperatures: [0.3, 0.9], disorders: 4 });
    const escaped = (T: number) =>
      parts
        .filter((part) => numbers(part, 'temperature')[0] === T)
        .flatMap((part) => numbers(part, 'escaped'))
        .reduce((a, b) => a + b);
    expect(escaped(0.9)).toBeGreaterThan(escaped(0.3) + 6); // of 24 each
    for (const part of parts)
      numbers(part, 'time').forEach((time, row) => {
        if (numbers(part, 'escaped')[row] === 0) expect(time).toBeGreaterThanOrEqual(100);
      });
  });

  it('refuses what does not fit', () => {
    expect(() => langevinEscapes.checkCapacity(spec({ size: 900 }), 2, 4e8)).toThrow(
      /the largest size that fits is \d+/,
    );
  });
});
