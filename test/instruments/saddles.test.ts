import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { isCertified, tangentHessian } from '../../src/curvature/index.ts';
import { distance, samePoint } from '../../src/geometry/index.ts';
import { type SaddlesOptions, saddles } from '../../src/instruments/index.ts';
import type { Landscape } from '../../src/landscapes/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { censusOf } from '../../src/search/homotopy-glass.ts';
import { run, saddleMethodNames } from '../../src/search/index.ts';
import {
  coupled,
  type Ground,
  glass,
  grounds,
  himmelblau,
  known,
  radii,
  spheres,
  spins,
  tools,
  valueAt,
} from './landscapes.ts';

const usual = { methods: saddleMethodNames, tolerance: 1e-10, maxSteps: 100, threshold: 1e-6 };
const hunt = ({ landscape, start }: Ground, starts: number, more: Partial<SaddlesOptions> = {}) =>
  run(saddles.search(landscape, { ...usual, starts, start, ...more }, tools('saddles')));

/** Down to heights of their own, which the searches of the network need: it has many degenerate saddles higher up. */
const heights = (landscape: Landscape) => (start: Float64Array) => ({ lowest: 0, highest: valueAt(landscape, start) });

describe.each(grounds)('saddles on %s', (name, here) => {
  const { landscape } = here;
  const [starts, more] = name === 'a tanh network' ? [20, { heights: heights(landscape) }] : [10, {}];
  const { points, yields } = hunt(here, starts, more);
  const certified = points.filter(isCertified);

  it('certified points are stationary, and of the kind and index that the eigenvalues say', () => {
    expect(certified.length).toBeGreaterThan(0);
    for (const { position, value, residual, kind, index } of certified) {
      const { matrix, dimension } = tangentHessian(landscape, position);
      const eigenvalues = symmetricEigenvalues(matrix().entries, dimension);
      const down = eigenvalues.filter((λ) => λ < 0).length;
      expect(residual).toBeLessThan(1e-10);
      expect(Math.abs(value - valueAt(landscape, position))).toBeLessThan(1e-11 * (1 + Math.abs(value)));
      const below = eigenvalues.filter((λ) => λ < -usual.threshold).length;
      expect(below).toBeGreaterThanOrEqual(index.negative);
      expect(below).toBeLessThanOrEqual(index.negative + index.undetermined);
      expect(kind).toBe(down === 0 ? 'minimum' : down === dimension ? 'maximum' : 'strict-saddle');
    }
  });

  it('certified points come first, then by value; no two are the same', () => {
    points.forEach((one, k) => {
      const before = points[k - 1];
      if (before && isCertified(before) === isCertified(one)) expect(one.value).toBeGreaterThanOrEqual(before.value);
      if (before) expect(Number(isCertified(before))).toBeGreaterThanOrEqual(Number(isCertified(one)));
      if (isCertified(one))
        for (const other of certified.slice(0, k))
          expect(samePoint(landscape, one.position, other.position)).toBe(false);
    });
  });

  it('yields count every search once, and what each method found', () => {
    for (const method of saddleMethodNames) {
      const { searches, fates, distinct, steps } = yields[method]!;
      expect(searches).toBe(starts);
      expect(Object.values(fates).reduce((sum, n) => sum + n, 0)).toBe(starts);
      expect(distinct).toBe(certified.filter(({ methods }) => methods[method]).length);
      const times = certified.reduce((sum, { methods }) => sum + (methods[method] ?? 0), 0);
      expect(times).toBe(fates.certified ?? 0);
      expect(steps).toBeGreaterThan(0);
    }
  });
});

it('Himmelblau: 60 starts find all nine critical points where the literature has them, with their index', () => {
  const found = hunt(himmelblau, 60).points.filter(isCertified);
  expect(found).toHaveLength(9);
  for (const [x, y, index] of known) {
    const near = found.filter(({ position }) => distance(position, Float64Array.of(x, y)) < 1e-6);
    expect(near).toHaveLength(1);
    expect(near[0]!.index.negative).toBe(index);
    // Stationary: next to it the value changes by ½ ‖H‖ (1e-6)² at most.
    expect(Math.abs(near[0]!.value - valueAt(himmelblau.landscape, Float64Array.of(x, y)))).toBeLessThan(1e-10);
  }
});

it('two coupled spheres: all six critical points modulo the sign, at ∓ρ₁ρ₂ d_i, with the index of the closed form', () => {
  const found = hunt(spheres, 60).points.filter(isCertified);
  expect(found).toHaveLength(6);
  found.forEach(({ value, index, position }, k) => {
    const { i, σ, value: exact, index: expected } = coupled[k]!;
    expect(value).toBeCloseTo(exact, 12);
    expect(index).toMatchObject({ dimension: 4, negative: expected, zero: 0, positive: 4 - expected });
    expect(Math.abs(position[i]!)).toBeCloseTo(radii[0], 10);
    expect(position[3 + i]! / position[i]!).toBeCloseTo((σ * radii[1]) / radii[0], 10);
  });
});

it('the glass: every certified point is one of the census, at its energy and index', () => {
  const { points: all } = censusOf(stream(6, 'test/instruments', 0, 'gamma'), spins);
  const found = hunt(glass, 40).points.filter(isCertified);
  expect(new Set(found.map(({ index }) => index.negative)).size).toBeGreaterThanOrEqual(5);
  for (const { position, value, index } of found) {
    const near = all.filter((one) => distance(one.position, position) < 1e-7);
    expect(near).toHaveLength(1);
    expect([near[0]!.index.negative, Math.abs(near[0]!.value - value) < 1e-11]).toEqual([index.negative, true]);
  }
});

it('an index that is asked for is the one that prescribed-index ends at', () => {
  for (const index of [0, 1, 2, 3, 4]) {
    const { points } = hunt(spheres, 8, { methods: ['prescribed-index'], index });
    const found = points.filter(isCertified);
    expect(found.length).toBeGreaterThan(0);
    for (const point of found) expect(point.index.negative).toBe(index);
  }
});

it('heights are spread from the highest to the lowest, and starts are descended to them', () => {
  const options = {
    ...usual,
    starts: 5,
    maxSteps: 0,
    tolerance: 1e-300,
    methods: ['trust-region'] as const,
    start: himmelblau.start,
    heights: heights(himmelblau.landscape),
  };
  const search = saddles.search(himmelblau.landscape, options, tools('heights'));
  let state = search.begin();
  const shares: (readonly [number, string])[] = [];
  while (!search.done(state)) {
    state = search.step(state);
    shares.push(search.share(state));
  }
  expect(search.result(state).yields['trust-region']).toMatchObject({
    searches: 5,
    fates: { 'step-limit': 5 },
    steps: 0,
  });
  const descents = new Set(shares.map(([, doing]) => doing).filter((doing) => doing.startsWith('descent')));
  expect([...descents]).toEqual([1, 2, 3, 4, 5].map((k) => `descent to start ${k} of 5`));
  shares.forEach(([share], k) => void expect(share).toBeGreaterThanOrEqual(shares[k - 1]?.[0] ?? 0));
});

it('stopped in the middle it gives the points that were found by then', () => {
  const search = saddles.search(himmelblau.landscape, { ...usual, starts: 9, start: himmelblau.start }, tools('stop'));
  let state = search.begin();
  while (!search.done(state) && !search.share(state)[1].startsWith('start 4')) state = search.step(state);
  const { points, yields } = search.result(state);
  for (const method of saddleMethodNames) expect(yields[method]!.searches).toBe(3);
  expect(points.length).toBeGreaterThan(0);
});

it('names what is out of range', () => {
  const options = { ...usual, starts: 0, start: himmelblau.start };
  expect(() => saddles.search(himmelblau.landscape, options, tools('wrong'))).toThrow(
    'saddles: starts must be an integer ≥ 1, got 0',
  );
});
