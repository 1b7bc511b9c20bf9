import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { symmetricEigenvalues, tridiagonalEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { reflectionProduct, tridiagonalize } from '../../src/linalg/tridiagonal.ts';
import { awkwardSizes, distance, multiply, randomSymmetric, transpose, withSpectrum } from './matrices.ts';

const oracle = (A: Float64Array, n: number) =>
  Float64Array.from(
    new EigenvalueDecomposition(Matrix.from1DArray(n, n, A), { assumeSymmetric: true }).realEigenvalues,
  ).sort();

describe('symmetricEigenvalues', () => {
  // Two backward stable routes differ by at most their errors, each a few n u ‖A‖ with ‖A‖ ≈ 2√n.
  it.each(awkwardSizes)('equals ml-matrix to 1e-12 at n = %i', (n) => {
    const A = randomSymmetric(n);
    expect(distance(symmetricEigenvalues(A, n), oracle(A, n))).toBeLessThan(1e-12);
  });

  it('gives the second difference its closed form 2 − 2 cos(kπ/(n + 1))', () => {
    const n = 101;
    const offDiagonal = new Float64Array(n).fill(-1);
    offDiagonal[0] = 0;
    const exact = Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    const got = tridiagonalEigenvalues({ diagonal: new Float64Array(n).fill(2), offDiagonal });
    expect(distance(got, exact)).toBeLessThan(2e-14); // n u ‖A‖ = 4e-14
  });

  it('finds multiple and zero eigenvalues', () => {
    const values = [-2, -2, -2, 0, 0, 0, 0, 1e-8, 5, 5];
    expect(distance(symmetricEigenvalues(withSpectrum(values), 10), values)).toBeLessThan(1e-14 * 5);
  });

  it.each([1e-250, 1e250])('scales with the matrix, by %e', (scale) => {
    const n = 9;
    const A = randomSymmetric(n);
    const got = symmetricEigenvalues(
      A.map((a) => a * scale),
      n,
    ).map((x) => x / scale);
    expect(distance(got, symmetricEigenvalues(A, n))).toBeLessThan(1e-13);
  });

  it('handles the zero matrix, the empty one, and a diagonal one', () => {
    expect([...symmetricEigenvalues(new Float64Array(9), 3)]).toEqual([0, 0, 0]);
    expect([...symmetricEigenvalues(new Float64Array(0), 0)]).toEqual([]);
    expect([...symmetricEigenvalues(new Float64Array([3, 0, 0, -1]), 2)]).toEqual([-1, 3]);
  });

  it('refuses NaN', () => {
    expect(() => symmetricEigenvalues(new Float64Array([Number.NaN]), 1)).toThrow(/matrix must be finite/);
  });
});

describe('tridiagonalize', () => {
  it.each([3, 8, 33])('keeps trace and Frobenius norm at n = %i', (n) => {
    const A = randomSymmetric(n);
    const { diagonal, offDiagonal } = tridiagonalize(A.slice(), n);
    const trace = A.reduce((sum, a, at) => (at % (n + 1) === 0 ? sum + a : sum), 0);
    const square = diagonal.reduce((sum, x) => sum + x * x, 0) + offDiagonal.reduce((sum, x) => sum + 2 * x * x, 0);
    expect(diagonal.reduce((a, b) => a + b)).toBeCloseTo(trace, 11);
    expect(square / A.reduce((sum, a) => sum + a * a, 0)).toBeCloseTo(1, 13);
  });

  it.each(awkwardSizes)('T = Qᵀ A Q with the product of its reflections, to 1e-15 n ‖A‖ at n = %i', (n) => {
    const A = randomSymmetric(n);
    const reduced = A.slice();
    const { diagonal, offDiagonal, factors } = tridiagonalize(reduced, n);
    const transposed = reflectionProduct(reduced, factors);
    const T = multiply(multiply(transposed, A, n), transpose(transposed, n), n);
    const expected = A.map((_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return i === j ? diagonal[i]! : Math.abs(i - j) === 1 ? offDiagonal[Math.max(i, j)]! : 0;
    });
    expect(distance(T, expected)).toBeLessThan(1e-15 * n * (2 * Math.sqrt(n) + 1));
  });
});
