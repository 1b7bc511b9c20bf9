import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/base/errors.ts';
import { type ChunkArray, chunkWork, type Workload } from '../../src/cluster/chunks.ts';
import { taskSeconds } from '../../src/cluster/task-seconds.ts';
import type { JournalEntry } from '../../src/ensembles/journal.ts';

const rule = fc.record({
  chunkSeconds: fc.double({ min: 1, max: 3000, noNaN: true }),
  maxArray: fc.integer({ min: 1, max: 40 }),
  timeMax: fc.integer({ min: 5, max: 600 }),
});
const workload = fc.record({
  seconds: fc.array(
    fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.double({ min: 0, max: 9000, noNaN: true })),
    {
      maxLength: 60,
    },
  ),
  memory: fc.double({ min: 1e7, max: 5e9, noNaN: true }),
});
const work = fc.array(workload, { maxLength: 5 }).map((loads): Workload[] =>
  loads.map(({ seconds, memory }, k) => ({
    run: `runs/${k}`,
    memory,
    tasks: seconds.map((s, index) => ({ index, seconds: s })),
  })),
);
const runs = { numRuns: 150, seed: 27 };

const partsOf = (arrays: readonly ChunkArray[]) => arrays.flatMap(({ chunks }) => chunks.flatMap(({ parts }) => parts));
const names = (parts: readonly { run: string; tasks: readonly number[] }[]) =>
  parts.flatMap(({ run, tasks }) => tasks.map((index) => `${run} ${index}`)).sort();

describe('chunks', () => {
  test('hold every task exactly once', () => {
    fc.assert(
      fc.property(work, rule, (loads, how) => {
        const all = loads.flatMap(({ run, tasks }) => tasks.map(({ index }) => `${run} ${index}`)).sort();
        expect(names(partsOf(chunkWork(loads, how)))).toEqual(all);
      }),
      runs,
    );
  });

  test('are no longer than asked unless they hold one task, and arrays no larger', () => {
    fc.assert(
      fc.property(work, rule, (loads, how) => {
        for (const { chunks } of chunkWork(loads, how)) {
          expect(chunks.length).toBeLessThanOrEqual(how.maxArray);
          for (const { parts, seconds } of chunks) if (seconds > how.chunkSeconds) expect(names(parts)).toHaveLength(1);
        }
      }),
      runs,
    );
  });

  test('are given the time and memory that each of theirs needs: 3 × seconds or the longest allowed, 1.5 × bytes', () => {
    fc.assert(
      fc.property(work, rule, (loads, how) => {
        for (const { chunks, timeMinutes, memoryMB } of chunkWork(loads, how))
          for (const { seconds, longest, memory } of chunks) {
            expect(60 * timeMinutes).toBeGreaterThanOrEqual(Math.min(3 * seconds, 60 * how.timeMax));
            expect(60 * timeMinutes).toBeGreaterThanOrEqual(3 * longest);
            expect(memoryMB).toBeGreaterThanOrEqual(1.5 * (memory / 1e6 + 100));
          }
      }),
      runs,
    );
  });

  test('are at most twice as many as the work fills, and one, an array', () => {
    fc.assert(
      fc.property(work, rule, (loads, how) => {
        const arrays = chunkWork(loads, { ...how, maxArray: 10_000 });
        const long = (seconds: number) => Math.min(seconds, how.chunkSeconds);
        const filled = arrays.reduce(
          (sum, { chunks }) => sum + chunks.reduce((part, { seconds }) => part + long(seconds), 0) / how.chunkSeconds,
          0,
        );
        const count = arrays.reduce((sum, { chunks }) => sum + chunks.length, 0);
        // Of two chunks of a class that are not full the first task of one did not fit the other.
        expect(count).toBeLessThanOrEqual(2 * filled + arrays.length);
      }),
      runs,
    );
  });

  test('by hand: long tasks first and alone, short ones together, a class of memory an array', () => {
    const small = {
      run: 'a',
      memory: 1e8,
      tasks: [900, 500, 300, 100, 1].map((seconds, index) => ({ index, seconds })),
    };
    const large = { run: 'b', memory: 1e9, tasks: [{ index: 0, seconds: 10 }] };
    const arrays = chunkWork([large, small], { chunkSeconds: 600, maxArray: 1000, timeMax: 60, memMax: 1024 });
    expect(arrays.map(({ timeMinutes, memoryMB }) => [timeMinutes, memoryMB])).toEqual([
      [45, 384],
      [10, 1024],
    ]);
    expect(arrays[0]!.chunks.map(({ parts }) => parts[0]!.tasks)).toEqual([[0], [1, 4], [2, 3]]);
    expect(arrays[1]!.chunks.map(({ parts }) => parts)).toEqual([[{ run: 'b', tasks: [0] }]]);
  });

  test('a second attempt has twice the time and memory', () => {
    const load = { run: 'a', memory: 3e8, tasks: [{ index: 0, seconds: 600 }] };
    const how = { chunkSeconds: 900, maxArray: 10, timeMax: 300 };
    expect(chunkWork([load], how)).toMatchObject([{ timeMinutes: 30, memoryMB: 640 }]);
    expect(chunkWork([load], { ...how, factor: 2 })).toMatchObject([{ timeMinutes: 60, memoryMB: 1280 }]);
  });

  test('a task that goes on where it was ended needs no longer limit', () => {
    const load = { run: 'a', memory: 3e8, tasks: [{ index: 0, seconds: 36_000 }] };
    const how = { chunkSeconds: 900, maxArray: 10, timeMax: 60 };
    expect(chunkWork([load], how)[0]!.timeMinutes).toBe(1800);
    const [array] = chunkWork([{ ...load, restarts: true }], how);
    expect(array).toMatchObject({ timeMinutes: 60, chunks: [{ seconds: 36_000, longest: 0 }] });
  });

  test('refuse what cannot be', () => {
    const load = { run: 'a', memory: 1, tasks: [{ index: 0, seconds: Number.NaN }] };
    const how = { chunkSeconds: 900, maxArray: 10, timeMax: 300 };
    expect(() => chunkWork([load], how)).toThrow(ArgumentError);
    expect(() => chunkWork([], { ...how, maxArray: 0 })).toThrow('maxArray must be an integer ≥ 1, got 0');
  });
});

describe('seconds of a task', () => {
  const task = (index: number, cost?: number) => ({
    ...{ index, replicas: 2, parameters: {}, experiment: 'walk', artifacts: [] },
    ...(cost === undefined ? {} : { cost }),
  });
  test('share the forecast by cost, or by replicas', () => {
    expect([...taskSeconds([task(0, 1), task(1, 3)], 20).values()]).toEqual([5, 15]);
    expect([...taskSeconds([task(0), task(1)], 20).values()]).toEqual([10, 10]);
  });
  test('once shards exist are those that were measured', () => {
    const entry = { task: 0, seconds: 50 } as JournalEntry;
    expect([...taskSeconds([task(0, 1), task(1, 3)], 20, [[entry]]).values()]).toEqual([50, 150]);
  });
});
