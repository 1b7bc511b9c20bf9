/** Forms collected by monomials against the sum over all entries. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { forms } from '../../src/kernels/forms.ts';
import { formsReference } from '../../src/kernels/reference/forms.ts';
import { symmetrize } from '../../src/landscapes/tensor/symmetrize.ts';

describe.each([
  [1, 5, 3],
  [2, 1, 2],
  [2, 7, 1],
  [3, 3, 4],
  [3, 7, 2],
  [4, 3, 3],
  [5, 2, 1],
])('order %i, %i variables, %i forms', (order, size, count) => {
  const draw = stream(4, 'test/forms', order, `${size} ${count}`);
  const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
  const shape = { order, size, count, scale: 0.7, entries: normals(count * size ** order) };
  const [kernel, twin] = [forms(shape), formsReference(shape)];
  const [w, v, weights] = [normals(size), normals(size), normals(count)];
  const γ = kernel.roundings * 2 ** -53 * 1.01;

  it('values, gradients and sums of Hessians are those of the sum over entries, within the roundings it states', () => {
    const room = () => ({ values: new Float64Array(count), gradients: new Float64Array(count * size) });
    const [got, wanted, sums] = [room(), room(), room()];
    kernel.evaluate(v, got.values, got.gradients);
    kernel.evaluate(w, got.values, got.gradients);
    twin.evaluate(w, wanted.values, wanted.gradients);
    kernel.absolute().evaluate(w.map(Math.abs), sums.values, sums.gradients);
    for (const part of ['values', 'gradients'] as const)
      got[part].forEach((x, i) => {
        expect(Math.abs(x - wanted[part][i]!)).toBeLessThanOrEqual(2 * γ * sums[part][i]! + 1e-300);
      });
    const [hessian, exact, large] = [0, 1, 2].map(() => new Float64Array(size * size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    kernel.hessian(w, weights, hessian);
    twin.hessian(w, weights, exact);
    kernel.absolute().hessian(w.map(Math.abs), weights.map(Math.abs), large);
    hessian.forEach((x, i) => {
      expect(Math.abs(x - exact[i]!)).toBeLessThanOrEqual(2 * γ * large[i]! + 1e-300);
    });
  });

  it('its norm is that of the symmetrized tensor', () => {
    for (let μ = 0; μ < count; μ++) {
      const entries = shape.entries.slice(μ * size ** order, (μ + 1) * size ** order);
      const norm = Math.sqrt(symmetrize({ order, size, entries }).reduce((sum, x) => sum + x * x, 0));
      expect(kernel.frobenius(μ) / norm).toBeCloseTo(1, 8);
    }
  });
});

it('refuses entries that are not m Λ^H', () => {
  expect(() => forms({ order: 2, size: 3, count: 2, scale: 1, entries: new Float64Array(9) })).toThrow(
    /entries must be m Λ\^H = 18 numbers, got 9/,
  );
});
