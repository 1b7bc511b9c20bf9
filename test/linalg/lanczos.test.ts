import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { symmetricEigenvalues, tridiagonalEigenpairs } from '../../src/linalg/eigenvalues.ts';
import { extremes, krylovSpace, type RitzPair } from '../../src/linalg/lanczos.ts';
import { dense, fromProduct } from '../../src/linalg/operator.ts';
import { awkwardSizes, distance, randomSymmetric, withSpectrum } from './matrices.ts';

const draw = (purpose: string) => stream(3, 'test/lanczos', 0, purpose);

/** Second difference on n points: eigenvalues 2 − 2 cos(kπ/(n + 1)). */
const chain = (n: number) =>
  fromProduct(n, true, (v, out) => {
    for (let i = 0; i < n; i++) out[i] = 2 * v[i]! - (v[i - 1] ?? 0) - (v[i + 1] ?? 0);
  });

/** ‖A x − θ x‖ of a Ritz pair of the second difference. */
function residualOf({ value, vector }: RitzPair): number {
  const out = new Float64Array(vector.length);
  chain(vector.length).apply(vector, out);
  return Math.hypot(...out.map((x, i) => x - value * vector[i]!));
}

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

describe('extremes', () => {
  it.each([1, 2, 7, 33, 65])('agrees with all eigenvalues within its residuals at n = %i', (n) => {
    const A = randomSymmetric(n);
    const eigenvalues = symmetricEigenvalues(A, n);
    const count = Math.min(n, 3);
    const { smallest, largest } = extremes(draw(`n${n}`), dense(A, n), count);
    const rounding = 1e-13;
    for (let i = 0; i < count; i++) {
      expect(Math.abs(smallest[i]!.value - eigenvalues[i]!)).toBeLessThan(smallest[i]!.residual + rounding);
      expect(Math.abs(largest[i]!.value - eigenvalues[n - count + i]!)).toBeLessThan(largest[i]!.residual + rounding);
    }
  });

  it('finds the ends of the second difference on 400 points, closed form, with true residuals', () => {
    const n = 400;
    const { smallest, largest, products } = extremes(draw('chain'), chain(n), 2);
    const exact = (k: number) => 2 - 2 * Math.cos((k * Math.PI) / (n + 1));
    expect(
      distance(
        smallest.map((p) => p.value),
        [exact(1), exact(2)],
      ),
    ).toBeLessThan(1e-12);
    expect(
      distance(
        largest.map((p) => p.value),
        [exact(n - 1), exact(n)],
      ),
    ).toBeLessThan(1e-12);
    expect(products).toBeLessThanOrEqual(n);
    for (const pair of [...smallest, ...largest]) {
      const { residual } = pair;
      expect(residualOf(pair)).toBeLessThan(residual + 1e-13);
      expect(residual).toBeLessThan(4e-8); // the default 1e-8, relative to ‖A‖ = 4
    }
  });

  it('says by its residual that it stopped short', () => {
    const { smallest, products } = extremes(draw('short'), chain(400), 1, { steps: 30 });
    expect(products).toBe(30);
    expect(smallest[0]!.residual).toBeGreaterThan(1e-4);
    expect(residualOf(smallest[0]!) / smallest[0]!.residual).toBeCloseTo(1, 9);
  });
});
