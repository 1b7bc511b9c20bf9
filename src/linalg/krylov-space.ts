/**
 * Lanczos with full reorthogonalization: a symmetric operator compressed to a k × k tridiagonal matrix T = Qᵀ A Q on the Krylov space
 * of a start vector.
 * @source [parlett1998symmetric, ch. 13]
 */
import { integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Operator } from './operator.ts';
import type { Tridiagonal } from './tridiagonal.ts';
import { add, dot } from './vectors.ts';

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

function orthogonalize(w: Float64Array, basis: readonly Float64Array[]): void {
  for (const q of basis) add(w, -dot(q, w), q);
}
