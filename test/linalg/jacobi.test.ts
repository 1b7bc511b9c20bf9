import { describe, expect, it } from 'vitest';
import { householderEigensystem, symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { symmetricEigensystem } from '../../src/linalg/jacobi.ts';
import { distance, multiply, randomSymmetric, transpose, withSpectrum } from './matrices.ts';

/** max |A v − λ v| and max |V Vᵀ − I|. */
function faults(A: Float64Array, n: number, { values, vectors }: ReturnType<typeof symmetricEigensystem>) {
  const columns = transpose(vectors, n);
  const scaled = columns.map((v, at) => v * values[at % n]!);
  const identity = A.map((_, at) => (at % (n + 1) === 0 ? 1 : 0));
  return {
    residual: distance(multiply(A, columns, n), scaled),
    skewness: distance(multiply(vectors, columns, n), identity),
  };
}

describe.each([
  ['symmetricEigensystem', symmetricEigensystem],
  ['householderEigensystem', householderEigensystem],
])('%s', (name, eigensystem) => {
  it.each([0, 1, 2, 3, 7, 8, 9, 31, 49, 130])(
    'n = %i: A v = λ v to 1e-13 ‖A‖ and orthonormal to 1e-15 (n + 10), values equal to those of implicit QL',
    (n) => {
      const A = randomSymmetric(n);
      const before = A.slice();
      const system = eigensystem(A, n);
      const scale = 2 * Math.sqrt(n); // the edge of the semicircle
      const { residual, skewness } = faults(A, n, system);
      expect(residual).toBeLessThanOrEqual(1e-13 * scale);
      expect(skewness).toBeLessThan(1e-15 * (n + 10));
      expect(distance(system.values, symmetricEigenvalues(A, n))).toBeLessThanOrEqual(1e-13 * scale);
      expect(A).toEqual(before);
    },
  );

  it.each([
    ['multiple', [-2, -2, -2, 0, 0, 0, 0, 1e-8, 5, 5]],
    ['one and zeros', [0, 0, 0, 0, 0, 0, 5]],
    ['graded', Array.from({ length: 41 }, (_, i) => 10 ** (-20 + i / 2))],
    ['all equal', new Array(33).fill(-3)],
    ['all zero', new Array(8).fill(0)],
  ])('eigenvalues that are %s', (_, spectrum) => {
    const n = spectrum.length;
    const A = withSpectrum(spectrum);
    const norm = Math.max(...spectrum.map(Math.abs));
    const system = eigensystem(A, n);
    const { residual, skewness } = faults(A, n, system);
    // The matrix itself is rounded when it is made: n u ‖A‖ for each of its n reflections at most.
    expect(distance(system.values, spectrum)).toBeLessThanOrEqual(1e-15 * n * norm);
    expect(residual).toBeLessThanOrEqual(1e-15 * (n + 10) * norm);
    expect(skewness).toBeLessThan(1e-15 * (n + 10));
  });

  it('a diagonal matrix has its diagonal, in order', () => {
    const { values, vectors } = eigensystem(Float64Array.of(3, 0, 0, 0, -1, 0, 0, 0, 2), 3);
    expect([...values]).toEqual([-1, 2, 3]);
    expect([...vectors.map(Math.abs)]).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0]);
  });

  it('refuses NaN', () => {
    expect(() => eigensystem(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow(`${name}: matrix must be finite`);
  });
});

describe('householderEigensystem', () => {
  it('reads the lower triangle only', () => {
    const n = 17;
    const A = randomSymmetric(n);
    const lower = A.map((a, at) => (at % n > Math.floor(at / n) ? 7 : a));
    expect(householderEigensystem(lower, n)).toEqual(householderEigensystem(A, n));
  });
});
