/** gs/where-small-networks-stick: points of known kind are told apart, and each finding comes out either way. */
import { describe, expect, it } from 'vitest';
import type { Stream } from '../../src/base/philox.ts';
import { type Judgment, judgmentOf, type Kind } from '../../src/claims/beyond/stuck-kinds.ts';
import {
  atMinima,
  noMinimumBehindSigmoid,
  notOnlyBlindSpots,
  type Stuck,
  seldomSaddles,
} from '../../src/claims/beyond/where-small-networks-stick-findings.ts';
import { claims } from '../../src/claims/index.ts';
import type { Cell } from '../../src/claims/swirszcz2017/tiny-settings.ts';
import { tinyTraining } from '../../src/ensembles/experiments/tiny-training.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('smoke', 1);
const xor: Cell = { data: 'xor', activation: 'relu', optimizer: 'gradient-descent', hidden: 2 };
const linear = { loss: 'squared, linear output' } as const;
const still = { losses: new Array(9).fill(0.125), norms: new Array(9).fill(1) };

describe('kinds', () => {
  const kindOf = (point: readonly number[], cell = xor) => judgmentOf(linear, cell, { point, ...still });

  it('a blind spot at the mean, a minimum of one fitted sample, a solution', () => {
    // All off, output ½: Σ (f − y)² = 1.
    expect(kindOf([-1, -1, -1, -1, -0.5, -0.5, 1, 1, 0.5])).toMatchObject({ kind: 'blind-spot', loss: '1' });
    // relu(x + y − 1) with −1 at (1, 1), and 2/3 elsewhere: errors 2/3, 1/3, 1/3, 0; the other unit is off.
    const one = [1, 1, -1, -1, -0.9, -0.5, -2 / 3 / 1.1, 1, 2 / 3];
    expect(kindOf(one).kind).not.toBe('blind-spot');
    // relu(x + y) − 2 relu(x + y − 1), moved a little.
    expect(kindOf([1, 1, 1, 1, 1e-4, -1, 1, -2, 0]).kind).toBe('solution');
  });

  it('an isolated point has its index; sigmoids that are 0 leave modes open', () => {
    const sigmoid = { ...xor, activation: 'sigmoid' } as const;
    const { kind, reason } = kindOf([0, 0, 0, 0, 0, 0, 0, 0, 0.5], sigmoid);
    expect(kind).toBe('undecided');
    expect(reason).toMatch(/zero modes/);
  });

  it('a run whose norm grows while its loss falls runs to infinity', () => {
    const sigmoid = { ...xor, activation: 'sigmoid' } as const;
    const growing = { losses: [9, 8, 7, 6, 5, 4, 3, 2, 1], norms: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
    const point = [0.3, 0.1, -0.2, 0.4, 0.1, 0.2, 0.5, -0.3, 0.5];
    expect(judgmentOf(linear, sigmoid, { point, ...growing }).kind).toBe('infinity');
  });
});

describe('findings', () => {
  const rowsOf = (counts: Partial<Record<Kind, number>>): Stuck[] =>
    (['adam', 'gradient-descent'] as const).map((optimizer) => ({
      cell: { ...xor, optimizer },
      runs: 200,
      judgments: Object.entries(counts).flatMap(([kind, count]) =>
        Array.from({ length: count }, (): Judgment => ({ kind: kind as Kind, loss: '1/2' })),
      ),
    }));

  it('most stuck runs are at minima, or at kinks, or nobody knows', () => {
    expect(atMinima(rowsOf({ minimum: 80, kink: 20 })).verdict).toBe('confirmed');
    expect(atMinima(rowsOf({ minimum: 20, kink: 80 })).verdict).toBe('refuted');
    expect(atMinima(rowsOf({ minimum: 10, kink: 2 })).verdict).toBe('inconclusive');
    expect(atMinima([]).verdict).toBe('inconclusive');
  });

  it('blind spots, saddles and separated runs', () => {
    expect(notOnlyBlindSpots(rowsOf({ minimum: 60, 'blind-spot': 20 })).verdict).toBe('confirmed');
    expect(notOnlyBlindSpots(rowsOf({ minimum: 20, 'blind-spot': 60 })).verdict).toBe('refuted');
    expect(notOnlyBlindSpots(rowsOf({ minimum: 40, 'blind-spot': 40 })).verdict).toBe('inconclusive');
    expect(notOnlyBlindSpots(rowsOf({ minimum: 14 })).verdict).toBe('inconclusive');
    expect(seldomSaddles(rowsOf({ minimum: 100 })).verdict).toBe('confirmed');
    expect(seldomSaddles(rowsOf({ minimum: 80, saddle: 20 })).verdict).toBe('refuted');
    expect(seldomSaddles(rowsOf({ minimum: 95, saddle: 5 })).verdict).toBe('inconclusive');
    expect(seldomSaddles(rowsOf({ minimum: 14 })).verdict).toBe('inconclusive');
    expect(noMinimumBehindSigmoid({ converged: 5, shown: 5 }).verdict).toBe('proved');
    expect(noMinimumBehindSigmoid({ converged: 5, shown: 4 }).verdict).toBe('refuted');
    expect(noMinimumBehindSigmoid({ converged: 0, shown: 0 }).verdict).toBe('inconclusive');
  });

  it('shares on their edges stand in at most 18 of 200 draws', () => {
    const stuck = (optimizer: Cell['optimizer'], of: readonly Kind[]): Stuck => {
      return { cell: { ...xor, optimizer }, runs: 400, judgments: of.map((kind) => ({ kind })) };
    };
    /** Runs of which each is of the first kind by chance. */
    const mixed = (draw: Stream, count: number, share: number, kind: Kind, other: Kind) =>
      Array.from({ length: count }, () => (draw.uniform() < share ? kind : other));
    expectNullFalls('stuck at minima', (draw) =>
      atMinima([
        stuck('adam', mixed(draw, 300, 0.5, 'minimum', 'kink')),
        stuck('gradient-descent', mixed(draw, 290, 0.9, 'minimum', 'kink')),
      ]),
    );
    expectNullFalls('blind spots', (draw) =>
      notOnlyBlindSpots([stuck('adam', mixed(draw, 590, 0.5, 'blind-spot', 'minimum'))]),
    );
    expectNullFalls('proved saddles', (draw) =>
      seldomSaddles([stuck('adam', mixed(draw, 600, 0.05, 'saddle', 'minimum'))]),
    );
  });
});

it('a small run: most stuck descents of two ReLU units are at minima or kinks', async () => {
  const claim = claims['gs/where-small-networks-stick']!;
  const needs = claim.needs('smoke', 5);
  const names = ['xor-relu-gradient-descent-2', 'cross-entropy-xor-sigmoid-gradient-descent-4'];
  const records = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => {
        const [task] = tinyTraining.split(
          tinyTraining.schema.parse({ ...needs[name]!.parameters, networks: 12, networksPerTask: 12, steps: 4000 }),
        );
        const context = { kernels: run.kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
        return [name, await tinyTraining.run(task!, context)] as const;
      }),
    ),
  );
  const { findings, tables, figures } = claim.evaluate(records, run);
  expect(findings.length).toBe(7);
  expect(figures.length).toBe(1);
  const [row] = tables[0]!.rows;
  const [stuck, minima, blind, saddles, kinks] = row!.slice(5).map(Number) as [number, number, number, number, number];
  expect(stuck).toBeGreaterThan(2);
  expect(minima + blind + kinks).toBeGreaterThan(stuck / 2);
  expect(saddles).toBeLessThan(stuck);
});
