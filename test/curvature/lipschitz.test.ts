import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  estimateGradientLipschitz,
  estimateHessianLipschitz,
  hessianLipschitz,
  usualHessianLipschitz,
} from '../../src/curvature/index.ts';
import { type Callbacks, fromCallbacks, type Landscape, sphere } from '../../src/landscapes/index.ts';

/** Σ aᵢ xᵢ³/6: Hessian diag(aᵢxᵢ), third derivatives aᵢ on the diagonal. */
const cubic = (a: readonly number[], regularity: Callbacks['regularity'] = {}): Landscape =>
  fromCallbacks({
    dimension: a.length,
    name: 'cubic',
    value: (x) => a.reduce((sum, ai, i) => sum + (ai * x[i]! ** 3) / 6, 0),
    gradient: (x, out) => out.set(a.map((ai, i) => (ai * x[i]! ** 2) / 2)),
    hessianVector: (x, v, out) => out.set(a.map((ai, i) => ai * x[i]! * v[i]!)),
    regularity,
  });

const draw = (replica: number) => stream(8, 'test/lipschitz', replica, 'probes');

describe('estimateHessianLipschitz', () => {
  it.each([1, 2, 9, 33])('n = %i: the mean square of the estimates is 4 ‖T‖², within five standard errors', (n) => {
    const a = Array.from({ length: n }, (_, i) => 1 + (i % 3));
    const exact = 4 * a.reduce((sum, ai) => sum + ai ** 2, 0);
    const point = Float64Array.from(a, (_, i) => i / n);
    const squares = Array.from({ length: 60 }, (_, r) => estimateHessianLipschitz(draw(r), cubic(a), point) ** 2);
    const mean = squares.reduce((sum, x) => sum + x, 0) / squares.length;
    const deviation = Math.sqrt(squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / squares.length);
    // Differences of Hessians over a step of 1e-4 keep eleven digits.
    expect(Math.abs(mean - exact)).toBeLessThan((5 * deviation) / Math.sqrt(squares.length) + 1e-9 * exact);
  });

  it('bounds the largest third derivative from 60 of 60 streams', () => {
    const a = [0.1, 0.2, 7, 0.3, 0.1];
    const estimates = Array.from({ length: 60 }, (_, r) =>
      estimateHessianLipschitz(draw(r), cubic(a), new Float64Array(5)),
    );
    expect(estimates.filter((K) => K > 7).length).toBeGreaterThan(50); // the square has 4 probes behind it
  });

  it.each([3, 9])(
    'on the sphere of n = %i it is 2 ‖T‖ of the third derivatives along great circles, at a critical point',
    (n) => {
      // On the unit sphere x₁² x₂ + x₃ is stationary nowhere but where it is tilted: at w, b makes the tangent gradient vanish.
      const w = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
      sphere(n, 1).retract(w);
      const slope = [2 * w[0]! * w[1]!, w[0]! ** 2];
      const tilted = fromCallbacks({
        dimension: n,
        manifold: sphere(n, 1),
        value: (x) => x[0]! ** 2 * x[1]! - slope[0]! * x[0]! - slope[1]! * x[1]!,
        gradient(x, out) {
          out.fill(0).set([2 * x[0]! * x[1]! - slope[0]!, x[0]! ** 2 - slope[1]!]);
        },
        hessianVector(x, v, out) {
          out.fill(0).set([2 * (x[1]! * v[0]! + x[0]! * v[1]!), 2 * x[0]! * v[0]!]);
        },
      });
      // ∇L = 0 at w. Along a great circle x = w cos s + t sin s the third derivative at s = 0 is then D³L[t, t, t] − 3 D²L[w, t]; as a
      // tensor: D³L(a, b, c) − Σ over the three places of (a·b) D²L(w, c), a, b, c tangent.
      const project = (v: Float64Array) => {
        tilted.manifold.project(w, v);
        return v;
      };
      const basis = Array.from({ length: n }, (_, i) =>
        project(Float64Array.from({ length: n }, (_, j) => Number(i === j))),
      );
      const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
      const second = (a: Float64Array, b: Float64Array) =>
        2 * (w[1]! * a[0]! * b[0]! + w[0]! * (a[0]! * b[1]! + a[1]! * b[0]!));
      const third = (a: Float64Array, b: Float64Array, c: Float64Array) =>
        2 * (a[0]! * b[0]! * c[1]! + a[0]! * b[1]! * c[0]! + a[1]! * b[0]! * c[0]!) -
        dot(a, b) * second(w, c) -
        dot(b, c) * second(w, a) -
        dot(c, a) * second(w, b);
      // Projected unit vectors are a tight frame: the sum of squares over all triples of them is ‖T‖².
      const square = basis
        .flatMap((a) => basis.flatMap((b) => basis.map((c) => third(a, b, c) ** 2)))
        .reduce((x, y) => x + y);
      const squares = Array.from({ length: 400 }, (_, r) => estimateHessianLipschitz(draw(r), tilted, w) ** 2);
      const mean = squares.reduce((sum, x) => sum + x, 0) / squares.length;
      const deviation = Math.sqrt(squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / squares.length);
      // The differences err by the step of 1e-4, relatively.
      expect(Math.abs(mean - 4 * square)).toBeLessThan((5 * deviation) / Math.sqrt(squares.length) + 1e-3 * square);
    },
  );

  it('names what is out of range', () => {
    expect(() => estimateHessianLipschitz(draw(0), cubic([1]), Float64Array.of(1), 0)).toThrow(
      /estimateHessianLipschitz: probes must be an integer ≥ 1, got 0/,
    );
  });
});

describe('estimateGradientLipschitz', () => {
  it.each([1, 3, 31])('n = %i: the largest |λ| over the points, to a percent', (n) => {
    const a = Array.from({ length: n }, (_, i) => 1 + i);
    const points = [1, -3, 2].map((x) => new Float64Array(n).fill(x));
    const K = estimateGradientLipschitz(draw(0), cubic(a), points);
    expect(Math.abs(K / (3 * n) - 1)).toBeLessThan(0.01);
  });
});

describe('K for a verdict and for a step', () => {
  const at = Float64Array.of(1, 2);
  const bound = { value: 7, kind: 'bound' } as const;

  it('is what the landscape proves over the ball, where it does', () => {
    const asked: [number[], number][] = [];
    const known = cubic([1, 2], {
      hessianLipschitz(point, radius) {
        asked.push([[...point], radius]);
        return bound;
      },
    });
    expect(hessianLipschitz(known, at, 0.25)).toEqual(bound);
    expect(asked).toEqual([[[1, 2], 0.25]]);
  });

  it('is estimated where nothing is proved, says so, and is the same at every asking', () => {
    const { value, kind } = hessianLipschitz(cubic([1, 2]), at, 0.25);
    expect(kind).toBe('estimate');
    expect(value).toBeGreaterThan(2); // the largest third derivative
    expect(hessianLipschitz(cubic([1, 2]), at, 0.25)).toEqual({ value, kind });
    // Over balls of any radius: the third derivative of a cubic is the same everywhere.
    expect(hessianLipschitz(cubic([1, 2]), at, 0.5).value).toBeCloseTo(value, 10);
  });

  it('a step takes the usual size, never the bound', () => {
    const usual = { hessianLipschitz: 3 };
    expect(usualHessianLipschitz(cubic([1, 2], { usual, hessianLipschitz: () => bound }), at)).toBe(3);
    const { value } = hessianLipschitz(cubic([1, 2]), at, 1);
    expect(usualHessianLipschitz(cubic([1, 2], { hessianLipschitz: () => bound }), at)).toBeCloseTo(value, 10);
  });
});
