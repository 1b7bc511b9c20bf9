/**
 * A loss averaged over samples that are independent glasses is a mixture of glasses: ℓ(s g) = Σ_k c_k He_k(g)/√k! gives
 *      m Cov(L, L′) = Σ_{k≥1} c_k² R^{kH},   mean c_0, variance Σ_{k≥1} c_k² at a point.
 */
import { finite, integer, oneOf } from '../base/arguments.ts';
import { tridiagonalEigenpairs } from '../linalg/eigenvalues.ts';

export const sampledLosses = ['linear', 'squared', 'logistic', 'hinge'] as const;
export type SampledLoss = (typeof sampledLosses)[number];

/** ℓ of the margin s g. */
const losses: Readonly<Record<SampledLoss, (margin: number) => number>> = {
  linear: (margin) => 1 - margin,
  squared: (margin) => (1 - margin) ** 2 / 2,
  logistic: (margin) => (margin > 1 ? Math.log1p(Math.exp(1 - margin)) : 1 - margin + Math.log1p(Math.exp(margin - 1))),
  hinge: (margin) => Math.max(0, 1 - margin),
};

/** Nodes of the Gauss–Hermite rule. */
const nodes = 200;

/**
 * c_0, …, c_K.
 * @param s      ≥ 0, size of the margin
 * @param terms  K; logistic needs more than 12 for s ≥ 3
 * @accuracy     1e-12 for polynomials; 1e-12 for c_1, c_2 of logistic at s = 0.3, 1, 3 against mpmath; 2e-3 for hinge, which has a kink
 */
export function hermiteCoefficients(loss: SampledLoss, s: number, terms: number): Float64Array {
  oneOf('hermiteCoefficients', 'loss', loss, sampledLosses);
  finite('hermiteCoefficients', 's', s, 0);
  integer('hermiteCoefficients', 'terms', terms, 0, 100);
  // Golub–Welsch: eigenvalues of the Jacobi matrix, squares of the first components.
  const offDiagonal = Float64Array.from({ length: nodes }, (_, k) => Math.sqrt(k));
  const firstRow = new Float64Array(nodes);
  firstRow[0] = 1;
  const { values, rows } = tridiagonalEigenpairs({ diagonal: new Float64Array(nodes), offDiagonal }, firstRow);
  const c = new Float64Array(terms + 1);
  values.forEach((x, i) => {
    const weighted = rows[i]! ** 2 * losses[loss](s * x);
    let [before, here] = [0, 1];
    for (let k = 0; k <= terms; k++) {
      c[k]! += weighted * here;
      [before, here] = [here, (x * here - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
    }
  });
  return c;
}
