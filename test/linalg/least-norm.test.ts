/** The least vector of a sum of hulls: against closed forms, its optimality conditions, and many random members. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { leastNorm } from '../../src/linalg/least-norm.ts';
import { dot } from '../../src/linalg/vectors.ts';

const draw = stream(7, 'test/least-norm', 0, 'vectors');
const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());

describe('leastNorm', () => {
  it('without groups is the vector itself', () => {
    expect([...leastNorm(Float64Array.of(3, -4), []).vector]).toEqual([3, -4]);
  });

  it('on a segment is its point nearest to 0: inside, and at either end', () => {
    const at = (g: number[], v: number[]) => leastNorm(Float64Array.from(g), [[Float64Array.from(v)]]);
    expect(at([1, 1], [-2, 0]).vector[0]).toBeCloseTo(0, 14);
    expect(at([1, 1], [-2, 0]).weights[0]![0]).toBeCloseTo(0.5, 14);
    expect([...at([1, 1], [2, 0]).vector]).toEqual([1, 1]);
    expect([...at([3, 1], [-2, 0]).vector]).toEqual([1, 1]);
  });

  it.each([
    [5, 3, 1],
    [8, 7, 1],
    [6, 4, 3],
    [9, 12, 1],
    [4, 2, 7],
  ])('in %i dimensions, %i groups of %i: no vertex lies below it, to 1e-9', (n, count, size) => {
    const groups = Array.from({ length: count }, () => Array.from({ length: size }, () => normals(n)));
    const g = normals(n);
    const { vector: r, norm, weights } = leastNorm(g, groups);
    const sum = g.slice();
    groups.forEach((group, k) => {
      const total = weights[k]!.reduce((a, b) => a + b, 0);
      expect(total).toBeLessThan(1 + 1e-12);
      group.forEach((v, i) => {
        expect(weights[k]![i]!).toBeGreaterThanOrEqual(0);
        for (let d = 0; d < n; d++) sum[d]! += weights[k]![i]! * v[d]!;
      });
      // Optimal: r · (Σ weights v) is least over the hull of the group and 0.
      const own = group.reduce((s, v, i) => s + weights[k]![i]! * dot(r, v), 0);
      expect(own - Math.min(0, ...group.map((v) => dot(r, v)))).toBeLessThan(1e-9 * (1 + norm));
    });
    expect(Math.hypot(...sum.map((x, i) => x - r[i]!))).toBeLessThan(1e-12 * (1 + norm));
  });

  it('is 0 to rounding where 0 lies inside', () => {
    const directions = Array.from({ length: 6 }, () => normals(6));
    const g = new Float64Array(6);
    for (const v of directions) for (let i = 0; i < 6; i++) g[i]! -= 0.4 * v[i]!;
    expect(
      leastNorm(
        g,
        directions.map((v) => [v]),
      ).norm,
    ).toBeLessThan(1e-12);
  });
});
