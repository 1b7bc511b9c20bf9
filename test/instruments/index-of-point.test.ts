import { describe, expect, it } from 'vitest';
import { indexAt, tangentHessian } from '../../src/curvature/index.ts';
import { indexOfPoint, minima } from '../../src/instruments/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { run } from '../../src/search/index.ts';
import { coupled, type Ground, grounds, himmelblau, known, radii, spheres, tools } from './landscapes.ts';

const threshold = 1e-4;
const indexOf = ({ landscape }: Ground, point: Float64Array) =>
  run(indexOfPoint.search(landscape, { point, threshold }, tools('index')));

describe.each(grounds)('the index on %s', (_name, here) => {
  const { landscape, start } = here;

  it('at a point that is not critical counts what the eigenvalues say', () => {
    for (const k of [0, 1, 2]) {
      const { matrix, dimension } = tangentHessian(landscape, start(k));
      const eigenvalues = symmetricEigenvalues(matrix().entries, dimension);
      const index = indexOf(here, start(k));
      expect(index).toMatchObject({
        dimension,
        threshold,
        negative: eigenvalues.filter((λ) => λ < -threshold).length,
        zero: eigenvalues.filter((λ) => Math.abs(λ) <= threshold).length,
        positive: eigenvalues.filter((λ) => λ > threshold).length,
        undetermined: 0,
        distance: null,
      });
      expect(index.certificate?.holds ?? false).toBe(false);
      expect(index).toEqual(indexAt(landscape, start(k), { threshold }));
    }
  });

  it('at a minimum is 0, and a certificate says that one is near', () => {
    const found = run(minima.search(landscape, { starts: 12, start, threshold }, tools('minima'))).minima;
    expect(found.length).toBeGreaterThan(0);
    for (const { position } of found) {
      const index = indexOf(here, position);
      expect(index).toMatchObject({ negative: 0, undetermined: 0, pointKind: 'minimum' });
      expect(index.certificate).toMatchObject({ kind: 'newton-kantorovich', holds: true, distance: index.distance });
      expect(index.distance).toBeLessThan(1e-6);
    }
  });
});

it('Himmelblau: the index of all nine critical points, next to where the literature has them', () => {
  for (const [x, y, negative] of known)
    expect(indexOf(himmelblau, Float64Array.of(x, y))).toMatchObject({ negative, positive: 2 - negative });
});

it('two coupled spheres: the index of the closed form, of all six critical points', () => {
  for (const { i, σ, index } of coupled) {
    const point = new Float64Array(6);
    point[i] = radii[0];
    point[3 + i] = σ * radii[1];
    const found = indexOf(spheres, point);
    expect(found).toMatchObject({ dimension: 4, negative: index, zero: 0, positive: 4 - index, undetermined: 0 });
    expect(found.certificate!.holds).toBe(true);
  }
});

it('says nothing before it is counted', () => {
  const search = indexOfPoint.search(himmelblau.landscape, { point: Float64Array.of(3, 2), threshold }, tools('early'));
  const state = search.begin();
  expect(() => search.result(state)).toThrow('index: nothing is known before it is counted');
  expect(search.share(search.step(state) as typeof state)).toEqual([0, 'Hessian and its inertia']);
});
