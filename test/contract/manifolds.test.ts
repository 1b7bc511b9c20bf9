import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { flat, lattice, type Manifold, product, sphere } from '../../src/landscapes/manifold.ts';
import { dot } from '../support/taylor.ts';

const manifolds: Manifold[] = [
  flat(5),
  sphere(7),
  sphere(2, 3),
  lattice(6, 3),
  product([sphere(4), flat(2), lattice(3, 5)]),
];

describe.each(manifolds.map((m) => [m.name, m] as const))('%s', (_name, manifold) => {
  const draw = stream(1, 'manifolds', manifold.dimension, manifold.name);
  const vector = () => Float64Array.from({ length: manifold.dimension }, () => draw.normal());
  const point = vector();
  manifold.retract(point);

  it('a retracted point is on the manifold, and stays where it is', () => {
    expect(manifold.drift(point)).toBeLessThan(1e-15);
    const again = point.slice();
    manifold.retract(again);
    again.forEach((x, i) => void expect(x).toBeCloseTo(point[i]!, 15));
  });

  it('projection is idempotent and symmetric', () => {
    const [a, b] = [vector(), vector()];
    const [pa, pb] = [a.slice(), b.slice()];
    manifold.project(point, pa);
    manifold.project(point, pb);
    expect(dot(pa, b)).toBeCloseTo(dot(a, pb), 12);
    const twice = pa.slice();
    manifold.project(point, twice);
    twice.forEach((x, i) => void expect(x).toBeCloseTo(pa[i]!, 13));
  });

  it('the tangent space has the stated dimension: the trace of the projection', () => {
    let trace = 0;
    for (let i = 0; i < manifold.dimension; i++) {
      const e = new Float64Array(manifold.dimension);
      e[i] = 1;
      manifold.project(point, e);
      trace += e[i]!;
    }
    expect(trace).toBeCloseTo(manifold.tangentDimension, 12);
  });
});

it('the sphere corrects a Hessian: for L = ½ wᵀA w the result is P A v − (w·A w/ρ²) v', () => {
  const manifold = sphere(3, 2);
  const w = Float64Array.of(2, 0, 0);
  const v = Float64Array.of(0, 1, 0);
  const gradient = Float64Array.of(10, 0, 0); // A = diag(5, 7, 9)
  const out = Float64Array.of(0, 7, 0);
  manifold.correct(w, gradient, v, out);
  expect([...out]).toEqual([0, 2, 0]);
});
