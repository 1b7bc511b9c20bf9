/**
 * A loss averaged over samples that are independent glasses is a mixture of glasses: ℓ(s g) = Σ_k c_k He_k(g)/√k! gives
 *      m Cov(L, L′) = Σ_{k≥1} c_k² R^{kH},   mean c_0, variance Σ_{k≥1} c_k² at a point.
 */
import { finite, integer, oneOf, positive } from '../base/arguments.ts';
import { normalCdf } from '../base/normal-cdf.ts';
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
  const c = new Float64Array(terms + 1);
  const { points, weights } = gaussHermite();
  points.forEach((x, i) => {
    const weighted = weights[i]! * losses[loss](s * x);
    let [before, here] = [0, 1];
    for (let k = 0; k <= terms; k++) {
      c[k]! += weighted * here;
      [before, here] = [here, (x * here - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
    }
  });
  return c;
}

/** Nodes and weights of the standard normal law, by Golub–Welsch: eigenvalues of the Jacobi matrix, squares of the first components. */
function gaussHermite() {
  const offDiagonal = Float64Array.from({ length: nodes }, (_, k) => Math.sqrt(k));
  const firstRow = new Float64Array(nodes);
  firstRow[0] = 1;
  const { values, rows } = tridiagonalEigenpairs({ diagonal: new Float64Array(nodes), offDiagonal }, firstRow);
  return { points: values, weights: Float64Array.from(rows, (x) => x! ** 2) };
}

/**
 * c_1²/Σ_{k≥1} c_k²: the share of the variance that has the covariance R^H, as if M were independent of the margin. 1 as s → 0 and for the linear loss;
 * (Φ(1/s) s)²/Var of the hinge, Var = (1 + s²)Φ + sφ − (Φ + sφ)², Φ and φ at 1/s; 1/(1 + s²/2) of the squared loss.
 * @param s  > 0
 * @accuracy 1e-12, but for the hinge where s > 10: 1e-9
 */
export function firstOrderShare(loss: SampledLoss, s: number): number {
  oneOf('firstOrderShare', 'loss', loss, sampledLosses);
  positive('firstOrderShare', 's', s);
  if (loss === 'hinge') {
    const [Φ, φ] = [normalCdf(1 / s), Math.exp(-0.5 / s ** 2) / Math.sqrt(2 * Math.PI)];
    return (s * Φ) ** 2 / ((1 + s * s) * Φ + s * φ - (Φ + s * φ) ** 2);
  }
  const [mean, first] = hermiteCoefficients(loss, s, 1);
  const { points, weights } = gaussHermite();
  const variance = points.reduce((sum, x, i) => sum + weights[i]! * (losses[loss](s * x) - mean!) ** 2, 0);
  return first! ** 2 / variance;
}
