import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { type Callbacks, checkLandscape, flat, fromCallbacks, product, sphere } from '../../src/landscapes/index.ts';
import { applyEach } from '../../src/linalg/operator.ts';

/** Himmelblau's function (x² + y − 11)² + (x + y² − 7)². */
const himmelblau: Callbacks = {
  dimension: 2,
  name: 'Himmelblau',
  value: ([x, y]) => (x! ** 2 + y! - 11) ** 2 + (x! + y! ** 2 - 7) ** 2,
  gradient([x, y], out) {
    const [a, b] = [x! ** 2 + y! - 11, x! + y! ** 2 - 7];
    out.set([4 * x! * a + 2 * b, 2 * a + 4 * y! * b]);
  },
};
const hessianVector: Callbacks['hessianVector'] = ([x, y], [u, v], out) => {
  const cross = 4 * (x! + y!);
  out.set([(12 * x! ** 2 + 4 * y! - 42) * u! + cross * v!, cross * u! + (12 * y! ** 2 + 4 * x! - 26) * v!]);
};

const points = Array.from({ length: 9 }, (_, r) => {
  const draw = stream(6, 'test/from-callbacks', r, 'point');
  return Float64Array.of(5 * draw.normal(), 5 * draw.normal());
});

function productsOf(user: Callbacks, point: Float64Array, v: Float64Array) {
  const hessian = fromCallbacks(user).hessianAt!(point);
  const out = new Float64Array(user.dimension);
  hessian.apply(v, out);
  return { hessian, out };
}

describe('fromCallbacks: Himmelblau', () => {
  it('keeps the laws of every landscape, with its own products and without', () => {
    for (const user of [himmelblau, { ...himmelblau, hessianVector }])
      for (const [seed, point] of points.entries()) {
        const checks = checkLandscape(fromCallbacks(user), point, seed);
        expect(checks.filter(({ holds }) => !holds)).toEqual([]);
        expect(checks.map(({ law }) => law)).toContain('Hessian: Taylor remainder of the gradient');
      }
  });

  it('without products it takes differences of gradients, whose error is labelled an estimate and is of the size that is stated', () => {
    for (const point of points) {
      const v = Float64Array.of(3, -4);
      const { hessian, out } = productsOf(himmelblau, point, v);
      const exact = productsOf({ ...himmelblau, hessianVector }, point, v).out;
      expect(hessian.error!.kind).toBe('estimate');
      const away = Math.hypot(...out.map((x, i) => x - exact[i]!));
      // Truncation is of the order of what rounding is, which is stated.
      expect(away).toBeLessThan(10 * hessian.error!.value * 5);
      expect(hessian.error!.value).toBeGreaterThan(0);
      const { entries, error } = hessian.matrix();
      expect(error.kind).toBe('estimate');
      expect(error.value).toBeGreaterThanOrEqual(hessian.error!.value);
      expect(entries[1]).toBe(entries[2]);
    }
  });

  it('with products nothing is added to their rounding, which nobody proves', () => {
    const { hessian } = productsOf({ ...himmelblau, hessianVector }, points[0]!, Float64Array.of(1, 1));
    expect(hessian.error).toEqual({ value: 0, kind: 'estimate' });
    const { entries, error } = hessian.matrix();
    expect(error.kind).toBe('estimate');
    expect(error.value).toBeLessThan(1e-14 * Math.hypot(...entries));
    expect(hessian.formed).toBe(false);
  });

  it('products of vectors of any length: none of zero, and as precise for short ones as for long ones', () => {
    const [point] = points;
    expect([...productsOf(himmelblau, point!, Float64Array.of(0, 0)).out]).toEqual([0, 0]);
    const unit = productsOf(himmelblau, point!, Float64Array.of(0.6, 0.8)).out;
    for (const size of [1e-150, 1e-9, 1e6, 1e150]) {
      const { out } = productsOf(himmelblau, point!, Float64Array.of(0.6 * size, 0.8 * size));
      // The step of the differences is the same to rounding: 1e-16 of the point over a step of 1e-5.
      out.forEach((x, i) => void expect(Math.abs(x / size - unit[i]!)).toBeLessThan(1e-7 * Math.hypot(...unit)));
    }
  });

  it('several vectors at once go one after another', () => {
    const hessian = fromCallbacks(himmelblau).hessianAt!(points[1]!);
    const vectors = Float64Array.of(1, 0, 0, 1, 2, 3);
    const out = new Float64Array(6);
    applyEach(hessian, vectors, 3, out);
    for (const k of [0, 1, 2])
      expect(out.slice(2 * k, 2 * k + 2)).toEqual(
        productsOf(himmelblau, points[1]!, vectors.slice(2 * k, 2 * k + 2)).out,
      );
  });

  it('the prepared point is copied', () => {
    const point = points[2]!.slice();
    const hessian = fromCallbacks(himmelblau).hessianAt!(point);
    point.fill(0);
    const out = new Float64Array(2);
    hessian.apply(Float64Array.of(1, 2), out);
    expect(out).toEqual(productsOf(himmelblau, points[2]!, Float64Array.of(1, 2)).out);
  });
});

describe('fromCallbacks', () => {
  it('on a sphere and on a product keeps the laws as well', () => {
    const quadratic = (dimension: number): Callbacks => ({
      dimension,
      value: (x) => x.reduce((sum, xi, i) => sum + (1 + i) * xi ** 2 + xi * x[0]!, 0),
      gradient(x, out) {
        const sum = x.reduce((a, b) => a + b);
        x.forEach((xi, i) => void out.fill(2 * (1 + i) * xi + x[0]! + (i === 0 ? sum : 0), i, i + 1));
      },
    });
    for (const manifold of [sphere(5), sphere(5, 2), product([sphere(3), flat(2)])]) {
      const draw = stream(6, 'test/from-callbacks', 0, manifold.name);
      const point = Float64Array.from({ length: 5 }, () => draw.normal());
      manifold.retract(point);
      const landscape = fromCallbacks({ ...quadratic(5), manifold });
      expect(landscape.manifold).toBe(manifold);
      expect(checkLandscape(landscape, point, 3).filter(({ holds }) => !holds)).toEqual([]);
    }
  });

  it('says nothing that it was not told: flat, analytic, its own units, no constants', () => {
    const { name: _, ...nameless } = himmelblau;
    const { name, quantity, manifold, regularity, symmetries, ...rest } = fromCallbacks(nameless);
    expect([name, quantity, symmetries]).toEqual(['own function', { name: 'value', per: 1 }, []]);
    expect([manifold.name, manifold.dimension]).toEqual(['flat space', 2]);
    expect(Object.keys(regularity)).toEqual(['kinkDistance']);
    expect(regularity.kinkDistance(points[0]!)).toBe(Infinity);
    expect(Object.keys(rest).sort()).toEqual(['dimension', 'hessianAt', 'valueAndGradient']);
  });

  it('passes on what it was told of smoothness', () => {
    const told = {
      kinkDistance: () => 0.5,
      hessianLipschitz: () => ({ value: 3, kind: 'bound' }) as const,
      usual: { gradientLipschitz: 7 },
    };
    expect(fromCallbacks({ ...himmelblau, regularity: told }).regularity).toEqual(told);
    const { kinkDistance } = fromCallbacks({ ...himmelblau, regularity: { usual: told.usual } }).regularity;
    expect(kinkDistance(points[0]!)).toBe(Infinity);
  });

  it('refuses a dimension that is none, and a manifold of another', () => {
    expect(() => fromCallbacks({ ...himmelblau, dimension: 0 })).toThrow(
      'fromCallbacks: dimension must be an integer ≥ 1, got 0',
    );
    expect(() => fromCallbacks({ ...himmelblau, manifold: sphere(3) })).toThrow(
      'fromCallbacks: manifold must be one of dimension 2, got 3',
    );
  });
});
