import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { BlockKrylov, rowsOf } from '../../src/linalg/block-krylov.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { krylovSpace } from '../../src/linalg/krylov-space.ts';
import { dense, fromProduct, type Operator } from '../../src/linalg/operator.ts';
import { chain, direction, distance, randomSymmetric, skewness, trueResiduals, withSpectrum } from './matrices.ts';

const draw = (purpose: string) => stream(4, 'test/block-krylov', 0, purpose);
const starts = (n: number, count: number) => Array.from({ length: count }, (_, c) => direction(draw(`${c}`), n));

/** Orthonormal rows: unit vectors reflected. */
function orthonormal(n: number, count: number): Float64Array[] {
  const v = direction(draw('known'), n);
  return Array.from({ length: count }, (_, c) => v.map((x, i) => (i === c ? 1 : 0) - 2 * v[c]! * x));
}

/** Qᵀ A Q by products with the basis. */
function compressed(operator: Operator, basis: readonly Float64Array[]): Float64Array {
  const k = basis.length;
  const H = new Float64Array(k * k);
  for (const [j, q] of basis.entries()) {
    const out = new Float64Array(operator.size);
    operator.apply(q, out);
    for (const [i, p] of basis.entries()) H[i * k + j] = p.reduce((sum, x, a) => sum + x * out[a]!, 0);
  }
  return H;
}

describe('BlockKrylov', () => {
  it.each([
    [40, 1, 0],
    [40, 1, 5],
    [41, 3, 0],
    [65, 4, 7],
  ])('n = %i, %i start vectors, %i known: orthonormal to 1e-14, Ritz values those of Qᵀ A Q', (n, count, many) => {
    const operator = dense(randomSymmetric(n), n);
    const known = orthonormal(n, many);
    const space = new BlockKrylov(operator, starts(n, count), known);
    space.grow(5 * count);
    space.grow(7 * count);
    expect(space.basis.length).toBe(7 * count);
    expect(skewness([...known, ...space.basis])).toBeLessThan(1e-14);
    const { values } = space.ritzValues();
    const expected = symmetricEigenvalues(compressed(operator, space.basis), space.basis.length);
    expect(distance(values, expected)).toBeLessThan(1e-13 * 2 * Math.sqrt(n));
  });

  it.each([1, 3])(
    '%i start vectors: orthonormal to 1e-14 beside a far outlier, where one orthogonalization loses it',
    (count) => {
      const n = 99;
      const A = withSpectrum(Array.from({ length: n }, (_, i) => (i === 0 ? 1e6 : i / n)));
      const space = new BlockKrylov(dense(A, n), starts(n, count), []);
      space.grow(n);
      expect(space.basis.length).toBe(n);
      expect(skewness(space.basis)).toBeLessThan(1e-14);
    },
  );

  it.each([1, 2, 3])('%i start vectors: Ritz vectors with the residuals of the recurrence', (count) => {
    const operator = chain(50);
    const space = new BlockKrylov(operator, starts(50, count), []);
    space.grow(7 * count);
    const { values, residuals } = space.ritzValues();
    const numbers = [0, 2, 7 * count - 1];
    const vectors = rowsOf(space.ritzVectors(numbers), 50);
    const exact = trueResiduals(
      operator,
      numbers.map((i, row) => ({ value: values[i]!, vector: vectors[row]! })),
    );
    expect(
      distance(
        exact,
        numbers.map((i) => residuals[i]!),
      ),
    ).toBeLessThan(1e-14);
    expect(Math.min(...exact)).toBeGreaterThan(1e-4);
    expect(skewness(vectors)).toBeLessThan(1e-14);
  });

  it('has with one start vector the T of krylovSpace', () => {
    const operator = dense(randomSymmetric(33), 33);
    const space = new BlockKrylov(operator, starts(33, 1), []);
    space.grow(12);
    const { basis } = krylovSpace(operator, direction(draw('0'), 33), 12);
    for (const [i, q] of basis.entries()) expect(distance(q, space.basis[i]!)).toBeLessThan(1e-13);
  });

  it('sees as many copies as it has start vectors, and ends where the space is invariant', () => {
    const operator = dense(withSpectrum([...new Array(9).fill(-2), ...new Array(8).fill(1), 5, 5]), 19);
    const space = new BlockKrylov(operator, starts(19, 3), []);
    space.grow(19);
    expect(space.width).toBe(0);
    const { values, residuals } = space.ritzValues();
    expect(distance(values, [-2, -2, -2, 1, 1, 1, 5, 5])).toBeLessThan(1e-13);
    expect(Math.max(...residuals)).toBe(0);
  });

  it('fills what the known vectors leave, no more', () => {
    const n = 20;
    const space = new BlockKrylov(dense(randomSymmetric(n), n), starts(n, 4), orthonormal(n, 3));
    space.grow(1000);
    expect(space.basis.length).toBe(17);
    expect(space.width).toBe(0);
  });

  it('leaves out start vectors that depend on others, and adds no block that exceeds the limit', () => {
    const [p, q] = starts(30, 2);
    const space = new BlockKrylov(chain(30), [p!, p!.slice(), q!, p!.map((x, i) => 2 * x - q![i]!)], []);
    expect(space.width).toBe(2);
    space.grow(7);
    expect(space.basis.length).toBe(6);
  });

  it('of a zero operator is invariant at once', () => {
    const space = new BlockKrylov(dense(new Float64Array(25), 5), starts(5, 2), []);
    space.grow(5);
    expect([...space.ritzValues().values]).toEqual([0, 0]);
    expect(space.width).toBe(0);
  });

  it('refuses NaN', () => {
    const nan = fromProduct(4, true, (_, out) => out.fill(Number.NaN));
    expect(() => new BlockKrylov(nan, starts(4, 2), []).grow(4)).toThrow('operator must be finite, got NaN');
  });
});
