/**
 * How far the eigenvalues of a symmetric matrix stay from zero: a lower bound that two inertias prove, guessed by inverse iteration.
 */
import { inertia } from '../linalg/inertia.ts';
import { factorLdl, type Ldl, solveLdl } from '../linalg/ldl.ts';

/** Inverse iterations for the guess; each costs n², the factorization before them n³/3. */
const iterations = 12;

/** Halvings of a guess that the counts refuse. */
const attempts = 6;

/** No eigenvalue lies in (−gap, gap), `negative` below. */
export interface Gap {
  readonly gap: number;
  readonly negative: number;
}

/**
 * g > 0 such that no eigenvalue of the n × n matrix lies in (−g, g). null when none is found: the matrix is singular to rounding.
 * The guess 0.9/‖A⁻¹x‖ is at most a little above min |λ|; g is accepted when as many eigenvalues lie below −g as below g.
 */
export function spectralGap(matrix: Float64Array, n: number, work: Float64Array): Gap | null {
  work.set(matrix);
  let g = 0.9 * leastEigenvalue(factorLdl(work, n));
  for (let attempt = 0; attempt < attempts && g > 0; attempt++, g /= 2) {
    const low = inertia(matrix, n, -g, work);
    const high = inertia(matrix, n, g, work);
    const sure = g - Math.max(low.bound, high.bound);
    if (low.negative === high.negative && sure > 0) return { gap: sure, negative: low.negative };
  }
  return null;
}

/** Estimate of min |λ| by inverse iteration from a fixed, generic start; 0 for an exactly singular matrix. */
function leastEigenvalue(ldl: Ldl): number {
  const { n, factor, blocks } = ldl;
  for (let k = 0; k < n; k++) if (blocks[k] === 1 && factor[k * n + k] === 0) return 0;
  const x = Float64Array.from({ length: n }, (_, i) => (Math.sqrt(2 * i + 1) % 1) - 0.5);
  normalize(x);
  let least = Infinity;
  for (let k = 0; k < iterations; k++) {
    solveLdl(ldl, x);
    least = 1 / normalize(x);
  }
  return Number.isFinite(least) ? least : 0;
}

/** Scales to norm 1 and returns the norm before. */
function normalize(x: Float64Array): number {
  let square = 0;
  for (const entry of x) square += entry * entry;
  const norm = Math.sqrt(square);
  for (let i = 0; i < x.length; i++) x[i]! /= norm;
  return norm;
}
