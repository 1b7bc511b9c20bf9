import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { outcomes } from '../../src/ensembles/outcomes.ts';
import type { Column, Records, Task, Timings } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { timesAsLong } from '../support/forecasts.ts';

const kernels = createKernels();
const context = { kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
const saddleSearches = experiments['saddle-search']!;
const spec = (given: object) => saddleSearches.schema.parse({ size: 12, ...given });
const all = async (tasks: Task[]) => Promise.all(tasks.map((task) => saddleSearches.run(task, context)));
const numbers = (records: Records, name: string) => [
  ...(records.columns[name] as Exclude<Column, { kind: 'text' | 'vector' }>).values,
];
const texts = (records: Records, name: string) => (records.columns[name] as Extract<Column, { kind: 'text' }>).values;

describe('saddle-search', () => {
  it('a start has the same records to the bit whatever the size of the tasks', async () => {
    const whole = await all(saddleSearches.split(spec({ disorders: 2, starts: 6, startsPerTask: 6 })));
    const parts = await all(saddleSearches.split(spec({ disorders: 2, starts: 6, startsPerTask: 4 })));
    expect(parts.map((p) => p.count)).toEqual([12, 6, 12, 6]); // three methods a start
    for (const name of ['replica', 'startEnergy', 'energy', 'index', 'steps'])
      expect(parts.flatMap((p) => numbers(p, name))).toEqual(whole.flatMap((p) => numbers(p, name)));
    for (const name of ['status', 'kind', 'certainty'])
      expect(parts.flatMap((p) => texts(p, name))).toEqual(whole.flatMap((p) => texts(p, name)));
  });

  it('Λ = 50: starts meet their heights; certified points have an index share from 0 to 0.3 and more, 90 % by prescribed index', async () => {
    const parts = await all(saddleSearches.split(spec({ size: 50, disorders: 1, starts: 16 })));
    const method = parts.flatMap((p) => texts(p, 'method'));
    const [start, index, undetermined, residual] = ['startEnergy', 'index', 'undetermined', 'gradientNorm'].map(
      (name) => parts.flatMap((p) => numbers(p, name)),
    );
    start!.forEach((u, row) => {
      const height = (-1.65 * (Math.floor(row / 3) + 0.5)) / 16;
      if (height > -1.3) expect(u).toBeLessThanOrEqual(height); // minima above −1.3 are rare
      if (height < -0.5) expect(u).toBeGreaterThan(height - 0.1); // two steps of up to 0.05; above, the start may lie lower already
    });
    const certified = parts.flatMap(outcomes).flatMap((outcome, row) => (outcome === 'certified' ? [row] : []));
    for (const row of certified) expect([undetermined![row], residual![row]! <= 1e-11]).toEqual([0, true]);
    const kinds = parts.flatMap((p) => texts(p, 'kind'));
    for (const row of certified) expect(kinds[row]).toBe(index![row] === 0 ? 'minimum' : 'strict-saddle');
    const shares = certified.map((row) => index![row]! / 49);
    expect(Math.min(...shares)).toBe(0);
    expect(Math.max(...shares)).toBeGreaterThan(0.3);
    const prescribed = certified.filter((row) => method[row] === 'prescribed-index').length;
    expect(prescribed / 16).toBeGreaterThan(0.9); // 47 of 48 in a trial
  });

  it('beside descents: overlaps with the lowest end, 1 where a search ends there, and energies standardized as those of descents', async () => {
    const fields = { size: 6, disorders: 1, starts: 40, methods: ['newton-mr'], descents: 10 };
    const whole = await all(saddleSearches.split(spec({ ...fields, startsPerTask: 40 })));
    const parts = await all(saddleSearches.split(spec({ ...fields, startsPerTask: 17 })));
    const [energy, u, overlap] = ['energy', 'standardized', 'overlap'].map((name) => numbers(whole[0]!, name));
    for (const name of ['overlap', 'standardized'])
      expect(parts.flatMap((part) => numbers(part, name))).toEqual(numbers(whole[0]!, name));
    const descents = experiments['landscape-descent']!;
    const ended = await Promise.all(
      descents
        .split(descents.schema.parse({ size: 6, disorders: 1, replicas: 10 }))
        .map((task) => descents.run(task, context)),
    );
    const [there, standard] = ['energy', 'standardized'].map((name) => ended.flatMap((part) => numbers(part, name)));
    const best = there!.indexOf(Math.min(...there!));
    // One line takes energies to their standardized form.
    const other = there!.indexOf(Math.max(...there!));
    const slope = (standard![other]! - standard![best]!) / (there![other]! - there![best]!);
    for (const [row, e] of energy!.entries())
      expect(u![row]).toBeCloseTo(standard![best]! + slope * (e - there![best]!), 8);
    const lowest = energy!.flatMap((e, row) => (Math.abs(e - there![best]!) < 1e-9 ? [row] : []));
    expect(lowest.length).toBeGreaterThan(0);
    energy!.forEach((_, row) => {
      if (lowest.includes(row)) expect(overlap![row]).toBeCloseTo(1, 9);
      else expect(Math.abs(overlap![row]!)).toBeLessThan(0.99);
    });
  });

  it('overlaps are with the nearest copy: never negative where w and −w are one', async () => {
    const [part] = await all(
      saddleSearches.split(spec({ order: 2, size: 6, disorders: 1, starts: 8, methods: ['newton-mr'], descents: 2 })),
    );
    for (const overlap of numbers(part!, 'overlap')) expect(overlap).toBeGreaterThan(-1e-9);
    const plain = await all(saddleSearches.split(spec({ size: 5, disorders: 1, starts: 1 })));
    expect(plain[0]!.columns['overlap']).toBeUndefined();
  });

  it('refuses what does not fit with the largest size that does', () => {
    expect(() => saddleSearches.checkCapacity(spec({ size: 900 }), 2, 4e8)).toThrow(
      /the largest size that fits is \d+/,
    );
    expect(() => saddleSearches.checkCapacity(spec({ size: 50 }), 2, 4e8)).not.toThrow();
  });

  it('forecasts in proportion to the disorders', async () => {
    const forecast = (disorders: number, timings?: Timings) =>
      saddleSearches.forecast(spec({ disorders }), 1, kernels, timings);
    expect(await timesAsLong(forecast, 1000, 100_000)).toBeGreaterThan(20); // 100, up to timing noise
    expect((await forecast(100_000)).disk / (await forecast(1000)).disk).toBeCloseTo(100, 0);
  });
});
