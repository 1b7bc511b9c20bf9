import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { symmetricEigensystem } from '../../src/linalg/jacobi.ts';

function symmetric(n: number): Float64Array {
  const draw = stream(7, 'test/jacobi', n, 'entries');
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = draw.normal();
  return A;
}

describe('symmetricEigensystem', () => {
  it.each([1, 2, 3, 7, 8, 9, 31, 49])(
    'n = %i: A v = λ v and vᵀv = 1 to 1e-13 ‖A‖, values equal to those of implicit QL',
    (n) => {
      const A = symmetric(n);
      const { values, vectors } = symmetricEigensystem(A, n);
      const scale = 2 * Math.sqrt(n); // the edge of the semicircle
      symmetricEigenvalues(A, n).forEach((λ, k) => void expect(Math.abs(values[k]! - λ)).toBeLessThan(1e-13 * scale));
      for (let k = 0; k < n; k++) {
        const v = vectors.subarray(k * n, (k + 1) * n);
        for (let i = 0; i < n; i++) {
          const row = A.subarray(i * n, (i + 1) * n).reduce((sum, a, j) => sum + a * v[j]!, 0);
          expect(Math.abs(row - values[k]! * v[i]!)).toBeLessThan(1e-13 * scale);
          const other = vectors.subarray(i * n, (i + 1) * n).reduce((sum, x, j) => sum + x * v[j]!, 0);
          expect(other).toBeCloseTo(i === k ? 1 : 0, 13);
        }
      }
    },
  );

  it('multiple and zero eigenvalues: the all-ones matrix has n and n − 1 zeros', () => {
    const { values } = symmetricEigensystem(new Float64Array(25).fill(1), 5);
    [0, 0, 0, 0, 5].forEach((λ, k) => void expect(values[k]!).toBeCloseTo(λ, 13));
  });

  it('refuses NaN', () => {
    expect(() => symmetricEigensystem(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow(/matrix must be finite/);
  });
});
