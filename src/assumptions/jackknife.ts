/**
 * Ratios of U-statistics with their errors. U[f] = mean of f_μν over pairs μ ≠ ν is unbiased for its population value; without sample μ it is
 * (S − 2 r_μ)/((m−1)(m−2)), r_μ = Σ_{ν ≠ μ} f_μν, S = Σ r_μ, so that all m deleted values of any function of several such means cost O(m).
 * @source [efron1981jackknife]
 */

/** A number and its standard error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** Means that a statistic is made of: over pairs by their row sums, over samples by their values. */
export interface Means {
  /** r_μ of each pair function. */
  readonly pairs: readonly Float64Array[];
  /** d_μ of each function of one sample. */
  readonly singles: readonly Float64Array[];
}

/**
 * The statistic of all samples, and √((m−1)/m Σ_μ (θ_μ − θ̄)²) over those without one.
 * @param statistic  of the means over pairs, then of those over samples
 */
export function jackknife(
  { pairs, singles }: Means,
  statistic: (pairs: readonly number[], singles: readonly number[]) => number,
): Estimate {
  const m = (pairs[0] ?? singles[0]!).length;
  const sums = pairs.map(sumOf);
  const totals = singles.map(sumOf);
  const value = statistic(
    sums.map((sum) => sum / (m * (m - 1))),
    totals.map((total) => total / m),
  );
  const deleted = Float64Array.from({ length: m }, (_, s) =>
    statistic(
      sums.map((sum, i) => (sum - 2 * pairs[i]![s]!) / ((m - 1) * (m - 2))),
      totals.map((total, i) => (total - singles[i]![s]!) / (m - 1)),
    ),
  );
  return { value, error: deviation(deleted, m) };
}

/** √((g−1)/g Σ (θ_j − θ̄)²) of g deleted values. */
export function deviation(deleted: Float64Array, groups: number): number {
  const mean = sumOf(deleted) / groups;
  return Math.sqrt(((groups - 1) / groups) * deleted.reduce((sum, x) => sum + (x - mean) ** 2, 0));
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0);
}
