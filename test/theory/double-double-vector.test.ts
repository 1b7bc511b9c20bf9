import { describe, expect, it } from 'vitest';
import type { DoubleDouble } from '../../src/base/double-double.ts';
import { add, divide, exact, ln2, multiply, negate, one, pi, subtract } from '../../src/base/double-double.ts';
import type { DoubleDoubles } from '../../src/theory/double-double-vector.ts';
import {
  addMultiple,
  addProducts,
  allocate,
  apply,
  clear,
  copy,
  dot,
  exponentials,
  get,
  products,
  scaled,
  set,
} from '../../src/theory/double-double-vector.ts';

/** |a − b| / |b|, exact enough because a − b is formed in double-doubles. */
const distance = (a: DoubleDouble, b: DoubleDouble) => Math.abs(subtract(a, b).hi / b.hi);

/** Numbers with both parts, of either sign, over six decades. */
function sample(n: number, seed: number): DoubleDoubles {
  const x = allocate(n);
  for (let i = 0; i < n; i++) set(x, i, divide(exact((i % 2 ? -1 : 1) * 10 ** ((i * seed) % 7)), exact(3 + seed + i)));
  return x;
}

describe('vectors of double-doubles', () => {
  for (const n of [1, 3, 8, 33]) {
    it(`${n} elements: y += f x, y += x z and M x are those of the scalar operations to 1e-30 of the terms, and touch nothing else`, () => {
      const [x, z, y] = [sample(n + 2, 1), sample(n + 2, 4), sample(n + 3, 6)];
      const f = divide(pi, exact(7));
      for (const change of ['multiple', 'products'] as const) {
        const out = copy(y);
        if (change === 'multiple') addMultiple(f, x, 1, out, 2, n);
        else addProducts(x, 1, z, 2, out, 2, n);
        for (let i = 0; i < n + 3; i++) {
          const inside = i >= 2 && i < n + 2;
          const term = inside ? multiply(change === 'multiple' ? f : get(z, i), get(x, i - 1)) : exact(0);
          const error = subtract(get(out, i), add(get(y, i), term)).hi;
          expect(Math.abs(error)).toBeLessThanOrEqual(
            inside ? 1e-30 * (Math.abs(get(y, i).hi) + Math.abs(term.hi)) : 0,
          );
        }
      }
      const matrix = sample(n * n, 5);
      const image = allocate(n + 1);
      apply(matrix, x, 2, image, 1, n);
      for (let i = 0; i < n; i++) {
        let [sum, size] = [exact(0), 0];
        for (let j = 0; j < n; j++) {
          const term = multiply(get(matrix, i * n + j), get(x, j + 2));
          sum = add(sum, term);
          size += Math.abs(term.hi);
        }
        expect(Math.abs(subtract(get(image, i + 1), sum).hi)).toBeLessThan(1e-30 * size);
      }
      expect(get(image, 0).hi).toBe(0);
    });
  }

  it('a dot product of 33 terms that cancels 1e20-fold keeps 10 digits', () => {
    const n = 33;
    const [a, b] = [allocate(n), allocate(n)];
    for (let i = 0; i < n - 1; i++) {
      set(a, i, divide(exact(i % 2 ? -1 : 1), exact(3)));
      set(b, i, exact(1e20));
    }
    set(a, n - 1, exact(1));
    set(b, n - 1, divide(one, exact(7)));
    expect(distance(dot(a, 0, b, 0, n), divide(one, exact(7)))).toBeLessThan(1e-10);
  });

  it('scaled and products make new vectors, clear empties a part', () => {
    const x = sample(5, 2);
    const before = copy(x);
    expect(distance(get(scaled(ln2, x), 3), multiply(ln2, get(x, 3)))).toBeLessThan(1e-31);
    expect(distance(get(products(x, x), 4), multiply(get(x, 4), get(x, 4)))).toBeLessThan(1e-31);
    expect(x).toEqual(before);
    clear(x, 1, 3);
    expect([...x.hi]).toEqual([before.hi[0], 0, 0, 0, before.hi[4]]);
    expect([...x.lo]).toEqual([before.lo[0], 0, 0, 0, before.lo[4]]);
  });

  it('e, e^(−ln 2) and e^600 have 28 digits or more, e^(a+b) = e^a e^b, and nothing is left below e^−700', () => {
    const x = allocate(6);
    [one, negate(ln2), exact(600), exact(300), exact(-701), exact(0)].forEach((value, i) => {
      set(x, i, value);
    });
    const y = exponentials(x);
    expect(distance(get(y, 0), { hi: Math.E, lo: 1.4456468917292502e-16 })).toBeLessThan(1e-30);
    expect(distance(get(y, 1), exact(0.5))).toBeLessThan(1e-30);
    expect(distance(get(y, 2), multiply(get(y, 3), get(y, 3)))).toBeLessThan(1e-28);
    expect(get(y, 4)).toEqual({ hi: 0, lo: 0 });
    expect(get(y, 5)).toEqual({ hi: 1, lo: 0 });
  });
});
