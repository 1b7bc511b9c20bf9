import { describe, expect, it } from 'vitest';
import {
  type ClassifyOptions,
  classifyCriticalPoint,
  isCertified,
  kindMessages,
  pointKinds,
} from '../../src/curvature/index.ts';
import { type Callbacks, fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import type { Bound } from '../../src/linalg/operator.ts';
import { twoSpinGlass } from './glasses.ts';

const bound = (value: number): Bound => ({ value, kind: 'bound' });

/** In the plane, with a proved K. */
const plane = (K: number, rest: Omit<Callbacks, 'dimension'>): Landscape =>
  fromCallbacks({
    dimension: 2,
    ...rest,
    regularity: { hessianLipschitz: () => bound(K), ...rest.regularity },
  });

/** f(x, y) = x⁴ + y²; on |x| ≤ 1 the third derivative is at most 24. */
const quartic = plane(24, {
  value: ([x, y]) => x! ** 4 + y! ** 2,
  gradient: ([x, y], out) => out.set([4 * x! ** 3, 2 * y!]),
  hessianVector: ([x], [vx, vy], out) => out.set([12 * x! ** 2 * vx!, 2 * vy!]),
});

/** (a x² + b y²)/2: Hessian diag(a, b), critical at the origin alone. */
const bowl = (a: number, b: number, regularity: Callbacks['regularity'] = {}) =>
  plane(0, {
    value: ([x, y]) => (a * x! ** 2 + b * y! ** 2) / 2,
    gradient: ([x, y], out) => out.set([a * x!, b * y!]),
    hessianVector: (_, [vx, vy], out) => out.set([a * vx!, b * vy!]),
    regularity,
  });

/** The landscape with errors of Hessian and gradient that are proved: where all its numbers are dyadic, they are 0. */
function exact(landscape: Landscape): Landscape & { hessianAt: NonNullable<Landscape['hessianAt']> } {
  return {
    ...landscape,
    hessianAt(point) {
      const hessian = landscape.hessianAt!(point);
      const { entries } = hessian.matrix();
      return { ...hessian, gradientError: bound(0), matrix: () => ({ entries, error: bound(0) }) };
    },
  };
}

const origin = Float64Array.of(0, 0);
/** The point itself is judged, not where Newton's method takes it. */
const unpolished = { threshold: 1e-3, polish: false } satisfies ClassifyOptions;

describe('classifyCriticalPoint', () => {
  it.each([2, 5, 16, 33])('certifies index k at the k-th critical point of the two-spin glass, Λ = %i', (n) => {
    const { landscape, critical, lipschitz, eigenvalues } = twoSpinGlass(n);
    for (let k = 0; k < n; k++) {
      const point = classifyCriticalPoint(landscape, critical(k), { threshold: 1e-6, lipschitz });
      expect(isCertified(point)).toBe(true);
      expect(point.kind).toBe(k === 0 ? 'minimum' : k === n - 1 ? 'maximum' : 'strict-saddle');
      expect(point.index).toMatchObject({
        dimension: n - 1,
        negative: k,
        zero: 0,
        positive: n - 1 - k,
        undetermined: 0,
      });
      expect(point.value / n).toBeCloseTo(eigenvalues[k]! / Math.sqrt(n), 12);
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
      const point = classifyCriticalPoint(landscape, near, { threshold: 1e-6, lipschitz, polish: false });
      expect([isCertified(point), point.kind, point.index.negative]).toEqual([true, 'minimum', 0]);
      expect(point.position).toEqual(near);
      expect(point.index.distance!).toBeGreaterThanOrEqual(Math.hypot(...near.map((x, i) => x - exact[i]!)));
    }
  });

  it('polishes a point nearby first: from 1e-5 off to the residual of rounding, at the critical point to 1e-13', () => {
    const { landscape, critical, lipschitz } = twoSpinGlass(9);
    for (const k of [0, 4, 8]) {
      const near = critical(k).map((x, i) => x + (i === 4 ? 1e-5 : 0));
      landscape.manifold.retract(near);
      const before = near.slice();
      const { residual, position, kind, index } = classifyCriticalPoint(landscape, near, {
        threshold: 1e-6,
        lipschitz,
      });
      expect(near).toEqual(before);
      expect(residual).toBeLessThan(1e-15);
      expect(landscape.manifold.drift(position)).toBeLessThan(1e-15);
      expect(Math.hypot(...position.map((x, i) => x - critical(k)[i]!))).toBeLessThan(1e-13);
      expect([kind === 'minimum', kind === 'maximum', index.negative]).toEqual([k === 0, k === 8, k]);
    }
  });

  it('leaves a point halfway down alone: not stationary, and no critical point near it', () => {
    const { landscape, lipschitz } = twoSpinGlass(9);
    const at = new Float64Array(9).fill(1);
    for (const polish of [true, false]) {
      const point = classifyCriticalPoint(landscape, at, { threshold: 1e-6, lipschitz, polish });
      expect([point.kind, point.certainty, point.given]).toEqual(['not-stationary', 'uncertified', null]);
      expect(point.index.distance).toBeNull();
      expect(point.position).toEqual(at);
    }
  });

  it('calls a small gradient along a flat direction degenerate, whether it is 0 or 4e-9', () => {
    for (const x of [0, 1e-3]) {
      const { kind, certainty, index } = classifyCriticalPoint(quartic, Float64Array.of(x, 0), unpolished);
      expect([kind, certainty]).toEqual(['degenerate', 'uncertified']);
      expect(index).toMatchObject({ negative: 0, zero: 1, positive: 1 });
    }
  });

  it('calls a point nonsmooth when a kink is within the distance to its critical point, or unknown', () => {
    const kinked = (kinkDistance?: number) =>
      plane(1, {
        value: ([x, y]) => x! ** 4 + y! ** 2,
        gradient: ([, y], out) => out.set([0, 2 * y!]), // a valley in x, curved by the Hessian alone
        hessianVector: ([x], [vx, vy], out) => out.set([12 * x! ** 2 * vx!, 2 * vy!]),
        regularity: { kinkDistance: () => kinkDistance ?? 0 },
      });
    const at = Float64Array.of(1, 1e-8);
    const smooth = classifyCriticalPoint(kinked(1), at, unpolished);
    expect([isCertified(smooth), smooth.kind]).toEqual([true, 'minimum']);
    // The critical point is 1e-8 away.
    for (const distance of [0.5e-8, undefined]) {
      const { kind, certainty } = classifyCriticalPoint(kinked(distance), at, unpolished);
      expect([kind, certainty]).toEqual(['nonsmooth', 'uncertified']);
    }
  });

  it('copies the position', () => {
    const position = Float64Array.of(0.5, 0);
    const point = classifyCriticalPoint(quartic, position, unpolished);
    position[0] = 7;
    expect([...point.position]).toEqual([0.5, 0]);
  });
});

describe('kinds', () => {
  const monkey = (z: number) =>
    fromCallbacks({
      dimension: 3,
      value: ([x, y, w]) => x! ** 3 - 3 * x! * y! ** 2 + (z * w! ** 2) / 2,
      gradient: ([x, y, w], out) => out.set([3 * x! ** 2 - 3 * y! ** 2, -6 * x! * y!, z * w!]),
      hessianVector: ([x, y], [a, b, c], out) => out.set([6 * (x! * a! - y! * b!), -6 * (y! * a! + x! * b!), z * c!]),
      regularity: { hessianLipschitz: () => bound(12) },
    });
  /** x + x³/3 + y²/2: ‖∇‖ is least at the origin, and not 0. */
  const slope = plane(2, {
    value: ([x, y]) => x! + x! ** 3 / 3 + y! ** 2 / 2,
    gradient: ([x, y], out) => out.set([1 + x! ** 2, y!]),
    hessianVector: ([x], [vx, vy], out) => out.set([2 * x! * vx!, vy!]),
  });
  const three = new Float64Array(3);

  it.each<[string, string, Landscape, Float64Array]>([
    ['minimum', 'x² + 3y²', bowl(2, 6), origin],
    ['maximum', '−x² − 3y²', bowl(-2, -6), origin],
    ['strict-saddle', 'x² − 3y²', bowl(2, -6), origin],
    ['strict-saddle', 'a monkey saddle that falls along z', monkey(-1), three],
    ['degenerate', 'x⁴ + y²', quartic, origin],
    ['degenerate', 'a monkey saddle', monkey(1), three],
    ['not-stationary', 'x² + 3y² at (1, 0)', bowl(2, 6), Float64Array.of(1, 0)],
    ['gradient-flat', 'x + x³/3 + y²/2', slope, origin],
    ['not-stationary', 'x + x³/3 + y²/2 at (½, 0)', slope, Float64Array.of(0.5, 0)],
    ['nonsmooth', 'a minimum on a kink', bowl(2, 6, { kinkDistance: () => 0 }), origin],
    // K ‖r‖ / g² = 2e-7 · 1e3 / 2² · 10⁻⁶ is above ½.
    [
      'undecided',
      '1e-3 x² + y² where K is large',
      bowl(2e-3, 2, { hessianLipschitz: () => bound(1e3) }),
      Float64Array.of(1e-4, 0),
    ],
  ])('%s: %s', (kind, _name, landscape, point) => {
    const found = classifyCriticalPoint(landscape, point, unpolished);
    expect(found.kind).toBe(kind);
    // Zero modes that nobody explains leave a saddle without a certificate.
    const proved = ['minimum', 'maximum', 'strict-saddle'].includes(kind) && found.index.zero === 0;
    expect(isCertified(found)).toBe(proved);
  });

  it('a point is stationary up to the residual that is asked for', () => {
    const at = Float64Array.of(1e-3, 0); // residual 4e-9
    expect(classifyCriticalPoint(quartic, at, { ...unpolished, stationary: 3e-9 }).kind).toBe('not-stationary');
    expect(classifyCriticalPoint(quartic, at, { ...unpolished, stationary: 5e-9 }).kind).toBe('degenerate');
    expect(() => classifyCriticalPoint(quartic, at, { ...unpolished, stationary: -1 })).toThrow(
      'classifyCriticalPoint: stationary must be a finite number ≥ 0, got -1',
    );
  });

  it('a minimum is one, whatever counts as zero', () => {
    for (const threshold of [1e-6, 0.1, 3, 100])
      for (const at of [origin, Float64Array.of(1e-9, 1e-9)])
        expect(classifyCriticalPoint(bowl(2, 6), at, { threshold, polish: false }).kind).toBe('minimum');
  });

  it('each has a message', () => {
    expect(Object.keys(kindMessages)).toEqual([...pointKinds]);
    for (const message of Object.values(kindMessages)) expect(message).not.toBe('');
  });
});

describe('certainty', () => {
  const { hessianLipschitz: _, ...unknown } = bowl(2, 6).regularity;
  const all = 'Lipschitz constant of the Hessian, rounding of the Hessian, rounding of the gradient';

  it('certified where K and both roundings are proved; given K where one of them is estimated, which is named', () => {
    const { certainty, given, lipschitz } = classifyCriticalPoint(exact(bowl(2, 6)), origin, unpolished);
    expect([certainty, given, lipschitz]).toEqual(['certified', null, bound(0)]);
    const withoutK = exact({ ...bowl(2, 6), regularity: unknown });
    expect(classifyCriticalPoint(withoutK, origin, unpolished)).toMatchObject({
      certainty: 'certified-given-K',
      given: 'Lipschitz constant of the Hessian',
      lipschitz: { kind: 'estimate' },
    });
  });

  it('from callbacks with a proved K and their own products, roundings alone are given', () => {
    expect(classifyCriticalPoint(bowl(2, 6), origin, unpolished)).toMatchObject({
      kind: 'minimum',
      certainty: 'certified-given-K',
      given: 'rounding of the Hessian, rounding of the gradient',
    });
  });

  it('from callbacks of value and gradient all three are given', () => {
    const found = classifyCriticalPoint(
      fromCallbacks({
        dimension: 2,
        value: ([x, y]) => x! ** 2 + 3 * y! ** 2,
        gradient: ([x, y], out) => out.set([2 * x!, 6 * y!]),
      }),
      Float64Array.of(1e-7, -1e-7),
      { threshold: 1e-3 },
    );
    expect([found.kind, found.certainty, found.given]).toEqual(['minimum', 'certified-given-K', all]);
  });

  it('takes the Lipschitz constant from the landscape, over a ball without kinks, and estimates one where none is known', () => {
    const { landscape, critical, lipschitz } = twoSpinGlass(5);
    const asked: number[] = [];
    const known: Landscape = {
      ...landscape,
      regularity: {
        kinkDistance: () => 1e-3,
        hessianLipschitz(_point, radius) {
          asked.push(radius);
          return lipschitz;
        },
      },
    };
    const given = classifyCriticalPoint(landscape, critical(1), { threshold: 1e-6, lipschitz });
    expect(classifyCriticalPoint(known, critical(1), { threshold: 1e-6 })).toEqual(given);
    expect(asked.every((radius) => radius > 0 && radius < 1e-3)).toBe(true);
    const estimated = classifyCriticalPoint(landscape, critical(1), { threshold: 1e-6 });
    expect(estimated).toMatchObject({ kind: 'strict-saddle', certainty: 'certified-given-K', given: all });
    expect(estimated.lipschitz.kind).toBe('estimate');
  });
});
