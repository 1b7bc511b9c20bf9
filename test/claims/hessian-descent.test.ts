/** Every verdict that the rules of Hessian descent can give. */
import { describe, expect, it } from 'vitest';
import {
  afterwards,
  against,
  edgeLaw,
  extrapolation,
  limit,
  type Sample,
} from '../../src/claims/beyond/hessian-descent-findings.ts';
import { energyBarrier, hessianDescentLevel } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls, normals } from './null-draws.ts';

/** Values about a mean, ± spread in turn. */
const around = (mean: number, spread: number, count = 12) =>
  Array.from({ length: count }, (_, k) => mean + (k % 2 === 0 ? spread : -spread));
const sample = (size: number, steps: number, walked: number, ends = -1.58, spread = 0.01, count = 12): Sample => ({
  size,
  steps,
  walked: steps === 0 ? [] : around(walked, spread, count),
  ends: around(ends, spread, count),
});
const at = (steps: number, off: number) => hessianDescentLevel(3, steps) + off;

describe('limit', () => {
  const walks = (five: number, ten: number, spread = 0.01, count = 12) => [
    sample(100, 5, at(5, 0.1)),
    sample(100, 10, at(10, 0.1)),
    sample(200, 5, at(5, five), -1.58, spread, count),
    sample(200, 10, at(10, ten), -1.58, spread, count),
  ];
  it.each([
    ['reproduced', walks(0.01, -0.02)],
    ['not-reproduced', walks(0.01, 0.1)],
    ['inconclusive', walks(0.01, 0.045)],
    ['inconclusive', walks(0.01, 0.01, 0.01, 6)],
    ['inconclusive', walks(0.01, 0.01).slice(2)],
  ])('%s', (verdict, rows) => {
    expect(limit(rows).verdict).toBe(verdict);
  });
});

it('says which walks of few steps came nearer to their limit since the size before', () => {
  const walks = [
    sample(100, 5, at(5, 0.01)),
    sample(200, 5, at(5, 0.03)),
    sample(100, 10, at(10, 0.1)),
    sample(200, 10, at(10, 0.02)),
  ];
  expect(limit(walks).because).toMatch(/0\.0200 nearer to it for 5 steps and 0\.0800 farther from it for 10 steps/);
});

describe('extrapolation and the law of edges', () => {
  const barrier = -energyBarrier(3).value;
  const sizes = [50, 100, 200, 300, 500];
  /** Walks that end at limit + factor Λ^power, and descents beside them. */
  const world = (limit: number, factor: number, power: number, count = 12, spread = 0.01) =>
    sizes.flatMap((size) => [
      sample(size, 0, 0),
      sample(size, 20, limit + factor * size ** power, -1.58, spread, count),
    ]);
  const run = claimRun('paper', 1);
  it.each([
    ['confirmed', world(barrier, 0.3, -0.5, 12, 0.002)],
    ['refuted', world(barrier + 0.1, 0.3, -0.5)],
    ['inconclusive', world(barrier + 0.012, 0.3, -0.5, 12, 0.002)],
    // A distance that falls as slowly as it does: the power, which nobody knows, moves the limit by more than half the band.
    ['inconclusive', world(barrier, 1.3, -0.5, 12, 0.002)],
    ['inconclusive', world(barrier, 0.3, -0.5, 6, 0.002)],
    ['inconclusive', world(barrier, 0.3, -0.5, 12, 0.002).slice(0, 4)],
  ])('extrapolation: %s', (verdict, samples) => {
    expect(extrapolation(samples, run).verdict).toBe(verdict);
  });
  it.each([
    ['confirmed', world(barrier, 0.985, -2 / 3, 12, 0.001)],
    ['refuted', world(barrier, 1.3, -0.5)],
    ['inconclusive', world(barrier, 1.185, -2 / 3)],
    ['inconclusive', []],
  ])('edges: %s', (verdict, samples) => {
    expect(edgeLaw(samples).verdict).toBe(verdict);
  });
  it('a limit off by twice the tolerance, an end off by twice the tolerance: not taken for the law', () => {
    const drawn = (mean: (size: number) => number) => (draw: Parameters<typeof normals>[0]) =>
      sizes.flatMap((size) => [
        sample(size, 0, 0),
        { size, steps: 20, walked: normals(draw, 12, mean(size), 0.02), ends: normals(draw, 12, -1.58, 0.01) },
      ]);
    const off = drawn((size) => barrier + 0.024 + 0.3 * size ** -0.5);
    expectNullFalls('extrapolation of Hessian descent', (draw, seed) =>
      extrapolation(off(draw), claimRun('paper', seed)),
    );
    const above = drawn((size) => barrier + 1.4 * 0.985 * size ** (-2 / 3));
    expectNullFalls('edges and Hessian descent', (draw) => edgeLaw(above(draw)));
    const few = (draw: Parameters<typeof normals>[0]) =>
      [100, 200].flatMap((size) =>
        [5, 10].map((steps) => ({ size, steps, walked: normals(draw, 12, at(steps, 0.1), 0.02), ends: [] })),
      );
    expectNullFalls('limit of Hessian descent', (draw) => limit(few(draw)));
  });
});

describe('against gradient descent, and after', () => {
  const rows = (walked: number, spread = 0.01) => [
    sample(100, 0, 0, -1.55),
    sample(100, 10, -1.3),
    sample(100, 20, walked, -1.56, spread),
  ];
  it.each([
    ['confirmed', rows(-1.5)],
    ['refuted', rows(-1.59)],
    ['inconclusive', rows(-1.551, 0.05)],
    ['inconclusive', [sample(100, 0, 0)]],
  ])('%s', (verdict, samples) => {
    expect(against(samples).verdict).toBe(verdict);
  });
  it('the lowest walk counts', () => {
    expect(against(rows(-1.5)).because).toContain('0.0500');
    expect(against(rows(-1.5)).because).toContain('K = 20');
  });
  it('afterwards', () => {
    const both = [...rows(-1.5), sample(200, 0, 0, -1.59), sample(200, 20, -1.54, -1.6)];
    const { verdict, because } = afterwards(both, claimRun('smoke', 1));
    expect(verdict).toBe('measured');
    expect(because).toContain('−0.0100');
    expect(because).toContain('to the power');
    expect(afterwards([], claimRun('smoke', 1)).verdict).toBe('inconclusive');
  });
});
