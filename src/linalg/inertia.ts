/**
 * Inertia: how many eigenvalues of A − shift · I are negative, zero, positive, without computing any. By Sylvester's law the
 * signs of D in L D Lᵀ are those of a matrix A + E; the bound on ‖E‖ says how far an eigenvalue must be from the shift to be
 * counted beyond doubt.
 */
import { ArgumentError } from '../base/errors.ts';
import { factorLdl, type Ldl } from './ldl.ts';

export interface Inertia {
  readonly negative: number;
  /** Pivots of D that are exactly zero. Eigenvalues within `bound` of the shift may be counted anywhere. */
  readonly zero: number;
  readonly positive: number;
  /** ε ≥ ‖E‖₂: the counts are exact for some A + E, hence for every eigenvalue farther than ε from the shift (Weyl). */
  readonly bound: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * Counts eigenvalues of a symmetric matrix below, at and above `shift`.
 * @param matrix   row-major n × n, finite; only the lower triangle is read
 * @param work     n² numbers that may be overwritten; allocated when absent
 * @throws         ArgumentError when an entry is not finite
 * @accuracy       `bound` as below: n u ‖A‖_∞ times a growth that grows like n; its median is 9, 39, 175, 561 for matrices of
 *                 independent normals with n = 20, 65, 200, 500
 */
export function inertia(matrix: Float64Array, n: number, shift = 0, work?: Float64Array): Inertia {
  const shifted = work ?? new Float64Array(n * n);
  shifted.set(matrix);
  for (let i = 0; i < n; i++) shifted[i * n + i]! -= shift;
  const norm = symmetricNorm(shifted, n);
  if (!Number.isFinite(norm)) throw new ArgumentError('inertia', 'matrix', 'finite in every entry', norm);
  const ldl = factorLdl(shifted, n);
  return { ...pivotSigns(ldl), bound: backwardError(ldl, norm) };
}

/** ‖A‖_∞ = max_i Σ_j |a_ij| of a symmetric matrix from its lower triangle; not finite when an entry is not. */
export function symmetricNorm(matrix: Float64Array, n: number): number {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const size = Math.abs(matrix[row + j]!);
      sums[i]! += size;
      sums[j]! += size;
    }
    sums[i]! += Math.abs(matrix[row + i]!);
  }
  return sums.reduce((norm, sum) => Math.max(norm, sum), 0);
}

/** Signs of D. A block of order 2 has det < 0 by the pivot rule (|d₁₁d₂₂| < α² d₂₁²), so it gives one of each. */
function pivotSigns({ n, factor, blocks }: Ldl): Omit<Inertia, 'bound'> {
  let negative = 0;
  let zero = 0;
  for (let k = 0; k < n; k++) {
    if (blocks[k] === 2) negative++;
    else if (blocks[k] === 1) {
      const d = factor[k * n + k]!;
      if (d < 0) negative++;
      else if (d === 0) zero++;
    }
  }
  return { negative, zero, positive: n - negative - zero };
}

/**
 *      ‖E‖₂ ≤ ‖E‖_∞ ≤ p(n) u (‖A‖_∞ + ‖ |L| |D| |Lᵀ| ‖_∞),   p(n) = n + 66
 * n + 2 roundings in each inner product, its subtraction and the shift; 64 for the solves with blocks of order 2, whose residual
 * |W − L D| is at most 52 u |L||D| under the pivot rule. One percent is added for the roundings of this bound itself.
 * @source [higham2002accuracy, Thm 11.3], with the constants worked out for the formulas of ldl.ts
 */
function backwardError({ n, factor, blocks }: Ldl, norm: number): number {
  const columns = (i: number) => (blocks[i] === 0 ? i - 1 : i);
  const upper = new Float64Array(n).fill(1); // |Lᵀ| e
  for (let i = 0; i < n; i++)
    for (let j = 0, row = i * n, end = columns(i); j < end; j++) upper[j]! += Math.abs(factor[row + j]!);
  const middle = new Float64Array(n); // |D| |Lᵀ| e
  for (let k = 0; k < n; k++) {
    middle[k]! += Math.abs(factor[k * n + k]!) * upper[k]!;
    if (blocks[k] !== 2) continue;
    const off = Math.abs(factor[(k + 1) * n + k]!);
    middle[k]! += off * upper[k + 1]!;
    middle[k + 1]! += off * upper[k]!;
  }
  let growth = 0; // ‖ |L| |D| |Lᵀ| e ‖_∞
  for (let i = 0; i < n; i++) {
    let sum = middle[i]!;
    for (let j = 0, row = i * n, end = columns(i); j < end; j++) sum += Math.abs(factor[row + j]!) * middle[j]!;
    growth = Math.max(growth, sum);
  }
  return 1.01 * (n + 66) * u * (norm + growth);
}
