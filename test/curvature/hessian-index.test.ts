import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { spectralGap } from '../../src/curvature/gap.ts';
import { hessianIndex } from '../../src/curvature/hessian-index.ts';
import { inertia, symmetricNorm } from '../../src/linalg/inertia.ts';
import { awkwardSizes, randomSymmetric, withSpectrum } from '../linalg/matrices.ts';

const at = (threshold: number, gradientNorm = 0, lipschitz = 0) => ({ threshold, gradientNorm, lipschitz });
const counts = (matrix: Float64Array, n: number, options: Parameters<typeof hessianIndex>[2]) => {
  const { negative, zero, positive, undetermined } = hessianIndex(matrix, n, options);
  return { negative, zero, positive, undetermined };
};
const oracle = (A: Float64Array, n: number) =>
  new EigenvalueDecomposition(Matrix.from1DArray(n, n, A), { assumeSymmetric: true }).realEigenvalues;

describe('hessianIndex', () => {
  it.each(awkwardSizes)('counts what ml-matrix counts, at n = %i and four thresholds', (n) => {
    for (let replica = 0; replica < 4; replica++) {
      const A = randomSymmetric(n, replica);
      const eigenvalues = oracle(A, n);
      for (const τ of [1e-6, 1e-3, 0.3, 4]) {
        expect(counts(A, n, at(τ))).toEqual({
          negative: eigenvalues.filter((x) => x < -τ).length,
          zero: eigenvalues.filter((x) => Math.abs(x) < τ).length,
          positive: eigenvalues.filter((x) => x > τ).length,
          undetermined: 0,
        });
      }
    }
  });

  it('counts exact zeros as inside', () => {
    const n = 17;
    const A = withSpectrum([-3, -1, 0, 0, 0, ...Array.from({ length: 12 }, (_, i) => 1 + i)]);
    expect(counts(A, n, at(1e-3))).toEqual({ negative: 2, zero: 3, positive: 12, undetermined: 0 });
    expect(counts(new Float64Array(9), 3, at(1e-3))).toEqual({ negative: 0, zero: 3, positive: 0, undetermined: 0 });
    expect(counts(new Float64Array(0), 0, at(1e-3))).toEqual({ negative: 0, zero: 0, positive: 0, undetermined: 0 });
  });

  it.each([-1, 1])('reports an eigenvalue within the bound of %i τ as undetermined, and none outside it', (sign) => {
    const τ = 0.5;
    const spectrum = (offset: number) => [-2, sign * τ + offset, 0, 3, 4, 5, 6];
    const { bound } = hessianIndex(withSpectrum(spectrum(0)), 7, at(τ));
    expect(bound).toBeGreaterThan(0);
    expect(bound).toBeLessThan(1e-11);
    for (const offset of [0, bound / 3, -bound / 3])
      expect(counts(withSpectrum(spectrum(offset)), 7, at(τ)).undetermined).toBe(1);
    // 1e-14: rounding in the construction of the matrix.
    for (const offset of [2 * bound + 1e-14, -2 * bound - 1e-14])
      expect(counts(withSpectrum(spectrum(offset)), 7, at(τ)).undetermined).toBe(0);
  });

  it('never misplaces an eigenvalue when the matrix is off by hessianError', () => {
    const n = 12;
    const spectrum = Array.from({ length: n }, (_, i) => -0.6 + 0.1 * i);
    const { negative, zero, positive, undetermined } = hessianIndex(withSpectrum(spectrum), n, {
      ...at(0.25),
      hessianError: 0.06,
    });
    // Eigenvalues −0.2 and −0.3, 0.2 and 0.3 lie within 0.06 of ±0.25.
    expect({ negative, zero, positive, undetermined }).toEqual({ negative: 3, zero: 3, positive: 2, undetermined: 4 });
  });

  it('widens the band by K · 2‖r‖/g and stays decided when the eigenvalues are farther', () => {
    const A = withSpectrum([-0.5, 0.4, 1, 2]);
    const index = hessianIndex(A, 4, at(0.01, 0.001, 2));
    expect(index).toMatchObject({ negative: 1, zero: 0, positive: 3, undetermined: 0 });
    // g is at least 0.9 · 0.4 and at most 0.4.
    expect(index.distance).toBeGreaterThanOrEqual((2 * 0.001) / 0.4);
    expect(index.distance).toBeLessThan((2 * 0.001) / 0.35);
    expect(index.bound).toBeGreaterThanOrEqual(2 * index.distance!);
  });

  it('shows no critical point when K‖r‖/g² > ½, and says so by distance null', () => {
    expect(hessianIndex(withSpectrum([-0.5, 0.4, 1, 2]), 4, at(0.01, 0.1, 2)).distance).toBeNull();
    expect(hessianIndex(withSpectrum([-0.5, 0, 1, 2]), 4, at(0.01, 1e-9, 1e-9)).distance).toBeNull();
  });

  it.each([[[0.2, 0.3, 1, 5]], [[-0.5, 0.4, 1, 2]], [[-3, -2, -1e-4, 4]], [[-1, -2, -3, -4]]])(
    'counts what lies below 0 at the critical point, whatever the threshold: %s',
    (spectrum) => {
      const A = withSpectrum(spectrum);
      for (const τ of [1e-6, 1e-3, 0.3])
        expect(hessianIndex(A, 4, at(τ, 1e-12, 1)).below).toBe(spectrum.filter((x) => x < 0).length);
    },
  );

  it('says nothing of what lies below 0 where no critical point is near, or an eigenvalue may be 0', () => {
    expect(hessianIndex(withSpectrum([-0.5, 0.4, 1, 2]), 4, at(0.01, 0.1, 2)).below).toBeNull();
    expect(hessianIndex(withSpectrum([-0.5, 0, 1, 2]), 4, at(0.01)).below).toBeNull();
  });

  it.each([[[0.2, 0.3, 1, 5]], [[-0.5, 0.4, 1, 2]]])('shows no critical point beyond the radius: %s', (spectrum) => {
    const A = withSpectrum(spectrum);
    const free = hessianIndex(A, 4, at(0.01, 1e-3, 2));
    const within = (radius: number) => hessianIndex(A, 4, { ...at(0.01, 1e-3, 2), radius });
    // Another gap may be tried where the first leaves the ball, so that the distance may be another.
    expect(within(1.01 * free.distance!).distance).toBeLessThanOrEqual(1.01 * free.distance!);
    expect(within(1e-4)).toMatchObject({ distance: null, below: null, negative: free.negative });
  });

  it('gives the same counts with and without Cholesky', () => {
    const A = withSpectrum([0.2, 0.3, 1, 5, 6]);
    const fast = hessianIndex(A, 5, at(1e-3));
    expect(fast).toMatchObject({ negative: 0, zero: 0, positive: 5, undetermined: 0 });
    expect(hessianIndex(A, 5, { ...at(1e-3), cholesky: () => false })).toEqual(fast);
  });

  it('has a bound no smaller than what the factorizations say, also where pivots grow', () => {
    const draw = stream(11, 'test/curvature', 0, 'graded');
    const n = 4;
    const τ = 1e-3;
    let grown = 0;
    for (let trial = 0; trial < 3000; trial++) {
      // Entries of sizes 1, 1e-3, 1e-6 make |L||D||Lᵀ| large beside A now and then.
      const A = randomSymmetric(n, trial % 50);
      for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j]! *= 10 ** (-3 * draw.integer(3));
      const index = hessianIndex(A, n, { ...at(τ), hessianError: 0 });
      const said = Math.max(...[-1, 1].map((sign) => inertia(A, n, sign * (τ + index.bound)).bound));
      if (index.negative > 0) expect(index.bound).toBeGreaterThanOrEqual(said);
      // More than the guess that hessianIndex starts from.
      if (index.bound > 1.01 * (n + 66) * (n + 2) * 2 ** -53 * (symmetricNorm(A, n) + τ)) grown++;
    }
    expect(grown).toBeGreaterThan(0);
  });

  it('works at n = 300 with a cluster at the threshold', () => {
    const n = 300;
    const spectrum = Array.from({ length: n }, (_, i) => (i < 5 ? -1 - i : i < 8 ? 1e-3 : 0.5 + i / n));
    expect(counts(withSpectrum(spectrum), n, at(1e-3))).toEqual({
      negative: 5,
      zero: 0,
      positive: 292,
      undetermined: 3,
    });
  });

  it('refuses what it cannot count', () => {
    const A = randomSymmetric(3);
    expect(() => hessianIndex(A, 3, at(0))).toThrow('hessianIndex: threshold must be a finite number > 0, got 0');
    expect(() => hessianIndex(A, 3, at(1e-3, -1))).toThrow('gradientNorm must be a finite number ≥ 0, got -1');
    expect(() => hessianIndex(A, 3, at(1e-3, 0, Number.NaN))).toThrow('lipschitz must be a finite number ≥ 0, got NaN');
    expect(() => hessianIndex(A, 4, at(1e-3))).toThrow('hessian must be of length n² = 16, got 9');
    A[4] = Number.NaN;
    expect(() => hessianIndex(A, 3, at(1e-3))).toThrow('hessian must be finite in every entry, got NaN');
  });
});

describe('spectralGap', () => {
  it.each(awkwardSizes)('is at most min |λ| and at least 0.44 of it, n = %i', (n) => {
    for (let replica = 0; replica < 4; replica++) {
      const A = randomSymmetric(n, replica);
      const least = Math.min(...oracle(A, n).map(Math.abs));
      const { gap, negative } = spectralGap(A, n, new Float64Array(n * n))!;
      expect(gap).toBeLessThanOrEqual(least);
      expect(negative).toBe(oracle(A, n).filter((x) => x < 0).length);
      // At worst one halving of 0.9 · estimate.
      expect(gap).toBeGreaterThan(0.44 * least);
    }
  });

  it('is not deceived by a start orthogonal to the lowest eigenvector', () => {
    // A = I − vvᵀ/2 with v orthogonal to the start of inverse iteration: it sees 1, the truth is ½.
    const n = 6;
    const start = Array.from({ length: n }, (_, i) => (Math.sqrt(2 * i + 1) % 1) - 0.5);
    const v = [start[1]!, -start[0]!, start[3]!, -start[2]!, start[5]!, -start[4]!];
    const square = v.reduce((sum, x) => sum + x * x, 0);
    const A = Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      return (i === j ? 1 : 0) - (0.5 * v[i]! * v[j]!) / square;
    });
    const { gap } = spectralGap(A, n, new Float64Array(n * n))!;
    expect(gap).toBeGreaterThan(0.44);
    expect(gap).toBeLessThan(0.5);
  });

  it('is null for singular matrices', () => {
    expect(spectralGap(new Float64Array(4), 2, new Float64Array(4))).toBeNull();
    expect(spectralGap(withSpectrum([0, 1, 2, -4]), 4, new Float64Array(16))).toBeNull();
  });
});
