import { describe, expect, it } from 'vitest';
import type { DoubleDouble } from '../../src/base/double-double.ts';
import { add, divide, exact, ln2, multiply, one, pi, squareRoot, subtract } from '../../src/base/double-double.ts';

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
});
