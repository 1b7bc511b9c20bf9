/**
 * The mean Euler characteristic of what lies below an energy, of any isotropic Gaussian field on the sphere, Cov = Λ ξ(R), ξ(1) = 1. By the Gaussian kinematic
 * formula it knows ξ through ν′ = ξ′(1) alone, at every Λ: a mixture has that of the pure glass of real order ν′. It is the mean of Σ_k (−1)^k C_k(u), C_k the
 * number of critical points of index k below u, so that complete lists of critical points are checked by it.
 *      E χ{L ≤ Λu} = Σ_j ν′^{j/2} 𝓛_j(S^{Λ−1}) ρ_j(−√Λ u),   𝓛_j = 2 C(Λ−1, j) s_Λ/s_{Λ−j} for Λ−1−j even, s_n = 2π^{n/2}/Γ(n/2),
 *      ρ_0(t) = 1 − Φ(t),   ρ_j(t) = (2π)^{−(j+1)/2} He_{j−1}(t) e^{−t²/2}
 * @source [adler2007random, ch. 12]
 */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { normalCdf } from '../base/normal-cdf.ts';

/** Sums of alternating terms lose digits beyond. */
const largest = 40;

/**
 * @param slope  ν′ ≥ 1; the order of a pure glass
 * @param size   Λ from 2 to 40
 * @param u      energy per spin; Infinity for the whole sphere
 * @accuracy     1e-9 of the largest term; 1e-12 for Λ ≤ 20
 */
export function lowSetEuler(slope: number, size: number, u: number): number {
  const ν = finite('lowSetEuler', 'slope', slope, 1);
  const n = integer('lowSetEuler', 'size', size, 2, largest);
  if (Number.isNaN(u)) throw new ArgumentError('lowSetEuler', 'u', 'a number', u);
  // 𝓛_j for j = n − 1, n − 3, …; the whole sphere has χ = 𝓛_0: 2 for odd Λ, else 0.
  const t = -Math.sqrt(n) * u;
  let sum = 0;
  for (let j = n - 1; j >= 0; j -= 2) {
    const volume = 2 * choose(n - 1, j) * (sphereArea(n) / sphereArea(n - j));
    sum += volume * ν ** (j / 2) * density(j, t);
  }
  return sum;
}

function density(j: number, t: number): number {
  if (!Number.isFinite(t)) return j === 0 && t < 0 ? 1 : 0;
  if (j === 0) return normalCdf(-t);
  let [before, here] = [0, 1];
  for (let k = 0; k < j - 1; k++) [before, here] = [here, t * here - k * before];
  return (2 * Math.PI) ** (-(j + 1) / 2) * here * Math.exp(-(t * t) / 2);
}

/** s_n, the area of the unit sphere in n dimensions: s_1 = 2, s_2 = 2π, s_{n+2} = 2π s_n/n. */
function sphereArea(n: number): number {
  let area = n % 2 === 1 ? 2 : 2 * Math.PI;
  for (let k = n % 2 === 1 ? 1 : 2; k < n; k += 2) area *= (2 * Math.PI) / k;
  return area;
}

function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k; i++) count = (count * (n - k + i)) / i;
  return count;
}
