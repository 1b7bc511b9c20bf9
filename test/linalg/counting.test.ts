import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.ts';
import { countBelow, countBelowDefinite } from '../../src/linalg/counting.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { awkwardSizes, randomSymmetric, withSpectrum } from './matrices.ts';

function loaded(A: Float64Array, n: number) {
  const kernel = createKernels().symmetric(n);
  kernel.matrix.set(A);
  for (let i = 0; i < n; i++) kernel.diagonal[i] = A[i * n + i]!;
  return kernel;
}

/** [[P, B], [Bᵀ, D]] with P ⪰ 0 of low rank, as the Hessian of a network. */
function semidefiniteBlock(n: number, columns: number): Float64Array {
  const A = randomSymmetric(n, 5);
  const P = withSpectrum(Array.from({ length: columns }, (_, i) => (i % 3 === 0 ? 1 + i / n : 0)));
  for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) A[i * n + j] = P[i * columns + j]!;
  return A;
}

const below = (A: Float64Array, n: number, level: number) =>
  new EigenvalueDecomposition(Matrix.from1DArray(n, n, A), { assumeSymmetric: true }).realEigenvalues.filter(
    (x) => x < level,
  ).length;

describe('countBelow', () => {
  it.each(awkwardSizes)('counts what ml-matrix counts, at n = %i and four levels', (n) => {
    const A = randomSymmetric(n);
    const kernel = loaded(A, n);
    for (const level of [-2, -0.001, 0.001, 1.5]) {
      const expected = below(A, n, level);
      expect(countBelow(kernel, level)).toMatchObject({ low: expected, high: expected });
    }
  });

  it.each([-0.3, 0.3])('needs one factorization where no eigenvalue is near, two where one is: level %f', (level) => {
    const n = 60;
    const kernel = loaded(withSpectrum(Array.from({ length: n }, (_, i) => (i - 30.5) / 50)), n);
    let factorizations = 0;
    const counted = {
      ...kernel,
      factor(shift: number) {
        factorizations++;
        return kernel.factor(shift);
      },
    };
    expect(countBelow(counted, level)).toMatchObject({ low: 31 + 50 * level, high: 31 + 50 * level });
    expect(factorizations).toBe(1);
    expect(countBelow(counted, level - 0.01)).toMatchObject({ low: 30 + 50 * level, high: 31 + 50 * level });
    expect(factorizations).toBe(3);
  });

  it('leaves an eigenvalue open that is nearer than the allowance, and no other', () => {
    const A = withSpectrum([-3, -1, 0.5, 0.5 + 1e-6, 2, 4, 4, 7]);
    expect(countBelow(loaded(A, 8), 0.5 + 5e-7, 1e-8)).toMatchObject({ low: 3, high: 3 });
    expect(countBelow(loaded(A, 8), 0.5 + 5e-7, 1e-6)).toMatchObject({ low: 2, high: 4 });
  });

  it('does not decide an eigenvalue on the level', () => {
    const { low, high, bound } = countBelow(loaded(withSpectrum([-1, 0.001, 2, 3]), 4), 0.001);
    expect([low, high]).toEqual([1, 2]);
    expect(bound).toBeLessThan(1e-12);
  });

  it('refuses NaN', () => {
    expect(() => countBelow(loaded(new Float64Array([1, Number.NaN, 0, 1]), 2), 0)).toThrow(
      'countBelow: matrix must be finite in every entry, got NaN',
    );
  });
});

describe('countBelowDefinite', () => {
  it.each([
    [2, 1],
    [9, 5],
    [40, 33],
    [130, 100],
  ])('counts what ml-matrix counts below −τ, n = %i with %i columns semidefinite', (n, columns) => {
    const A = semidefiniteBlock(n, columns);
    const kernel = loaded(A, n);
    for (const τ of [1e-3, 0.1, 1]) {
      const expected = below(A, n, -τ);
      expect(countBelowDefinite(kernel, -τ, columns, τ)).toMatchObject({ low: expected, high: expected });
    }
  });

  it('counts as a whole where the complement leaves it open: an eigenvalue 1e-9 beside the level', () => {
    const [n, columns] = [40, 30];
    const A = semidefiniteBlock(n, columns);
    const kernel = loaded(A, n);
    const level = symmetricEigenvalues(A, n)[2]! + 1e-9;
    // What 1e-11 of doubt in the matrix leaves of the complement is wider than what countBelow leaves.
    const count = countBelowDefinite(kernel, level, columns, 1e-6, 1e-11);
    expect(count).toEqual(countBelow(kernel, level, 1e-11));
    expect(count).toMatchObject({ low: 3, high: 3 });
  });

  it.each([0, 1, 30])('leaves open an eigenvalue on the level, with %i columns eliminated', (columns) => {
    const n = 40;
    const A = semidefiniteBlock(n, 30);
    const level = symmetricEigenvalues(A, n)[2]!;
    expect(countBelowDefinite(loaded(A, n), level, columns, -level)).toMatchObject({ low: 2, high: 3 });
  });

  it('counts as a whole when the leading block is not definite after all', () => {
    const A = randomSymmetric(20);
    const expected = below(A, 20, 0);
    expect(countBelowDefinite(loaded(A, 20), 0, 10, 1)).toMatchObject({ low: expected, high: expected });
  });
});
