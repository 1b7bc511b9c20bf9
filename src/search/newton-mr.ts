/**
 * Newton–MR: the direction d = −H†g is the least-squares solution of H d = −g, found inexactly by MINRES, so that H may be indefinite or
 * singular; the step t d is the first of t = 1, ½, ¼, … with ‖g(t d)‖² ≤ ‖g‖² + 2ρt⟨g, H d⟩. Needs nothing of the value.
 * @source [roosta2018newton]; MINRES: [paige1975solution]
 */
import type { Operator } from '../linalg/operator.ts';
import { dot, gradientNormAt, moved, norm, type SaddleMethod } from './saddle-method.ts';

/** Relative least-squares residual ‖H(H d + g)‖ / (‖H‖ ‖H d + g‖) or ‖H d + g‖/‖g‖ at which MINRES stops. */
const inexactness = 1e-2;
/** ρ of the line search, and its halvings. */
const sufficient = 1e-4;
const halvings = 20;

export const newtonMr: SaddleMethod<null> = {
  name: 'newton-mr',
  begin: () => null,
  step(problem, here) {
    const { operator, gradient, dimension: m } = here.local;
    // Quadratic convergence at the end: the residual falls with the gradient.
    const relative = here.gradientNorm / problem.landscape.manifold.lengthUnit.value;
    const d = minres(
      operator,
      gradient.map((g) => -g),
      Math.min(inexactness, relative),
    );
    const Hd = new Float64Array(m);
    operator.apply(d, Hd);
    const slope = dot(gradient, Hd);
    if (!(slope < 0)) return null;
    for (let halving = 0, t = 1; halving < halvings; halving++, t /= 2) {
      const next = moved(
        problem,
        here,
        d.map((x) => t * x),
      );
      if (gradientNormAt(problem, next) ** 2 <= here.gradientNorm ** 2 + 2 * sufficient * t * slope) return next;
    }
    return null;
  },
};

/**
 * x that minimizes ‖A x − b‖ over the Krylov space of A and b: Lanczos with full reorthogonalization and Givens rotations, at most n
 * products. For a singular system that has no solution the iterate with ‖A r‖ small is returned.
 * @param tolerance  stops when ‖r‖ ≤ tolerance ‖b‖ or ‖A r‖ ≤ tolerance ‖A‖ ‖r‖, ‖A‖ estimated from the tridiagonal
 */
export function minres(A: Operator, b: Float64Array, tolerance: number): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  const start = norm(b);
  if (start === 0) return x;
  const basis: Float64Array[] = [b.map((bi) => bi / start)];
  // Directions w with A-orthogonal images; rotations of the last two columns.
  let [wOld, w] = [new Float64Array(n), new Float64Array(n)];
  let [cOld, sOld, c, s] = [1, 0, 1, 0];
  let [β, residual, size] = [0, start, 0];
  for (let k = 0; k < n; k++) {
    const v = basis[k]!;
    const Av = new Float64Array(n);
    A.apply(v, Av);
    const α = dot(v, Av);
    for (let pass = 0; pass < 2; pass++)
      for (const q of basis) {
        const along = dot(q, Av);
        for (let i = 0; i < n; i++) Av[i]! -= along * q[i]!;
      }
    const βNext = norm(Av);
    size = Math.max(size, Math.hypot(β, α, βNext));
    // The new column (β, α, βNext) of the tridiagonal, turned by the two last rotations.
    const ε = sOld * β;
    const δ = c * cOld * β + s * α;
    const rest = c * α - s * cOld * β;
    // ‖A r‖ of the present iterate, known one product late.
    if (Math.hypot(rest, βNext) <= tolerance * size) break;
    const γ = Math.hypot(rest, βNext);
    const [cNew, sNew] = [rest / γ, βNext / γ];
    const wNew = v.map((vi, i) => (vi - ε * wOld[i]! - δ * w[i]!) / γ);
    const τ = cNew * residual;
    for (let i = 0; i < n; i++) x[i]! += τ * wNew[i]!;
    residual = -sNew * residual;
    [wOld, w] = [w, wNew];
    [cOld, sOld, c, s] = [c, s, cNew, sNew];
    if (Math.abs(residual) <= tolerance * start || βNext <= 1e-14 * size) break;
    basis.push(Av.map((y) => y / βNext));
    β = βNext;
  }
  return x;
}
