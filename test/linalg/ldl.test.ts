import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { factorLdl, type Ldl, solveLdl } from '../../src/linalg/ldl.ts';
import { awkwardSizes, distance, multiply, randomSymmetric, transpose } from './matrices.ts';

/** L D Lᵀ and P A Pᵀ as dense matrices. */
function parts({ n, factor, blocks, permutation }: Ldl, A: Float64Array) {
  const L = new Float64Array(n * n);
  const D = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    L[i * n + i] = 1;
    D[i * n + i] = factor[i * n + i]!;
    for (let j = 0; j < i; j++)
      if (j === i - 1 && blocks[i] === 0) D[i * n + j] = D[j * n + i] = factor[i * n + j]!;
      else L[i * n + j] = factor[i * n + j]!;
  }
  const product = multiply(multiply(L, D, n), transpose(L, n), n);
  const permuted = A.map((_, at) => A[permutation[Math.floor(at / n)]! * n + permutation[at % n]!]!);
  return { L, D, product, permuted };
}

describe('factorLdl', () => {
  it.each(awkwardSizes)('P A Pᵀ = L D Lᵀ to 100 n u at n = %i', (n) => {
    const A = randomSymmetric(n);
    const { product, permuted } = parts(factorLdl(A.slice(), n), A);
    // n roundings of terms whose size stays within a small multiple of max |a| ≈ 4.
    expect(distance(product, permuted)).toBeLessThan(100 * n * 2 ** -53);
  });

  it('takes blocks of order 2 and interchanges on a zero diagonal', () => {
    const n = 33;
    const A = randomSymmetric(n);
    for (let i = 0; i < n; i++) A[i * n + i] = 0;
    const ldl = factorLdl(A.slice(), n);
    const { product, permuted } = parts(ldl, A);
    expect(ldl.blocks.filter((order) => order === 2).length).toBeGreaterThan(3);
    expect(distance(product, permuted)).toBeLessThan(100 * n * 2 ** -53);
  });

  it('has det < 0 by a margin of 1 − α² ≈ 0.59 in every block of order 2', () => {
    for (let replica = 0; replica < 20; replica++) {
      const n = 40;
      const { factor, blocks } = factorLdl(randomSymmetric(n, replica), n);
      for (let k = 0; k < n; k++) {
        if (blocks[k] !== 2) continue;
        const ratio = (factor[k * n + k]! * factor[(k + 1) * n + k + 1]!) / factor[(k + 1) * n + k]! ** 2;
        expect(Math.abs(ratio)).toBeLessThan(0.4102); // α² = 0.41010
      }
    }
  });

  it('reads and writes the lower triangle only', () => {
    const n = 41;
    const whole = randomSymmetric(n);
    const lower = whole.map((a, at) => (at % n > Math.floor(at / n) ? 7 : a));
    factorLdl(whole, n);
    factorLdl(lower, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(lower[i * n + j]).toBe(j > i ? 7 : whole[i * n + j]);
  });

  it('factors the zero matrix into zero pivots', () => {
    const { factor } = factorLdl(new Float64Array(25), 5);
    expect(factor.every((x) => x === 0)).toBe(true);
  });
});

describe('solveLdl', () => {
  it.each(awkwardSizes)('leaves a residual below 1e-11 at n = %i', (n) => {
    const A = randomSymmetric(n, 1);
    const draw = stream(7, 'test/ldl', n, 'solution');
    const x = Float64Array.from({ length: n }, () => draw.normal());
    const b = Float64Array.from({ length: n }, (_, i) => x.reduce((sum, xj, j) => sum + A[i * n + j]! * xj, 0));
    const solution = b.slice();
    solveLdl(factorLdl(A.slice(), n), solution);
    const back = b.map((_, i) => solution.reduce((sum, xj, j) => sum + A[i * n + j]! * xj, 0));
    expect(distance(back, b)).toBeLessThan(1e-11);
  });

  it('names a zero pivot', () => {
    expect(() => solveLdl(factorLdl(new Float64Array(4), 2), new Float64Array(2))).toThrow(
      /nonsingular.*zero pivot at 0/,
    );
  });
});
