import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { tangentFrame, tangentHessian } from '../../src/curvature/tangent.ts';
import { fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import type { Landscape, PointHessian } from '../../src/landscapes/landscape.ts';
import { sphere } from '../../src/landscapes/manifold.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { dense } from '../../src/linalg/operator.ts';
import { direction, distance } from '../linalg/matrices.ts';
import { threeSpinGlass, twoSpinGlass } from './glasses.ts';

const pointOn = (size: number, replica = 0) =>
  direction(stream(11, 'test/curvature', replica, `point-${size}`), size).map((x) => x * Math.sqrt(size));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const value = (landscape: Landscape, w: Float64Array) => {
  const values = new Float64Array(1);
  landscape.valueAndGradient(w, 1, values, new Float64Array(w.length));
  return values[0]!;
};

describe('tangentFrame', () => {
  it.each([1, 2, 3, 8, 31])('is orthonormal and tangent to 1e-15 on the sphere, Λ = %i', (n) => {
    const w = pointOn(n);
    const { dimension, lift, restrict } = tangentFrame(sphere(n), w);
    expect(dimension).toBe(n - 1);
    const q = Array.from({ length: dimension }, (_, j) => {
      const out = new Float64Array(n).fill(Number.NaN);
      lift(
        Float64Array.from({ length: dimension }, (_, i) => (i === j ? 1 : 0)),
        out,
      );
      return out;
    });
    for (let i = 0; i < dimension; i++) {
      expect(Math.abs(dot(q[i]!, w))).toBeLessThan(2e-15 * Math.sqrt(n));
      for (let j = 0; j <= i; j++) expect(Math.abs(dot(q[i]!, q[j]!) - (i === j ? 1 : 0))).toBeLessThan(2e-15);
    }
    const a = pointOn(n, 1);
    const coordinates = new Float64Array(dimension);
    restrict(a, coordinates);
    expect(
      distance(
        coordinates,
        q.map((qj) => dot(qj, a)),
      ),
    ).toBeLessThan(1e-14);
  });

  it('keeps its head at the poles of the first axis', () => {
    for (const sign of [1, -1]) {
      const out = new Float64Array(3);
      tangentFrame(sphere(3, 2), new Float64Array([2 * sign, 0, 0])).lift(new Float64Array([0.6, 0.8]), out);
      expect([...out]).toEqual([0, 0.6, 0.8]);
    }
  });

  it('refuses points that are off the manifold or of the wrong length', () => {
    const point = new Float64Array([1, 1, 1.001]);
    expect(() => tangentFrame(sphere(3), point)).toThrow(
      /point must be on the sphere to 1e-8 \(retract it first\), got 0\.00033/,
    );
    expect(() => tangentFrame(sphere(3), new Float64Array([1, 1, Number.NaN]))).toThrow(/point must be on the sphere/);
    expect(() => tangentFrame(sphere(2), point)).toThrow('tangentFrame: point must be of length 2, got 3');
  });
});

describe('tangentHessian', () => {
  it.each([2, 3, 9, 33])(
    'has eigenvalues 2(s_j − s_k)/√Λ, j ≠ k, at critical point k of the two-spin glass, Λ = %i',
    (n) => {
      const { landscape, eigenvalues, critical } = twoSpinGlass(n);
      for (const k of [0, Math.floor(n / 2), n - 1]) {
        const { matrix, dimension, value, gradient } = tangentHessian(landscape, critical(k));
        const exact = eigenvalues.filter((_, j) => j !== k).map((s) => (2 * (s - eigenvalues[k]!)) / Math.sqrt(n));
        // Errors of the oracle's eigenvector, times ‖∇²L‖ ≈ 3.
        expect(distance(symmetricEigenvalues(matrix().entries, dimension), exact)).toBeLessThan(1e-13);
        expect(value / n).toBeCloseTo(eigenvalues[k]! / Math.sqrt(n), 13);
        expect(Math.hypot(...gradient)).toBeLessThan(1e-12);
      }
    },
  );

  it.each([3, 8])('is the same from a dense Hessian and from products, as a matrix and as an operator, Λ = %i', (n) => {
    const { landscape, hessian } = twoSpinGlass(n);
    const w = pointOn(n);
    const byMatrix: Landscape = { ...landscape, hessianAt: (point) => formed(landscape, point, hessian) };
    const [products, matrix] = [landscape, byMatrix].map((one) => tangentHessian(one, w));
    const { dimension } = matrix!;
    const { entries } = matrix!.matrix();
    expect(distance(products!.matrix().entries, entries)).toBeLessThan(1e-14);
    const t = pointOn(dimension);
    const expected = t.map((_, i) => dot(entries.subarray(i * dimension, (i + 1) * dimension), t));
    for (const { operator } of [products!, matrix!]) {
      const out = new Float64Array(dimension);
      operator.apply(t, out);
      expect(operator).toMatchObject({ size: dimension, symmetric: true });
      expect(distance(out, expected)).toBeLessThan(1e-13);
    }
  });

  it.each([2, 9, 33])('its matrix is symmetric to the bit and errs by no more than it says, Λ = %i', (n) => {
    const { landscape, eigenvalues, critical } = twoSpinGlass(n);
    const { entries, error } = tangentHessian(landscape, critical(0)).matrix();
    const m = n - 1;
    for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) expect(entries[i * m + j]).toBe(entries[j * m + i]);
    const exact = eigenvalues.slice(1).map((s) => (2 * (s - eigenvalues[0]!)) / Math.sqrt(n));
    expect(error.kind).toBe('estimate'); // rounding of callbacks is nobody's promise
    // Weyl: no eigenvalue moves by more than ‖E‖; the oracle errs by some 1e-14.
    expect(distance(symmetricEigenvalues(entries, m), exact)).toBeLessThan(error.value + 1e-13);
    expect(error.value).toBeLessThan(1e-10);
  });

  it('has errors that are proved where those of the Hessian and the gradient are, and estimates where one is', () => {
    const { landscape, hessian } = twoSpinGlass(5);
    const kinds = (matrix: 'bound' | 'estimate', gradient?: 'bound' | 'estimate') => {
      const proved: Landscape = {
        ...landscape,
        hessianAt: (point) => ({
          ...formed(landscape, point, hessian),
          ...(gradient && { gradientError: { value: 1e-15, kind: gradient } }),
          matrix: () => ({ entries: hessian, error: { value: 1e-15, kind: matrix } }),
        }),
      };
      const here = tangentHessian(proved, pointOn(5));
      return [here.matrix().error.kind, here.gradientError.kind];
    };
    expect(kinds('bound', 'bound')).toEqual(['bound', 'bound']);
    // The curvature w·∇L/ρ² of the sphere takes the gradient's error into the Hessian.
    expect(kinds('bound', 'estimate')).toEqual(['estimate', 'estimate']);
    expect(kinds('bound')).toEqual(['estimate', 'estimate']);
    expect(kinds('estimate', 'bound')).toEqual(['estimate', 'bound']);
  });

  it('leaves a Taylor remainder of slope 3 along normalized steps, away from critical points', () => {
    const n = 9;
    const landscape = threeSpinGlass(n);
    const w = pointOn(n);
    const here = tangentHessian(landscape, w);
    const { dimension, frame, gradient } = here;
    const { entries } = here.matrix();
    const t = direction(stream(11, 'test/curvature', 0, 'step'), dimension);
    const step = new Float64Array(n);
    frame.lift(t, step);
    const curvature = t.reduce(
      (sum, ti, i) => sum + ti * dot(entries.subarray(i * dimension, (i + 1) * dimension), t),
      0,
    );
    const remainder = (h: number) => {
      const moved = w.map((x, i) => x + h * step[i]!);
      landscape.manifold.retract(moved);
      return Math.abs(value(landscape, moved) - here.value - h * dot(gradient, t) - (h * h * curvature) / 2);
    };
    const slope = Math.log2(remainder(2e-3) / remainder(1e-3));
    // The fourth order bends the slope by O(h).
    expect(Math.abs(slope - 3)).toBeLessThan(0.02);
  });

  it('is the Hessian itself in flat space', () => {
    const A = [2, 1, 1, -3];
    const saddle = fromCallbacks({
      dimension: 2,
      value: ([x, y]) => x! * x! + x! * y! - 1.5 * y! * y!,
      gradient: ([x, y], out) => out.set([2 * x! + y!, x! - 3 * y!]),
      hessianVector: (_p, [x, y], out) => out.set([A[0]! * x! + A[1]! * y!, A[2]! * x! + A[3]! * y!]),
    });
    const { matrix, gradient } = tangentHessian(saddle, new Float64Array([1, 2]));
    expect([...matrix().entries]).toEqual(A);
    expect([...gradient]).toEqual([4, -5]);
  });

  it('names a landscape without second derivatives', () => {
    const { hessianAt: _, ...bare } = twoSpinGlass(3).landscape;
    expect(() => tangentHessian(bare, pointOn(3))).toThrow(
      'hessianAt: landscape must be one with second derivatives, got "two-spin"',
    );
  });
});

/** The prepared point with a matrix that stands ready. */
function formed(landscape: Landscape, point: Float64Array, entries: Float64Array): PointHessian {
  return {
    ...landscape.hessianAt!(point),
    ...dense(entries, point.length),
    formed: true,
    matrix: () => ({ entries, error: { value: 0, kind: 'estimate' } }),
  };
}
