/** lm/zig-zag and lm/linear-regions: each finding comes out either way. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { claims } from '../../src/claims/index.ts';
import { correlated } from '../../src/claims/swirszcz2017/linear-regions.ts';
import type { Stratum } from '../../src/claims/swirszcz2017/linear-regions-strata.ts';
import type { Run } from '../../src/claims/swirszcz2017/tiny-runs.ts';
import { evenWide, harderWhenScaled } from '../../src/claims/swirszcz2017/zig-zag.ts';
import { type CornerRuns, rates, scales } from '../../src/claims/swirszcz2017/zig-zag-runs.ts';
import { tinyTraining } from '../../src/ensembles/experiments/tiny-training.ts';
import { rankTest } from '../../src/ensembles/statistics.ts';
import { claimRun } from './claim-run.ts';

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
  });
});

describe('lm/linear-regions', () => {
  const strata = (share: number): Stratum[] => [
    {
      task: 'xor',
      hidden: 2,
      pairs: Array.from({ length: 150 }, () => {
        const x = 1 + draw.integer(4);
        return { x, y: share * x + draw.normal() };
      }),
    },
  ];
  const judged = (share: number) => {
    const some = strata(share);
    const test = rankTest(
      draw,
      some.map(({ pairs }) => pairs),
      { permutations: 199, resamples: 200 },
    );
    return correlated('xor', some, test).verdict;
  };

  it('the loss goes with the points per region, or against them, or not at all', () => {
    expect(judged(0.5)).toBe('reproduced');
    expect(judged(-0.5)).toBe('not-reproduced');
    expect(judged(0)).toBe('inconclusive');
    expect(correlated('xor', [], undefined).verdict).toBe('inconclusive');
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
