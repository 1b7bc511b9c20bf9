import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { tangentHessian } from '../../src/curvature/index.ts';
import { type SpectrumOptions, spectrum } from '../../src/instruments/index.ts';
import { type Landscape, labeledExamples, networkLandscape } from '../../src/landscapes/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { run } from '../../src/search/index.ts';
import { coupled, grounds, himmelblau, kernels, radii, spheres, tools, valueAt } from './landscapes.ts';

const usual = { fullUpTo: 1500, extremes: 2, memory: 2 ** 30 };
const look = (landscape: Landscape, point: Float64Array, more: Partial<SpectrumOptions> = {}) =>
  run(spectrum.search(landscape, { ...usual, point, ...more }, tools('spectrum')));

function eigenvaluesAt(landscape: Landscape, point: Float64Array): Float64Array {
  const { matrix, dimension } = tangentHessian(landscape, point);
  return symmetricEigenvalues(matrix().entries, dimension);
}

describe.each(grounds)('the spectrum on %s', (_name, { landscape, start }) => {
  const point = start(3);
  const exact = eigenvaluesAt(landscape, point);

  it('is all eigenvalues of the tangent Hessian where it is small', () => {
    const { dimension, idle, value, spectrum: found } = look(landscape, point);
    expect([dimension, idle]).toEqual([landscape.manifold.tangentDimension, 0]);
    expect(Math.abs(value - valueAt(landscape, point))).toBeLessThan(1e-11 * (1 + Math.abs(value)));
    if (found.method !== 'full') throw new Error(`${found.method} of ${dimension} dimensions`);
    found.eigenvalues.forEach((λ, i) => void expect(Math.abs(λ - exact[i]!)).toBeLessThan(1e-12 * (1 + Math.abs(λ))));
  });

  it('is its ends, trace and density where it is large, the same at every asking', () => {
    const { dimension, spectrum: found } = look(landscape, point, { fullUpTo: 0 });
    if (found.method !== 'estimate') throw new Error(`${found.method} above the limit`);
    expect(found.size).toBe(dimension);
    for (const side of ['smallest', 'largest'] as const)
      found[side].forEach(({ value, residual }, k, { length }) => {
        const expected = exact[side === 'smallest' ? k : dimension - length + k]!;
        // Differences of gradients are a matrix only to their rounding.
        expect(Math.abs(value - expected)).toBeLessThan(residual + 1e-7 * Math.abs(exact.at(-1)!));
      });
    const trace = exact.reduce((a, b) => a + b);
    const error = 4 * found.trace.standardError + 1e-7 * (1 + Math.abs(trace));
    expect(Math.abs(found.trace.value - trace)).toBeLessThan(error);
    const spacing = found.density.at[1]! - found.density.at[0]!;
    expect(found.density.density.reduce((a, b) => a + b) * spacing).toBeCloseTo(1, 3);
    expect(look(landscape, point, { fullUpTo: 0 }).spectrum).toEqual(found);
  });
});

it('two coupled spheres: the closed form at the lowest minimum and at the highest point', () => {
  for (const { i, σ } of [coupled[0]!, coupled.at(-1)!]) {
    const point = new Float64Array(6);
    point[i] = radii[0];
    point[3 + i] = σ * radii[1];
    const d = [1, 2, 4];
    // Both blocks j ≠ i: [σ d_i ρ₂/ρ₁, −d_j; −d_j, σ d_i ρ₁/ρ₂].
    const expected = [0, 1, 2]
      .filter((j) => j !== i)
      .flatMap((j) => {
        const [a, b] = [(σ * d[i]! * radii[1]) / radii[0], (σ * d[i]! * radii[0]) / radii[1]];
        const root = Math.sqrt(((a - b) / 2) ** 2 + d[j]! ** 2);
        return [(a + b) / 2 - root, (a + b) / 2 + root];
      })
      .sort((x, y) => x - y);
    const { spectrum: found } = look(spheres.landscape, point);
    if (found.method !== 'full') throw new Error(found.method);
    expect([...found.eigenvalues]).toEqual(expected.map((λ) => expect.closeTo(λ, 12)));
  }
});

describe('a ReLU network with a pixel that is never lit and a unit that never opens', () => {
  const draw = stream(12, 'test/instruments', 1, 'rectified');
  const samples = {
    count: 50,
    inputs: 4,
    images: Float32Array.from({ length: 200 }, (_, i) => (i % 4 === 2 ? 0 : draw.uniform())),
    labels: Uint8Array.from({ length: 50 }, () => draw.integer(3)),
  };
  const examples = labeledExamples(samples, 3, 'cross-entropy');
  const shape = { sizes: [4, 5, 3], activation: 'relu', loss: 'cross-entropy' } as const;
  const point = Float64Array.from({ length: 43 }, () => draw.normal());
  point.fill(-1, 4, 8)[20 + 1] = -1; // unit 1
  const exact = symmetricEigenvalues(networkLandscape(shape, examples, kernels).hessianAt(point).matrix().entries, 43);

  it('rows that are zero are left out and counted, with kernels and without; the others are the spectrum', () => {
    for (const landscape of [networkLandscape(shape, examples, kernels), networkLandscape(shape, examples)]) {
      const { dimension, idle, spectrum: found } = look(landscape, point);
      // The dark pixel's weights to five units; the other three, the bias and three output weights of the unit that is shut.
      expect(idle).toBeGreaterThanOrEqual(5 + 3 + 1 + 3);
      expect(dimension).toBe(43);
      if (found.method !== 'full') throw new Error(found.method);
      const whole = Float64Array.from([...found.eigenvalues, ...new Float64Array(idle)]).sort();
      expect(whole).toHaveLength(43);
      whole.forEach((λ, i) => void expect(Math.abs(λ - exact[i]!)).toBeLessThan(1e-13));
    }
  });

  it('too large for the memory there are products alone, and they have the same ends', () => {
    const landscape = networkLandscape(shape, examples, kernels);
    const [matrix, products] = [2 ** 30, 1].map((memory) => look(landscape, point, { fullUpTo: 0, memory }).spectrum);
    if (matrix!.method !== 'estimate' || products!.method !== 'estimate') throw new Error('above the limit');
    expect(products!.size).toBe(matrix!.size);
    for (const side of ['smallest', 'largest'] as const)
      products![side].forEach(({ value, residual }, k) => {
        expect(Math.abs(value - matrix![side][k]!.value)).toBeLessThan(residual + matrix![side][k]!.residual + 1e-12);
      });
  });
});

it('says nothing before it is computed, and names what is out of range', () => {
  const options = { ...usual, point: Float64Array.of(1, 1) };
  const search = spectrum.search(himmelblau.landscape, options, tools('early'));
  expect(() => search.result(search.begin())).toThrow('spectrum: nothing is known before it is computed');
  const wrong = (given: object) => () =>
    spectrum.search(himmelblau.landscape, { ...options, ...given }, tools('wrong'));
  expect(wrong({ extremes: 0 })).toThrow('spectrum: extremes must be an integer ≥ 1, got 0');
  expect(wrong({ fullUpTo: 4001 })).toThrow('spectrum: fullUpTo must be an integer from 0 to 4000, got 4001');
});
