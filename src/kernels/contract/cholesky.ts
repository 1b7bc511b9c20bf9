/**
 * Factors A = L Lᵀ in place: the lower triangle becomes L, nothing else is read. False when a pivot is not positive or not finite; the
 * matrix is then spoiled. |L Lᵀ − A| ≤ γ_{n+1} |L||Lᵀ|.
 * @param matrix  row-major n × n
 * @source        [higham2002accuracy, Thm 10.3]
 */
export type Cholesky = (matrix: Float64Array, n: number) => boolean;
