/**
 * Linear least squares under a bound on the rank, and the critical values of deep linear nets that follow from it.
 *
 * Let X = P S Qᵀ (rank ρ, thin), T = Y Q = U D Vᵀ (rank s, thin), λ_i = D_i² in falling order: the nonzero eigenvalues of
 * Y Xᵀ (X Xᵀ)⁺ X Yᵀ. Then
 *
 *     ‖Y − R X‖² = ‖Y − Y Q Qᵀ‖² + ‖T − R P S‖²,      min over rank R ≤ k:  floor + Σ_{i>k} λ_i  (Eckart–Young),
 *
 * attained at R = U_k D_k V_kᵀ S⁻¹ Pᵀ. A net W_H ⋯ W_1 with at least one hidden layer is critical only where its product is
 * R X = U_S D_S V_Sᵀ Qᵀ for a subset S of the spectrum of at most d_p = min d_i elements, and has there floor + Σ_{i∉S} λ_i; every such S
 * occurs. With ties among the λ_i the U_i are any basis of their eigenspaces, and the values are the same.
 * @source [baldi1989neural]; [kawaguchi2016deep]; [achour2024loss]; rank-deficient X by what of W_1 it sees
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError, CapacityError } from '../base/errors.ts';
import { columnsOf, frobenius, type Matrix, plus, scaledColumns, times, transpose } from '../linalg/matrix.ts';
import { svd } from '../linalg/svd.ts';

export interface LinearProblem {
  readonly X: Matrix;
  readonly Y: Matrix;
  /** P, S, Q: X = P diag(S) Qᵀ, ρ columns. */
  readonly inputs: { readonly P: Matrix; readonly S: Float64Array; readonly Q: Matrix };
  /** U, D, V: Y Q = U diag(D) Vᵀ, s columns. */
  readonly answer: { readonly U: Matrix; readonly D: Float64Array; readonly V: Matrix };
  /** λ_1 ≥ … ≥ λ_s > 0. */
  readonly eigenvalues: Float64Array;
  /** ‖Y − B X‖², what no linear map can fit. */
  readonly floor: number;
}

/** What a theorem assumes of the data, and whether they have it. */
export interface Conditions {
  /** rank X = d_0: X Xᵀ is invertible. */
  readonly inputsFullRank: boolean;
  /** Y Xᵀ ≠ 0: there is something to fit. */
  readonly correlated: boolean;
  /** s = d_H: Y Xᵀ (X Xᵀ)⁺ X Yᵀ is invertible. */
  readonly outputsFullRank: boolean;
  /** The λ_i differ. */
  readonly distinct: boolean;
}

/** What kind of critical point a subset belongs to; either: that depends on the factors. */
export type LinearKind = 'global' | 'strict-saddle' | 'non-strict-saddle' | 'either';

export interface CriticalValue {
  readonly loss: number;
  readonly rank: number;
  /** Numbers of the eigenvalues in falling order, from 1. */
  readonly subset: readonly number[];
  readonly kind: LinearKind;
}

/** Singular values below this share of the largest, times the larger side, are zero. */
const negligible = 2 ** -50;
/** Eigenvalues nearer than this share of the largest are tied. */
const tie = 1e-10;
/** Subsets that are listed at most. */
const mostSubsets = 100_000;

/** @throws ArgumentError when the numbers of samples differ, or an entry is not finite */
export function linearProblem(X: Matrix, Y: Matrix): LinearProblem {
  if (X.columns !== Y.columns)
    throw new ArgumentError('linearProblem', 'Y', `as many samples as X, ${X.columns}`, Y.columns);
  for (const [name, { entries }] of Object.entries({ X, Y })) {
    const wrong = entries.find((x) => !Number.isFinite(x));
    if (wrong !== undefined) throw new ArgumentError('linearProblem', name, 'finite in every entry', wrong);
  }
  const { left, values, right } = svd(X);
  const inputRank = leading(values, (values[0] ?? 0) * negligible * Math.max(X.rows, X.columns));
  const Q = columnsOf(right, inputRank);
  const T = times(Y, Q);
  const answer = svd(T);
  // What rounding leaves of Y where Y Q is zero is no spectrum.
  const kept = leading(answer.values, frobenius(Y) * negligible * Math.max(T.rows, T.columns, Y.columns));
  const D = answer.values.slice(0, kept.length);
  return {
    X,
    Y,
    inputs: { P: columnsOf(left, inputRank), S: values.slice(0, inputRank.length), Q },
    answer: { U: columnsOf(answer.left, kept), D, V: columnsOf(answer.right, kept) },
    eigenvalues: D.map((d) => d * d),
    floor: frobenius(plus(Y, -1, times(T, transpose(Q)))) ** 2,
  };
}

/** Places of the values above a level. */
function leading(values: Float64Array, level: number): number[] {
  return [...values.keys()].filter((k) => values[k]! > level);
}

/**
 * The least ‖Y − R X‖² over maps of at most a rank, and a map that has it.
 * @param rank  ≥ 0
 */
export function rankConstrainedMinimum(problem: LinearProblem, rank: number): { value: number; map: Matrix } {
  integer('rankConstrainedMinimum', 'rank', rank, 0);
  const { eigenvalues, floor } = problem;
  const kept = Math.min(rank, eigenvalues.length);
  const subset = Array.from({ length: kept }, (_, i) => i + 1);
  return { value: floor + sum(eigenvalues.slice(kept)), map: mapOf(problem, subset) };
}

/** U_S D_S V_Sᵀ S⁻¹ Pᵀ, the product of the critical points of a subset, with nothing where X sees nothing. */
export function mapOf({ inputs, answer }: LinearProblem, subset: readonly number[]): Matrix {
  const which = subset.map((i) => i - 1);
  const D = which.map((i) => answer.D[i]!);
  const { P, S } = inputs;
  const whitened = scaledColumns(
    transpose(columnsOf(answer.V, which)),
    S.map((s) => 1 / s),
  );
  return times(scaledColumns(columnsOf(answer.U, which), D), whitened, transpose(P));
}

export function lossOf({ eigenvalues, floor }: LinearProblem, subset: readonly number[]): number {
  return floor + sum(eigenvalues.filter((_, i) => !subset.includes(i + 1)));
}

export function conditionsOf(problem: LinearProblem): Conditions {
  const { X, Y, inputs, eigenvalues } = problem;
  return {
    inputsFullRank: inputs.S.length === X.rows,
    correlated: eigenvalues.length > 0,
    outputsFullRank: eigenvalues.length === Y.rows,
    distinct: eigenvalues.every((λ, i) => i === 0 || !isTied(problem, eigenvalues[i - 1]!, λ)),
  };
}

/** Whether two eigenvalues are equal to rounding. */
export function isTied({ eigenvalues }: LinearProblem, a: number, b: number): boolean {
  return Math.abs(a - b) <= tie * (eigenvalues[0] ?? 0);
}

/**
 * What the subset alone says of the critical points that realize it.
 *   global: it has the largest eigenvalues, as many as fit, ties apart;
 *   strict-saddle: an eigenvalue outside is larger than one inside, and turning one into the other is a direction of negative curvature;
 *   or the largest are in, there is room for more, and the net has one hidden layer;
 *   either: there is room for more and the net is deeper. The factors decide (linear-critical-point.ts).
 * @param widths  d_0, …, d_H with at least one hidden layer
 */
export function kindOfSubset(problem: LinearProblem, widths: readonly number[], subset: readonly number[]): LinearKind {
  const { eigenvalues } = problem;
  const room = Math.min(...widths, eigenvalues.length);
  const inside = subset.map((i) => eigenvalues[i - 1]!);
  const outside = eigenvalues.filter((_, i) => !subset.includes(i + 1));
  const least = Math.min(...inside);
  const most = Math.max(...outside);
  if (inside.length > 0 && outside.length > 0 && most > least && !isTied(problem, most, least)) return 'strict-saddle';
  if (subset.length === room) return 'global';
  return widths.length === 3 ? 'strict-saddle' : 'either';
}

/**
 * Every critical value of a deep linear net, by falling number of eigenvalues and then by loss: one entry for each subset of the nonzero
 * spectrum with at most d_p elements. Without a hidden layer the loss is convex, and there is one.
 * @param widths  d_0, …, d_H
 * @throws ArgumentError when the widths do not fit the data; CapacityError when there are too many subsets, with their number
 */
export function criticalValues(
  problem: LinearProblem,
  widths: readonly number[],
): { readonly minimum: number; readonly values: readonly CriticalValue[] } {
  checkWidths(problem, widths);
  const s = problem.eigenvalues.length;
  const room = Math.min(...widths, s);
  const minimum = rankConstrainedMinimum(problem, room).value;
  if (widths.length === 2) {
    const subset = Array.from({ length: s }, (_, i) => i + 1);
    return { minimum, values: [{ loss: minimum, rank: s, subset, kind: 'global' }] };
  }
  let count = 0;
  for (let r = 0, binomial = 1; r <= room; r++, binomial *= (s - r + 1) / r) count += binomial;
  if (count > mostSubsets)
    throw new CapacityError(
      `criticalValues: ${count} subsets of ${s} eigenvalues with at most ${room} elements; at most ${mostSubsets} are listed`,
    );
  const values = Array.from({ length: room + 1 }, (_, r) =>
    subsets(s, room - r)
      .map((subset) => ({
        loss: lossOf(problem, subset),
        rank: subset.length,
        subset,
        kind: kindOfSubset(problem, widths, subset),
      }))
      .sort((a, b) => a.loss - b.loss),
  );
  return { minimum, values: values.flat() };
}

/** @throws ArgumentError when there are fewer than two, one is no integer ≥ 1, or the ends are not those of the data */
export function checkWidths({ X, Y }: LinearProblem, widths: readonly number[]): void {
  if (widths.length < 2) throw new ArgumentError('criticalValues', 'widths', 'at least two numbers', widths);
  for (const [h, width] of widths.entries()) integer('criticalValues', `widths[${h}]`, width, 1);
  if (widths[0] !== X.rows || widths.at(-1) !== Y.rows)
    throw new ArgumentError(
      'criticalValues',
      'widths',
      `from ${X.rows} inputs to ${Y.rows} outputs of the data`,
      widths,
    );
}

/** Subsets of {1, …, n} with k elements, in lexicographic order. */
function subsets(n: number, k: number, from = 1): number[][] {
  if (k === 0) return [[]];
  const found: number[][] = [];
  for (let i = from; i <= n - k + 1; i++) for (const rest of subsets(n, k - 1, i + 1)) found.push([i, ...rest]);
  return found;
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, x) => total + x, 0);
}
