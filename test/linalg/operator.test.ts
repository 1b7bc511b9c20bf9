import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  applyEach,
  blockOf,
  dense,
  fromProduct,
  fromUpper,
  matrixOf,
  type Operator,
  shifted,
} from '../../src/linalg/operator.ts';
import { awkwardSizes, distance, randomSymmetric, single, transpose } from './matrices.ts';

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

  it.each(awkwardSizes)('dense keeps the order of each sum, to the bit, for any number of vectors: n = %i', (n) => {
    const draw = stream(4, 'rows', n, 'entries');
    const matrix = Float64Array.from({ length: n * n }, () => draw.normal());
    for (const count of [1, 2, 4, 7]) {
      const vectors = Float64Array.from({ length: count * n }, () => draw.normal());
      const plain = vectors.map((_, at) => {
        const [c, i] = [Math.floor(at / n), at % n];
        let sum = 0;
        for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vectors[c * n + j]!;
        return sum;
      });
      const out = new Float64Array(count * n).fill(Number.NaN);
      applyEach(dense(matrix, n), vectors, count, out);
      expect(out).toEqual(plain);
    }
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

/** A matrix whose diagonal stands apart and whose lower triangle is spoiled, as the kernels hold it. */
function upperOf(A: Float64Array, n: number): Operator {
  const diagonal = Float64Array.from({ length: n }, (_, i) => A[i * n + i]!);
  const upper = A.map((a, at) => (at % n > Math.floor(at / n) ? a : Number.NaN));
  return fromUpper(upper, diagonal);
}

const kinds: Readonly<Record<string, (A: Float64Array, n: number) => Operator>> = {
  dense,
  fromUpper: upperOf,
  shifted: (A, n) => shifted(dense(A, n), 0.7),
  blockOf: (A, n) => blockOf(dense(A, n), Math.floor(n / 3), n),
};

describe.each(Object.entries(kinds))('blocks of %s', (_, kind) => {
  it.each(awkwardSizes)('n = %i: the bits of single products, at 0, 1, 3, 4, 9 vectors', (n) => {
    const operator = kind(randomSymmetric(n), n);
    expect(operator.applyBlock).toBeDefined();
    for (const count of [0, 1, 3, 4, 9]) {
      const draw = stream(5, 'test/operator', n, `vectors-${count}`);
      const vectors = Float64Array.from({ length: count * operator.size }, () => draw.normal());
      const [together, apart] = [operator, single(operator)].map((A) => {
        const out = new Float64Array(vectors.length).fill(Number.NaN);
        applyEach(A, vectors, count, out);
        return out;
      });
      expect(together).toEqual(apart);
    }
  });
});

describe('applyEach', () => {
  it('names vectors and out of the wrong length', () => {
    const A = dense(randomSymmetric(3), 3);
    expect(() => applyEach(A, new Float64Array(5), 2, new Float64Array(6))).toThrow(
      'applyEach: vectors must be of length count · n = 6, got 5',
    );
    expect(() => applyEach(A, new Float64Array(6), 2, new Float64Array(7))).toThrow(
      'applyEach: out must be of length count · n = 6, got 7',
    );
  });
});

describe('wrappers', () => {
  const twice = fromProduct(4, true, (v, out) => out.set(v.map((x) => 2 * x)));

  it('offer blocks only where the operator inside has them', () => {
    expect(shifted(twice, 1).applyBlock).toBeUndefined();
    expect(blockOf(twice, 1, 3).applyBlock).toBeUndefined();
  });

  it('a block is as exact as the whole; a shift, which rounds, does not say how exact it is', () => {
    const error = { value: 1e-7, kind: 'estimate' } as const;
    expect(blockOf({ ...twice, error }, 1, 3).error).toEqual(error);
    expect(shifted({ ...twice, error }, 1).error).toBeUndefined();
  });
});

describe('matrixOf', () => {
  it.each(awkwardSizes)('n = %i: every entry, by single products and by ⌈n/32⌉ blocks', (n) => {
    const draw = stream(5, 'test/operator', n, 'asymmetric');
    const A = Float64Array.from({ length: n * n }, () => draw.normal());
    let blocks = 0;
    const counting: Operator = {
      ...dense(A, n),
      apply: () => expect.unreachable('single product'),
      applyBlock(vectors, count, out) {
        blocks++;
        applyEach(single(dense(A, n)), vectors, count, out);
      },
    };
    expect(matrixOf(single(dense(A, n)))).toEqual(A);
    expect(matrixOf(counting)).toEqual(A);
    expect(blocks).toBe(Math.ceil(n / 32));
  });

  it('takes the mean of A and Aᵀ where the operator says symmetric', () => {
    const A = Float64Array.of(1, 2, 4, 3);
    expect(matrixOf({ ...dense(A, 2), symmetric: true })).toEqual(A.map((a, at) => (a + transpose(A, 2)[at]!) / 2));
  });
});
