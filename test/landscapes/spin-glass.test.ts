import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { largestSize } from '../../src/base/capacity.ts';
import { ArgumentError } from '../../src/base/errors.ts';
import { stream } from '../../src/base/philox.ts';
import { tangentHessian } from '../../src/curvature/tangent.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { couplings, glassBytes, randomStart, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { dot, slope, times } from '../support/taylor.ts';

const kernels = createKernels();
const at = (order: number, size: number, disorder = 0) => {
  const shape = { order, size, seed: 8, disorder };
  const landscape = spinGlass(shape, kernels);
  const w = new Float64Array(size);
  randomStart(shape, 5, w);
  return { shape, landscape, w };
};
const value = (landscape: ReturnType<typeof at>['landscape'], w: Float64Array) => {
  const out = new Float64Array(1);
  landscape.valueAndGradient(w, 1, out, new Float64Array(w.length));
  return out[0]!;
};

describe.each([2, 3, 4, 5])('order %i', (order) => {
  const { landscape, w } = at(order, 9);
  const draw = stream(1, 'taylor', order, 'direction');
  const v = Float64Array.from(w, () => draw.normal());

  it('gradient: Taylor remainder of slope 2; Hessian: of slope 3', () => {
    const here = landscape.hessianAt(w);
    const { value: energy, gradient } = here;
    const hessian = here.matrix().entries;
    const moved = (t: number) =>
      value(
        landscape,
        w.map((x, i) => x + t * v[i]!),
      ) -
      energy -
      t * dot(gradient, v);
    expect(slope(moved, [1e-1, 5e-2, 2e-2, 1e-2])).toBeCloseTo(2, order === 2 ? 6 : 0);
    const bend = dot(v, times(hessian, v)) / 2;
    if (order === 2)
      expect(moved(0.3) / 0.09).toBeCloseTo(bend, 10); // a quadratic ends there
    else expect(slope((t) => moved(t) - t * t * bend, [1e-1, 5e-2, 2e-2, 1e-2])).toBeCloseTo(3, 0);
  });

  it('Euler: w·∇L = H L and ∇²L w = (H − 1) ∇L', () => {
    const gradient = new Float64Array(9);
    landscape.valueAndGradient(w, 1, new Float64Array(1), gradient);
    const hessian = landscape.hessianAt(w).matrix().entries;
    expect(dot(w, gradient) / value(landscape, w)).toBeCloseTo(order, 10);
    times(hessian, w).forEach((x, i) => void expect(x).toBeCloseTo((order - 1) * gradient[i]!, 10));
  });

  it('Riemannian Hessian is the second derivative along a great circle (slope 3)', () => {
    const tangent = v.slice();
    landscape.manifold.project(w, tangent);
    const length = Math.sqrt(dot(tangent, tangent));
    const circle = (t: number) =>
      value(
        landscape,
        w.map((x, i) => x * Math.cos(t) + (3 * tangent[i]! * Math.sin(t)) / length),
      ); // ρ = √9 = 3
    const { matrix, frame, gradient, value: energy } = tangentHessian(landscape, w);
    const coordinates = new Float64Array(8);
    frame.restrict(
      tangent.map((x) => (3 * x) / length),
      coordinates,
    );
    const [first, second] = [dot(gradient, coordinates), dot(coordinates, times(matrix().entries, coordinates))];
    expect(slope((t) => circle(t) - energy - t * first - (t * t * second) / 2, [6e-2, 3e-2, 2e-2, 1e-2])).toBeCloseTo(
      3,
      0,
    );
  });

  it('−w has the energy (−1)^H L(w); even orders declare it as a symmetry', () => {
    expect(
      value(
        landscape,
        w.map((x) => -x),
      ) / value(landscape, w),
    ).toBeCloseTo((-1) ** order, 12);
    expect(landscape.symmetries.map((s) => s.name)).toEqual(order % 2 === 0 ? ['sign'] : []);
  });
});

it('order 2 in closed form: critical points are eigenvectors, energies Λ^{1/2} times eigenvalues, the k-th has index k', () => {
  const size = 11;
  const { shape, landscape } = at(2, size, 3);
  const X = couplings(shape);
  const symmetric = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) symmetric.set(i, j, (X[i * size + j]! + X[j * size + i]!) / 2);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[a]! - realEigenvalues[b]!);
  order.forEach((column, k) => {
    const w = Float64Array.from(eigenvectorMatrix.getColumn(column), (x) => x * Math.sqrt(size));
    const { matrix, gradient, value: energy } = tangentHessian(landscape, w);
    const { entries } = matrix();
    expect(energy).toBeCloseTo(realEigenvalues[column]! * Math.sqrt(size), 10);
    expect(Math.sqrt(dot(gradient, gradient))).toBeLessThan(1e-10);
    const spectrum = new EigenvalueDecomposition(
      new Matrix([...Array(size - 1).keys()].map((i) => [...entries.subarray(i * (size - 1), (i + 1) * (size - 1))])),
      { assumeSymmetric: true },
    );
    expect(spectrum.realEigenvalues.filter((x) => x < 0).length).toBe(k);
  });
});

it('energy is a centered Gaussian of variance Λ: 400 disorders at one point, mean and variance within 4 standard errors', () => {
  const energies = Array.from({ length: 400 }, (_, disorder) => {
    const { landscape, w } = at(3, 5, disorder);
    return value(landscape, w);
  });
  const mean = energies.reduce((a, b) => a + b) / 400;
  expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(5 / 400));
  expect(Math.abs(energies.reduce((s, e) => s + e * e, 0) / 400 - 5)).toBeLessThan(4 * 5 * Math.sqrt(2 / 400));
});

it('a prepared Hessian stays right until it is released, however many others are prepared; its memory then serves the next', () => {
  const { landscape, shape } = at(3, 9);
  const points = Array.from({ length: 5 }, (_, r) => {
    const point = new Float64Array(9);
    randomStart(shape, r, point);
    return point;
  });
  const prepared = points.map((point) => landscape.hessianAt(point));
  const entries = prepared.map((hessian) => hessian.matrix().entries.slice());
  prepared[2]!.release();
  const next = landscape.hessianAt(points[0]!);
  expect(next.matrix().entries).toBe(prepared[2]!.matrix().entries);
  for (const k of [0, 1, 3, 4]) expect(prepared[k]!.matrix().entries).toEqual(entries[k]);
  expect(next.matrix().entries).toEqual(entries[0]);
});

describe('limits', () => {
  it('refuses bad shapes by name, rule and value', () => {
    const bad = (shape: object) => () => spinGlass({ order: 3, size: 9, seed: 1, disorder: 0, ...shape }, kernels);
    expect(bad({ order: 1 })).toThrow(new ArgumentError('spinGlass', 'order', 'an integer from 2 to 5', 1));
    expect(bad({ order: 1.5 })).toThrow('spinGlass: order must be an integer from 2 to 5, got 1.5');
    expect(bad({ size: 1 })).toThrow('size must be an integer ≥ 2, got 1');
    expect(() => couplings({ order: 4, size: 200, seed: 1, disorder: 0 })).toThrow(
      'largest size that fits at order 4 is 128',
    );
  });
  it('the largest size fits and the next does not', () => {
    for (const order of [2, 3, 4, 5]) {
      const largest = largestSize((size) => glassBytes(order, size, 'float32', 64), 2 ** 30);
      expect(glassBytes(order, largest, 'float32', 64)).toBeLessThanOrEqual(2 ** 30);
      expect(glassBytes(order, largest + 1, 'float32', 64)).toBeGreaterThan(2 ** 30);
    }
  });
});
