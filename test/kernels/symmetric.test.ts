import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../src/kernels/index.ts';
import { Layout } from '../../src/kernels/wasm/host.ts';
import { symmetricMemory } from '../../src/kernels/wasm/symmetric-memory.ts';
import { inertia } from '../../src/linalg/inertia.ts';
import { distance, randomSymmetric, withSpectrum } from '../linalg/matrices.ts';
import { allWith, enginesWith, once, reference } from '../support/backends.ts';

/** Around tiles of 2 and 8 and panels of 96 columns. */
const sizes = [1, 2, 3, 7, 8, 9, 31, 33, 95, 96, 97, 98, 193];
const shifts = [-3, -0.5, 0, 0.2, 1];

function loaded({ symmetric }: Pick<Kernels, 'symmetric'>, A: Float64Array, n: number) {
  const kernel = symmetric(n);
  kernel.matrix.set(A);
  for (let i = 0; i < n; i++) kernel.diagonal[i] = A[i * n + i]!;
  return kernel;
}

function zeroDiagonal(A: Float64Array, n: number): Float64Array {
  return A.map((a, at) => (at % (n + 1) === 0 ? 0 : a));
}

function symmetricMemoryOf(n: number): number {
  const layout = new Layout();
  symmetricMemory(layout, n);
  return layout.total;
}

/** Of 230 eigenvalues about 210 are positive: two blocks of 194. */
function shiftedSymmetric(n: number): Float64Array {
  const A = randomSymmetric(n, 5);
  for (let i = 0; i < n; i++) A[i * n + i]! += Math.sqrt(n);
  return A;
}

const plainClearance = once((n: number) => {
  const twin = loaded(reference, shiftedSymmetric(n), n).factor(0.1);
  return { negative: twin.clearance('negative'), positive: twin.clearance('positive') };
});

/** Of the plain factorization, at each shift. */
const plainInertia = once((n: number, kind: 'random' | 'zero diagonal') =>
  shifts.map((shift) => inertia(matrixOf(n, kind), n, shift)),
);

const matrixOf = (n: number, kind: 'random' | 'zero diagonal'): Float64Array =>
  kind === 'random' ? randomSymmetric(n) : zeroDiagonal(randomSymmetric(n, 1), n);

describe.each(enginesWith('symmetric'))('symmetric matrices by %s', (_engine, kernels) => {
  it.each(sizes)('counts what the plain factorization counts, with its growth, at n = %i', (n) => {
    for (const kind of ['random', 'zero diagonal'] as const) {
      const kernel = loaded(kernels, matrixOf(n, kind), n);
      for (const [s, shift] of shifts.entries()) {
        const expected = plainInertia(n, kind)[s]!;
        const pivots = kernel.factor(shift);
        expect(pivots).toMatchObject({ negative: expected.negative, zero: expected.zero });
        // The bound of linalg/inertia.ts, from the growth: equal when pivots and factors are.
        const bound = 1.01 * (n + 66) * 2 ** -53 * (kernel.norm(shift) + pivots.growth);
        expect(Math.abs(bound - expected.bound)).toBeLessThanOrEqual(1e-6 * expected.bound);
      }
    }
  });

  it.each([1, 2, 5, 9, 16])('agrees with the reference twin at n = %i', (n) => {
    const A = randomSymmetric(n, 3);
    const [ours, twin] = [loaded(kernels, A, n), loaded(reference, A, n)];
    for (const shift of shifts) {
      expect(ours.norm(shift)).toBeCloseTo(twin.norm(shift), 12);
      const [a, b] = [ours.factor(shift), twin.factor(shift)];
      expect(a.negative).toBe(b.negative);
      expect(a.growth / b.growth).toBeCloseTo(1, 9);
    }
    const half = n >> 1;
    const [S, T] = [new Float64Array((n - half) ** 2), new Float64Array((n - half) ** 2)];
    const [a, b] = [ours.eliminate(-9, half, S), twin.eliminate(-9, half, T)];
    expect(a.negative).toBe(b.negative);
    expect(distance(S, T)).toBeLessThan(1e-12); // entries of size 10, n roundings each
  });

  it.each([3, 40, 97, 130])('counts by a Schur complement what it counts as a whole, at n = %i', (n) => {
    const A = withSpectrum(Array.from({ length: n }, (_, i) => (i - n / 3) / n));
    const kernel = loaded(kernels, A, n);
    for (const columns of [1, n >> 1, n - 1]) {
      const complement = new Float64Array((n - columns) ** 2);
      const { negative } = kernel.eliminate(0.1234, columns, complement);
      expect(negative + inertia(complement, n - columns).negative).toBe(kernel.factor(0.1234).negative);
    }
  });

  it.each([...sizes, 230])('has the clearance of the reference twin, at n = %i', (n) => {
    const twin = plainClearance(n);
    const ours = loaded(kernels, shiftedSymmetric(n), n).factor(0.1);
    for (const side of ['negative', 'positive'] as const) {
      const [a, b] = [ours.clearance(side), twin[side]];
      if (n < 194 || b === Infinity) expect(Math.abs(a / b - 1) < 1e-6 || a === b).toBe(true);
      else expect([a <= b * (1 + 1e-6), a >= b / 2]).toEqual([true, true]);
    }
  });

  it.each([5, 40, 97, 200])('clears nothing beyond the eigenvalue nearest to the shift, at n = %i', (n) => {
    const spectrum = Array.from({ length: n }, (_, i) => (i - n / 3) / n);
    const kernel = loaded(kernels, withSpectrum(spectrum), n);
    for (const shift of [-0.2503, 0.0007, 0.1234]) {
      const factored = kernel.factor(shift);
      const above = Math.min(...spectrum.filter((x) => x > shift)) - shift;
      const below = shift - Math.max(...spectrum.filter((x) => x < shift));
      // 1e-13: the spectrum is that of the matrix to rounding. A hundredth of the gap is enough to tell eigenvalues from a level.
      for (const [clear, gap] of [
        [factored.clearance('positive'), above],
        [factored.clearance('negative'), below],
      ] as const) {
        expect(clear).toBeLessThanOrEqual(gap + 1e-13);
        expect(clear).toBeGreaterThan(gap / 100);
      }
    }
  });

  it('clears min |d| up to √n for a diagonal matrix, and everything where D has no such sign', () => {
    const n = 100;
    const A = new Float64Array(n * n);
    for (let i = 0; i < n; i++) A[i * n + i] = 1 + i;
    const { clearance } = loaded(kernels, A, n).factor(0);
    const sum = Math.hypot(...Array.from({ length: n }, (_, i) => 1 / (1 + i)));
    expect(clearance('positive') * sum).toBeCloseTo(0.99 / 1.01, 9);
    expect(clearance('negative')).toBe(Infinity);
  });

  it('never writes the upper triangle', () => {
    const n = 101;
    const A = randomSymmetric(n);
    const kernel = loaded(kernels, A, n);
    for (const shift of shifts) kernel.factor(shift);
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(kernel.matrix[i * n + j]).toBe(A[i * n + j]);
  });

  it('counts exact zeros, and finds no finite growth behind a zero pivot it must not pivot', () => {
    const n = 20;
    const A = randomSymmetric(n);
    for (const k of [0, 7, 19]) for (let i = 0; i < n; i++) A[i * n + k] = A[k * n + i] = 0;
    expect(loaded(kernels, A, n).factor(0).zero).toBe(3);
    const kernel = loaded(kernels, zeroDiagonal(randomSymmetric(n), n), n);
    expect(Number.isFinite(kernel.eliminate(0, 5, new Float64Array(225)).growth)).toBe(false);
  });

  it('says what does not fit 4 GiB', () => {
    expect(() => kernels.symmetric(30000)).toThrow(
      /n = 30000 needs 6.8 GiB, more than the 4 GiB that WASM can address; n = 22000 fits/,
    );
    expect(symmetricMemoryOf(22000)).toBeLessThan(65535 * 65536);
  });
});

it.each(allWith('symmetric'))('symmetric matrices by %s refuse wrong arguments by name', (_engine, kernels) => {
  expect(() => kernels.symmetric(0)).toThrow('symmetric: n must be an integer ≥ 1, got 0');
  const kernel = kernels.symmetric(3);
  expect(() => kernel.factor(Number.NaN)).toThrow('symmetric.factor: shift must be a finite number, got NaN');
  expect(() => kernel.eliminate(0, 4, new Float64Array(1))).toThrow('columns must be an integer from 0 to 3, got 4');
  expect(() => kernel.eliminate(0, 1, new Float64Array(1))).toThrow('complement must be of length 2², got 1');
});
