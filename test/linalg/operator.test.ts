import { describe, expect, it } from 'vitest';
import { dense, fromProduct, shifted } from '../../src/linalg/operator.ts';
import { distance, randomSymmetric } from './matrices.ts';

const times = (operator: { size: number; apply(v: Float64Array, out: Float64Array): void }, v: number[]) => {
  const out = new Float64Array(operator.size).fill(Number.NaN);
  operator.apply(Float64Array.from(v), out);
  return [...out];
};

describe('Operator', () => {
  it('dense multiplies by rows and sees asymmetry', () => {
    const A = dense(new Float64Array([1, 2, 3, 4]), 2);
    expect(times(A, [1, 10])).toEqual([21, 43]);
    expect(A.symmetric).toBe(false);
    expect(dense(randomSymmetric(7), 7).symmetric).toBe(true);
  });

  it('(A − s I) v = A v − s v', () => {
    const A = dense(randomSymmetric(9), 9);
    const v = Array.from({ length: 9 }, (_, i) => Math.sin(i));
    const expected = times(A, v).map((x, i) => x - 0.7 * v[i]!);
    expect(distance(times(shifted(A, 0.7), v), expected)).toBe(0);
    expect(shifted(A, 0.7).symmetric).toBe(true);
  });

  it('fromProduct hands the product through', () => {
    const twice = fromProduct(3, true, (v, out) => out.set(v.map((x) => 2 * x)));
    expect(times(twice, [1, 2, 3])).toEqual([2, 4, 6]);
  });

  it('names a matrix of the wrong length', () => {
    expect(() => dense(new Float64Array(5), 2)).toThrow('dense: matrix must be of length n² = 4, got 5');
  });
});
