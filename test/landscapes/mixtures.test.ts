/** Mixtures of glasses and sampled losses: mean and covariance over disorders against their formulas, and pure cases against the glass. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { families, type Landscape } from '../../src/landscapes/index.ts';
import { type LandscapeJson, landscapeSpec } from '../../src/landscapes/landscape-spec.ts';
import { type SampleLossName, sampleLosses, sampleLossNames } from '../../src/kernels/sample-losses.ts';
import { tensorLandscape } from '../../src/landscapes/tensor/tensor.ts';
import { hermiteCoefficients } from '../../src/theory/index.ts';

const kernels = createKernels();
const opened = (given: { readonly family: string; readonly [field: string]: unknown }) => {
  const { family, fields } = landscapeSpec(families, 'test', { seed: 9, ...given } as LandscapeJson);
  const landscape = family.open(fields, { kernels, data: [], arrays: [], precision: 'float64' }) as Landscape;
  return { landscape, entries: () => family.disorder!.entries(fields) };
};
const draw = stream(3, 'test/mixtures', 0, 'points');
const pointOf = (size: number) => {
  const w = Float64Array.from({ length: size }, () => draw.normal() + 0.5);
  const k = Math.sqrt(size / w.reduce((sum, x) => sum + x * x, 0));
  return w.map((x) => k * x);
};
const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
/** L at both points. */
function look(landscape: Landscape, points: readonly [Float64Array, Float64Array]) {
  const n = landscape.dimension;
  const both = new Float64Array(2 * n);
  points.forEach((point, k) => void both.set(point, k * n));
  const values = new Float64Array(2);
  landscape.valueAndGradient(both, 2, values, new Float64Array(2 * n));
  return values;
}

/** Mean and covariance over disorders, with standard errors. */
function moments(
  size: number,
  count: number,
  points: readonly [Float64Array, Float64Array],
  spec: Parameters<typeof opened>[0],
) {
  const values = Array.from({ length: count }, (_, disorder) =>
    look(opened({ ...spec, size, disorder }).landscape, points),
  );
  const mean = [0, 1].map((k) => values.reduce((sum, v) => sum + v[k]!, 0) / count);
  const products = values.map(([a, b]) => (a! - mean[0]!) * (b! - mean[1]!));
  const covariance = products.reduce((a, b) => a + b, 0) / count;
  const spread = Math.sqrt(products.reduce((sum, x) => sum + (x - covariance) ** 2, 0) / count / count);
  const variance = values.reduce((sum, [a]) => sum + (a! - mean[0]!) ** 2, 0) / count;
  return { mean: mean[0]!, error: Math.sqrt(variance / count), covariance, spread };
}
/** 20,000 of each kept the same bounds; these take two seconds. */
const disorders = 2000;

describe.each([
  [[1, 2, 3], undefined],
  [
    [2, 4],
    [3, 1],
  ],
] as const)('a mixture of orders %j, shares %j', (orders, shares) => {
  it('has mean 0 and covariance Λ Σ c_p² R^p over 2,000 disorders, within 3 errors', () => {
    const size = 3;
    const points = [pointOf(size), pointOf(size)] as const;
    const R = inner(...points) / size;
    const total = shares?.reduce((a, b) => a + b, 0) ?? orders.length;
    const ξ = orders.reduce((sum, p, k) => sum + ((shares?.[k] ?? 1) / total) * R ** p, 0);
    const seen = moments(size, disorders, points, { family: 'mixed-glass', orders, ...(shares && { shares }) });
    expect(Math.abs(seen.mean)).toBeLessThan(3 * seen.error);
    expect(Math.abs(seen.covariance - size * ξ)).toBeLessThan(3 * seen.spread);
  });
});

describe.each(['squared', 'logistic', 'hinge', 'linear'] as const)('loss %s of samples that are glasses', (loss) => {
  it('has the mean and the covariance of its Hermite coefficients over 2,000 disorders, within 3 errors', () => {
    const [size, samples, order, margin] = [3, 2, 2, 0.8];
    const points = [pointOf(size), pointOf(size)] as const;
    const R = inner(...points) / size;
    const c = hermiteCoefficients(loss, margin, 60);
    // The value is √(mΛ) times the mean loss.
    const covariance = size * c.slice(1).reduce((sum, x, k) => sum + x * x * R ** (order * (k + 1)), 0);
    const seen = moments(size, disorders, points, { family: 'sampled-glass', loss, samples, order, margin });
    expect(Math.abs(seen.mean - Math.sqrt(samples * size) * c[0]!)).toBeLessThan(3 * seen.error);
    expect(Math.abs(seen.covariance - covariance)).toBeLessThan(3 * seen.spread);
  });
});

it.each(sampleLossNames)('the loss %s has the derivatives it states, also far out', (name: SampleLossName) => {
  const { at } = sampleLosses[name];
  for (const z of [-40, -3, 0.2, 0.9, 1.4, 5, 60]) {
    const h = 1e-4;
    const [before, here, after] = [at(z - h), at(z), at(z + h)];
    // Third derivatives are at most 1; differences of ℓ lose 12 digits of its size.
    const room = 1e-8 * (1 + Math.abs(here[0]));
    expect(Math.abs(here[1] - (after[0] - before[0]) / (2 * h))).toBeLessThan(room);
    expect(Math.abs(here[2] - (after[1] - before[1]) / (2 * h))).toBeLessThan(room);
  }
});

it('one order alone is the form of its couplings, and one linear sample is 1 − s g', () => {
  const size = 6;
  const points = [pointOf(size), pointOf(size)] as const;
  for (const given of [
    { family: 'mixed-glass', orders: [3] },
    { family: 'sampled-glass', loss: 'linear', samples: 1, order: 3, margin: 0.5 },
  ]) {
    const { landscape, entries } = opened({ ...given, size });
    const form = tensorLandscape({ order: 3, size, entries: entries() }, kernels, {
      name: 'form',
      precision: 'float64',
    });
    const [values, forms] = [look(landscape, points), look(form, points)];
    // Λ^{−H/2} Σ X w w w is the form over √Λ.
    const wanted = forms.map((L) =>
      given.family === 'mixed-glass' ? L : Math.sqrt(size) * (1 - (0.5 * L) / Math.sqrt(size)),
    );
    values.forEach((value, k) => void expect(value).toBeCloseTo(wanted[k]!, 10));
  }
});

it('refuses shares that are not one for each order, by name', () => {
  expect(() => opened({ family: 'mixed-glass', orders: [1, 2], shares: [1], size: 3 })).toThrow(
    /mixed-glass: shares must be one for each of 2 orders, got 1/,
  );
});
