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
  product([sphere(4), sphere(3, 2), flat(2)]),
];
const named = manifolds.map((manifold) => [`${manifold.name} in ${manifold.dimension} dimensions`, manifold] as const);

/** A point of the manifold. */
function somePoint(manifold: Manifold, replica: number): Float64Array {
  const draw = stream(1, 'manifolds', replica, `${manifold.name}-${manifold.dimension}`);
  const point = Float64Array.from({ length: manifold.dimension }, () => draw.normal());
  manifold.retract(point);
  return point;
}

describe.each(named)('%s', (_name, manifold) => {
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

describe.each(named)('the frame of %s', (_name, manifold) => {
  const point = somePoint(manifold, 1);
  const { dimension: m, lift, restrict, rounding, radius } = manifold.frame(point);
  const n = manifold.dimension;
  const lifted = (t: ArrayLike<number>) => {
    const out = new Float64Array(n).fill(Number.NaN);
    lift(Float64Array.from(t), out);
    return out;
  };
  const restricted = (a: Float64Array) => {
    const out = new Float64Array(m).fill(Number.NaN);
    restrict(a, out);
    return out;
  };
  const q = Array.from({ length: m }, (_, j) => lifted(Array.from({ length: m }, (_, i) => Number(i === j))));
  const draw = stream(1, 'manifolds', 2, `${manifold.name}-${n}`);
  const a = Float64Array.from({ length: n }, () => draw.normal());
  /** What the frame promises: both maps err by at most `rounding` relative to their argument. */
  const within = (exact: Float64Array, computed: Float64Array, size: number) =>
    expect(Math.hypot(...exact.map((x, i) => x - computed[i]!))).toBeLessThanOrEqual(2 * rounding! * size);

  it('has the dimension of the tangent space, and says how it rounds and curves', () => {
    expect(m).toBe(manifold.tangentDimension);
    expect(rounding).toBeLessThan(1e-13);
    expect(radius).toBeGreaterThan(0);
  });

  it('is orthonormal and tangent', () => {
    for (const [i, qi] of q.entries()) {
      for (const [j, qj] of q.entries()) expect(Math.abs(dot(qi, qj) - Number(i === j))).toBeLessThan(2e-15);
      const tangent = qi.slice();
      manifold.project(point, tangent);
      qi.forEach((x, k) => void expect(Math.abs(x - tangent[k]!)).toBeLessThan(2e-15));
    }
  });

  it('restrict gives the coordinates q · a, and lift after it is the projection, to the stated rounding', () => {
    within(
      Float64Array.from(q, (qj) => dot(qj, a)),
      restricted(a),
      Math.hypot(...a),
    );
    const projected = a.slice();
    manifold.project(point, projected);
    within(projected, lifted(restricted(a)), 2 * Math.hypot(...a));
  });

  it('lift keeps lengths, and restrict undoes it', () => {
    const t = Float64Array.from({ length: m }, () => draw.normal());
    const size = Math.hypot(...t);
    expect(Math.abs(Math.hypot(...lifted(t)) - size)).toBeLessThanOrEqual(2 * rounding! * size);
    within(t, restricted(lifted(t)), 2 * size);
  });

  it('is that of the point it was asked for, whatever becomes of the array', () => {
    const given = point.slice();
    const frame = manifold.frame(given);
    given.fill(0);
    const out = new Float64Array(m);
    frame.restrict(a, out);
    expect(out).toEqual(restricted(a));
  });
});

describe.each(named.filter(([, { name, tangentDimension: m, dimension: n }]) => name !== 'lattice' && n - m < 3))(
  'the geodesic of %s',
  (_name, manifold) => {
    const n = manifold.dimension;
    const [from, to] = [somePoint(manifold, 3), somePoint(manifold, 4)];
    const between = (a: Float64Array, b: Float64Array, share: number) => {
      const out = new Float64Array(n).fill(Number.NaN);
      manifold.geodesic(a, b, share, out);
      return out;
    };
    const at = (share: number) => between(from, to, share);
    const apart = (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((x, i) => x - b[i]!));
    const shares = [0, 0.1, 0.25, 1 / 3, 0.5, 0.8, 1];
    /** Length by chords of equal parts, corrected for their curvature to the second order (Richardson). */
    const lengthOf = (a: Float64Array, b: Float64Array) => {
      const chords = (parts: number) => {
        let sum = 0;
        for (let k = 0; k < parts; k++) sum += apart(between(a, b, k / parts), between(a, b, (k + 1) / parts));
        return sum;
      };
      return (4 * chords(128) - chords(64)) / 3;
    };

    it('starts and ends at the ends, to rounding', () => {
      expect(apart(at(0), from)).toBeLessThan(1e-14);
      expect(apart(at(1), to)).toBeLessThan(1e-14);
    });

    it('stays on the manifold', () => {
      for (const share of shares) expect(manifold.drift(at(share))).toBeLessThan(1e-14);
    });

    it('has its middle equally far from both ends, and is the same from the other end', () => {
      expect(Math.abs(apart(at(0.5), from) - apart(at(0.5), to))).toBeLessThan(1e-14);
      for (const share of shares) expect(apart(at(share), between(to, from, 1 - share))).toBeLessThan(1e-14);
    });

    it('is the shortest path of any two of its points, too: parts of it are geodesics, and their lengths add up', () => {
      const [a, b] = [at(0.2), at(0.7)];
      for (const share of shares) expect(apart(between(a, b, share), at(0.2 + 0.5 * share))).toBeLessThan(2e-14);
      const whole = lengthOf(from, to);
      const parts = [0, 0.2, 0.7, 1].map(at);
      // Chords of an arc of θ ≤ π/128 err by θ⁴ after the correction.
      const sum = [0, 1, 2].reduce((total, k) => total + lengthOf(parts[k]!, parts[k + 1]!), 0);
      expect(Math.abs(sum - whole)).toBeLessThan(1e-8 * whole);
      expect(Math.abs(lengthOf(parts[0]!, parts[1]!) - 0.2 * whole)).toBeLessThan(1e-8 * whole);
    });

    it('is shorter than the detour by any other point, and as long as the straight line at least', () => {
      const whole = lengthOf(from, to);
      expect(whole).toBeGreaterThanOrEqual(apart(from, to) * (1 - 1e-12));
      for (const replica of [5, 6, 7]) {
        const other = somePoint(manifold, replica);
        expect(lengthOf(from, other) + lengthOf(other, to)).toBeGreaterThanOrEqual(whole * (1 - 1e-7));
      }
    });

    it('of points next to each other keeps all digits', () => {
      const near = from.map((x, i) => x + (i % 2 ? 1e-9 : -1e-9));
      manifold.retract(near);
      const middle = between(from, near, 0.5);
      middle.forEach((x, i) => void expect(Math.abs(x - (from[i]! + near[i]!) / 2)).toBeLessThan(1e-15));
      expect(apart(between(from, from, 0.3), from)).toBeLessThan(1e-15);
    });
  },
);

describe('geodesics that are none', () => {
  const throws = (manifold: Manifold, from: Float64Array, to: Float64Array) =>
    expect(() => manifold.geodesic(from, to, 0.5, new Float64Array(from.length)));

  it('between opposite points of a sphere none is unique, on a factor of a product either', () => {
    const w = somePoint(sphere(7), 0);
    const opposite = w.map((x) => -x);
    throws(sphere(7), w, opposite).toThrow(/geodesic: to must be not opposite to from, got 3\.14/);
    const two = product([flat(1), sphere(7)]);
    throws(two, Float64Array.of(1, ...w), Float64Array.of(2, ...opposite)).toThrow(/not opposite/);
    const beside = opposite.map((x, i) => x + (i === 0 ? 1e-4 : 0));
    sphere(7).retract(beside);
    throws(sphere(7), w, beside).not.toThrow();
  });

  it('on a lattice none is continuous', () => {
    throws(lattice(2, 3), Float64Array.of(0, 0), Float64Array.of(1, 1)).toThrow(/continuous paths/);
    throws(product([flat(1), lattice(1, 3)]), Float64Array.of(0, 0), Float64Array.of(1, 1)).toThrow(/continuous paths/);
  });
});

it('lengths are shown in the radius: √Λ for spins, ρ for others, √Σρ² on a product, 1 where nothing is curved', () => {
  const unit = ({ lengthUnit }: Manifold) => [lengthUnit.symbol, lengthUnit.value];
  expect(unit(flat(5))).toEqual(['', 1]);
  expect(unit(lattice(6, 3))).toEqual(['', 1]);
  expect(unit(sphere(7))).toEqual(['√Λ', Math.sqrt(7)]);
  expect(unit(sphere(2, 3))).toEqual(['ρ', 3]);
  expect(unit(product([sphere(2, 3), flat(2), sphere(9, 4)]))).toEqual(['ρ', 5]);
  expect(unit(product([flat(2), flat(3)]))).toEqual(['', 1]);
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
