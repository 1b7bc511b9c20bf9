import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { inertia, symmetricNorm } from '../../src/linalg/inertia.ts';
import { awkwardSizes, randomSymmetric, withSpectrum } from './matrices.ts';

const spectrumOf = (A: Float64Array, n: number) =>
  new EigenvalueDecomposition(Matrix.from1DArray(n, n, A), { assumeSymmetric: true }).realEigenvalues;

describe('inertia', () => {
  it.each(awkwardSizes)('counts what ml-matrix counts, at n = %i and seven shifts', (n) => {
    for (let replica = 0; replica < 4; replica++) {
      const A = randomSymmetric(n, replica);
      const eigenvalues = spectrumOf(A, n);
      for (const shift of [-5, -1, -0.1, 0, 0.3, 2, 40]) {
        const { negative, zero, positive, bound } = inertia(A, n, shift);
        expect(Math.min(...eigenvalues.map((x) => Math.abs(x - shift)))).toBeGreaterThan(bound + 1e-12);
        expect({ negative, zero, positive }).toEqual({
          negative: eigenvalues.filter((x) => x < shift).length,
          zero: 0,
          positive: eigenvalues.filter((x) => x > shift).length,
        });
      }
    }
  });

  it('counts exact zeros: empty rows and columns', () => {
    const n = 20;
    const A = randomSymmetric(n);
    for (const k of [0, 7, 19]) for (let i = 0; i < n; i++) A[i * n + k] = A[k * n + i] = 0;
    const { negative, zero, positive } = inertia(A, n);
    expect(zero).toBe(3);
    expect(negative + positive).toBe(17);
  });

  it('bounds by less than 1e-10 at n = 65, ‖A‖ ≈ 16, and the bound holds for shifts as near as twice the bound', () => {
    const n = 65;
    const A = randomSymmetric(n);
    const eigenvalues = Array.from(spectrumOf(A, n)).sort((a, b) => a - b);
    for (const k of [0, 13, 40, 64]) {
      const { bound } = inertia(A, n, eigenvalues[k]!);
      expect(bound).toBeLessThan(1e-10);
      // 2e-13: error of the oracle's own eigenvalue.
      expect(inertia(A, n, eigenvalues[k]! - 2 * bound - 2e-13).negative).toBe(k);
      expect(inertia(A, n, eigenvalues[k]! + 2 * bound + 2e-13).negative).toBe(k + 1);
    }
  });

  it('keeps its bound on graded spectra from 1e-12 to 1e3', () => {
    const values = Array.from({ length: 31 }, (_, i) => (i % 2 ? 1 : -1) * 10 ** (-12 + i / 2));
    const { negative, positive, bound } = inertia(withSpectrum(values), 31);
    const sure = values.filter((x) => Math.abs(x) > bound + 1e-12);
    expect(negative).toBeGreaterThanOrEqual(sure.filter((x) => x < 0).length);
    expect(positive).toBeGreaterThanOrEqual(sure.filter((x) => x > 0).length);
    expect(bound).toBeLessThan(1e-9);
  });

  it('leaves the matrix alone and refuses NaN', () => {
    const A = randomSymmetric(5);
    const before = A.slice();
    inertia(A, 5, 0.5);
    expect(A).toEqual(before);
    A[3 * 5 + 1] = Number.NaN;
    expect(() => inertia(A, 5)).toThrow('inertia: matrix must be finite in every entry, got NaN');
  });
});

describe('symmetricNorm', () => {
  it('is the largest absolute row sum', () => {
    expect(symmetricNorm(new Float64Array([1, 0, -3, 2]), 2)).toBe(5);
  });
});
