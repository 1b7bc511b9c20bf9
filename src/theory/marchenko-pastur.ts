/**
 * The law of Marchenko and Pastur: eigenvalues of n⁻¹ JᵀJ, J with n rows and p columns of independent entries of mean 0 and variance 1, as
 * n, p → ∞ with p/n → γ:
 *      density √((b − x)(x − a)) / (2πγx) on [a, b],   a, b = (1 ∓ √γ)²,   and mass 1 − 1/γ at 0 where γ > 1.
 * Source: [marchenko1967distribution].
 */
import { finite, positive } from '../base/arguments.ts';
import { gaussLegendre } from './quadrature.ts';

const rule = gaussLegendre(64);

/** Share of the eigenvalues at or below `share` times the largest, (1 + √γ)².
 *  @param ratio  γ > 0, columns over rows
 *  @param share  at least 0
 *  @accuracy     1e-10 unless γ is within 0.1 of 1, where the density has a pole at 0
 *  @throws       ArgumentError when an argument is out of range */
export function marchenkoPasturBelow(ratio: number, share: number): number {
  const γ = positive('marchenkoPasturBelow', 'ratio', ratio);
  finite('marchenkoPasturBelow', 'share', share, 0);
  const [middle, half] = [1 + γ, 2 * Math.sqrt(γ)];
  const atom = Math.max(0, 1 - 1 / γ);
  // x = middle − half cos θ takes the roots out of the density.
  const cosine = (middle - share * (middle + half)) / half;
  if (cosine >= 1) return atom;
  const end = Math.acos(Math.max(-1, cosine));
  const density = (θ: number) => (half * Math.sin(θ)) ** 2 / (2 * Math.PI * γ * (middle - half * Math.cos(θ)));
  const mass = rule.nodes.reduce((sum, node, i) => sum + rule.weights[i]! * density((end * (node + 1)) / 2), 0);
  return atom + (mass * end) / 2;
}
