import { describe, expect, it } from 'vitest';
import type { DoubleDouble } from '../../src/theory/double-double.ts';
import {
  add,
  addMultiple,
  allocate,
  divide,
  dot,
  exact,
  exponential,
  get,
  ln2,
  multiply,
  negate,
  one,
  pi,
  set,
  squareRoot,
  subtract,
} from '../../src/theory/double-double.ts';

/** |a − b| / |b|, exact enough because a − b is formed in double-doubles. */
const distance = (a: DoubleDouble, b: DoubleDouble) => Math.abs(subtract(a, b).hi / b.hi);
const samples = [pi, ln2, divide(one, exact(3)), exact(1e30 + 7e13), divide(pi, exact(-1e20)), multiply(pi, ln2)];

describe('double-double arithmetic', () => {
  it('product and quotient, root and square, sum and difference undo each other to 1e-31', () => {
    for (const a of samples) {
      for (const b of samples) {
        expect(distance(divide(multiply(a, b), b), a)).toBeLessThan(1e-31);
        const sum = add(a, b);
        // The sum is rounded to its own size, which may be larger than a.
        expect(Math.abs(subtract(subtract(sum, b), a).hi)).toBeLessThan(1e-31 * (Math.abs(sum.hi) + Math.abs(a.hi)));
      }
      const square = multiply(a, a);
      expect(distance(multiply(squareRoot(square), squareRoot(square)), square)).toBeLessThan(1e-31);
    }
    expect(squareRoot(exact(0)).hi).toBe(0);
  });

  it('e and e^(−ln 2) have 30 digits', () => {
    expect(distance(exponential(one), { hi: Math.E, lo: 1.4456468917292502e-16 })).toBeLessThan(1e-30);
    expect(distance(exponential(negate(ln2)), exact(0.5))).toBeLessThan(1e-30);
    expect(exponential(exact(-701)).hi).toBe(0);
  });

  it('a dot product of 33 terms that cancels 1e20-fold keeps 10 digits, and addMultiple agrees with it', () => {
    const n = 33;
    const a = allocate(n);
    const b = allocate(n);
    for (let i = 0; i < n - 1; i++) {
      set(a, i, divide(exact(i % 2 ? -1 : 1), exact(3)));
      set(b, i, exact(1e20));
    }
    set(a, n - 1, exact(1));
    set(b, n - 1, divide(one, exact(7)));
    expect(distance(dot(a, 0, b, 0, n), divide(one, exact(7)))).toBeLessThan(1e-10);
    const y = allocate(n + 2);
    addMultiple(divide(one, exact(3)), b, 0, y, 2, n);
    expect(distance(get(y, 5), divide(exact(1e20), exact(3)))).toBeLessThan(1e-31);
    expect(get(y, 1).hi).toBe(0);
  });
});
