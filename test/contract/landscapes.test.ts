/** Every landscape against the plain path: Taylor slopes, optional capabilities, symmetries. A new landscape adds one fixture. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { randomStart, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { dot, slope, times } from '../support/taylor.ts';

const kernels = createKernels('wasm');
const glass = (order: number, size: number): [string, Landscape, Float64Array] => {
  const shape = { order, size, seed: 6, disorder: 0 };
  const point = new Float64Array(size);
  randomStart(shape, 0, point);
  return [`spin-glass, order ${order}, size ${size}`, spinGlass(shape, kernels, 'float64'), point];
};

/** Name, landscape, a generic point on its manifold. */
const fixtures: [string, Landscape, Float64Array][] = [glass(2, 8), glass(3, 7), glass(4, 5), glass(5, 3)];

describe.each(fixtures)('%s', (_name, landscape, point) => {
  const n = landscape.dimension;
  const draw = stream(2, 'contract', n, 'direction');
  const direction = Float64Array.from(point, () => draw.normal());
  const look = (w: Float64Array) => {
    const value = new Float64Array(1);
    const gradient = new Float64Array(n);
    landscape.valueAndGradient(w, 1, value, gradient);
    return { value: value[0]!, gradient };
  };
  const along = (t: number) => point.map((x, i) => x + t * direction[i]!);
  const here = look(point);

  it('the point lies on the manifold', () => expect(landscape.manifold.drift(point)).toBeLessThan(1e-14));

  it('a batch gives what its points give alone', () => {
    const points = new Float64Array(3 * n);
    [0, 0.1, -0.2].forEach((t, r) => void points.set(along(t), r * n));
    const values = new Float64Array(3);
    const gradients = new Float64Array(3 * n);
    landscape.valueAndGradient(points, 3, values, gradients);
    [0, 0.1, -0.2].forEach((t, r) => {
      const alone = look(along(t));
      expect(values[r]).toBe(alone.value);
      expect(gradients.slice(r * n, (r + 1) * n)).toEqual(alone.gradient);
    });
  });

  it('gradient: the Taylor remainder has slope at least 1.9', () => {
    const remainder = (t: number) => look(along(t)).value - here.value - t * dot(here.gradient, direction);
    expect(slope(remainder, [3e-2, 1e-2, 3e-3])).toBeGreaterThan(1.9);
  });

  it('Hessian, product and finite differences of the gradient agree', () => {
    const product = new Float64Array(n);
    if (landscape.hessian) {
      const matrix = new Float64Array(n * n);
      const gradient = new Float64Array(n);
      expect(landscape.hessian(point, gradient, matrix)).toBeCloseTo(here.value, 10);
      gradient.forEach((g, i) => void expect(g).toBeCloseTo(here.gradient[i]!, 10));
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(matrix[i * n + j]).toBe(matrix[j * n + i]);
      product.set(times(matrix, direction));
    }
    if (landscape.hessianVector) {
      const out = new Float64Array(n);
      landscape.hessianVector(point, direction, out);
      if (landscape.hessian) out.forEach((x, i) => void expect(x).toBeCloseTo(product[i]!, 9));
      product.set(out);
    }
    const t = 1e-4;
    const [ahead, behind] = [look(along(t)).gradient, look(along(-t)).gradient];
    product.forEach(
      (x, i) => void expect(Math.abs((ahead[i]! - behind[i]!) / (2 * t) - x)).toBeLessThan(1e-5 * (1 + Math.abs(x))),
    );
  });

  it('the fleet measures what the plain path says', () => {
    const fleet = landscape.fleet?.(4);
    if (!fleet) return;
    fleet.load(point, 1, 0);
    fleet.measure();
    expect(fleet.energies[0]! / here.value).toBeCloseTo(1, 11);
    const tangent = here.gradient.slice();
    landscape.manifold.project(point, tangent);
    expect(fleet.residuals[0]! / (Math.sqrt(dot(tangent, tangent)) / landscape.gradientScale)).toBeCloseTo(1, 11);
  });

  it('declared symmetries leave the value unchanged to 1e-12', () => {
    for (const symmetry of landscape.symmetries)
      for (const choice of [0, 0.3, 0.99])
        expect(Math.abs(look(symmetry.apply(point, choice)).value - here.value)).toBeLessThan(
          1e-12 * (1 + Math.abs(here.value)),
        );
  });
});
