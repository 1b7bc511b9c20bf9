/** Mixtures, sampled losses and solved tensors, against the theory of pure glasses, closed forms, and descents on the tensors themselves. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { randomStart, tensorLandscape } from '../../src/landscapes/index.ts';
import { gradientDescent, run } from '../../src/search/index.ts';
import {
  arcCosineKernel,
  cyclicLatinLevels,
  energyBarrier,
  firstOrderShare,
  groundState,
  hermiteCoefficients,
  isotropicMixture,
  pathGlassLevels,
  wideNetworkCovariance,
} from '../../src/theory/index.ts';

describe('isotropic mixtures', () => {
  it.each([3, 4, 5, 10])('pure H = %i: both thresholds are E∞ and the ground state E_0, to 1e-12', (H) => {
    const { barrier, marginal, groundState: e0 } = isotropicMixture([{ power: H, share: 7 }]);
    expect(barrier).toBeCloseTo(energyBarrier(H).value, 12);
    expect(marginal).toBeCloseTo(energyBarrier(H).value, 12);
    expect(e0).toBeCloseTo(groundState(H).value, 12);
  });

  it('where E_0 > E∞ it depends on ν′ alone: 3 + 6 and 3 + 5 of ν′ = 4 have E_0(4), by the theory of the pure model', () => {
    for (const terms of [
      [
        { power: 3, share: 2 },
        { power: 6, share: 1 },
      ],
      [
        { power: 3, share: 1 },
        { power: 5, share: 1 },
      ],
    ]) {
      const { first, barrier, groundState: e0 } = isotropicMixture(terms);
      expect(first).toBeCloseTo(4, 14);
      expect(e0).toBeGreaterThan(barrier);
      expect(e0).toBeCloseTo(groundState(4).value, 11);
    }
  });

  it('refuses what has no exponentially many critical points', () => {
    expect(() => isotropicMixture([{ power: 2, share: 1 }])).toThrow(/ξ″\(1\) > ξ′\(1\)/);
    expect(() => isotropicMixture([])).toThrow(/share above 0/);
  });
});

describe('sampled losses', () => {
  const mixture = (loss: 'squared' | 'logistic', s: number, H: number) =>
    isotropicMixture(
      [...hermiteCoefficients(loss, s, loss === 'squared' ? 2 : 12)].map((c, k) => ({
        power: Math.max(1, k * H),
        share: k === 0 ? 0 : c * c,
      })),
    );
  // Computed for this table by numpy with 200 nodes: ν′, ν″, E_marg, E∞, E_0.
  it.each([
    ['squared', 0.3, 3, 3.1292, 7.0335, 1.6332, 1.65037, 1.67848],
    ['squared', 1, 2, 2.6667, 5.3333, 1.5396, 1.58771, 1.59388],
    ['squared', 3, 3, 5.4545, 25.6364, 1.77657, 1.80804, 1.92232],
    ['logistic', 0.3, 3, 3.0098, 6.0787, 1.63298, 1.63433, 1.65868],
    ['logistic', 1, 2, 2.0677, 2.3504, 1.43501, 1.43789, 1.43743],
    ['logistic', 1, 3, 3.1016, 6.8392, 1.6319, 1.64678, 1.67401],
  ] as const)('%s, s = %f, H = %i', (loss, s, H, first, second, marginal, barrier, e0) => {
    const found = mixture(loss, s, H);
    expect(found.first).toBeCloseTo(first, 4);
    expect(found.second).toBeCloseTo(second, 4);
    expect(found.marginal).toBeCloseTo(marginal, 4);
    expect(found.barrier).toBeCloseTo(barrier, 4);
    expect(found.groundState).toBeCloseTo(e0, 4);
  });

  it('coefficients: squared (1 + s²)/2, −s, s²/√2 and no more; linear −s; hinge −s Φ(1/s)', () => {
    const [s, r] = [0.7, hermiteCoefficients('squared', 0.7, 4)];
    [(1 + s * s) / 2, -s, (s * s) / Math.SQRT2, 0, 0].forEach((c, k) => void expect(r[k]).toBeCloseTo(c, 12));
    hermiteCoefficients('linear', s, 2).forEach((c, k) => void expect(c).toBeCloseTo([1, -s, 0][k]!, 12));
    // Stein: c_1 = s E ℓ′ and, for hinge, −s Φ(1/s).
    expect(hermiteCoefficients('hinge', 1, 1)[1]).toBeCloseTo(-0.841344746068543, 13);
    // Parseval: Σ c_k² is the mean square of the loss, the tail falling like k^{−5/2}.
    const [Φ, φ] = [0.841344746068543, 0.241970724519143];
    const sum = hermiteCoefficients('hinge', 1, 100).reduce((total, c) => total + c * c, 0);
    expect(2 * Φ + φ - sum).toBeGreaterThan(0);
    expect(2 * Φ + φ - sum).toBeLessThan(1e-4);
  });
});

const { shares } = JSON.parse(
  readFileSync(new URL('../golden/theory/first-order-share.json', import.meta.url), 'utf8'),
) as { shares: readonly { loss: 'hinge' | 'squared' | 'logistic'; s: string; share: string }[] };

it.each(shares)(
  '$loss, s = $s: the first order has $share of the variance, by adaptive quadrature',
  ({ loss, s, share }) => {
    expect(Math.abs(firstOrderShare(loss, Number(s)) - Number(share))).toBeLessThan(1e-12);
  },
);

describe('solved tensors', () => {
  it('cyclic squares, Λ = 9: every descent ends on one of the five levels to 1e-9, and most levels are found', () => {
    const n = 9;
    const draw = stream(5, 'test/rungs', 0, 'x');
    const x = Float64Array.from({ length: n }, () => draw.normal());
    const entries = Float64Array.from({ length: n ** 3 }, (_, at) => {
      const [i, j, k] = [Math.floor(at / n / n), Math.floor(at / n) % n, at % n];
      return x[(i - j + k + n) % n]!;
    });
    const landscape = tensorLandscape({ order: 3, size: n, entries }, createKernels(), {
      name: 'cyclic',
      precision: 'float64',
    });
    const count = 40;
    const starts = new Float64Array(count * n);
    for (let k = 0; k < count; k++)
      randomStart({ order: 3, size: n, seed: 5, disorder: 0 }, k, starts.subarray(k * n, (k + 1) * n));
    const ends = run(gradientDescent({ landscape, starts, count, tolerance: 1e-8, maxSteps: 20_000 }));
    const levels = cyclicLatinLevels(x);
    expect(levels).toHaveLength(5);
    const hit = new Set<number>();
    for (const { status, value } of ends) {
      expect(status).toBe('converged');
      const off = [...levels].map((level) => Math.abs(value / n - level));
      expect(Math.min(...off)).toBeLessThan(1e-9);
      hit.add(off.indexOf(Math.min(...off)));
    }
    expect(hit.size).toBeGreaterThanOrEqual(4);
  });

  it('path glass, n = 4: each level is the value of a critical point on the sphere, all weight on one path', () => {
    const n = 4;
    const draw = stream(6, 'test/rungs', 0, 'J');
    const J = Float64Array.from({ length: n ** 3 }, () => draw.normal());
    const N = 2 * n * n + n;
    const at = (a: number, b: number, c: number) => J[(a * n + b) * n + c]!;
    const levels = [...pathGlassLevels(J, n)];
    for (let c = 0; c < n; c++) {
      const columns = Array.from({ length: n }, (_, b) =>
        Math.hypot(...Array.from({ length: n }, (_, a) => at(a, b, c))),
      );
      const b = columns.indexOf(Math.max(...columns));
      const [U, V, u] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(n)];
      const side = Math.sqrt(N / 3);
      for (let a = 0; a < n; a++) U[a * n + b] = (-side * at(a, b, c)) / columns[b]!;
      V[b * n + c] = u[c] = side;
      const [gU, gV, gu] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(n)];
      let value = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          for (let k = 0; k < n; k++) {
            const [p, q, r] = [U[i * n + j]!, V[j * n + k]!, u[k]!];
            value += at(i, j, k) * p * q * r;
            gU[i * n + j]! += at(i, j, k) * q * r;
            gV[j * n + k]! += at(i, j, k) * p * r;
            gu[k]! += at(i, j, k) * p * q;
          }
      expect(Math.min(...levels.map((level) => Math.abs(level - value)))).toBeLessThan(1e-12 * Math.abs(value));
      const [w, g] = [
        [...U, ...V, ...u],
        [...gU, ...gV, ...gu],
      ];
      const along = w.reduce((sum, x, i) => sum + x * g[i]!, 0) / N;
      expect(along * N).toBeCloseTo(3 * value, 9);
      for (const [i, x] of w.entries()) expect(Math.abs(g[i]! - along * x)).toBeLessThan(1e-11 * Math.abs(value));
    }
  });

  it('arc-cosine kernel: 1/π, 1, 0 at 0, 1, −1; a linear layer leaves R; the reference values of two and three layers', () => {
    expect([0, 1, -1].map((c) => arcCosineKernel(c))).toEqual([1 / Math.PI, 1, 0]);
    expect(wideNetworkCovariance(1, 0.3)).toBe(0.3);
    [0.3, 0.6, 0.9].forEach((R, i) => {
      expect(wideNetworkCovariance(2, R)).toBeCloseTo([0.145, 0.407, 0.819][i]!, 3);
      expect(wideNetworkCovariance(3, R)).toBeCloseTo([0.118, 0.329, 0.758][i]!, 3);
    });
  });
});
