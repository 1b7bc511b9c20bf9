/** The contraction of path polynomials against the sum over paths as it is written. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { pathPolynomial } from '../../src/kernels/path-polynomial.ts';
import { pathPolynomialReference } from '../../src/kernels/reference/path-polynomial.ts';

/** Widths, weights, and how many of the first path indices the couplings know. */
const cases: [number[], number, number][] = [
  [[3, 4, 2, 1], 22, 4],
  [[3, 4, 2, 1], 5, 3],
  [[3, 1, 2, 3, 2], 7, 4],
  [[2, 3, 4, 3], 30, 2],
  [[4, 3, 2, 2, 3], 6, 1],
  [[5, 3], 15, 2],
  [[1, 3, 2], 4, 1],
];

describe.each(cases)('widths %j, %i weights, couplings of the first %i indices', (widths, weights, known) => {
  const draw = stream(4, 'test/path-polynomial', weights, widths.join());
  const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
  const edges = widths.slice(1).reduce((sum, n, h) => sum + n * widths[h]!, 0);
  const colors = Int32Array.from({ length: edges }, (_, e) => e % weights);
  const couplings = normals(widths.slice(0, known).reduce((a, b) => a * b, 1));
  const shape = { widths, weights, colors, couplings, scale: 0.7 };
  const [kernel, twin] = [pathPolynomial(shape), pathPolynomialReference(shape)];
  const absolute = pathPolynomialReference({ ...shape, couplings: couplings.map(Math.abs) });
  const [w, v] = [normals(weights), normals(weights)];
  const γ = kernel.roundings * 2 ** -53 * 1.01;
  const [got, wanted, sums] = [0, 1, 2].map(() => new Float64Array(weights)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];

  it('value and gradient are those of the sum over paths, within the roundings it states', () => {
    const value = kernel.evaluate(w, got);
    const size = absolute.evaluate(w.map(Math.abs), sums);
    expect(Math.abs(value - twin.evaluate(w, wanted))).toBeLessThanOrEqual(2 * γ * size);
    got.forEach((g, i) => {
      expect(Math.abs(g - wanted[i]!)).toBeLessThanOrEqual(2 * γ * sums[i]!);
    });
  });

  it('products with the Hessian likewise, also after a product elsewhere', () => {
    kernel.product(v, w, got);
    kernel.product(w, v, got);
    twin.product(w, v, wanted);
    absolute.product(w.map(Math.abs), v.map(Math.abs), sums);
    got.forEach((g, i) => {
      expect(Math.abs(g - wanted[i]!)).toBeLessThanOrEqual(2 * γ * sums[i]!);
    });
  });
});

it('refuses couplings, colors and widths that do not go together, by name', () => {
  const shape = {
    widths: [2, 2, 1],
    weights: 6,
    colors: Int32Array.of(0, 1, 2, 3, 4, 5),
    couplings: new Float64Array(4),
    scale: 1,
  };
  expect(() => pathPolynomial({ ...shape, couplings: new Float64Array(3) })).toThrow(/couplings must be .*got 3/);
  expect(() => pathPolynomial({ ...shape, colors: new Int32Array(5) })).toThrow(
    /colors must be one for each of 6 edges, got 5/,
  );
  expect(() => pathPolynomial({ ...shape, weights: 5 })).toThrow(/colors must be in 0 … 4, got 5/);
  expect(() => pathPolynomial({ ...shape, widths: [2] })).toThrow(/widths must be at least n_0 and n_1/);
});
