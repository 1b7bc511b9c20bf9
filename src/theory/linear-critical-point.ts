/**
 * What kind of critical point of ‖Y − W_H ⋯ W_1 X‖² given weights are near: which subset S of the spectrum the product realizes, and,
 * where S alone does not say, what the factors say. Weights are first put onto the critical point next to them; how far that is is told,
 * and beyond 1e-3 they are refused.
 *
 * S not the largest eigenvalues: strict saddle. S = {1, …, r} with room left: with Δ = (Y − R X) Xᵀ and the blocks Z_h of the normal form,
 * a second-order term −2 tr(Δ′ᵀ Z_H ⋯ V_i ⋯ V_j ⋯ Z_1) exists exactly where, for two layers j < i,
 *     Z_{i−1} ⋯ Z_{j+1} ≠ 0  and  Z_{j−1} ⋯ Z_1 Δ′ᵀ Z_H ⋯ Z_{i+1} ≠ 0.
 * Without such a pair the point is a saddle without negative curvature ("tightened"), and a set of k > 2 layers, consecutive ones joined
 * by nonzero products, gives a descent of order k: one singular vector pair a layer.
 * @source [achour2024loss], in terms of the normal form; [kawaguchi2016deep]
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { householderEigensystem } from '../linalg/eigenvalues.ts';
import { symmetricEigensystem } from '../linalg/jacobi.ts';
import {
  columnsOf,
  frobenius,
  inner,
  type Matrix,
  matrix,
  plus,
  scaledColumns,
  times,
  transpose,
} from '../linalg/matrix.ts';
import { descentOf, type LinearDescent } from './linear-descent.ts';
import { linearDerivatives, pointOf, productOf, weightsAt, widthsOf } from './linear-hessian.ts';
import { composed, type NormalForm, normalForm, truncated } from './linear-normal-form.ts';
import {
  checkWidths,
  isTied,
  kindOfSubset,
  type LinearKind,
  type LinearProblem,
  lossOf,
  mapOf,
} from './reduced-rank.ts';

export interface LinearCriticalPoint {
  /** Numbers of the eigenvalues in falling order, from 1. */
  readonly subset: readonly number[];
  readonly rank: number;
  readonly kind: Exclude<LinearKind, 'either'>;
  /** floor + Σ of the eigenvalues outside. */
  readonly loss: number;
  /** ‖W − W*‖_F over the size of the weights: how far the given weights are from the critical point they are put onto. */
  readonly residual: number;
  /** W*. */
  readonly weights: readonly Matrix[];
  /** How the loss falls from W*; absent at a global minimum. */
  readonly descent?: LinearDescent;
}

/** Distance, relative to the weights, beyond which no critical point is near. */
const nearest = 1e-3;
/**
 * Singular values of blocks up to this share of a layer's size are zero, the first that leaves a critical point. A product of two blocks
 * below the first one is rounding to the gradient: they are not told from zero.
 */
const levels = [1e-5, 1e-4, 1e-3];
/** A gradient of this share of what such weights can have is rounding. */
const rounding = 1e-11;
/** Newton steps that bring weights near a family of critical points onto it, and the most parameters they are taken with. */
const newtonSteps = 6;
const mostParameters = 400;
/** Eigenvalues of the Hessian below this share of the largest are flat directions of the family. */
const flat = 1e-6;

/**
 * @param weights  W_1, …, W_H
 * @throws ArgumentError when the widths do not fit the data, a weight is not finite, or no critical point lies within 1e-3
 */
export function classifyLinear(problem: LinearProblem, weights: readonly Matrix[]): LinearCriticalPoint {
  checkWeights(problem, weights);
  const given = seen(problem, weights);
  const size = Math.max(norm(weights), naturalSize(problem, weights.length));
  let closest = Number.POSITIVE_INFINITY;
  for (const start of startsOf(problem, given))
    for (const level of levels) {
      const put = putOnto(problem, start, level);
      if (!put?.critical) continue;
      const residual = distance(put.weights, given) / size;
      closest = Math.min(closest, residual);
      if (residual > nearest) continue;
      const rest = weights[0]!;
      return { ...kindAt(put), residual, weights: unseen(problem, put.weights, rest) };
    }
  const rule = `within ${nearest} of a critical point, relative to their size`;
  throw new ArgumentError('classifyLinear', 'weights', rule, Number.isFinite(closest) ? closest : 'none near');
}

/**
 * The subset whose product is nearest, for weights that may be far from any critical point: those eigenvalues whose singular pair the
 * product has to more than half.
 * @returns also ‖R X − U_S D_S V_Sᵀ Qᵀ‖_F over ‖Y Q‖_F
 */
export function nearestSubset(problem: LinearProblem, product: Matrix): { subset: readonly number[]; misfit: number } {
  const { inputs } = problem;
  const M = times(product, scaledColumns(inputs.P, inputs.S));
  const { subset, misfit } = aligned(problem, M);
  return { subset, misfit };
}

/** The weights as they are, and only where that is not near enough, polished. */
function* startsOf(problem: LinearProblem, weights: readonly Matrix[]): Generator<readonly Matrix[]> {
  yield weights;
  const start = polished(problem, weights);
  if (start) yield start;
}

function checkWeights(problem: LinearProblem, weights: readonly Matrix[]): void {
  integer('classifyLinear', 'number of layers', weights.length, 1);
  checkWidths(problem, widthsOf(weights));
  for (const { entries } of weights) {
    const wrong = entries.find((w) => !Number.isFinite(w));
    if (wrong !== undefined) throw new ArgumentError('classifyLinear', 'weights', 'finite', wrong);
  }
}

/** The net as X sees it: W_1 P, on inputs with the covariance S². */
function seen({ inputs }: LinearProblem, [first, ...others]: readonly Matrix[]): Matrix[] {
  return [times(first!, inputs.P), ...others];
}

/** Back to all inputs: what X does not see stays as it was. */
function unseen({ inputs: { P } }: LinearProblem, [first, ...others]: readonly Matrix[], given: Matrix): Matrix[] {
  const hidden = plus(given, -1, times(given, P, transpose(P)));
  return [plus(hidden, 1, times(first!, transpose(P))), ...others];
}

/** X and Y as far as they meet: diag(S) and Y Q. */
function reduced({ Y, inputs: { S, Q } }: LinearProblem): { X: Matrix; Y: Matrix } {
  const X = matrix(S.length, S.length);
  S.forEach((s, i) => {
    X.entries[i * S.length + i] = s;
  });
  return { X, Y: times(Y, Q) };
}

/** What a layer's weights are in size where all layers share the work. */
function naturalSize({ inputs, answer }: LinearProblem, layers: number): number {
  return answer.D.length === 0 ? 1 : (answer.D[0]! / inputs.S[0]!) ** (1 / layers);
}

interface Put {
  readonly problem: LinearProblem;
  readonly subset: readonly number[];
  /** As X sees them. */
  readonly weights: readonly Matrix[];
  /** Absent without hidden layers. */
  readonly form?: NormalForm;
  readonly critical: boolean;
}

/** The weights with the product of the nearest subset, blocks below a level put to zero; whether that is a critical point. */
function putOnto(given: LinearProblem, weights: readonly Matrix[], level: number): Put | undefined {
  const H = weights.length;
  const widths = widthsOf(weights);
  const M = scaledColumns(productOf(weights, widths, H, 1), given.inputs.S);
  const { problem, subset } = aligned(given, M);
  if (subset.length > Math.min(...widths)) return undefined;
  const map = times(mapOf(problem, subset), problem.inputs.P);
  if (H === 1) return judged({ problem, subset, weights: [map], critical: false });
  const U = columnsOf(
    problem.answer.U,
    subset.map((i) => i - 1),
  );
  const form = normalForm(weights, widths, map, U);
  if (!form) return undefined;
  const scale = Math.max(...weights.map(frobenius), naturalSize(problem, H));
  const cleaned = { ...form, blocks: form.blocks.map((Z) => truncated(Z, level * scale)) };
  return judged({ problem, subset, weights: composed(cleaned), form: cleaned, critical: false });
}

function judged(put: Put): Put {
  const { X, Y } = reduced(put.problem);
  const { gradients } = linearDerivatives(put.weights, X, Y);
  const largest = Math.max(...put.weights.map(frobenius)) ** (put.weights.length - 1);
  return { ...put, critical: norm(gradients) <= rounding * 2 * frobenius(times(Y, transpose(X))) * largest };
}

/** S by the singular spaces of a product M on whitened inputs; bases of tied eigenspaces are turned to those of M. */
function aligned(problem: LinearProblem, M: Matrix) {
  const { answer, eigenvalues } = problem;
  let { U, V } = answer;
  const { D } = answer;
  for (let start = 0; start < D.length; ) {
    let end = start + 1;
    while (end < D.length && isTied(problem, eigenvalues[start]!, eigenvalues[end]!)) end++;
    if (end - start > 1) {
      const which = Array.from({ length: end - start }, (_, k) => start + k);
      const turned = turnedTo(M, columnsOf(U, which), columnsOf(V, which));
      U = replaced(U, start, turned.U);
      V = replaced(V, start, turned.V);
    }
    start = end;
  }
  const overlaps = times(transpose(U), M, V);
  const subset = [...D.keys()].filter((i) => overlaps.entries[i * D.length + i]! > D[i]! / 2).map((i) => i + 1);
  const which = subset.map((i) => i - 1);
  const there = times(
    scaledColumns(
      columnsOf(U, which),
      which.map((i) => D[i]!),
    ),
    transpose(columnsOf(V, which)),
  );
  const whole = Math.hypot(...D);
  const misfit = frobenius(plus(M, -1, there)) / (whole > 0 ? whole : 1);
  return { problem: { ...problem, answer: { U, D, V } }, subset, misfit };
}

/** The same eigenspace in the basis in which M is diagonal there, what it has first. */
function turnedTo(M: Matrix, U: Matrix, V: Matrix): { U: Matrix; V: Matrix } {
  const A = times(transpose(U), M, V);
  const k = A.rows;
  const { vectors } = symmetricEigensystem(plus(A, 1, transpose(A)).entries, k);
  const turn = columnsOf(
    transpose(matrix(k, k, vectors)),
    Array.from({ length: k }, (_, i) => k - 1 - i),
  );
  return { U: times(U, turn), V: times(V, turn) };
}

function replaced(A: Matrix, start: number, columns: Matrix): Matrix {
  const out = { ...A, entries: A.entries.slice() };
  for (let i = 0; i < A.rows; i++)
    for (let j = 0; j < columns.columns; j++)
      out.entries[i * A.columns + start + j] = columns.entries[i * columns.columns + j]!;
  return out;
}

/** Newton steps of least length across flat directions; undefined where there are too many parameters or nothing is gained. */
function polished(problem: LinearProblem, weights: readonly Matrix[]): Matrix[] | undefined {
  const { X, Y } = reduced(problem);
  const widths = widthsOf(weights);
  let point = pointOf(weights);
  const n = point.length;
  if (n > mostParameters) return undefined;
  for (let step = 0; step < newtonSteps; step++) {
    const { gradients, hessian } = linearDerivatives(weightsAt(widths, point), X, Y);
    const gradient = pointOf(gradients);
    const { values, vectors } = householderEigensystem(hessian(), n);
    const largest = Math.max(...values.map(Math.abs));
    if (largest === 0) break;
    const next = point.slice();
    values.forEach((λ, k) => {
      if (Math.abs(λ) <= flat * largest) return;
      const v = vectors.subarray(k * n, (k + 1) * n);
      const along = v.reduce((sum, x, i) => sum + x * gradient[i]!, 0) / λ;
      for (let i = 0; i < n; i++) next[i]! -= along * v[i]!;
    });
    point = next;
  }
  return point.every(Number.isFinite) ? weightsAt(widths, point) : undefined;
}

function kindAt({ problem, subset, weights, form }: Put) {
  const widths = widthsOf(weights);
  const common = { subset, rank: subset.length, loss: lossOf(problem, subset) };
  if (!form) return { ...common, kind: 'global' as const };
  const bySubset = kindOfSubset(problem, widths, subset);
  if (bySubset === 'global') return { ...common, kind: 'global' as const };
  const found = descentOf(problem, subset, weights, form, reduced(problem));
  const { P } = problem.inputs;
  const [first, ...others] = found.direction;
  const descent = { ...found, direction: [times(first!, transpose(P)), ...others] };
  const kind = found.order === 2 ? ('strict-saddle' as const) : ('non-strict-saddle' as const);
  return { ...common, kind, descent };
}

function norm(weights: readonly Matrix[]): number {
  return Math.sqrt(weights.reduce((sum, W) => sum + inner(W, W), 0));
}

function distance(a: readonly Matrix[], b: readonly Matrix[]): number {
  return norm(a.map((W, h) => plus(W, -1, b[h]!)));
}
