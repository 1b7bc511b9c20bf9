/** Eigenvalues of matrices that are mostly null space, as Hessians of networks are: rounding beside rounding, scales side by side. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { tridiagonalEigenpairs, tridiagonalEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { symmetricEigensystem } from '../../src/linalg/jacobi.ts';
import { type Tridiagonal, tridiagonalize } from '../../src/linalg/tridiagonal.ts';
import { distance } from './matrices.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../golden/lapack/${name}.json`, import.meta.url), 'utf8'));

/** Σ s_k g_k g_kᵀ/n over `signs`, each |s_k| between 1e-6 and 1, and symmetric noise. */
function lowRank(draw: Stream, n: number, signs: readonly number[], noise: number): Float64Array {
  const A = symmetric(n, () => noise * draw.normal());
  for (const sign of signs) {
    const size = (sign * 10 ** (-6 * draw.uniform())) / n;
    const g = Float64Array.from({ length: n }, () => draw.normal());
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) A[i * n + j]! += size * g[i]! * g[j]!;
  }
  return A;
}

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = entry(i, j);
  return A;
}

/** D A D with D from 1 to 10^(−range), downward or upward. */
function graded(draw: Stream, n: number, range: number, upward: boolean): Float64Array {
  const scale = (i: number) => 10 ** ((-range * (upward ? n - 1 - i : i)) / n);
  return symmetric(n, (i, j) => draw.normal() * scale(i) * scale(j));
}

/** Most rows and columns zero, at the beginning, at the end or anywhere. */
function zeroBlocks(draw: Stream, n: number): Float64Array {
  const where = draw.integer(3);
  const alive = Array.from({ length: n }, (_, i) =>
    where === 0 ? i > 0.8 * n : where === 1 ? i < 0.2 * n : draw.uniform() < 0.2,
  );
  return symmetric(n, (i, j) => (alive[i] && alive[j] ? draw.normal() : 0));
}

/** JᵀJ of few samples, less a coupling of few rows and columns: what a network's Hessian is made of. */
function hessianLike(draw: Stream, n: number): Float64Array {
  const A = lowRank(draw, n, new Array(Math.ceil(n / 12)).fill(1), 0);
  const few = Math.ceil(n / 8);
  for (let i = 0; i < few; i++)
    for (let j = few; j < 2 * few && j < n; j++) {
      const coupling = 0.1 * draw.normal();
      A[i * n + j]! += coupling;
      A[j * n + i]! += coupling;
    }
  return A;
}

function matrixOf({ diagonal, offDiagonal }: Tridiagonal): Float64Array {
  return symmetric(diagonal.length, (i, j) => (i === j ? diagonal[i]! : i === j + 1 ? offDiagonal[i]! : 0));
}

/** Independent normal entries, in rows of the given sizes. */
function tridiagonal(draw: Stream, n: number, size: (i: number) => number): Tridiagonal {
  return {
    diagonal: Float64Array.from({ length: n }, (_, i) => size(i) * draw.normal()),
    offDiagonal: Float64Array.from({ length: n }, (_, i) => (i === 0 ? 0 : size(i) * draw.normal())),
  };
}

/** Size times a chain of springs, whose spectrum begins at 0 or just beside it, as a reduced PSD matrix has them from row to row. */
function chain(draw: Stream, n: number, coupling: number, size: (i: number) => number): Tridiagonal {
  const about = (x: number) => x * (1 + 0.1 * draw.normal());
  const sign = () => (draw.uniform() < 0.5 ? -1 : 1);
  return {
    diagonal: Float64Array.from({ length: n }, (_, i) => about(size(i))),
    offDiagonal: Float64Array.from({ length: n }, (_, i) => (i === 0 ? 0 : sign() * about(coupling * size(i)))),
  };
}

const reduced = (A: Float64Array, n: number) => tridiagonalize(A.slice(), n);
const signs = (draw: Stream, n: number) =>
  Array.from({ length: Math.ceil(n / 10) }, () => (draw.uniform() < 0.5 ? -1 : 1));

const kinds: Readonly<Record<string, (draw: Stream, n: number) => Tridiagonal>> = {
  'PSD of low rank, noise 1e-18': (draw, n) =>
    reduced(lowRank(draw, n, new Array(Math.ceil(n / 10)).fill(1), 1e-18), n),
  'indefinite of low rank, noise 1e-18': (draw, n) => reduced(lowRank(draw, n, signs(draw, n), 1e-18), n),
  'indefinite of low rank, no noise': (draw, n) => reduced(lowRank(draw, n, signs(draw, n), 0), n),
  'graded downward': (draw, n) => reduced(graded(draw, n, 15, false), n),
  'graded upward': (draw, n) => reduced(graded(draw, n, 15, true), n),
  'blocks of zeros': (draw, n) => reduced(zeroBlocks(draw, n), n),
  'Hessian-like': (draw, n) => reduced(hessianLike(draw, n), n),
  // Half of these do not converge where couplings are compared with their neighbors alone.
  'springs from 1e-18 to 1, definite': (draw, n) => chain(draw, n, 0.4, (i) => 10 ** (-18 * (1 - i / n))),
  'springs from 1e-18 to 1, indefinite': (draw, n) => chain(draw, n, 0.52, (i) => 10 ** (-18 * (1 - i / n))),
  'springs from 1e-23 to 1': (draw, n) => chain(draw, n, 0.48, (i) => 10 ** (-23 * (1 - i / n))),
  'tridiagonal, entries from 1e-25 to 1': (draw, n) => tridiagonal(draw, n, () => 10 ** (-25 * draw.uniform())),
  'tridiagonal, 1e-18 but for a block at the end': (draw, n) => tridiagonal(draw, n, (i) => (i < 0.9 * n ? 1e-18 : 1)),
  'tridiagonal, 1e-18 but for a block at the start': (draw, n) =>
    tridiagonal(draw, n, (i) => (i > 0.1 * n ? 1e-18 : 1)),
};

describe('tridiagonalEigenpairs, 10 matrices of each kind up to n = 150, against Jacobi', () => {
  it.each(Object.entries(kinds))('%s', (kind, make) => {
    for (let replica = 0; replica < 10; replica++) {
      const draw = stream(17, 'test/null-spaces', replica, kind);
      const n = replica < 4 ? [1, 2, 3, 150][replica]! : 4 + draw.integer(100);
      const T = make(draw, n);
      const A = matrixOf(T);
      const norm = Math.max(...T.diagonal.map(Math.abs), ...T.offDiagonal.map(Math.abs));
      const identity = symmetric(n, (i, j) => (i === j ? 1 : 0));
      const { values, rows } = tridiagonalEigenpairs(T, identity);
      const jacobi = symmetricEigensystem(A, n).values;
      expect(distance(values, jacobi)).toBeLessThanOrEqual(1e-12 * norm);
      const below = (x: Float64Array) => x.filter((λ) => λ < -1e-9).length;
      expect(below(values)).toBe(below(jacobi));
      // Rotations by the thousand, each rounded: n u, with some room.
      expect(worstResidual(T, values, rows)).toBeLessThanOrEqual(1e-14 * (n + 10) * norm);
      expect(worstProduct(rows, n)).toBeLessThanOrEqual(1e-14 * (n + 10));
    }
  });
});

/** max |T v − λ v|. */
function worstResidual({ diagonal, offDiagonal }: Tridiagonal, values: Float64Array, rows: Float64Array): number {
  const n = values.length;
  let worst = 0;
  for (let k = 0; k < n; k++) {
    const v = rows.subarray(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      const below = i + 1 < n ? offDiagonal[i + 1]! * v[i + 1]! : 0;
      const above = i > 0 ? offDiagonal[i]! * v[i - 1]! : 0;
      worst = Math.max(worst, Math.abs(above + diagonal[i]! * v[i]! + below - values[k]! * v[i]!));
    }
  }
  return worst;
}

/** max |V Vᵀ − I|. */
function worstProduct(rows: Float64Array, n: number): number {
  let worst = 0;
  for (let k = 0; k < n; k++)
    for (let l = 0; l <= k; l++) {
      let product = k === l ? -1 : 0;
      for (let i = 0; i < n; i++) product += rows[k * n + i]! * rows[l * n + i]!;
      worst = Math.max(worst, Math.abs(product));
    }
  return worst;
}

describe('the Hessian of a trained 64-32-10 ReLU network, 1947 rows, against LAPACK', () => {
  it('has its eigenvalues to 1e-12 and 243 of them below −1e-9', () => {
    const { diagonal, offDiagonal } = golden('null-space-input');
    const { eigenvalues, below } = golden('null-space');
    const values = tridiagonalEigenvalues({
      diagonal: Float64Array.from(diagonal),
      offDiagonal: Float64Array.from(offDiagonal),
    });
    expect(distance(values, eigenvalues)).toBeLessThan(1e-12 * eigenvalues.at(-1));
    expect(values.filter((λ) => λ < -1e-9).length).toBe(below);
  });
});
