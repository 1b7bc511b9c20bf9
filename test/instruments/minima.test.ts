import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { isCertified, tangentHessian } from '../../src/curvature/index.ts';
import { distance, samePoint } from '../../src/geometry/index.ts';
import { minima } from '../../src/instruments/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { censusOf } from '../../src/search/homotopy-glass.ts';
import { run } from '../../src/search/index.ts';
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

const threshold = 1e-4;
const minimaOf = ({ landscape, start }: Ground, starts: number, first = 0) =>
  run(minima.search(landscape, { starts, first, start, threshold }, tools('minima')));

describe.each(grounds)('minima on %s', (_name, here) => {
  const { landscape, start } = here;
  const found = minimaOf(here, 9);

  it('every descent has an end, none higher than its start, each with its eigenvalues counted', () => {
    expect([found.ends.length, found.descents.length]).toEqual([9, 9]);
    found.ends.forEach((end, k) => {
      expect(end!.value).toBeLessThanOrEqual(valueAt(landscape, start(k)));
      expect(landscape.manifold.drift(end!.position)).toBeLessThan(1e-13);
      expect(Math.abs(end!.value - valueAt(landscape, end!.position))).toBeLessThan(1e-11 * (1 + Math.abs(end!.value)));
    });
  });

  it('what is called a minimum is one: stationary, all eigenvalues above 0', () => {
    expect(found.minima.length).toBeGreaterThan(0);
    for (const minimum of found.minima) {
      expect([isCertified(minimum), minimum.kind, minimum.residual < 1e-10]).toEqual([true, 'minimum', true]);
      const { matrix, dimension } = tangentHessian(landscape, minimum.position);
      expect(symmetricEigenvalues(matrix().entries, dimension)[0]).toBeGreaterThan(0);
    }
  });

  it('they are different, the lowest first, and each counted as often as it was reached', () => {
    const { minima: all, ends } = found;
    all.forEach((one, k) => {
      expect(one.value).toBeGreaterThanOrEqual(all[k - 1]?.value ?? -Infinity);
      for (const other of all.slice(0, k)) expect(samePoint(landscape, one.position, other.position)).toBe(false);
      for (const copy of one.copies) {
        expect(samePoint(landscape, one.position, copy)).toBe(true);
        expect(distance(one.position, copy)).toBeGreaterThan(1e-6 * landscape.manifold.lengthUnit.value);
      }
    });
    const certified = ends.filter((end) => end && isCertified(end) && end.kind === 'minimum');
    expect(all.reduce((sum, { times }) => sum + times, 0)).toBe(certified.length);
  });

  it('start k ends where it ends, whichever others run: starts 5 and 6 alone', () => {
    const { ends } = minimaOf(here, 2, 5);
    ends.forEach((end, k) => void expect(end!.position).toEqual(found.ends[5 + k]!.position));
  });
});

it('Himmelblau: 40 starts find its four minima, to 1e-6 where the literature has them, at 0', () => {
  const { minima: found } = minimaOf(himmelblau, 40);
  expect(found).toHaveLength(4);
  for (const [x, y] of known.filter(([, , index]) => index === 0)) {
    const near = found.filter(({ position }) => distance(position, Float64Array.of(x, y)) < 1e-6);
    expect(near).toHaveLength(1);
    expect(near[0]!.value).toBeLessThan(1e-20);
  }
});

it('two coupled spheres: one minimum modulo the sign, at −ρ₁ρ₂ d₃, and its copy', () => {
  const { minima: found } = minimaOf(spheres, 24);
  expect(found).toHaveLength(1);
  expect(found[0]!.value).toBeCloseTo(coupled[0]!.value, 13);
  expect(found[0]!.copies).toHaveLength(1);
  expect(
    distance(
      found[0]!.copies[0]!,
      found[0]!.position.map((x) => -x),
    ),
  ).toBeLessThan(1e-9);
  expect(Math.abs(found[0]!.position[2]!)).toBeCloseTo(radii[0], 12);
});

it('the glass: every minimum found is one of the census, at its energy', () => {
  const { points, complete } = censusOf(stream(6, 'test/instruments', 0, 'gamma'), spins);
  expect(complete).toBe(true);
  const all = points.filter(({ index }) => index.negative === 0);
  const { minima: found } = minimaOf(glass, 60);
  expect(found.length).toBe(all.length); // seven spins have few
  found.forEach(({ value, position }, k) => {
    expect(value).toBeCloseTo(all[k]!.value, 11);
    expect(distance(position, all[k]!.position)).toBeLessThan(1e-8);
  });
});

it('stopped in the middle it gives the ends that were classified by then', () => {
  const search = minima.search(himmelblau.landscape, { starts: 6, start: himmelblau.start, threshold }, tools('stop'));
  let state = search.begin();
  while (!search.done(state) && search.result(state).ends.length < 3) state = search.step(state);
  const { ends, minima: found } = search.result(state);
  expect(ends).toHaveLength(3);
  expect(found.reduce((sum, { times }) => sum + times, 0)).toBeLessThanOrEqual(3);
  const [share, doing] = search.share(state);
  expect([share > 0.7 && share < 1, doing]).toEqual([true, '3 of 6 ends classified']);
});

it('names what is out of range', () => {
  const options = { starts: 1, start: himmelblau.start, threshold };
  const begin = (given: object) => () => minima.search(himmelblau.landscape, { ...options, ...given }, tools('wrong'));
  expect(begin({ starts: 0 })).toThrow('minima: starts must be an integer ≥ 1, got 0');
  expect(begin({ threshold: 0 })).toThrow('minima: threshold must be a finite number > 0, got 0');
});
