/** Where Hessian descent of K steps ends on a pure spherical glass of infinite size [subag2021following]. */
import { integer } from '../base/arguments.ts';

/**
 * The energy per spin after K steps, Λ → ∞: each step of length √(Λ/K) gains half the lowest eigenvalue, −2√(H(H−1)) q^{(H−2)/2} at |x|² = qΛ, of a
 * semicircle law times its square:
 *     −√(H(H−1))/K · Σ_{k=0}^{K−1} (k/K)^{(H−2)/2},
 * with 0 for the first step where H = 3, and −E∞ = −2√((H−1)/H) as K → ∞.
 * @param order  H ≥ 2  @param steps  K ≥ 1
 */
export function hessianDescentLevel(order: number, steps: number): number {
  integer('hessianDescentLevel', 'order', order, 2);
  integer('hessianDescentLevel', 'steps', steps, 1);
  let sum = 0;
  for (let k = 0; k < steps; k++) sum += (k / steps) ** ((order - 2) / 2);
  return (-Math.sqrt(order * (order - 1)) * sum) / steps;
}
