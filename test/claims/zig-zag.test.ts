/** lm/zig-zag and lm/linear-regions: each finding comes out either way. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { claims } from '../../src/claims/index.ts';
import { correlated } from '../../src/claims/swirszcz2017/linear-regions.ts';
import { type Stratum, type Task, tasks } from '../../src/claims/swirszcz2017/linear-regions-strata.ts';
import type { Run } from '../../src/claims/swirszcz2017/tiny-runs.ts';
import { evenWide, harderWhenScaled } from '../../src/claims/swirszcz2017/zig-zag.ts';
import { type Corner, type CornerRuns, cornersOf, rates, scales } from '../../src/claims/swirszcz2017/zig-zag-runs.ts';
import { tinyTraining } from '../../src/ensembles/experiments/tiny-training.ts';
import { rankTest } from '../../src/ensembles/statistics.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('smoke', 1);
const draw = stream(2, 'test/zig-zag', 0, 'losses');

function worldOf(loss: (scale: number) => number, hidden = 3000): CornerRuns[] {
  const runOf = (mean: number) =>
    ({ loss: mean * Math.exp(0.3 * draw.normal()), losses: [1, mean, mean], rise: 0 }) as unknown as Run;
  return scales.flatMap((scale) =>
    rates.map((rate) => ({ hidden, scale, rate, runs: Array.from({ length: 16 }, () => runOf(loss(scale))) })),
  );
}

describe('lm/zig-zag', () => {
  it('learning gets harder with every step in τ, or easier, or neither', () => {
    expect(harderWhenScaled(worldOf((scale) => 1e-3 / scale)).verdict).toBe('reproduced');
    expect(harderWhenScaled(worldOf((scale) => scale)).verdict).toBe('not-reproduced');
    expect(harderWhenScaled(worldOf(() => 0.1)).verdict).toBe('inconclusive');
  });

  it('3000 units are judged at 3000 units', () => {
    expect(evenWide(worldOf(() => 0.2)).verdict).toBe('reproduced');
    expect(evenWide(worldOf(() => 1e-5)).verdict).toBe('not-reproduced');
    expect(evenWide(worldOf(() => 0.2, 1000)).verdict).toBe('inconclusive');
    expect(evenWide(worldOf(() => 0.005)).verdict).toBe('inconclusive');
  });

  it('null worlds: one step in τ without effect, and half of the networks of 3000 units without a fit', () => {
    const runsWith = (corners: readonly Corner[], loss: (corner: Corner, k: number) => number): CornerRuns[] =>
      corners.map((corner) => ({
        ...corner,
        runs: Array.from(
          { length: 16 },
          (_, k) => ({ loss: loss(corner, k), losses: [1, 1], rise: 0 }) as unknown as Run,
        ),
      }));
    const logLoss = ({ hidden, rate, scale }: Corner) =>
      scale === 1 ? -7 : scale === 0.1 || (hidden === 100 && rate === 1e-3) ? -3 : -0.5;
    expectNullFalls('harder when scaled, zig-zag', (by) =>
      harderWhenScaled(runsWith(cornersOf('laptop'), (corner) => 10 ** (logLoss(corner) + by.normal()))),
    );
    // At the size of the paper, where alone the rule decides; half of what decides is the start, which both rates have in common.
    const widest = cornersOf('paper').filter(({ hidden }) => hidden === 3000);
    expectNullFalls('even with 3000 units', (by) => {
      const starts = Array.from({ length: 16 }, () => by.uniform());
      const decides = (k: number) => (by.uniform() < 0.5 ? starts[k]! : by.uniform());
      return evenWide(runsWith(widest, (_, k) => (decides(k) < 0.5 ? 0.2 : 1e-5)));
    });
  });
});

describe('lm/linear-regions', () => {
  const strata = (task: Task, share: number, by: Stream): Stratum[] => [
    {
      task,
      hidden: 2,
      pairs: Array.from({ length: 150 }, () => {
        const x = 1 + by.integer(4);
        return { x, y: share * x + by.normal() };
      }),
    },
  ];
  const judged = (task: Task, some: readonly Stratum[], by: Stream, resamples = 200) => {
    const test = rankTest(
      by,
      some.map(({ pairs }) => pairs),
      { permutations: 99, resamples },
    );
    return correlated(task, some, test);
  };

  it.each(tasks)('%s: the loss goes with the points per region, or against them, or not at all', (task) => {
    const by = stream(3, 'test/zig-zag', tasks.indexOf(task), 'pairs');
    const verdict = (share: number) => judged(task, strata(task, share, by), by).verdict;
    expect(verdict(0.5)).toBe('reproduced');
    expect(verdict(-0.5)).toBe('not-reproduced');
    expect(verdict(0)).toBe('inconclusive');
    expect(correlated(task, [], undefined).verdict).toBe('inconclusive');
  });

  it('null worlds: the loss does not depend on the points per region', () => {
    /** Of one start its points per region, and the losses that two optimizers, rates or labelings leave; half of what decides is common. */
    type Network = (by: Stream) => { readonly x: number; readonly losses: readonly number[] };
    // Four points: few values, and losses near 0 or of a run that is stuck.
    const ofFour: Network = (by) => {
      const start = by.uniform();
      const isSolved = () => (by.uniform() < 0.5 ? start : by.uniform()) < 0.6;
      const loss = () => (isSolved() ? 1e-3 * by.uniform() : 0.1 + 0.02 * by.integer(3));
      return { x: [1, 1.5, 2.5, 4][by.integer(4)]!, losses: [loss(), loss()] };
    };
    const ofMany: Network = (by) => {
      const start = by.normal();
      return { x: 1 + 999 * by.uniform(), losses: [1, 2].map(() => Math.exp(start + by.normal())) };
    };
    const worlds: Readonly<Record<Task, readonly [groups: number, networks: number, network: Network]>> = {
      xor: [1, 50, ofFour],
      jellyfish: [2, 25, ofFour],
      'zig-zag': [1, 50, ofMany],
      mnist: [2, 25, ofMany],
    };
    for (const task of tasks) {
      const [groups, networks, network] = worlds[task];
      expectNullFalls(`correlated ${task}`, (by) => {
        const strata = Array.from({ length: groups }, (_, g) => {
          const drawn = Array.from({ length: networks }, () => network(by));
          return [0, 1].map((k): Stratum => {
            return { task, hidden: 2 + g, pairs: drawn.map(({ x, losses }) => ({ x, y: losses[k]! })) };
          });
        });
        return judged(task, strata.flat(), by, 100);
      });
    }
  });
});

it('small runs of both claims have all findings, tables and figures', async () => {
  const needs = { ...claims['lm/zig-zag']!.needs('smoke', 5), ...claims['lm/linear-regions']!.needs('smoke', 5) };
  const small = Object.entries(needs).filter(([name]) => name.startsWith('zig-zag-30') || name.endsWith('adam-2'));
  const records = Object.fromEntries(
    await Promise.all(
      small.map(async ([name, { parameters }]) => {
        const [task] = tinyTraining.split(
          tinyTraining.schema.parse({ ...parameters, networks: 12, networksPerTask: 12, steps: 100 }),
        );
        const context = { kernels: run.kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
        return [name, await tinyTraining.run(task!, context)] as const;
      }),
    ),
  );
  const zigZag = claims['lm/zig-zag']!.evaluate(records, run);
  expect(zigZag.findings.map(({ id }) => id)).toEqual([
    'harder-when-scaled',
    'even-with-3000-units',
    'still-falling',
    'line-from-the-start',
  ]);
  expect(zigZag.figures.length).toBe(2);
  const regions = claims['lm/linear-regions']!.evaluate(records, run);
  expect(regions.findings.length).toBe(4);
  expect(regions.tables[0]!.rows.length).toBe(4);
  for (const id of ['lm/zig-zag', 'lm/linear-regions'])
    expect(claims[id]!.evaluate({}, run).findings.every(({ verdict }) => verdict === 'inconclusive')).toBe(true);
});
