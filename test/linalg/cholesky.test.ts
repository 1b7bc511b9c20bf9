import { describe, expect, it } from 'vitest';
import { choleskyBound, factorCholesky, solveCholesky } from '../../src/linalg/cholesky.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { awkwardSizes, distance, multiply, transpose, withSpectrum } from './matrices.ts';

const spectrum = (n: number) => Array.from({ length: n }, (_, i) => 0.5 + (3 * i) / n);
const trace = (A: Float64Array, n: number) => A.reduce((sum, a, at) => (at % (n + 1) === 0 ? sum + a : sum), 0);

describe('factorCholesky', () => {
  it.each(awkwardSizes)('A = L Lᵀ within choleskyBound at n = %i', (n) => {
    const A = withSpectrum(spectrum(n));
    const L = A.slice();
    expect(factorCholesky(L, n)).toBe(true);
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) L[i * n + j] = 0;
    const product = multiply(L, transpose(L, n), n);
    // The product itself is rounded: once more the same bound.
    expect(distance(product, A)).toBeLessThan(2 * choleskyBound(trace(A, n), n));
  });

  it.each([1, 9, 17, 33])('solves to 1e-13 at n = %i, condition 7', (n) => {
    const A = withSpectrum(spectrum(n));
    const x = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const b = x.map((_, i) => x.reduce((sum, xj, j) => sum + A[i * n + j]! * xj, 0));
    const L = A.slice();
    factorCholesky(L, n);
    solveCholesky(L, n, b);
    expect(distance(b, x)).toBeLessThan(1e-13);
  });

  it.each([1, 7, 16, 17, 40])('refuses one negative eigenvalue of −1e-9 among %i', (n) => {
    const A = withSpectrum([...spectrum(n - 1), -1e-9]);
    expect(factorCholesky(A, n)).toBe(false);
  });

  it('runs to its end only when λ_min exceeds minus its bound', () => {
    const n = 20;
    let accepted = 0;
    for (let replica = 0; replica < 40; replica++) {
      const A = withSpectrum([...spectrum(n - 1), (replica - 20) * 1e-16], replica);
      const least = symmetricEigenvalues(A, n)[0]!;
      if (!factorCholesky(A.slice(), n)) continue;
      accepted++;
      expect(least).toBeGreaterThan(-choleskyBound(trace(A, n), n));
    }
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(40);
  });

  it('refuses NaN', () => {
    expect(factorCholesky(new Float64Array([1, 0, Number.NaN, 1]), 2)).toBe(false);
  });
});
