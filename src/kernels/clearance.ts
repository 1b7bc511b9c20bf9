/**
 * How far from zero the eigenvalues of a computed L D Lᵀ stay on one side, from a few rows of L⁻¹. Let E have a column for each
 * eigenvalue of D of that sign, here the positive ones: a unit vector on its block, EᵀDE = D₊ diagonal. With Y L = Eᵀ and
 * Z = D₊^{−1/2} Y,
 *
 *     Y (L D Lᵀ) Yᵀ = D₊  and  ‖Z‖₂² ≤ Σ_b ‖Z_b Z_bᵀ‖_F  over any blocks Z_b of rows,
 *
 * so that the form is at least ‖y‖²/‖Z‖₂² on the rows of Y: by Courant–Fischer as many eigenvalues lie at 1/‖Z‖₂² or above. What is
 * computed by substitution satisfies Y L = Eᵀ + F, |F| ≤ γ|Y||L|, γ = (n + 2)u whatever the order of the sums; with f = γ ‖Z‖_F √T,
 * T = Σ_k w_k ‖column k of L‖² and w_k ≥ ‖block of D‖, the scaled form is at least 1 − 2f − f².
 * @source [horn2013matrix, §4.2]; [higham2002accuracy, Thm 8.5]
 */

/** A direction E_j: `vector` on the rows from `row` on, and its value EᵀDE. */
export interface PivotDirection {
  readonly row: number;
  readonly vector: readonly number[];
  readonly value: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * Eigenvectors of D of one sign, in the order of rows.
 * @param D   n diagonal and n off-diagonal entries, the latter not zero at the first row of a block of order 2, whose determinant is negative
 */
export function pivotDirections(D: Float64Array, sign: 1 | -1): PivotDirection[] {
  const n = D.length / 2;
  const directions: PivotDirection[] = [];
  for (let k = 0; k < n; k++) {
    const [a, b] = [D[k]!, D[n + k]!];
    if (b === 0) {
      if (sign * a > 0) directions.push({ row: k, vector: [1], value: a });
      continue;
    }
    const c = D[k + 1]!;
    const value = (a + c) / 2 + sign * Math.hypot((a - c) / 2, b);
    // Of (λ − c, b) and (b, λ − a) the one without cancellation.
    const [x, y] = sign * (a - c) > 0 ? [value - c, b] : [b, value - a];
    const norm = Math.hypot(x, y);
    directions.push({ row: k, vector: [x / norm, y / norm], value });
    k++;
  }
  return directions;
}

/** w_k: at least the norm of the block of D at column k. */
export function pivotWeights(D: Float64Array): Float64Array {
  const n = D.length / 2;
  return Float64Array.from({ length: n }, (_, k) => {
    const first = k > 0 && D[n + k - 1] !== 0 ? k - 1 : k;
    if (D[n + first] === 0) return Math.abs(D[k]!);
    return Math.abs(D[n + first]!) + Math.max(Math.abs(D[first]!), Math.abs(D[first + 1]!));
  });
}

/**
 * The c of the contract.
 * @param norm     Σ_b ‖Z_b Z_bᵀ‖_F
 * @param square   ‖Z‖_F²
 * @param trace    T
 * @accuracy       one percent is given away for the roundings of this bound and of D's eigenvalues
 */
export function clearanceOf(n: number, norm: number, square: number, trace: number): number {
  const f = (n + 2) * u * Math.sqrt(square * trace);
  return norm === 0 ? Infinity : Math.max(0, 0.99 - 2.02 * f - 1.01 * f * f) / (1.01 * norm);
}
