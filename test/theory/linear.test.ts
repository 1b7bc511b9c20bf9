/** Closed forms of deep linear nets: worked examples, brute force, and the landscape's own gradient and Hessian as the second route. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { deepLinear } from '../../src/landscapes/deep-linear/deep-linear.ts';
import { inertia, symmetricNorm } from '../../src/linalg/inertia.ts';
import { frobenius, type Matrix, matrix, plus, times, transpose } from '../../src/linalg/matrix.ts';
import { classifyLinear, nearestSubset } from '../../src/theory/linear-critical-point.ts';
import { linearDerivatives, pointOf, productOf } from '../../src/theory/linear-hessian.ts';
import { representative } from '../../src/theory/linear-representative.ts';
import {
  conditionsOf,
  criticalValues,
  type LinearProblem,
  linearProblem,
  rankConstrainedMinimum,
} from '../../src/theory/reduced-rank.ts';

const kernels = createKernels();

const of = (rows: readonly (readonly number[])[]): Matrix =>
  matrix(rows.length, rows[0]!.length, Float64Array.from(rows.flat()));

function random(inputs: number, outputs: number, samples: number, replica: number, rank = inputs) {
  const draw = stream(1, 'linear-theory', replica, `${inputs}-${outputs}-${samples}`);
  const normals = (a: number, b: number) =>
    matrix(
      a,
      b,
      Float64Array.from({ length: a * b }, () => draw.normal()),
    );
  const X = times(normals(inputs, rank), normals(rank, samples));
  return linearProblem(X, plus(normals(outputs, samples), 1, times(normals(outputs, inputs), X)));
}

function landscapeOf({ X, Y }: LinearProblem, widths: readonly number[]) {
  const examples = { count: X.columns, inputs: X.rows, outputs: Y.rows };
  return deepLinear(widths, { ...examples, x: transpose(X).entries, t: transpose(Y).entries }, kernels);
}

function lossAt(problem: LinearProblem, weights: readonly Matrix[]): number {
  const widths = [problem.X.rows, ...weights.map(({ rows }) => rows)];
  return frobenius(plus(problem.Y, -1, times(productOf(weights, widths, weights.length, 1), problem.X))) ** 2;
}

describe('worked examples', () => {
  const A = linearProblem(
    of([
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ]),
    of([
      [3, 1, 0, 0],
      [0, 0, 2, 0],
    ]),
  );
  const B = linearProblem(
    of([
      [1, 2, 0],
      [0, 1, 1],
    ]),
    of([
      [1, 0, 1],
      [2, 1, 0],
    ]),
  );

  it('A: eigenvalues 8 and 2, minima 14, 6, 4 by rank', () => {
    A.eigenvalues.forEach((λ, i) => void expect(λ).toBeCloseTo([8, 2][i]!, 13));
    for (const [rank, value] of [14, 6, 4, 4].entries())
      expect(rankConstrainedMinimum(A, rank).value).toBeCloseTo(value, 13);
  });

  it('A: the critical values of 2-1-2 are 14, 6, 12, of 2-2-2 also 4', () => {
    const narrow = criticalValues(A, [2, 1, 2]);
    expect(narrow.minimum).toBeCloseTo(6, 13);
    expect(narrow.values.map(({ rank, subset, kind }) => ({ rank, subset, kind }))).toEqual([
      { rank: 1, subset: [1], kind: 'global' },
      { rank: 1, subset: [2], kind: 'strict-saddle' },
      { rank: 0, subset: [], kind: 'strict-saddle' },
    ]);
    const losses = (widths: readonly number[]) => criticalValues(A, widths).values.map(({ loss }) => loss);
    losses([2, 1, 2]).forEach((loss, i) => void expect(loss).toBeCloseTo([6, 12, 14][i]!, 13));
    losses([2, 2, 2]).forEach((loss, i) => void expect(loss).toBeCloseTo([4, 6, 12, 14][i]!, 13));
    expect(criticalValues(A, [2, 2, 2, 2]).values.map(({ kind }) => kind)).toEqual([
      'global',
      'either',
      'strict-saddle',
      'either',
    ]);
  });

  it('B: eigenvalues 2 ± √10/2, minimum 5 − √10/2 at rank 1 and 3 at rank 2', () => {
    const root = Math.sqrt(10) / 2;
    B.eigenvalues.forEach((λ, i) => void expect(λ).toBeCloseTo([2 + root, 2 - root][i]!, 13));
    expect(rankConstrainedMinimum(B, 1).value).toBeCloseTo(5 - root, 13);
    expect(rankConstrainedMinimum(B, 2).value).toBeCloseTo(3, 13);
  });

  it('a net without hidden layers has one critical value', () => {
    expect(criticalValues(A, [2, 2]).values).toEqual([
      { loss: criticalValues(A, [2, 2]).minimum, rank: 2, subset: [1, 2], kind: 'global' },
    ]);
  });
});

describe('the rank-constrained minimum', () => {
  it.each([
    [4, 3, 9, 4],
    [3, 5, 8, 3],
    [5, 4, 12, 2],
    [6, 3, 4, 4],
  ])(
    'of %i inputs, %i outputs, %i samples of rank %i is attained, and alternating least squares does not get below',
    (d0, dH, m, rank) => {
      const problem = random(d0, dH, m, 1, rank);
      for (let k = 0; k <= Math.min(d0, dH); k++) {
        const { value, map } = rankConstrainedMinimum(problem, k);
        const attained = frobenius(plus(problem.Y, -1, times(map, problem.X))) ** 2;
        expect(Math.abs(attained - value)).toBeLessThan(1e-12 * frobenius(problem.Y) ** 2);
      }
      expect(conditionsOf(problem).inputsFullRank).toBe(rank === d0);
    },
  );

  it('has slope zero against maps of the same rank: R_t = (I + t A) R (I + t B) is no better for any small t', () => {
    const problem = random(4, 3, 9, 2);
    const { value, map } = rankConstrainedMinimum(problem, 2);
    const draw = stream(2, 'linear-theory', 0, 'moves');
    for (let trial = 0; trial < 50; trial++) {
      const move = (n: number) =>
        matrix(
          n,
          n,
          Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0) + 1e-3 * draw.normal()),
        );
      const moved = times(move(3), map, move(4));
      expect(frobenius(plus(problem.Y, -1, times(moved, problem.X))) ** 2).toBeGreaterThan(value);
    }
  });

  it('of uncorrelated data is ‖Y‖² at rank 0', () => {
    const none = linearProblem(of([[1, -1, 0, 0]]), of([[0, 0, 1, 2]]));
    expect(none.eigenvalues).toHaveLength(0);
    expect(conditionsOf(none).correlated).toBe(false);
    const { minimum, values } = criticalValues(none, [1, 2, 1]);
    expect(minimum).toBeCloseTo(5, 13);
    expect(values).toEqual([{ loss: minimum, rank: 0, subset: [], kind: 'global' }]);
  });
});

it('the Hessian from formulas is that of the landscape, away from critical points too', () => {
  const widths = [3, 2, 4, 3];
  const problem = random(3, 3, 7, 3);
  const draw = stream(3, 'linear-theory', 0, 'point');
  const weights = widths.slice(1).map((d, h) =>
    matrix(
      d,
      widths[h]!,
      Float64Array.from({ length: d * widths[h]! }, () => draw.normal()),
    ),
  );
  const { gradients, hessian } = linearDerivatives(weights, problem.X, problem.Y);
  const there = landscapeOf(problem, widths).hessianAt!(pointOf(weights));
  const largest = Math.max(...there.gradient.map(Math.abs));
  pointOf(gradients).forEach((g, i) => void expect(Math.abs(g - there.gradient[i]!)).toBeLessThan(1e-12 * largest));
  const { entries } = there.matrix();
  const most = Math.max(...entries.map(Math.abs));
  hessian().forEach((h, i) => void expect(Math.abs(h - entries[i]!)).toBeLessThan(1e-12 * most));
  there.release();
});

/** Every subset with every pattern of zero blocks, of nets of all depths; those that turn out critical. */
function constructed(
  architectures: readonly { widths: readonly number[]; rank?: number; samples?: number }[],
  perArchitecture = Number.POSITIVE_INFINITY,
) {
  return architectures.flatMap(({ widths, rank, samples = 12 }, a) => {
    const H = widths.length - 1;
    const problem = random(widths[0]!, widths[H]!, samples, 10 + a, rank ?? widths[0]!);
    const draw = stream(4, 'linear-theory', a, 'points');
    const { values } = criticalValues(problem, widths);
    const points = values.flatMap(({ subset, kind, loss }) => {
      const patterns =
        kind === 'global' && subset.length === Math.min(...widths) ? [2 ** H - 1] : [...Array(2 ** H).keys()];
      return patterns.flatMap((bits) => {
        const zeros = Array.from({ length: H }, (_, h) => h + 1).filter((h) => (bits >> (h - 1)) & 1);
        if (zeros.length < 1) return [];
        const weights = representative(draw, problem, widths, subset, zeros);
        const { gradients } = linearDerivatives(weights, problem.X, problem.Y);
        const steep = Math.max(...gradients.map(frobenius));
        return steep < 1e-9 ? [{ problem, widths, subset, kind, loss, weights, zeros }] : [];
      });
    });
    const every = Math.max(1, Math.floor(points.length / perArchitecture));
    return points.filter((point, k) => k % every === 0 || point.zeros.length === H);
  });
}

const architectures = [
  { widths: [3, 2, 3] },
  { widths: [3, 3, 3] },
  { widths: [4, 2, 3, 3] },
  { widths: [3, 3, 3, 3] },
  { widths: [4, 3, 2, 3] },
  { widths: [3, 3, 3, 3, 3] },
  { widths: [3, 4, 4, 3], rank: 2 },
  { widths: [2, 3, 3, 4] },
  { widths: [4, 4, 4, 4, 3], samples: 3 },
];

function check({ problem, widths, subset, kind, loss, weights, zeros }: ReturnType<typeof constructed>[number]) {
  const found = classifyLinear(problem, weights);
  expect(found.subset).toEqual(subset);
  expect(found.residual).toBeLessThan(1e-9);
  if (kind !== 'either') expect(found.kind).toBe(kind);
  expect(Math.abs(lossAt(problem, weights) - loss)).toBeLessThan(1e-9 * (1 + loss));
  const landscape = landscapeOf(problem, widths);
  const prepared = landscape.hessianAt!(pointOf(found.weights));
  const { entries } = prepared.matrix();
  prepared.release();
  const n = landscape.dimension;
  const τ = 1e-9 * symmetricNorm(entries, n);
  const { negative } = inertia(entries, n, -τ);
  expect(negative > 0, `${widths} [${subset}] zeros ${zeros} ${found.kind} ${negative}`).toBe(
    found.kind === 'strict-saddle',
  );
  if (!found.descent) return { kind: found.kind, order: 0 };
  const { order, coefficient, direction } = found.descent;
  const at = (t: number) =>
    lossAt(
      problem,
      found.weights.map((W, h) => plus(W, t, direction[h]!)),
    ) - loss;
  // The leading term of the fall, to a few percent where the step is small and rounding smaller still.
  const t = order === 2 ? 1e-3 : 1e-2;
  expect(at(t) / (-coefficient * t ** order)).toBeGreaterThan(0.7);
  expect(at(t) / (-coefficient * t ** order)).toBeLessThan(1.3);
  return { kind: found.kind, order };
}

describe('the classifier', () => {
  it('says of constructed critical points of all kinds what inertia says, and leads down from each saddle', {
    timeout: 60_000,
  }, () => {
    const seen = new Map<string, number>();
    for (const point of constructed(architectures, 12)) {
      const { kind, order } = check(point);
      seen.set(`${kind} ${order}`, (seen.get(`${kind} ${order}`) ?? 0) + 1);
    }
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(['global 0', 'strict-saddle 2', 'non-strict-saddle 3', 'non-strict-saddle 4']),
    );
  });

  it('puts weights next to a critical point onto it, says how far that is, and refuses what is near none', () => {
    const draw = stream(5, 'linear-theory', 0, 'noise');
    for (const { widths, zeros, subset } of [
      { widths: [3, 2, 3], zeros: [1, 2], subset: [2] },
      { widths: [3, 3, 3, 3], zeros: [1, 2, 3], subset: [1] },
      { widths: [3, 2, 3], zeros: [1, 2], subset: [1, 2] },
    ]) {
      const problem = random(3, 3, 12, 20);
      const weights = representative(draw, problem, widths, subset, zeros);
      const exact = classifyLinear(problem, weights);
      const noisy = (size: number) =>
        weights.map((W) => ({ ...W, entries: W.entries.map((w) => w + size * draw.normal()) }));
      const near = classifyLinear(problem, noisy(1e-6));
      expect({ subset: near.subset, kind: near.kind }).toEqual({ subset, kind: exact.kind });
      expect(near.residual).toBeGreaterThan(1e-8);
      expect(near.residual).toBeLessThan(1e-4);
      expect(() => classifyLinear(problem, noisy(0.2))).toThrow('weights must be within 0.001 of a critical point');
      // Far from any, the subset can still be told.
      expect(nearestSubset(problem, productOf(noisy(1e-2), widths, widths.length - 1, 1)).subset).toEqual(subset);
    }
  });

  it('takes any basis of a tied eigenspace', () => {
    const I = of([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const problem = linearProblem(
      I,
      of([
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, 1],
      ]),
    );
    expect(conditionsOf(problem).distinct).toBe(false);
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    // 2 v vᵀ with v = (c, s, 0), which neither singular vector of the problem is.
    const weights = [of([[c, s, 0]]), of([[2 * c], [2 * s], [0]])];
    expect(classifyLinear(problem, weights)).toMatchObject({ kind: 'global', rank: 1 });
    expect(classifyLinear(problem, [of([[0, 0, 1]]), of([[0], [0], [1]])])).toMatchObject({
      kind: 'strict-saddle',
      subset: [3],
    });
  });
});
