import { describe, expect, it } from 'vitest';
import { isCertified, tangentHessian } from '../../src/curvature/index.ts';
import { descent, lookSteps } from '../../src/instruments/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { run } from '../../src/search/index.ts';
import { type Ground, grounds, himmelblau, spheres, tools, valueAt } from './landscapes.ts';

const [count, maxSteps, looks, threshold] = [5, 200, 8, 1e-4];
const starts = ({ landscape, start }: Ground) => {
  const out = new Float64Array(count * landscape.dimension);
  for (let r = 0; r < count; r++) out.set(start(r), r * landscape.dimension);
  return out;
};
const follow = (here: Ground, more: object = {}) =>
  run(
    descent.search(
      here.landscape,
      { starts: starts(here), count, maxSteps, looks, threshold, ...more },
      tools('descent'),
    ),
  );

describe('lookSteps', () => {
  it('0, then from 1 to the last in geometric progression, each once', () => {
    expect(lookSteps({ looks: 5, maxSteps: 1000 })).toEqual([0, 1, 10, 100, 1000]);
    expect(lookSteps({ looks: 20, maxSteps: 4 })).toEqual([0, 1, 2, 3, 4]);
    expect(lookSteps({ looks: 3, maxSteps: 77 })).toEqual([0, 1, 77]);
  });
});

describe.each(grounds)('descents on %s', (_name, here) => {
  const { landscape, start } = here;
  const { steps, looks: all, ends } = follow(here);

  it('look at every replica at every of the steps, at the start first', () => {
    expect(steps).toEqual(lookSteps({ looks, maxSteps }));
    expect(all.map((look) => look.length)).toEqual(new Array(steps.length).fill(count));
    all[0]!.forEach(({ value, index }, r) => {
      expect(value).toBeCloseTo(valueAt(landscape, start(r)), 11);
      const { matrix, dimension } = tangentHessian(landscape, start(r));
      const eigenvalues = symmetricEigenvalues(matrix().entries, dimension);
      expect(index).toBe(eigenvalues.filter((λ) => λ < 0).length);
    });
  });

  it('values fall from look to look and go on to the end of each', () => {
    for (let r = 0; r < count; r++) {
      const values = all.map((look) => look[r]!.value);
      // Rises by 1e-12 of the value are taken for rounding, at every step.
      const rounding = 1e-12 * Math.max(...values.map(Math.abs)) * maxSteps;
      values.forEach((value, k) => void expect(value).toBeLessThanOrEqual((values[k - 1] ?? Infinity) + rounding));
      const end = ends[r];
      if (end) expect(end.value).toBeLessThanOrEqual(values.at(-1)! + rounding);
    }
  });

  it('ends are stationary, and where they are certified have no eigenvalue below 0', () => {
    expect(ends).toHaveLength(count);
    const reached = ends.filter((end) => end !== null);
    expect(reached.length).toBeGreaterThan(0);
    for (const end of reached) {
      expect(end.residual).toBeLessThan(1e-9);
      if (isCertified(end)) expect([end.kind, end.index.negative]).toEqual(['minimum', 0]);
    }
  });

  it('without counting looks are the same, but for the index', () => {
    const { looks: plain } = follow(here, { index: false });
    plain.forEach((look, k) => {
      look.forEach(({ value, residual, index }, r) => {
        const counted = all[k]![r]!;
        expect(index).toBeNull();
        expect(Math.abs(value - counted.value)).toBeLessThan(1e-11 * (1 + Math.abs(value)));
        expect(Math.abs(residual - counted.residual)).toBeLessThan(1e-11 * (1 + residual));
      });
    });
  });
});

it('a rate is taken as it is, and a look after one step sees one step: on the spheres a hundredth of the rate gains a hundredth', () => {
  const moved = (rate: number) => {
    const { looks: all } = follow(spheres, { rate, index: false });
    return all[0]![0]!.value - all[1]![0]!.value;
  };
  // One step down the gradient gains rate · ‖∇‖² to the first order.
  expect(moved(1e-5) / moved(1e-3)).toBeCloseTo(0.01, 3);
});

it('stopped in the middle it gives the looks that were taken, without ends', () => {
  const options = { starts: starts(himmelblau), count, maxSteps, looks, threshold };
  const search = descent.search(himmelblau.landscape, options, tools('stop'));
  let state = search.begin();
  for (let k = 0; k < 3; k++) state = search.step(state);
  const found = search.result(state);
  expect([found.steps.length, found.looks.length, found.ends.length]).toEqual([3, 3, 0]);
  expect(search.share(state)[1]).toBe(`step ${lookSteps({ looks, maxSteps })[2]}`);
});

it('names what is out of range', () => {
  const options = { starts: starts(himmelblau), count, maxSteps, looks, threshold };
  const begin = (given: object) => () => descent.search(himmelblau.landscape, { ...options, ...given }, tools('wrong'));
  expect(begin({ looks: 2 })).toThrow('descent: looks must be an integer ≥ 3, got 2');
  expect(begin({ maxSteps: 1 })).toThrow('descent: maxSteps must be an integer ≥ 2, got 1');
  expect(begin({ rate: 0 })).toThrow('descent: rate must be a finite number > 0, got 0');
});

describe('a given rate', () => {
  const plane = himmelblau;
  const at = (rate: number) => follow(plane, { rate, index: false, maxSteps: 60 });

  it('is held: every look is where steps of that length lead', () => {
    const rate = 1e-3;
    const { steps, looks: all } = at(rate);
    expect(all.flat().map(({ halvings }) => halvings)).toEqual(new Array(steps.length * count).fill(0));
    const n = plane.landscape.dimension;
    for (let r = 0; r < count; r++) {
      const point = plane.start(r).slice();
      const [value, gradient] = [new Float64Array(1), new Float64Array(n)];
      let taken = 0;
      steps.forEach((step, k) => {
        for (; taken <= step; taken++) {
          plane.landscape.valueAndGradient(point, 1, value, gradient);
          if (taken === step) break;
          for (let i = 0; i < n; i++) point[i]! -= rate * gradient[i]!;
        }
        expect(all[k]![r]!.value).toBe(value[0]!);
      });
    }
  });

  it('is halved where values rise, and that is told; one that is much too large ends in no number, not in an error', () => {
    const halved = at(0.05).looks.map((row) => Math.max(...row.map(({ halvings }) => halvings!)));
    expect(halved[0]).toBe(0);
    expect(halved.at(-1)).toBeGreaterThan(0);
    expect(halved).toEqual(halved.toSorted((a, b) => a - b));
    expect(
      at(1e6)
        .looks.at(-1)!
        .some(({ value }) => Number.isNaN(value)),
    ).toBe(true);
  });
});
