/** Path polynomials: squares, one tensor for tied paths, and the wirings that are solved exactly. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { families, tensorLandscape } from '../../src/landscapes/index.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { landscapeSpec, startAt } from '../../src/landscapes/landscape-spec.ts';
import { pathsOf } from '../../src/landscapes/paths/family.ts';
import { latinSquare, squareKinds } from '../../src/landscapes/paths/latin-squares.ts';
import { tensorOfPaths } from '../../src/landscapes/paths/wirings.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { gradientDescent, run } from '../../src/search/index.ts';
import { cyclicLatinLevels, pathGlassLevels, pathGlassSpectrum, pathGlassUnitSpheres } from '../../src/theory/index.ts';

const kernels = createKernels();
const opened = (fields: object) => {
  const spec = landscapeSpec(families, 'test', { family: 'path-polynomial', seed: 8, ...fields });
  const landscape = spec.family.open(spec.fields, { kernels, data: [], arrays: [], precision: 'float64' }) as Landscape;
  return { landscape, spec, paths: pathsOf(spec.fields as Parameters<typeof pathsOf>[0]) };
};

describe('squares', () => {
  const isPermutation = (items: Int32Array) =>
    new Set(items).size === items.length && items.every((x) => x >= 0 && x < items.length);
  it.each(squareKinds)('%s: each row is an order of the symbols, and each column but of permuted ones', (kind) => {
    for (const n of [2, 3, 7, 12]) {
      const square = latinSquare(kind, n, stream(3, 'test/squares', n, kind));
      for (let i = 0; i < n; i++) {
        expect(isPermutation(square.subarray(i * n, (i + 1) * n))).toBe(true);
        const column = Int32Array.from({ length: n }, (_, b) => square[b * n + i]!);
        if (kind !== 'permuted') expect(isPermutation(column)).toBe(true);
      }
    }
  });

  it('generic squares of order 4 are uniform over all 576: χ² of 575 degrees within 4 standard deviations', () => {
    const draw = stream(5, 'test/squares', 0, 'uniform');
    const counts = new Map<string, number>();
    const draws = 10 * 576;
    for (let k = 0; k < draws; k++) {
      const name = latinSquare('generic', 4, draw).join('');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(576);
    const χ2 = [...counts.values()].reduce((sum, c) => sum + (c - 10) ** 2 / 10, 0);
    expect(Math.abs(χ2 - 575)).toBeLessThan(4 * Math.sqrt(2 * 575));
  });
});

describe('tied paths are a tensor', () => {
  it.each([
    { wiring: 'latin', order: 3, size: 9 },
    { wiring: 'latin', order: 4, size: 4, squares: 'isotopic', uncentred: true },
    { wiring: 'colored', order: 3, size: 4, weights: 7 },
  ])('%j: value, gradient and Hessian to rounding', (fields) => {
    const { landscape, paths } = opened(fields);
    const [D, H] = [landscape.dimension, paths.widths.length - 1];
    // q of a tensor is D^{−(H−1)/2}.
    const entries = tensorOfPaths(paths).map((x) => x * paths.scale * D ** ((H - 1) / 2));
    const tensor = tensorLandscape({ order: H, size: D, entries }, kernels, { name: 'the same', precision: 'float64' });
    const w = startAt(landscape, opened(fields).spec, 2);
    const [a, b] = [landscape.hessianAt!(w), tensor.hessianAt!(w)];
    expect(Math.abs(a.value - b.value)).toBeLessThan(1e-13 * D);
    a.gradient.forEach((g, i) => {
      expect(Math.abs(g - b.gradient[i]!)).toBeLessThan(1e-12);
    });
    const [M, N] = [a.matrix(), b.matrix()];
    const bound = M.error.value + N.error.value;
    M.entries.forEach((x, i) => {
      expect(Math.abs(x - N.entries[i]!)).toBeLessThanOrEqual(bound);
    });
    expect(bound).toBeLessThan(1e-9);
  });

  it('latin: every product of Λ weights comes once, so that J is a rearrangement of Λ^{H−1} copies of x', () => {
    for (const squares of squareKinds) {
      const { paths } = opened({ wiring: 'latin', order: 3, size: 6, squares });
      const J = tensorOfPaths(paths);
      const copies = [...J].sort((a, b) => a - b).filter((_, i) => i % 36 === 0);
      expect(copies).toEqual([...paths.couplings].sort((a, b) => a - b));
    }
  });
});

/** Ends of descents, over the scale q: energies of Σ J π. */
function ends(fields: object, count: number, tolerance = 1e-6): number[] {
  const { landscape, spec, paths } = opened(fields);
  const n = landscape.dimension;
  const starts = new Float64Array(count * n);
  for (let k = 0; k < count; k++) starts.set(startAt(landscape, spec, k), k * n);
  const found = run(gradientDescent({ landscape, starts, count, tolerance, maxSteps: 60_000 }));
  return found.map(({ value }) => value / paths.scale);
}
const off = (x: number, levels: Float64Array) => Math.min(...Array.from(levels, (level) => Math.abs(x / level - 1)));

describe('solved', () => {
  it('path glass, H = 2: a quadratic form of spectrum ± |J_·b|/2 and zeros', () => {
    const { landscape, spec, paths } = opened({ order: 2, size: 5 });
    const J = paths.couplings;
    const { entries } = landscape.hessianAt!(startAt(landscape, spec, 0)).matrix();
    // Half the Hessian is the form.
    const got = symmetricEigenvalues(
      entries.map((x) => x / 2 / paths.scale),
      landscape.dimension,
    );
    pathGlassSpectrum(J, 5).forEach((level, i) => {
      expect(Math.abs(got[i]! - level)).toBeLessThan(1e-13);
    });
  });

  it('path glass, H = 3, n = 6, one sphere: 40 descents end on the levels to 1e-9, and on all of them', () => {
    const levels = pathGlassLevels(opened({ size: 6 }).paths.couplings, 6);
    const found = ends({ size: 6 }, 40);
    expect(Math.max(...found.map((x) => off(x, levels)))).toBeLessThan(1e-9);
    for (const level of levels) expect(Math.min(...found.map((x) => Math.abs(x / level - 1)))).toBeLessThan(1e-9);
  });

  it('path glass, H = 3: of the points condensed on one unit a layer those are minima that pathGlassLevels lists, by their Hessians', () => {
    let [minima, listed, saddlesOfLargest] = [0, 0, 0];
    for (let disorder = 0; disorder < 12; disorder++) {
      const [n, N] = [3, 21];
      const { landscape, paths } = opened({ size: n, disorder });
      const J = paths.couplings;
      listed += pathGlassLevels(J, n).length;
      for (let c = 0; c < n; c++) {
        const along = Array.from({ length: n }, (_, b) => Array.from({ length: n }, (_, a) => J[(a * n + b) * n + c]!));
        const norms = along.map((v) => Math.hypot(...v));
        for (let b = 0; b < n; b++) {
          const w = new Float64Array(N);
          for (let a = 0; a < n; a++) w[b * n + a] = (Math.sqrt(N / 3) * along[b]![a]!) / norms[b]!;
          w[n * n + c * n + b] = Math.sqrt(N / 3);
          w[2 * n * n + c] = -Math.sqrt(N / 3);
          const { entries } = landscape.hessianAt!(w).matrix();
          const { gradient } = landscape.hessianAt!(w);
          const frame = landscape.manifold.frame(w);
          const tangent = new Float64Array((N - 1) ** 2);
          const [q, product] = [new Float64Array(N), new Float64Array(N)];
          for (let j = 0; j < N - 1; j++) {
            frame.lift(
              Float64Array.from({ length: N - 1 }, (_, i) => (i === j ? 1 : 0)),
              q,
            );
            for (let i = 0; i < N; i++) product[i] = q.reduce((sum, x, k) => sum + entries[i * N + k]! * x, 0);
            landscape.manifold.correct(w, gradient, q, product);
            frame.restrict(product, tangent.subarray(j * (N - 1), (j + 1) * (N - 1)));
          }
          const lowest = symmetricEigenvalues(tangent, N - 1)[0]!;
          if (lowest > 1e-9) minima++;
          else if (norms[b] === Math.max(...norms)) saddlesOfLargest++;
        }
      }
    }
    expect(minima).toBe(listed);
    // The condition on other c′ is not about nothing.
    expect(saddlesOfLargest).toBeGreaterThan(0);
  });

  it('path glass, H = 3, a sphere for each unit: every descent ends at the one value, to 1e-9', () => {
    const minimum = pathGlassUnitSpheres(opened({ size: 5 }).paths.couplings, 5);
    for (const x of ends({ size: 5, domain: 'units' }, 12)) expect(Math.abs(x / minimum - 1)).toBeLessThan(1e-9);
  });

  it.each([7, 8])(
    'cyclic squares, H = 3, Λ = %i: descents end on the Fourier modes to 1e-9, and on all of them',
    (n) => {
      const fields = { wiring: 'latin', size: n, squares: 'cyclic' };
      const { paths, landscape } = opened(fields);
      // Per spin and of the scale Λ^{-1}.
      const levels = cyclicLatinLevels(paths.couplings);
      const found = ends(fields, 60).map((x) => (x * paths.scale) / landscape.dimension);
      const live = levels.filter((level) => Math.abs(level) > 1e-9);
      expect(Math.max(...found.map((x) => off(x, live)))).toBeLessThan(1e-9);
      for (const level of live) expect(Math.min(...found.map((x) => Math.abs(x / level - 1)))).toBeLessThan(1e-9);
    },
  );
});

it('refuses more weights than edges, and spheres that shared weights do not fill', () => {
  expect(() => opened({ wiring: 'colored', size: 3, weights: 22 })).toThrow(
    /weights must be at most 21, one for each edge, got 22/,
  );
  expect(() => opened({ wiring: 'colored', size: 3, domain: 'units' })).toThrow(/domain must be sphere .*got "units"/);
});
