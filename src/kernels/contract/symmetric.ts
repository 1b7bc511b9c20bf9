/** Symmetric matrices in a kernel's memory, and how their inertia is counted. */

/** What a factorization P (A − σI) Pᵀ = L D Lᵀ says about inertia: the signs of D, and its growth ‖ |L||D||Lᵀ| ‖_∞, which bounds its rounding. */
export interface Pivots {
  readonly negative: number;
  /** Pivots that are exactly zero. */
  readonly zero: number;
  readonly growth: number;
}

/** A factorization, until the kernel makes the next one. */
export interface Factorization extends Pivots {
  /**
   * c > 0 such that as many eigenvalues of the computed L D Lᵀ as D has of this sign lie at c or beyond, resp. at −c or beyond: none is
   * nearer to zero on that side. Infinity when D has none; NaN or 0 when none was found.
   * @source [horn2013matrix, §4.2] (Courant–Fischer); the derivation stands in clearance.ts
   */
  clearance(side: 'negative' | 'positive'): number;
}

/**
 * A symmetric n × n matrix whose inertia is asked at several shifts. The caller writes A into the upper triangle of `matrix`
 * (row-major) and its diagonal into `diagonal`; both stay. What is below belongs to the kernel.
 */
export interface SymmetricKernel {
  readonly size: number;
  /**
   * t: the pivots are those of A − σI + E with |E| ≤ (t + 66) u (|A − σI| + |L||D||Lᵀ|). An entry takes part in at most t additions one
   * after another: n where terms are subtracted singly, far fewer where they are summed by panels first.
   */
  readonly additions: number;
  readonly matrix: Float64Array;
  readonly diagonal: Float64Array;
  /** ‖A − σI‖_∞; NaN or infinite when an entry is. */
  norm(shift: number): number;
  /** Bunch–Kaufman: the pivots of all of A − σI. */
  factor(shift: number): Factorization;
  /** Eliminates the first `columns` in order, without pivoting, and writes the lower triangle of the Schur complement of that block. */
  eliminate(shift: number, columns: number, complement: Float64Array): Pivots;
}
