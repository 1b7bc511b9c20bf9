import { describe, expect, it } from 'vitest';
import { classifyCriticalPoint } from '../../src/curvature/critical-point.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { flat } from '../../src/landscapes/manifold.ts';
import { twoSpinGlass } from './glasses.ts';

/** f(x, y) = x⁴ + y². */
const quartic: Landscape = {
  name: 'quartic',
  dimension: 2,
  manifold: flat(2),
  smoothness: 'analytic',
  symmetries: [],
  gradientScale: 1,
  valueAndGradient([x, y], _count, values, gradients) {
    values[0] = x! ** 4 + y! ** 2;
    gradients.set([4 * x! ** 3, 2 * y!]);
  },
  hessianVector: ([x], [vx, vy], out) => out.set([12 * x! ** 2 * vx!, 2 * vy!]),
};

describe('classifyCriticalPoint', () => {
  it.each([2, 5, 16, 33])('certifies index k at the k-th critical point of the two-spin glass, Λ = %i', (n) => {
    const { landscape, critical, lipschitz, eigenvalues } = twoSpinGlass(n);
    for (let k = 0; k < n; k++) {
      const point = classifyCriticalPoint(landscape, critical(k), { threshold: 1e-6, lipschitz });
      expect(point.certainty).toBe('certified');
      expect(point.index).toMatchObject({
        dimension: n - 1,
        negative: k,
        zero: 0,
        positive: n - 1 - k,
        undetermined: 0,
      });
      expect(point.energy / n).toBeCloseTo(eigenvalues[k]! / Math.sqrt(n), 12);
      expect(point.residual).toBeLessThan(1e-13);
    }
  });

  it('certifies an approximate minimum through its gap, within twice the true distance', () => {
    const n = 9;
    const { landscape, critical, lipschitz } = twoSpinGlass(n);
    const exact = critical(0);
    for (const offset of [1e-3, 1e-6]) {
      const near = exact.map((x, i) => x + (i === 4 ? offset : 0));
      landscape.manifold.retract(near);
      const { certainty, index } = classifyCriticalPoint(landscape, near, { threshold: 1e-6, lipschitz });
      expect(certainty).toBe('certified');
      expect(index.negative).toBe(0);
      expect(index.distance!).toBeGreaterThanOrEqual(Math.hypot(...near.map((x, i) => x - exact[i]!)));
    }
  });

  it('leaves a point halfway down undetermined', () => {
    const { landscape, lipschitz } = twoSpinGlass(9);
    const point = classifyCriticalPoint(landscape, new Float64Array(9).fill(1), { threshold: 1e-6, lipschitz });
    expect(point.certainty).toBe('undetermined');
    expect(point.index.distance).toBeNull();
  });

  it('calls a small gradient along a flat direction gradient-flat', () => {
    const { certainty, index } = classifyCriticalPoint(quartic, new Float64Array([1e-3, 0]), {
      threshold: 1e-3,
      lipschitz: 1,
    });
    expect(certainty).toBe('gradient-flat');
    expect(index).toMatchObject({ negative: 0, zero: 1, positive: 1 });
  });

  it('calls a point nonsmooth when a kink is within the distance to its critical point, or unknown', () => {
    const kinked: Landscape = { ...quartic, smoothness: 'piecewise' };
    const at = new Float64Array([1, 1e-8]);
    kinked.valueAndGradient = (p, count, values, gradients) => {
      quartic.valueAndGradient(p, count, values, gradients);
      gradients[0] = 0; // a valley in x, curved by the Hessian alone
    };
    const options = { threshold: 1e-3, lipschitz: 1 };
    const { certainty, index } = classifyCriticalPoint(kinked, at, { ...options, kinkDistance: 1 });
    expect(certainty).toBe('certified');
    expect(classifyCriticalPoint(kinked, at, { ...options, kinkDistance: index.distance! / 2 }).certainty).toBe(
      'nonsmooth',
    );
    expect(classifyCriticalPoint(kinked, at, options).certainty).toBe('nonsmooth');
  });

  it('takes the Lipschitz constant from the landscape, and must know one', () => {
    const { landscape, critical, lipschitz } = twoSpinGlass(5);
    const known = { ...landscape, hessianLipschitz: lipschitz };
    const given = classifyCriticalPoint(landscape, critical(1), { threshold: 1e-6, lipschitz });
    expect(classifyCriticalPoint(known, critical(1), { threshold: 1e-6 })).toEqual(given);
    expect(() => classifyCriticalPoint(landscape, critical(1), { threshold: 1e-6 })).toThrow(
      'classifyCriticalPoint: lipschitz must be a finite number ≥ 0, got undefined',
    );
  });

  it('copies the position', () => {
    const position = new Float64Array([0.5, 0]);
    const point = classifyCriticalPoint(quartic, position, { threshold: 1e-3, lipschitz: 1 });
    position[0] = 7;
    expect([...point.position]).toEqual([0.5, 0]);
  });
});
