import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { estimateGradientLipschitz, estimateHessianLipschitz } from '../../src/curvature/index.ts';
import { flat, type Landscape } from '../../src/landscapes/index.ts';

/** Σ aᵢ xᵢ³/6: Hessian diag(aᵢxᵢ), third derivatives aᵢ on the diagonal. */
function cubic(a: readonly number[]): Landscape {
  return {
    name: 'cubic',
    dimension: a.length,
    manifold: flat(a.length),
    smoothness: 'analytic',
    symmetries: [],
    gradientScale: 1,
    valueAndGradient(points, _count, values, gradients) {
      values[0] = a.reduce((sum, ai, i) => sum + (ai * points[i]! ** 3) / 6, 0);
      gradients.set(a.map((ai, i) => (ai * points[i]! ** 2) / 2));
    },
    hessianVector: (point, vector, out) => out.set(a.map((ai, i) => ai * point[i]! * vector[i]!)),
  };
}

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
