/**
 * A loss averaged over samples that are independent glasses is a mixture of glasses: ℓ(s g) = Σ_k c_k He_k(g)/√k! gives
 *      m Cov(L, L′) = Σ_{k≥1} c_k² R^{kH},   mean c_0, variance Σ_{k≥1} c_k² at a point.
 */
import { finite, integer, oneOf, positive } from '../base/arguments.ts';
import { normalCdf } from '../base/normal-cdf.ts';

export const sampledLosses = ['linear', 'squared', 'logistic', 'hinge'] as const;
export type SampledLoss = (typeof sampledLosses)[number];

/** ℓ of the margin s g. */
const losses: Readonly<Record<SampledLoss, (margin: number) => number>> = {
  linear: (margin) => 1 - margin,
  squared: (margin) => (1 - margin) ** 2 / 2,
  logistic: (margin) => (margin > 1 ? Math.log1p(Math.exp(1 - margin)) : 1 - margin + Math.log1p(Math.exp(margin - 1))),
  hinge: (margin) => Math.max(0, 1 - margin),
};

/** Normal weights beyond this lie below rounding. */
const reach = 13;

/**
 * c_0, …, c_K. By the trapezoidal rule, which converges exponentially where ℓ has no kink: logistic has poles at distance π/s of the real axis. In
 * closed form for the hinge: c_0 = Φ + sφ, c_1 = −sΦ, c_k = sφ he_{k−2}/√(k(k−1)) with Φ, φ and he_k = He_k/√k! at 1/s.
 * @param s      ≥ 0, size of the margin
 * @param terms  K
 * @accuracy     1e-12 of ℓ's own size at margins of ±s
 */
export function hermiteCoefficients(loss: SampledLoss, s: number, terms: number): Float64Array {
  oneOf('hermiteCoefficients', 'loss', loss, sampledLosses);
  finite('hermiteCoefficients', 's', s, 0);
  integer('hermiteCoefficients', 'terms', terms, 0, 100);
  const c = new Float64Array(terms + 1);
  if (loss === 'hinge' && s > 0) {
    const [Φ, φ] = normalAt(1 / s);
    const he = hermitesAt(1 / s, Math.max(0, terms - 2));
    return c.map((_, k) => (k === 0 ? Φ + s * φ : k === 1 ? -s * Φ : (s * φ * he[k - 2]!) / Math.sqrt(k * (k - 1))));
  }
  eachNode(s, terms, (x, weight) => {
    const weighted = weight * losses[loss](s * x);
    hermitesAt(x, terms).forEach((he, k) => {
      c[k]! += weighted * he;
    });
  });
  return c;
}

/** φ; and Φ with it. */
const density = (x: number): number => Math.exp(-0.5 * x ** 2) / Math.sqrt(2 * Math.PI);
const normalAt = (x: number): readonly [number, number] => [normalCdf(x), density(x)];

/** He_k/√k! for k = 0, …, K. */
function hermitesAt(x: number, terms: number): Float64Array {
  const he = new Float64Array(terms + 1);
  let [before, here] = [0, 1];
  for (let k = 0; k <= terms; k++) {
    he[k] = here;
    [before, here] = [here, (x * here - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
  }
  return he;
}

/** Nodes and weights of the standard normal law, for what varies over 1/s and polynomials to degree K. */
function eachNode(s: number, terms: number, visit: (x: number, weight: number) => void): void {
  const step = 1 / (4 * Math.max(1, s));
  const most = Math.ceil((reach + 2 * Math.sqrt(terms)) / step);
  for (let k = -most; k <= most; k++) visit(k * step, step * density(k * step));
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
  const [mean, first] = hermiteCoefficients(loss, s, 1);
  if (loss === 'hinge') {
    const [Φ, φ] = normalAt(1 / s);
    return first! ** 2 / ((1 + s * s) * Φ + s * φ - mean! ** 2);
  }
  let variance = 0;
  eachNode(s, 0, (x, weight) => {
    variance += weight * (losses[loss](s * x) - mean!) ** 2;
  });
  return first! ** 2 / variance;
}
