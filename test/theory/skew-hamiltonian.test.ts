import { describe, expect, it } from 'vitest';
import { allocate, exact, set, zero } from '../../src/theory/double-double.ts';
import { hessenbergEigenvalues, skewHamiltonianEigenvalues } from '../../src/theory/skew-hamiltonian.ts';

describe('eigenvalues in double-doubles', () => {
  for (const half of [3, 5, 7]) {
    it(`[A G; 0 Aᵀ] of width ${2 * half}: each diagonal entry of a triangular A once, to 1e-11 over up to 12 decades`, () => {
      const width = 2 * half;
      const matrix = allocate(width * width);
      const put = (i: number, j: number, value: number) => set(matrix, i * width + j, exact(value));
      const wanted = Array.from({ length: half }, (_, i) => 2 ** (-6 * i));
      for (let i = 0; i < half; i++) {
        for (let j = i; j < half; j++) {
          const value = i === j ? wanted[i]! : 0.1 * 2 ** (-6 * j) * (1 + ((3 * i + j) % 5));
          put(i, j, value);
          put(half + j, half + i, value);
          const g = ((5 * i + 3 * j) % 7) - 3;
          if (i !== j) {
            put(i, half + j, g);
            put(j, half + i, -g);
          }
        }
      }
      const start = allocate(width);
      for (let i = 0; i < width; i++) set(start, i, exact(1 / (1 + i)));
      const found = skewHamiltonianEigenvalues(matrix, width, start, half)
        .map(({ trace }) => trace.hi)
        .sort((a, b) => b - a);
      expect(found).toHaveLength(half);
      // Rounding of 1e-31 in a matrix of norm 10 disturbs an eigenvalue of 4e-13 by about 1e-18 through its condition.
      for (const [i, value] of wanted.entries()) expect(Math.abs(found[i]! / value - 1)).toBeLessThan(1e-11);
    });
  }

  it('companion matrices give real roots and complex pairs: x⁴ − 1 and (x−1)(x−2)(x−3)(x²+x+1)', () => {
    const companion = (coefficients: readonly number[]) =>
      coefficients.map((_, i) => coefficients.map((c, j) => exact(i === 0 ? -c : j === i - 1 ? 1 : 0)));
    const roots = (coefficients: readonly number[]) =>
      hessenbergEigenvalues(companion(coefficients), coefficients.length);
    const product = (blocks: ReturnType<typeof roots>) =>
      blocks.reduce((p, { size, trace, determinant }) => p * (size === 1 ? trace.hi : determinant.hi), 1);
    const sum = (blocks: ReturnType<typeof roots>) => blocks.reduce((s, { trace }) => s + trace.hi, 0);
    const fourth = roots([0, 0, 0, -1]);
    expect(sum(fourth)).toBeCloseTo(0, 14);
    expect(product(fourth)).toBeCloseTo(-1, 14);
    // x⁵ − 5x⁴ + 6x³ − x² + 5x − 6
    const fifth = roots([-5, 6, -1, 5, -6]);
    expect(sum(fifth)).toBeCloseTo(5, 14);
    expect(product(fifth)).toBeCloseTo(6, 14);
    const pair = fifth.find(({ size, trace }) => size === 2 && Math.abs(trace.hi + 1) < 1e-12);
    expect(pair?.determinant.hi).toBeCloseTo(1, 14);
  });

  it('a zero matrix has zero eigenvalues', () => {
    expect(
      hessenbergEigenvalues(
        [
          [zero, zero],
          [zero, zero],
        ],
        2,
      ).map(({ trace }) => trace.hi),
    ).toEqual([0, 0]);
  });
});
