import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { tridiagonalEigenpairs } from '../../src/linalg/eigenvalues.ts';
import { krylovSpace } from '../../src/linalg/krylov-space.ts';
import { dense, fromProduct } from '../../src/linalg/operator.ts';
import { awkwardSizes, chain, distance, randomSymmetric, withSpectrum } from './matrices.ts';

const draw = (purpose: string) => stream(3, 'test/lanczos', 0, purpose);

describe('tridiagonalEigenpairs', () => {
  it.each(awkwardSizes)('gives V with T V = V θ to 1e-14 · n and VᵀV = I, at n = %i', (n) => {
    const [d, e] = [draw(`d${n}`), draw(`e${n}`)];
    const diagonal = Float64Array.from({ length: n }, () => d.normal());
    const offDiagonal = Float64Array.from({ length: n }, (_, i) => (i === 0 ? 0 : e.normal()));
    const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
    const { values, rows } = tridiagonalEigenpairs({ diagonal, offDiagonal }, identity);
    for (let k = 0; k < n; k++) {
      const v = rows.subarray(k * n, (k + 1) * n);
      const Tv = v.map(
        (x, i) => diagonal[i]! * x + offDiagonal[i]! * (v[i - 1] ?? 0) + (offDiagonal[i + 1] ?? 0) * (v[i + 1] ?? 0),
      );
      expect(
        distance(
          Tv,
          v.map((x) => values[k]! * x),
        ),
      ).toBeLessThan(1e-14 * (n + 10));
      expect(v.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 13);
    }
  });
});

describe('krylovSpace', () => {
  it('stays orthonormal to 1e-14 over 100 steps on a spectrum with a far outlier, where plain Lanczos loses it', () => {
    const n = 100;
    const A = withSpectrum(Array.from({ length: n }, (_, i) => (i === 0 ? 1e6 : i / n)));
    const { basis } = krylovSpace(
      dense(A, n),
      Float64Array.from({ length: n }, (_, i) => Math.cos(i * i)),
      n,
    );
    for (const [i, p] of basis.entries())
      for (const [j, q] of basis.entries()) {
        const product = p.reduce((sum, x, k) => sum + x * q[k]!, 0);
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-14);
      }
  });

  it('continues a space to the one built at once', () => {
    const start = Float64Array.from({ length: 33 }, (_, i) => Math.sin(i + 1));
    const operator = dense(randomSymmetric(33), 33);
    const whole = krylovSpace(operator, start, 20);
    const parts = krylovSpace(operator, krylovSpace(operator, start, 7), 13);
    expect(parts.tridiagonal).toEqual(whole.tridiagonal);
    expect(parts.next).toBe(whole.next);
  });

  it('ends where the space is invariant: three eigenvalues, three steps', () => {
    const A = withSpectrum([1, 1, 1, 1, -2, -2, 5, 5, 5]);
    const { basis, next, tridiagonal } = krylovSpace(dense(A, 9), new Float64Array(9).fill(1), 9);
    expect(basis.length).toBe(3);
    expect(next).toBe(0);
    const { values } = tridiagonalEigenpairs(tridiagonal, new Float64Array(0));
    expect(distance(values, [-2, 1, 5])).toBeLessThan(1e-13);
  });

  it('refuses what is not symmetric, a start of zero, and NaN', () => {
    const start = Float64Array.of(1, 1);
    const asymmetric = dense(Float64Array.of(0, 1, 2, 0), 2);
    expect(() => krylovSpace(asymmetric, start, 2)).toThrow('krylovSpace: operator must be symmetric, got false');
    expect(() => krylovSpace(chain(2), new Float64Array(2), 2)).toThrow('‖start‖ must be a finite number > 0, got 0');
    expect(() =>
      krylovSpace(
        fromProduct(2, true, (_, out) => out.fill(Number.NaN)),
        start,
        2,
      ),
    ).toThrow('must be finite');
  });
});
