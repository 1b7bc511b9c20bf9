/**
 * The index of a critical point: in comes the Hessian of an approximate critical point, out go the numbers of eigenvalues below −τ,
 * inside (−τ, τ) and above τ, and the number that could not be placed. Counted by inertia, never by computing eigenvalues.
 */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { choleskyBound, factorCholesky } from '../linalg/cholesky.ts';
import { inertia, symmetricNorm } from '../linalg/inertia.ts';
import { spectralGap } from './gap.ts';

export interface IndexOptions {
  /** τ > 0: eigenvalues in (−τ, τ) count as zero. */
  readonly threshold: number;
  /** Bound on ‖r‖, the Euclidean norm of the tangent gradient where the Hessian was taken. */
  readonly gradientNorm: number;
  /** K: the Hessian changes by at most K δ in norm over a distance δ ≤ radius. */
  readonly lipschitz: number;
  /** Default Infinity. */
  readonly radius?: number;
  /** Bound on ‖H − H_exact‖₂ of the given matrix; n u ‖H‖_∞ when absent, as for sums of n terms. */
  readonly hessianError?: number;
  /** A faster Cholesky, such as the kernels'; must satisfy the bound of linalg/cholesky.ts. */
  readonly cholesky?: (matrix: Float64Array, n: number) => boolean;
}

export interface HessianIndex {
  readonly dimension: number;
  readonly threshold: number;
  /** Eigenvalues that are certainly below −τ, inside (−τ, τ), above τ. */
  readonly negative: number;
  readonly zero: number;
  readonly positive: number;
  /** Eigenvalues that may lie on either side of −τ or of τ. The four counts add up to the dimension. */
  readonly undetermined: number;
  /** Half-width of the band around ±τ in which an eigenvalue of the given matrix is not placed. */
  readonly bound: number;
  /**
   * An upper bound on the distance to the critical point the counts hold for. null when none could be shown to be near; the counts
   * then are those of the Hessian at the point itself.
   */
  readonly distance: number | null;
}

export interface CriticalIndex extends HessianIndex {
  /** Eigenvalues below 0 at the critical point, none of which is 0; null when no critical point could be shown to be near. */
  readonly below: number | null;
}

/**
 * Counts eigenvalues below −τ, inside and above τ. With b = rounding + K δ, δ the distance to the critical point,
 *      negative = N(−τ − b),  zero = N(τ − b) − N(−τ + b),  positive = n − N(τ + b),   N(s) = #{λ < s} by inertia,
 * and what is left is undetermined. δ = 2‖r‖/g where no eigenvalue lies in (−g, g) and K‖r‖/g² ≤ ½ (Newton–Kantorovich). Three gaps g
 * are tried: one Cholesky well above max(τ, √(2K‖r‖)), which settles most minima; τ, when that suffices amply and the band turns out
 * empty; else a gap found by inverse iteration and proved by inertia, whatever the threshold.
 * @param hessian   row-major n × n, symmetric, in an orthonormal frame of the tangent space; only the lower triangle is read
 * @throws          ArgumentError when the Hessian is not finite or an option is out of range
 * @accuracy        counts are exact up to `undetermined`, given K and hessianError
 * @source          [higham2002accuracy, Thm 11.3] (rounding); [ortega1970iterative, §12.6] (Newton–Kantorovich)
 */
export function hessianIndex(hessian: Float64Array, n: number, options: IndexOptions): CriticalIndex {
  const where = 'hessianIndex';
  integer(where, 'n', n, 0);
  if (hessian.length !== n * n) throw new ArgumentError(where, 'hessian', `of length n² = ${n * n}`, hessian.length);
  const τ = positive(where, 'threshold', options.threshold);
  const r = finite(where, 'gradientNorm', options.gradientNorm, 0);
  const K = finite(where, 'lipschitz', options.lipschitz, 0);
  const { radius = Infinity } = options;
  const norm = symmetricNorm(hessian, n);
  if (!Number.isFinite(norm)) throw new ArgumentError(where, 'hessian', 'finite in every entry', norm);
  const error = finite(where, 'hessianError', options.hessianError ?? n * u * norm, 0);
  const within = (δ: number | null) => (δ !== null && δ <= radius ? δ : null);
  const cholesky = options.cholesky ?? factorCholesky;
  const work = new Float64Array(n * n);
  const rounding = (n + 66) * (n + 2) * u * (norm + τ);
  const counting = { dimension: n, threshold: τ };

  // At the critical point the eigenvalues are at least g − K 2r/g ≥ ¾ g > τ.
  const g = 2 * Math.max(τ, Math.sqrt(2 * K * r));
  const near = within((2 * r) / g);
  if (near !== null && isAbove({ hessian, n, work, cholesky }, g + error + rounding, rounding)) {
    const bound = error + K * near + rounding;
    return { ...counting, negative: 0, zero: 0, positive: n, undetermined: 0, bound, distance: near, below: 0 };
  }
  const placed = (δ: number) => place({ hessian, n, work, τ, allowance: error + K * δ, cholesky }, rounding);
  const amply = K * r <= ample * τ * τ && within((2 * r) / τ) !== null;
  const counts = amply ? placed((2 * r) / τ) : null;
  if (counts && counts.zero === 0 && counts.undetermined === 0)
    return { ...counting, ...counts, distance: (2 * r) / τ, below: counts.negative };
  const gap = spectralGap(hessian, n, work);
  const sure = gap ? gap.gap - error : 0;
  const isolated = gap && sure > 0 && K * r <= 0.5 * sure * sure ? within((2 * r) / sure) : null;
  if (isolated !== null) return { ...counting, ...placed(isolated), distance: isolated, below: gap!.negative };
  return { ...counting, ...(counts ?? placed(0)), distance: r === 0 ? 0 : null, below: null };
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/** K‖r‖/τ² up to which the gap τ is taken for granted: widens the band by a tenth of τ at most. */
const ample = 0.05;

interface Factored {
  readonly hessian: Float64Array;
  readonly n: number;
  readonly work: Float64Array;
  readonly cholesky: (matrix: Float64Array, n: number) => boolean;
}

interface Placement extends Factored {
  readonly τ: number;
  /** Everything in the band but the rounding of the factorizations. */
  readonly allowance: number;
}

type Counts = Pick<HessianIndex, 'negative' | 'zero' | 'positive' | 'undetermined' | 'bound'>;

/** Counts with a guess of the rounding; when a factorization turns out rounder than guessed, once more with what it said. */
function place(placement: Placement, rounding: number): Counts {
  const { hessian, n, work, τ, allowance } = placement;
  const bound = allowance + rounding;
  if (isAbove(placement, τ + bound, rounding)) return { negative: 0, zero: 0, positive: n, undetermined: 0, bound };
  let roundest = 0;
  const below = (shift: number) => {
    const counted = inertia(hessian, n, shift, work);
    roundest = Math.max(roundest, counted.bound);
    return counted.negative;
  };
  const negative = below(-τ - bound);
  const notAbove = below(τ + bound);
  // Equal outer counts leave nothing between; else the inner two say what is surely inside.
  const zero = notAbove === negative || bound >= τ ? 0 : Math.max(0, below(τ - bound) - below(-τ + bound));
  if (roundest > rounding) return place(placement, 2 * roundest);
  const positive = n - notAbove;
  return { negative, zero, positive, undetermined: n - negative - zero - positive, bound };
}

/** Whether Cholesky proves every eigenvalue above `level`, in which case no other factorization is needed. */
function isAbove({ hessian, n, work, cholesky }: Factored, level: number, rounding: number): boolean {
  let trace = 0;
  for (let i = 0; i < n; i++) {
    const pivot = hessian[i * n + i]! - level;
    if (!(pivot > 0)) return false;
    trace += pivot;
  }
  if (choleskyBound(trace, n) > rounding) return false;
  work.set(hessian);
  for (let i = 0; i < n; i++) work[i * n + i]! -= level;
  return cholesky(work, n);
}
