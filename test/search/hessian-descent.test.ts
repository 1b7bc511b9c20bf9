/** Hessian descent: on a quadratic form it finds the lowest eigenvector at once; on glasses few steps end where the theorem says they do. */
import { expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { families } from '../../src/landscapes/families.ts';
import { fromCallbacks, sphere } from '../../src/landscapes/index.ts';
import { landscapeSpec, startAt } from '../../src/landscapes/landscape-spec.ts';
import { hessianDescent, run } from '../../src/search/index.ts';
import { hessianDescentLevel } from '../../src/theory/index.ts';
import { energyBarrier } from '../../src/theory/thresholds.ts';

const draw = () => stream(1, 'test', 0, 'krylov');

it('a quadratic form: every step goes to the lowest direction that is left, downhill', () => {
  const λ = [3, -2, 1, 0.5];
  const landscape = fromCallbacks({
    dimension: 4,
    manifold: sphere(4),
    value: (x) => x.reduce((sum, xi, i) => sum + (λ[i]! * xi * xi) / 2, 0),
    gradient: (x, out) => out.set(x.map((xi, i) => λ[i]! * xi)),
    hessianVector: (_, v, out) => out.set(v.map((vi, i) => λ[i]! * vi)),
  });
  const start = Float64Array.of(2, 0, 0, 0);
  const [one, many] = [1, 30].map((steps) => run(hessianDescent({ landscape, start, steps, draw: draw() })));
  // The first step turns by 45 degrees into the plane of the lowest eigenvector.
  expect(Math.abs(one![1]!)).toBeCloseTo(Math.SQRT2, 6);
  expect(one![0]).toBeCloseTo(Math.SQRT2, 6);
  expect(Math.hypot(...many!)).toBeCloseTo(2, 12);
  expect(start).toEqual(Float64Array.of(2, 0, 0, 0));
  expect(() => hessianDescent({ landscape, start, steps: 0, draw: draw() })).toThrow('steps must be an integer ≥ 1');
});

it('the limit of K steps: 0 for one of order 3, −√6/(2√2) for two; −E∞ as K grows, and at once for order 2', () => {
  expect(hessianDescentLevel(3, 1)).toBeCloseTo(0, 15);
  expect(hessianDescentLevel(3, 2)).toBeCloseTo(-Math.sqrt(6) / (2 * Math.SQRT2), 14);
  for (const H of [3, 4, 7]) expect(hessianDescentLevel(H, 100_000)).toBeCloseTo(-energyBarrier(H).value, 4);
  expect(hessianDescentLevel(2, 5)).toBeCloseTo(-Math.SQRT2, 14);
});

it('on 3-spin glasses of 60 spins five steps end within 0.1 of their limit, far below a random point', () => {
  const spec = (disorder: number) =>
    landscapeSpec(families, 'test', { family: 'spin-glass', order: 3, size: 60, seed: 4, disorder });
  const energies = Array.from({ length: 8 }, (_, disorder) => {
    const which = spec(disorder);
    const landscape = which.family.open(which.fields, {
      kernels: createKernels(),
      data: [],
      arrays: [],
      precision: 'float64',
    });
    if (landscape instanceof Promise) throw new Error('a glass opens at once');
    const end = run(hessianDescent({ landscape, start: startAt(landscape, which, 0), steps: 5, draw: draw() }));
    const value = new Float64Array(1);
    landscape.valueAndGradient(end, 1, value, new Float64Array(60));
    return value[0]! / 60;
  });
  const mean = energies.reduce((sum, e) => sum + e / energies.length, 0);
  expect(Math.abs(mean - hessianDescentLevel(3, 5))).toBeLessThan(0.1);
});
