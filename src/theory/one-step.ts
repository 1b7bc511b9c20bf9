/**
 * The ground state of the pure spherical glass by one step of replica symmetry breaking at temperature 0, an account that knows nothing of critical
 * points. The Parisi functional of Cov = Λ ξ(R), ξ(R) = R^H, at temperature 0 is, on functions that are the constant m on [0, 1),
 *      P(χ, m) = ½ (ξ′(1) χ + ξ(1) m + ln(1 + m/χ)/m),   χ > 0, m ≥ 0,
 * and E_0 = min P [crisanti1992spherical; chen2017parisi]. With y = m/χ its two equations become
 *      1/H = ((1 + y) ln(1 + y) − y)/y²,      χ = 1/√(H(1 + y)),
 * the first of which has one root, since the right side falls from ½ to 0. P at any (χ, m) is an upper bound on E_0.
 */
import { ArgumentError } from '../base/errors.ts';
import type { Prediction } from './prediction.ts';

/** E_0(H) by one-step replica symmetry breaking, per spin.
 *  @param order H ≥ 2, not necessarily an integer; at 2, where nothing breaks, √2
 *  @throws ArgumentError unless order is a number from 2 to 1000
 *  @accuracy carried in the result; relative 1e-14 for H ≥ 2.01 */
export function groundStateByReplicas(order: number): Prediction {
  if (!(typeof order === 'number' && order >= 2 && order <= 1000))
    throw new ArgumentError('groundStateByReplicas', 'order', 'a number from 2 to 1000', order);
  const y = ratioOf(order);
  const chi = 1 / Math.sqrt(order * (1 + y));
  const value = oneStepBound(order, chi, y * chi);
  return {
    name: 'ground state by replicas',
    symbol: 'E_0',
    value,
    accuracy: 64 * Number.EPSILON * value,
    formula: '½(Hχ + m + ln(1 + m/χ)/m), least over χ and m',
    assumptions: ['spherical H-spin glass', 'Λ → ∞', 'one step of replica symmetry breaking'],
    source: '[crisanti1992spherical]; [chen2017parisi]',
  };
}

/** P(χ, m), never below E_0. @param m ≥ 0, where ln(1 + m/χ)/m is 1/χ at 0 */
export function oneStepBound(order: number, chi: number, m: number): number {
  return 0.5 * (order * chi + m + (m === 0 ? 1 / chi : Math.log1p(m / chi) / m));
}

/** ((1 + y) ln(1 + y) − y)/y² = ½ − y/6 + y²/12 − …; its terms cancel where y is small, and the series is used. */
function falling(y: number): number {
  if (y > 0.1) return ((1 + y) * Math.log1p(y) - y) / (y * y);
  // Σ (−y)^n/((n+1)(n+2)); 18 terms leave less than 1e-18 at y = 0.1.
  let [sum, power] = [0, 1];
  for (let n = 0; n < 18; n++) {
    sum += power / ((n + 1) * (n + 2));
    power *= -y;
  }
  return sum;
}

/** y, by bisection to neighboring doubles. P is stationary there, so that an error of y enters squared. */
function ratioOf(order: number): number {
  let [low, high] = [0, 1];
  while (falling(high) > 1 / order) high *= 2;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return low;
    if (falling(middle) > 1 / order) low = middle;
    else high = middle;
  }
}
