import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { earlyReport } from '../../src/cli/early-report.ts';
import { inOrder } from '../../src/cli/reproduction-plan.ts';
import type { Executor } from '../../src/ensembles/executors/executor.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { DiskFullError } from '../../src/ensembles/store.ts';
import { noKernels } from '../ensembles/fixtures/kernels.ts';
import { experiments } from '../ensembles/fixtures/walk.ts';
import { walkClaims } from './fixtures/claims.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();

describe('a report while ensembles run', () => {
  test('is written after the first, then when it costs at most a tenth, and never in place of the last', async () => {
    let clock = 0;
    const notes: string[] = [];
    const written: number[] = [];
    const terminal = { now: () => clock, note: (line: string) => notes.push(line) };
    const write = async (_: unknown, { done }: { done: number }) => {
      written.push(done);
      clock += 100;
    };
    const early = earlyReport({ terminal } as never, () => [], write, 'here');
    for (const [done, wait] of [
      [1, 10],
      [2, 899],
      [3, 1],
      [4, 5000],
    ] as const) {
      clock += wait;
      await early({ done, of: 4 });
    }
    expect(written).toEqual([1, 3]);
    expect(notes).toEqual(['report so far, written again as ensembles end: here']);
  });

  test('that fails is told once, and the run goes on; a full disk is for the run to answer', async () => {
    const notes: string[] = [];
    const terminal = { now: () => 0, note: (line: string) => notes.push(line) };
    let error = new Error('a figure has no panel');
    const write = () => Promise.reject(error);
    const early = earlyReport({ terminal } as never, () => [], write, 'here');
    for (const done of [1, 2]) await early({ done, of: 4 });
    expect(notes).toEqual(['no report so far, the run goes on: a figure has no panel']);
    error = new DiskFullError('shard');
    await expect(early({ done: 3, of: 4 })).rejects.toBe(error);
  });

  test('is written again as soon as ensembles show a first figure', async () => {
    let clock = 0;
    const written: number[] = [];
    const terminal = { now: () => clock, note: () => undefined };
    const write = async (_: unknown, { done }: { done: number }) => {
      written.push(done);
      clock += 100;
    };
    // That of a theorem is no sign of what is run; from the third ensemble on there is one of a run.
    const judged = (ensembles: number, figures: number) => ({
      ensembles: Array(ensembles).fill({}),
      evaluation: { figures: Array(figures).fill({}) },
    });
    let done = 0;
    const judge = () => [judged(0, 1), judged(done, done > 2 ? 1 : 0)];
    const early = earlyReport({ terminal } as never, judge as never, write, 'here');
    for (done = 1; done < 6; done++) {
      clock += 1;
      await early({ done, of: 6 });
    }
    expect(written).toEqual([1, 3]);
  });

  test('the claim that is whole soonest runs first, and what it shows is there before the next begins', async () => {
    const sizes: number[] = [];
    let seen = '';
    const folder = join(scratch, 'early');
    const inner = inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
    const executor: Executor = {
      workers: 1,
      execute(job) {
        sizes.push((job.tasks[0]!.parameters as { size: number }).size);
        if (sizes.length === 2) seen = readFileSync(join(folder, 'report.html'), 'utf8');
        return inner.execute(job);
      },
    };
    const forecast = async ({ size }: { size: number }) => ({ seconds: 10 - size, memory: 1, disk: 1, basis: 'given' });
    const host = {
      claims: async () => walkClaims('measured'),
      experiments: async () => ({ walk: { ...experiments.walk, forecast } }),
      kernels: async () => noKernels('reference'),
      executor: async () => executor,
    };
    const { err } = await command(['reproduce', '--out', folder], host as never);
    expect(sizes).toEqual([3, 4]);
    expect(seen).toContain('1 of 2 ensembles is complete');
    expect(seen).toContain('same 12');
    expect(seen).not.toContain('other 12');
    expect(seen).toContain('shared 12');
    expect(err).toContain(`report so far, written again as ensembles end: ${folder}/report.html`);
    const last = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(last).not.toContain('The run goes on');
    // What the claim had comes in its own order, whatever ran first.
    const { claims } = JSON.parse(readFileSync(join(folder, 'findings.json'), 'utf8'));
    expect(claims[1].ensembles.map(({ name }: { name: string }) => name)).toEqual(['same', 'other']);
    expect(existsSync(join(folder, 'figures'))).toBe(false);
  });
});

test('ensembles by claim: the one with least left comes first, ensembles that another had shared counted once, each by cost', () => {
  const need = (name: string, seconds: number, ...claims: string[]) => ({
    name,
    users: claims.map((claim) => ({ claim, name })),
    forecast: { seconds, memory: 1, disk: 1, basis: '' },
  });
  // c costs 5 alone, b 9 with what it shares, a 12 but only 3 once b is done.
  const needs = [need('a', 3, 'a'), need('ab', 6, 'a', 'b'), need('b', 3, 'b'), need('c', 5, 'c'), need('ab2', 3, 'a')];
  expect(inOrder(needs).map(({ name }) => name)).toEqual(['c', 'b', 'ab', 'a', 'ab2']);
  expect(inOrder([])).toEqual([]);
});
