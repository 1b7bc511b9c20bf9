/**
 * Lanczos with full reorthogonalization: a symmetric operator compressed to a k × k tridiagonal matrix T = Qᵀ A Q on the Krylov space
 * of a start vector. Its eigenvalues near the ends converge first; each comes with its residual, which bounds its error.
 * @source [parlett1998symmetric, ch. 13]
 */
import { integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import { tridiagonalEigenpairs } from './eigenvalues.ts';
import type { Operator } from './operator.ts';
import type { Tridiagonal } from './tridiagonal.ts';

export interface KrylovSpace {
  /** T, of size k ≤ steps: smaller when the Krylov space was exhausted. */
  readonly tridiagonal: Tridiagonal;
  /** k rows of length n, orthonormal. */
  readonly basis: readonly Float64Array[];
  /** β_{k+1} = ‖A q_k − …‖: 0 when the space is invariant. */
  readonly next: number;
  /** A q_k without its parts in the space, of norm `next`. */
  readonly remainder: Float64Array;
}

/** A Ritz pair: an eigenvalue of A lies within `residual` = ‖A x − θ x‖ of `value`. */
export interface RitzPair {
  readonly value: number;
  readonly residual: number;
  readonly vector: Float64Array;
}

/** A remainder this small beside ‖T‖ ends the recurrence: what is left is rounding. */
const exhausted = 2 ** -46;

/**
 * `steps` steps from a start vector, or on from a space that was built before; every new vector is orthogonalized twice against all
 * before it.
 * @param start   a vector that is not zero (copied), or the space to continue (not changed)
 * @throws        ArgumentError when the operator is not symmetric, or meets NaN or infinity
 */
export function krylovSpace(operator: Operator, start: Float64Array | KrylovSpace, steps: number): KrylovSpace {
  const where = 'krylovSpace';
  integer(where, 'steps', steps, 1);
  if (!operator.symmetric) throw new ArgumentError(where, 'operator', 'symmetric', false);
  const known = start instanceof Float64Array ? undefined : start;
  const basis = known ? [...known.basis] : [];
  let w = known ? known.remainder.slice() : (start as Float64Array).slice();
  if (w.length !== operator.size) throw new ArgumentError(where, 'start', `of length ${operator.size}`, w.length);
  const diagonal = known ? [...known.tridiagonal.diagonal] : [];
  const offDiagonal = known ? [...known.tridiagonal.offDiagonal] : [];
  let next = known ? known.next : positive(where, '‖start‖', Math.sqrt(dot(w, w)));
  let size = Math.max(0, ...diagonal.map(Math.abs), ...offDiagonal);
  const limit = Math.min(basis.length + steps, operator.size);
  while (next > 0 && basis.length < limit) {
    const q = w.map((x) => x / next);
    offDiagonal.push(basis.length > 0 ? next : 0);
    basis.push(q);
    w = new Float64Array(q.length);
    operator.apply(q, w);
    const along = dot(q, w);
    diagonal.push(along);
    orthogonalize(w, basis);
    orthogonalize(w, basis);
    next = Math.sqrt(dot(w, w));
    if (!Number.isFinite(next)) throw new ArgumentError(where, 'operator', 'finite', next);
    size = Math.max(size, Math.abs(along), next);
    if (next <= exhausted * size || basis.length === operator.size) next = 0;
  }
  const tridiagonal = { diagonal: Float64Array.from(diagonal), offDiagonal: Float64Array.from(offDiagonal) };
  return { tridiagonal, basis, next, remainder: w };
}

export interface Extremes {
  /** In increasing order. */
  readonly smallest: readonly RitzPair[];
  readonly largest: readonly RitzPair[];
  /** Products with the operator. */
  readonly products: number;
}

export interface ExtremeOptions {
  /** Residual asked for, relative to the largest |θ|. Default 1e-8. */
  readonly tolerance?: number;
  /** Dimension of the Krylov space at most; default n up to 1000. Memory is n times as many numbers. */
  readonly steps?: number;
}

/**
 * The `count` smallest and largest eigenvalues with their residuals: the space grows until every residual is below tolerance · ‖T‖
 * or the steps are used up. A multiple eigenvalue appears once: the space holds one vector of each eigenspace.
 * @randomness   one normal vector from `stream`
 * @accuracy     |θ − λ| ≤ residual for some eigenvalue λ; residual² / gap for an isolated one
 */
export function extremes(stream: Stream, operator: Operator, count: number, options: ExtremeOptions = {}): Extremes {
  const n = operator.size;
  integer('extremes', 'count', count, 1, n);
  const tolerance = positive('extremes', 'tolerance', options.tolerance ?? 1e-8);
  const steps = integer('extremes', 'steps', options.steps ?? Math.min(n, 1000), 1);
  const first = Math.min(steps, 4 * count + 20);
  let space = krylovSpace(
    operator,
    Float64Array.from({ length: n }, () => stream.normal()),
    first,
  );
  while (!converged(space, count, tolerance) && space.basis.length < steps)
    space = krylovSpace(operator, space, Math.min(steps - space.basis.length, space.basis.length));
  return { ...ritzPairs(space, count), products: space.basis.length };
}

/** Whether the residuals β_{k+1} |s_k| of the `count` outermost Ritz values on both sides are below tolerance · ‖T‖. */
function converged({ tridiagonal, next }: KrylovSpace, count: number, tolerance: number): boolean {
  const k = tridiagonal.diagonal.length;
  if (next === 0) return true;
  const last = new Float64Array(k);
  last[k - 1] = 1;
  const { values, rows } = tridiagonalEigenpairs(tridiagonal, last);
  const limit = tolerance * Math.max(Math.abs(values[0]!), Math.abs(values[k - 1]!));
  const outer = (i: number) => i < count || i >= k - count;
  return rows.every((s, i) => !outer(i) || next * Math.abs(s) <= limit);
}

function ritzPairs({ tridiagonal, basis, next }: KrylovSpace, count: number): Omit<Extremes, 'products'> {
  const k = basis.length;
  const identity = new Float64Array(k * k);
  for (let i = 0; i < k; i++) identity[i * k + i] = 1;
  const { values, rows } = tridiagonalEigenpairs(tridiagonal, identity);
  const pair = (i: number): RitzPair => {
    const vector = new Float64Array(basis[0]!.length);
    for (let j = 0; j < k; j++) add(vector, rows[i * k + j]!, basis[j]!);
    return { value: values[i]!, residual: next * Math.abs(rows[i * k + k - 1]!), vector };
  };
  const some = Math.min(count, k);
  return {
    smallest: Array.from({ length: some }, (_, i) => pair(i)),
    largest: Array.from({ length: some }, (_, i) => pair(k - some + i)),
  };
}

function orthogonalize(w: Float64Array, basis: readonly Float64Array[]): void {
  for (const q of basis) add(w, -dot(q, w), q);
}

function add(w: Float64Array, factor: number, q: Float64Array): void {
  for (let i = 0; i < w.length; i++) w[i]! += factor * q[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
