/** In: symmetric matrices and operators. Out: factorizations, counts of eigenvalues, eigenvalues and estimates, each with its error bound. */

export { choleskyBound, factorCholesky, solveCholesky } from './cholesky.ts';
export type { Completeness, Side } from './completeness.ts';
export { countBelow, countBelowDefinite, pivotError } from './counting.ts';
export {
  type Eigenpairs,
  householderEigensystem,
  symmetricEigenvalues,
  tridiagonalEigenpairs,
  tridiagonalEigenvalues,
} from './eigenvalues.ts';
export { hutchPlusPlus } from './hutch-plus-plus.ts';
export { type Inertia, inertia, symmetricNorm } from './inertia.ts';
export { type Eigensystem, symmetricEigensystem } from './jacobi.ts';
export { type KrylovSpace, krylovSpace } from './krylov-space.ts';
export { type ExtremeOptions, type Extremes, extremes } from './lanczos.ts';
export { factorLdl, type Ldl, solveLdl } from './ldl.ts';
export {
  beside,
  columnsOf,
  frobenius,
  identityMatrix,
  inner,
  type Matrix,
  matrix,
  plus,
  scaledColumns,
  times,
  transpose,
} from './matrix.ts';
export {
  applyEach,
  type Bound,
  blockOf,
  type Count,
  dense,
  fromProduct,
  fromUpper,
  matrixOf,
  type Operator,
  shifted,
} from './operator.ts';
export type { PolynomialSystem, Term } from './polynomials.ts';
export type { RitzPair } from './rayleigh-ritz.ts';
export {
  type Density,
  type Estimate,
  type Quadrature,
  spectralDensity,
  spectralQuadratures,
} from './stochastic-quadrature.ts';
export { orthogonalComplement, pseudoInverse, type Svd, svd } from './svd.ts';
export { type Reduction, type Tridiagonal, tridiagonalize } from './tridiagonal.ts';
