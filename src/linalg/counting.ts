/**
 * How many eigenvalues of a large symmetric matrix lie below a level, certified: from inertia at two shifts beside the level, or,
 * when a leading block is known to be positive definite there, from one elimination of that block and its Schur complement.
 */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { SymmetricKernel } from '../kernels/contract.ts';
import { inertia, symmetricNorm } from './inertia.ts';
import type { Count } from './operator.ts';

export type { Count };

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * Bound on ‖E‖₂ where the pivots are those of A − σI + E: that of inertia.ts with the additions that a factorization makes one after
 * another (those of the kernel, or n) in place of n.
 * @source [higham2002accuracy, Thms 10.3 and 11.3; §4.2 for sums of sums]
 */
export function pivotError(additions: number, norm: number, growth: number): number {
  return 1.01 * (additions + 66) * u * (norm + growth);
}

/**
 * One factorization at level ∓ b, b = allowance + rounding, on the side where few eigenvalues are expected beyond the level: below one
 * that is negative, else above. It counts on the other side; that nothing lies between is seen from how far these few stay from its
 * shift, or else from a second factorization at level ± b. The rounding is guessed from the usual growth 8√n ‖A‖ and all is done again
 * when it turns out larger.
 * @param allowance   bound on the distance of the matrix from the one that is meant
 * @throws            ArgumentError when the matrix is not finite
 */
export function countBelow(kernel: SymmetricKernel, level: number, allowance = 0): Count {
  finite('countBelow', 'allowance', allowance, 0);
  const n = kernel.size;
  const norm = finiteNorm('countBelow', kernel, level);
  const side = level < 0 ? 'negative' : 'positive';
  for (let rounding = usualRounding(kernel.additions, n, norm); ; ) {
    const bound = allowance + rounding;
    const first = kernel.factor(side === 'negative' ? level + bound : level - bound);
    const error = pivotError(kernel.additions, norm + bound, first.growth);
    if (!Number.isFinite(error)) return { low: 0, high: n, bound: Infinity };
    if (error <= rounding) {
      // The first shift is at most bound + allowance + error away from where the matrix that is meant has to be counted.
      const clear = first.clearance(side) >= 1.01 * (bound + allowance + error);
      if (clear && first.zero === 0) return { low: first.negative, high: first.negative, bound };
      const second = kernel.factor(side === 'negative' ? level - bound : level + bound);
      const [low, high] = side === 'negative' ? [second, first] : [first, second];
      const rounded = pivotError(kernel.additions, norm + bound, second.growth);
      if (rounded <= rounding) return { low: low.negative, high: high.negative, bound };
      if (!Number.isFinite(rounded)) return { low: 0, high: n, bound: Infinity };
      rounding = 2 * rounded;
    } else rounding = 2 * error;
  }
}

/**
 * One elimination of the first `columns` of M = A − level · I = [P B; Bᵀ D], P positive definite. With f the error of all that
 * precedes the complement S = D − BᵀP⁻¹B, the complement of any M + F, ‖F‖ ≤ f, lies between S ∓ E:
 *      E = f (I + BᵀP⁻¹B / (floor − 2f)),   BᵀP⁻¹B = D − S
 * so that N(level) lies between the negative eigenvalues of S + E and of S − E. Where they differ, countBelow decides.
 * @param floor   the leading block of the exact A − level · I has no eigenvalue below it
 * @accuracy      an eigenvalue farther than bound = ‖E‖ + rounding from the level never stays open
 * @source        monotony of the Schur complement: [horn2013matrix, §7.7]
 */
export function countBelowDefinite(
  kernel: SymmetricKernel,
  level: number,
  columns: number,
  floor: number,
  allowance = 0,
): Count {
  const where = 'countBelowDefinite';
  integer(where, 'columns', columns, 0, kernel.size);
  positive(where, 'floor', floor);
  finite(where, 'allowance', allowance, 0);
  const norm = finiteNorm(where, kernel, level);
  const m = kernel.size - columns;
  const S = new Float64Array(m * m);
  const { negative, zero, growth } = kernel.eliminate(level, columns, S);
  const f = 1.01 * (allowance + pivotError(kernel.additions, norm, growth));
  if (!(negative + zero === 0 && 4 * f < floor)) return countBelow(kernel, level, allowance);
  const E = perturbation(kernel, level, columns, S, f, floor);
  const [above, under] = [S.map((s, i) => s + E[i]!), S.map((s, i) => s - E[i]!)];
  for (let rounding = usualRounding(m, m, symmetricNorm(S, m)); ; ) {
    const [low, high] = [inertia(above, m, -rounding), inertia(under, m, rounding)];
    const rounded = Math.max(low.bound, high.bound);
    if (rounded <= rounding) {
      if (low.negative !== high.negative) return countBelow(kernel, level, allowance);
      return { low: low.negative, high: high.negative, bound: symmetricNorm(E, m) + rounding };
    }
    rounding = 2 * rounded;
  }
}

/** E of countBelowDefinite, lower triangle. */
function perturbation(
  { matrix, diagonal, size }: SymmetricKernel,
  level: number,
  columns: number,
  S: Float64Array,
  f: number,
  floor: number,
): Float64Array {
  const m = size - columns;
  const E = new Float64Array(m * m);
  const scale = f / (floor - 2 * f);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) E[i * m + j] = scale * (matrix[(columns + j) * size + columns + i]! - S[i * m + j]!);
    E[i * m + i] = f + scale * (diagonal[columns + i]! - level - S[i * m + i]!);
  }
  return E;
}

/** The rounding of a factorization whose growth is 8√n ‖A‖, which few exceed. */
function usualRounding(additions: number, n: number, norm: number): number {
  return pivotError(additions, norm, 8 * Math.sqrt(n) * norm);
}

function finiteNorm(where: string, kernel: SymmetricKernel, shift: number): number {
  const norm = kernel.norm(finite(where, 'level', shift));
  if (!Number.isFinite(norm)) throw new ArgumentError(where, 'matrix', 'finite in every entry', norm);
  return norm;
}
