import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { largestEigenvalueBound, longestSide, spectralNormBound } from '../../src/linalg/spectral-norm.ts';
import { awkwardSizes, withSpectrum } from './matrices.ts';

const draw = stream(9, 'test/linalg', 0, 'spectral-norm');

describe('bound on the largest eigenvalue', () => {
  it.each(awkwardSizes)('n = %i: above it, by 7 percent at most', (n) => {
    const eigenvalues = Array.from({ length: n }, (_, k) => ((k + 1) / n) ** 4);
    const bound = largestEigenvalueBound(withSpectrum(eigenvalues), n);
    expect(bound).toBeGreaterThanOrEqual(1 - 1e-13);
    expect(bound).toBeLessThan(1.07);
  });

  it('holds where the power method starts at right angles to the answer', () => {
    // Its start is positive; e₁ − e₂ belongs to 9, e₁ + e₂ to 1.
    const bound = largestEigenvalueBound(Float64Array.of(5, -4, -4, 5), 2);
    expect(bound).toBeGreaterThanOrEqual(9);
    expect(bound).toBeLessThanOrEqual(9 * 1.5);
    expect(largestEigenvalueBound(new Float64Array(9), 3)).toBe(0);
    expect(largestEigenvalueBound(Float64Array.of(Number.NaN), 1)).toBe(Infinity);
  });
});

describe('bound on the spectral norm', () => {
  it.each([
    [1, 1],
    [1, 7],
    [7, 1],
    [3, 31],
    [33, 8],
    [17, 17],
    [60, 45],
  ])('%i × %i normals: above the largest singular value, by 2 percent at most', (rows, columns) => {
    const A = Float64Array.from({ length: rows * columns }, () => draw.normal());
    const exact = new SingularValueDecomposition(Matrix.from1DArray(rows, columns, A), {
      autoTranspose: true,
    }).norm2;
    const bound = spectralNormBound(A, rows, columns);
    expect(bound).toBeGreaterThanOrEqual(exact * (1 - 1e-14));
    expect(bound / exact).toBeLessThan(1.02);
  });

  it('is the root of ‖A‖₁‖A‖_∞ or ‖A‖_F when the sides are longer than is factored', () => {
    const n = longestSide + 1;
    const A = new Float64Array(n * n);
    for (let i = 0; i < n; i++) A[i * n + i] = 2;
    expect(spectralNormBound(A, n, n)).toBeCloseTo(2, 7);
    expect(spectralNormBound(A, n, n)).toBeGreaterThanOrEqual(2);
  });

  it('of a matrix that is not finite is infinite, of none is 0', () => {
    expect(spectralNormBound(Float64Array.of(1, Number.NaN, 2, 3), 2, 2)).toBe(Infinity);
    expect(spectralNormBound(new Float64Array(6), 2, 3)).toBe(0);
  });
});
