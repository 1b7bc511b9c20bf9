import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { classifyCriticalPoint, isCertified } from '../../src/curvature/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { couplings, fromCallbacks, randomStart, spinGlass } from '../../src/landscapes/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { dense } from '../../src/linalg/operator.ts';
import { censusOf } from '../../src/search/homotopy-glass.ts';
import { minres } from '../../src/search/newton-mr.ts';
import { saddleMethodNames, saddleSearch } from '../../src/search/saddles.ts';
import { run } from '../../src/search/search.ts';

const kernels = createKernels();

/** Minima at (±1, 0), a saddle of index 1 at the origin. */
const doubleWell = fromCallbacks({
  dimension: 2,
  value: ([x, y]) => (x! ** 2 - 1) ** 2 / 4 + y! ** 2 / 2,
  gradient: ([x, y], out) => out.set([x! ** 3 - x!, y!]),
  hessianVector: ([x], [u, v], out) => out.set([(3 * x! ** 2 - 1) * u!, v!]),
});
/** x + x³/3 has no critical point; its gradient is least at 0. */
const slope = fromCallbacks({
  dimension: 1,
  value: ([x]) => x! + x! ** 3 / 3,
  gradient: ([x], out) => out.set([1 + x! ** 2]),
  hessianVector: ([x], [u], out) => out.set([2 * x! * u!]),
});

describe('MINRES', () => {
  const symmetric = (n: number) => {
    const draw = stream(3, 'test/minres', n, 'entries');
    const A = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = draw.normal();
    return { A, b: Float64Array.from({ length: n }, () => draw.normal()) };
  };
  const residual = (A: Float64Array, x: Float64Array, b: Float64Array) => {
    const r = new Float64Array(b.length);
    dense(A, b.length).apply(x, r);
    return r.map((ri, i) => b[i]! - ri);
  };
  const norm = (v: Float64Array) => Math.hypot(...v);

  it.each([1, 2, 3, 8, 31])('solves indefinite systems of %i rows to the tolerance', (n) => {
    const { A, b } = symmetric(n);
    expect(norm(residual(A, minres(dense(A, n), b, 1e-12), b))).toBeLessThan(1e-11 * norm(b));
    expect(norm(residual(A, minres(dense(A, n), b, 0.1), b))).toBeLessThan(0.1 * norm(b));
  });

  it('a singular system without a solution: A r = 0, the least-squares solution', () => {
    const { A, b } = symmetric(9);
    for (let i = 0; i < 9; i++) A[i * 9 + 4] = A[4 * 9 + i] = 0; // row and column 4 vanish
    const r = residual(A, minres(dense(A, 9), b, 1e-9), b);
    const Ar = new Float64Array(9);
    dense(A, 9).apply(r, Ar);
    expect(norm(Ar)).toBeLessThan(1e-7);
    expect(r[4]).toBeCloseTo(b[4]!, 12);
  });

  it('0 for b = 0', () => {
    expect([...minres(dense(Float64Array.of(1, 0, 0, 2), 2), new Float64Array(2), 0.1)]).toEqual([0, 0]);
  });
});

describe.each(saddleMethodNames)('%s', (name) => {
  it('on the glass of order 2 ends at an eigenvector, its index the rank of the eigenvalue', () => {
    const size = 9;
    const shape = { order: 2, size, seed: 1, disorder: 0 };
    const glass = spinGlass(shape, kernels, 'float64');
    const X = couplings(shape);
    const S = X.map((x, at) => (x + X[(at % size) * size + Math.floor(at / size)]!) / 2);
    const levels = symmetricEigenvalues(S, size).map((λ) => λ * Math.sqrt(size)); // L = Λ^{−½} Λ λ
    const indices = new Set<number>();
    for (let r = 0; r < 20; r++) {
      const start = new Float64Array(size);
      randomStart(shape, r, start);
      const { status, point, value } = run(
        saddleSearch(name, {
          landscape: glass,
          start,
          tolerance: 1e-11,
          maxSteps: 200,
        }),
      );
      if (status !== 'converged') continue;
      const found = classifyCriticalPoint(glass, point, { threshold: 1e-6 });
      const { index } = found;
      expect(isCertified(found)).toBe(true);
      expect(value).toBeCloseTo(levels[index.negative]!, 9);
      indices.add(index.negative);
    }
    expect(indices.size).toBeGreaterThanOrEqual(3);
  });

  it('at Λ = 6 every end is a critical point of the census, with the index it has there', () => {
    const shape = { order: 3, size: 6, seed: 3, disorder: 0 };
    const glass = spinGlass(shape, kernels, 'float64');
    const { points } = censusOf(stream(3, 'test/saddles', 0, 'gamma'), glass);
    let converged = 0;
    for (let r = 0; r < 20; r++) {
      const start = new Float64Array(6);
      randomStart(shape, r, start);
      const end = run(saddleSearch(name, { landscape: glass, start, tolerance: 1e-11, maxSteps: 200 }));
      if (end.status !== 'converged') continue;
      converged++;
      const near = points.filter(({ position }) => Math.hypot(...position.map((x, i) => x - end.point[i]!)) < 1e-7);
      expect(near.length).toBe(1);
      const { index } = classifyCriticalPoint(glass, end.point, { threshold: 1e-6 });
      expect(near[0]!.index.negative).toBe(index.negative);
    }
    expect(converged).toBeGreaterThanOrEqual(8); // minima of the gradient norm take the rest
  });

  it('in flat space finds the saddle of the double well from nearby', () => {
    const start = Float64Array.of(0.3, 0.4);
    const { status, point, steps } = run(
      saddleSearch(name, {
        landscape: doubleWell,
        start,
        tolerance: 1e-12,
        maxSteps: 100,
      }),
    );
    expect(status).toBe('converged');
    expect(Math.hypot(...point)).toBeLessThan(1e-11);
    expect(steps).toBeLessThan(30);
    expect([...start]).toEqual([0.3, 0.4]);
  });

  it('does not call converged what has no critical point', () => {
    const { status, residual } = run(
      saddleSearch(name, {
        landscape: slope,
        start: Float64Array.of(0.5),
        tolerance: 1e-8,
        maxSteps: 60,
      }),
    );
    expect(status).toBe(name === 'prescribed-index' ? 'step-limit' : 'gradient-flat');
    expect(residual).toBeGreaterThanOrEqual(1);
  });

  it('names what is out of range', () => {
    const problem = { landscape: slope, start: Float64Array.of(0.5), tolerance: 0, maxSteps: 60 };
    expect(() => run(saddleSearch(name, problem))).toThrow(
      /saddleSearch: tolerance must be a finite number > 0, got 0/,
    );
  });
});

describe('prescribed index', () => {
  it('Λ = 30, k = 0, 3, 7, 11: from heights where it is usual, at least 18 of 20 end at certified saddles of index k', () => {
    for (const index of [0, 3, 7, 11]) {
      let found = 0;
      for (let r = 0; r < 20; r++) {
        const shape = { order: 3, size: 30, seed: 5, disorder: r };
        const glass = spinGlass(shape, kernels, 'float64');
        const start = new Float64Array(30);
        randomStart(shape, r, start);
        const { status, point } = run(
          saddleSearch('prescribed-index', {
            landscape: glass,
            start,
            tolerance: 1e-11,
            maxSteps: 300,
            index,
          }),
        );
        if (status !== 'converged') continue;
        const at = classifyCriticalPoint(glass, point, { threshold: 1e-6 });
        expect([isCertified(at), at.index.negative]).toEqual([true, index]);
        found++;
      }
      expect(found).toBeGreaterThanOrEqual(18);
    }
  });
});
