/**
 * How many eigenvalues of the GOE lie below s: P(# = j) as coefficients of E z^# = Q(z²) − (1 − z) R(z²), see pfaffian-kernel.ts:
 * P(# = 2j) = q_j − r_j and P(# = 2j + 1) = r_j. The variable is y = t e^{−2σ}, so that nothing underflows.
 * Natural scaling: density ∝ Π|m_i − m_j| exp(−½ Σ m_i²), edge at √(2N).
 */
import type { DoubleDouble } from '../base/double-double.ts';
import { divide, multiply, subtract } from '../base/double-double.ts';
import type { DoubleDoubles } from './double-double-vector.ts';
import { dot, exponentials, get } from './double-double-vector.ts';
import { borderedDeterminants, isotropicKrylov } from './krylov.ts';
import { pfaffianKernels } from './pfaffian-kernel.ts';
import type { SignRule } from './quadrature.ts';

export interface CountingLaw {
  /** ln P(# ≥ k + 1) = ln P(m_k < s), k = 0 … top. */
  readonly lnAtLeast: Float64Array;
  /** ln P(# ≤ k) = ln P(m_k ≥ s). */
  readonly lnAtMost: Float64Array;
  /** Bounds on the relative errors of the two. */
  readonly errorAtLeast: Float64Array;
  readonly errorAtMost: Float64Array;
}

/** Length of the edge region, 1/(√2 N^{1/6}): s = −√(2N) + ξ · unit. */
export function edgeUnit(size: number): number {
  return Math.SQRT1_2 * size ** (-1 / 6);
}

/** Nodes that the kernel needs at ξ: a base for the decay to the left and 2.5 for every eigenvalue expected below s. */
export function nodesNeeded(xi: number): number {
  const expected = (2 / (3 * Math.PI)) * Math.max(0, xi) ** 1.5;
  return 2 * Math.ceil(0.5 * ((xi > -1 ? 38 : 34) + 2.5 * expected));
}

/** s ↦ the law at s ≤ 0 for k = 0 … top < size.
 *  @param rule a sign rule with at least `nodesNeeded(ξ)` nodes */
export function countingLaws(size: number, top: number, rule: SignRule): (s: number) => CountingLaw {
  const { count, sign, roots } = rule;
  const kernels = pfaffianKernels(size, rule);
  // Half of the functions, and one more for a part of the start that has eigenvalue 0.
  const krylov = isotropicKrylov(count, Math.min((size >> 1) + 1, count >> 1));
  return (s) => {
    const { sigma, kernel, boundary, odd } = kernels(s);
    const norm = frobenius(kernel);
    const perturbation = rounding * (norm + 4 * frobenius(boundary) ** 2);
    const hessenberg = krylov({ kernel, sign, functional: roots, start: boundary }, negligible * perturbation);
    const lowered = exponential(sigma);
    const { determinant, bordered } = borderedDeterminants(hessenberg, exponential(2 * sigma));
    // R(1) = P(# odd) sets the scale of R.
    const scale = divide(odd, dot(roots, 0, boundary, 0, count));
    const counts = new Float64Array(size + 1);
    for (let j = 0; j < determinant.hi.length && 2 * j <= size; j++) {
      const share = multiply(scale, get(bordered, j));
      counts[2 * j] = subtract(get(determinant, j), multiply(lowered, share)).hi;
      if (2 * j < size) counts[2 * j + 1] = share.hi;
    }
    // Both factors were measured against multiprecision, at sizes 2 to 150 and for k ≤ 11.
    return lawOf(counts, sigma, lowered.hi, perturbation * (1 + norm ** 6), perturbation * 200, top);
  };
}

function exponential(value: number): DoubleDouble {
  return get(exponentials({ hi: Float64Array.of(value), lo: new Float64Array(1) }), 0);
}

/** Tails of P(# = j) = counts_j e^{jσ}, step = e^σ, and their errors: a change of X changes P(# = j) by what its neighbors of the same
 *  parity weigh, and P(# ≤ k) by what all below and the next above weigh. */
function lawOf(
  counts: Float64Array,
  sigma: number,
  step: number,
  noiseAbove: number,
  noiseBelow: number,
  top: number,
): CountingLaw {
  const [lnAtLeast, lnAtMost] = [new Float64Array(top + 1), new Float64Array(top + 1)];
  const [errorAtLeast, errorAtMost] = [new Float64Array(top + 1), new Float64Array(top + 1)];
  const weight = (j: number) => Math.abs(counts[j] ?? 0);
  let below = 0;
  for (let k = 0; k <= top; k++) {
    let above = 0;
    for (let j = counts.length - 1; j > k; j--) above = above * step + counts[j]!;
    below += counts[k]! * step ** k;
    lnAtLeast[k] = above > 0 ? (k + 1) * sigma + Math.log(above) : -Infinity;
    lnAtMost[k] = below > 0 ? Math.log(below) : -Infinity;
    const near = weight(k - 1) + step * (weight(k) + step * (weight(k + 1) + step * weight(k + 2)));
    let under = 0;
    for (let j = k + 4; j >= 0; j--) under = under * step + weight(j);
    errorAtLeast[k] = above > 0 ? logarithms(lnAtLeast[k]!) + (noiseAbove * near) / above : Infinity;
    errorAtMost[k] = below > 0 ? logarithms(lnAtMost[k]!) + (noiseBelow * step ** 2 * under) / below : Infinity;
  }
  return { lnAtLeast, lnAtMost, errorAtLeast, errorAtMost };
}

/** Rounding of logarithms and of sums in doubles. */
function logarithms(ln: number): number {
  return 2e-14 + 6e-16 * Math.abs(ln);
}

function frobenius(values: DoubleDoubles): number {
  return Math.sqrt(dot(values, 0, values, 0, values.hi.length).hi);
}

/** Error of X against the sizes of C and of what C is the difference of; measured like the factors in lawOf's arguments. */
const rounding = 5e-30;
/** What is left of a Krylov vector when it is all rounding, in units of the perturbation. */
const negligible = 0.002;
