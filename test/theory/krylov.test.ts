import { describe, expect, it } from 'vitest';
import { exact } from '../../src/base/double-double.ts';
import type { DoubleDoubles } from '../../src/theory/double-double-vector.ts';
import { allocate, get, set } from '../../src/theory/double-double-vector.ts';
import { borderedDeterminants, isotropicKrylov } from '../../src/theory/krylov.ts';

/**
 * X = C Ω with eigenvalues d_0, d_1, … twice each: C₀ = [0 −D; D 0], Ω₀ = [0 I; −I 0], and then C = P C₀ Pᵀ, Ω = P⁻ᵀ Ω₀ P⁻¹ with
 * P = I + ones on the first subdiagonal, whose inverse has ±1 below the diagonal. All entries are exact doubles.
 */
function example(d: readonly number[]) {
  const half = d.length;
  const n = 2 * half;
  const table = (entry: (i: number, j: number) => number) =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
  const times = (a: number[][], b: number[][]) =>
    table((i, j) => a[i]!.reduce((sum, value, l) => sum + value * b[l]![j]!, 0));
  const transposed = (a: number[][]) => table((i, j) => a[j]![i]!);
  const kernel = table((i, j) => (j === i + half ? -d[i]! : i === j + half ? d[j]! : 0));
  const sign = table((i, j) => (j === i + half ? 1 : i === j + half ? -1 : 0));
  const P = table((i, j) => (i === j || i === j + 1 ? 1 : 0));
  const inverse = table((i, j) => (i < j ? 0 : (i - j) % 2 ? -1 : 1));
  const flat = (a: number[][]): DoubleDoubles => {
    const out = allocate(n * n);
    a.flat().forEach((value, i) => {
      set(out, i, exact(value));
    });
    return out;
  };
  return {
    width: n,
    P,
    inverse,
    kernel: flat(times(times(P, kernel), transposed(P))),
    sign: flat(times(times(transposed(inverse), sign), inverse)),
  };
}

const vector = (values: readonly number[]): DoubleDoubles => ({
  hi: Float64Array.from(values),
  lo: new Float64Array(values.length),
});

describe('√det(I + wX) and uᵀ(I + wX)⁻¹b for X = CΩ', () => {
  for (const half of [1, 3, 7]) {
    it(`${half} double eigenvalues over ${2 * half} decades, each once: Π(1 + w d) and Σ u b Π′ to 1e-14, their product to 1e-12`, () => {
      const d = Array.from({ length: half }, (_, i) => 2 ** (-6 * i));
      const { width, P, inverse, kernel, sign } = example(d);
      // In the coordinates of C₀, Ω₀ the start is 1, 1, … and the functional 1, 2, 3, …
      const start = vector(P.map((row) => row.reduce((sum, value) => sum + value, 0)));
      const functional = vector(P.map((_, j) => inverse.reduce((sum, row, i) => sum + (1 + i) * row[j]!, 0)));
      const process = isotropicKrylov(width, half + 1);
      const origin = 0.25;
      for (let repeat = 0; repeat < 2; repeat++) {
        const found = process({ kernel, sign, functional, start }, 1e-29);
        expect(found.steps).toBe(half);
        const { determinant, bordered } = borderedDeterminants(found, exact(origin));
        for (const y of [0, 0.25, 1, 3]) {
          const w = y - origin;
          const value = (p: DoubleDoubles) => p.hi.reduce((sum, c, i) => sum + c * y ** i, 0);
          const whole = d.reduce((product, x) => product * (1 + w * x), 1);
          // Each eigenvalue belongs to coordinates i and half + i.
          const resolvent = d.reduce((sum, x, i) => sum + (2 * i + 2 + half) / (1 + w * x), 0);
          expect(Math.abs(value(determinant) / whole - 1)).toBeLessThan(1e-14);
          expect(Math.abs(value(bordered) / (whole * resolvent) - 1)).toBeLessThan(1e-14);
        }
        // The leading coefficient is the product of all eigenvalues, down to 2⁻¹²⁶.
        const product = d.reduce((all, x) => all * x, 1);
        expect(Math.abs(get(determinant, half).hi / product - 1)).toBeLessThan(1e-12);
      }
    });
  }

  it('stops when the space is invariant, and after no step at all when none is allowed', () => {
    const { width, kernel, sign } = example([1, 0.5, 0.25]);
    const functional = vector([1, 0, 0, 0, 0, 0]);
    // P (1, 0, …) spans an invariant line: the first eigenvalue alone.
    const start = vector([1, 1, 0, 0, 0, 0]);
    const found = isotropicKrylov(width, 3)({ kernel, sign, functional, start }, 1e-29);
    expect(found.steps).toBe(1);
    expect([...borderedDeterminants(found, exact(0)).determinant.hi]).toEqual([1, 1]);
    const none = isotropicKrylov(width, 0)({ kernel, sign, functional, start }, 1e-29);
    expect(none.steps).toBe(0);
    expect([...borderedDeterminants(none, exact(0)).determinant.hi]).toEqual([1]);
  });
});
