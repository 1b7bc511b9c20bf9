import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { factorCholesky } from '../../src/linalg/cholesky.ts';
import { allWith, enginesWith } from '../support/backends.ts';

/** B Bᵀ + shift I; above the diagonal numbers that must not matter. */
function matrixOf(n: number, shift: number): Float64Array {
  const draw = stream(3, 'cholesky', n, 'uniform');
  const B = Float64Array.from({ length: n * n }, () => draw.normal());
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (j > i) return draw.normal();
    let sum = i === j ? shift : 0;
    for (let p = 0; p < n; p++) sum += B[i * n + p]! * B[j * n + p]!;
    return sum;
  });
}

describe.each(allWith('cholesky'))('Cholesky by %s', (_engine, kernels) => {
  const cholesky = kernels.cholesky();

  it('L Lᵀ = A to 1e-13, sizes smaller and larger in turn', () => {
    for (const n of [1, 7, 15, 16, 17, 33, 5, 131, 31]) {
      const A = matrixOf(n, 1);
      const L = A.slice();
      expect(cholesky(L, n)).toBe(true);
      let [worst, largest] = [0, 0];
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          if (j > i && L[i * n + j] !== A[i * n + j]) worst = Infinity; // what lies above the diagonal stays
          if (j > i) continue;
          let sum = 0;
          for (let p = 0; p <= j; p++) sum += L[i * n + p]! * L[j * n + p]!;
          worst = Math.max(worst, Math.abs(sum - A[i * n + j]!));
          largest = Math.max(largest, Math.abs(A[i * n + j]!));
        }
      expect(worst / largest).toBeLessThan(1e-13);
    }
  });

  it('refuses a pivot that is negative, zero, infinite or not a number, wherever it stands', () => {
    for (const n of [1, 17, 40])
      for (const [at, pivot] of [
        [0, -1],
        [n - 1, 0],
        [n >> 1, Number.NaN],
        [n - 1, Infinity],
      ] as const) {
        const A = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
        A[at * n + at] = pivot;
        expect(cholesky(A, n)).toBe(false);
      }
    const indefinite = matrixOf(60, -70);
    expect(factorCholesky(indefinite.slice(), 60)).toBe(false);
    expect(cholesky(indefinite, 60)).toBe(false);
  });
});

const exact = enginesWith('cholesky').filter(([, { deterministic }]) => deterministic);
it.each(exact)('Cholesky by %s leaves the bits of linalg/cholesky.ts', (_engine, kernels) => {
  const cholesky = kernels.cholesky();
  for (const n of [1, 8, 16, 23, 48, 131]) {
    const a = matrixOf(n, 1);
    const b = a.slice();
    expect(cholesky(a, n)).toBe(factorCholesky(b, n));
    expect(Buffer.from(a.buffer).equals(Buffer.from(b.buffer))).toBe(true);
  }
});
