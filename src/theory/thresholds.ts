/**
 * The levels of the spherical H-spin glass, in energy per spin: the barrier E∞, the ground state E_0 and the layers E_k.
 * In the angle θ = acosh(E/E∞) the defining equation Θ_{k,H}(−E_k) = 0 reads
 *      ½ ln(H−1) − (H−2)/H = (H−2)/H sinh²θ + (k+1)(½ sinh 2θ − θ),
 * whose right side increases from 0: one root, strictly decreasing in k. At H = 2 the left side is 0 and every level is E∞ = √2.
 * Source: [auffinger2013random, Thms. 2.12–2.15], quoted in [choromanska2015loss, §4].
 */
import { integer } from '../base/arguments.ts';
import type { Prediction } from './prediction.ts';
import { barrier, barrierComplexity, rateAtAngle } from './rate.ts';

const source = '[auffinger2013random, Thms. 2.12–2.15]; [choromanska2015loss, §4]';

/** E∞(H) = 2√((H−1)/H): above −ΛE∞ no critical point keeps a fixed index as Λ → ∞.
 *  @throws ArgumentError unless order is an integer ≥ 2
 *  @accuracy relative 4.5e-16 */
export function energyBarrier(order: number): Prediction {
  integer('energyBarrier', 'order', order, 2);
  const value = barrier(order);
  return {
    name: 'energy barrier',
    symbol: 'E∞',
    value,
    accuracy: 2 * Number.EPSILON * value,
    formula: 'E∞ = 2√((H−1)/H)',
    assumptions: ['spherical H-spin glass', 'Λ → ∞'],
    source,
  };
}

/** E_0(H): no critical value lies below −ΛE_0 as Λ → ∞. Equal to layerEnergy(order, 0). */
export function groundState(order: number): Prediction {
  integer('groundState', 'order', order, 2);
  return { ...layerEnergy(order, 0), name: 'ground state' };
}

/** E_k(H), the zero of Θ_{k,H}: critical points of index k or more have energies above −ΛE_k as Λ → ∞.
 *  @param order H ≥ 2; at 2 every E_k is E∞ = √2 and there are no layers
 *  @param index k ≥ 0
 *  @throws ArgumentError unless order is an integer ≥ 2 and index an integer ≥ 0
 *  @accuracy carried in the result; below 2e-15 for H ≤ 10 */
export function layerEnergy(order: number, index: number): Prediction {
  integer('layerEnergy', 'order', order, 2);
  integer('layerEnergy', 'index', index, 0);
  const top = barrier(order);
  const theta = order === 2 ? 0 : solveAngle(order, index);
  return {
    name: `layer ${index}`,
    symbol: `E_${index}`,
    value: top * Math.cosh(theta),
    accuracy: accuracyAt(order, index, theta),
    formula: `½ln(H−1) − (H−2)E²/(4(H−1)) = ${index + 1}·I(−E)`,
    assumptions:
      order === 2
        ? ['spherical 2-spin glass: every E_k equals E∞, there are no layers']
        : ['spherical H-spin glass, H ≥ 3', 'Λ → ∞', 'index fixed'],
    source,
  };
}

/** [E_0, …, E_{count−1}], strictly decreasing to E∞ when H ≥ 3. */
export function layers(order: number, count: number): Prediction[] {
  integer('layers', 'order', order, 2);
  integer('layers', 'count', count, 0, 1e6);
  return Array.from({ length: count }, (_, k) => layerEnergy(order, k));
}

const weight = (order: number): number => (order - 2) / order;

function excess(order: number, index: number, theta: number): number {
  return barrierComplexity(order) - weight(order) * Math.sinh(theta) ** 2 - (index + 1) * rateAtAngle(theta);
}

/** Bisection to neighboring doubles; the excess is strictly decreasing in θ. */
function solveAngle(order: number, index: number): number {
  let low = 0;
  let high = 1;
  while (excess(order, index, high) > 0) high *= 2;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return low;
    if (excess(order, index, middle) > 0) low = middle;
    else high = middle;
  }
}

/** Rounding of the excess divided by its slope, |dE/dexcess| = E∞ / (2 (w cosh θ + (k+1) sinh θ)), plus that of E∞ cosh θ. */
function accuracyAt(order: number, index: number, theta: number): number {
  const top = barrier(order);
  const rounding = 4 * Number.EPSILON * top * Math.cosh(theta);
  if (order === 2) return rounding;
  const terms = 0.5 * Math.log(order - 1) + weight(order) * Math.cosh(theta) ** 2 + (index + 1) * rateAtAngle(theta);
  const slope = 2 * (weight(order) * Math.cosh(theta) + (index + 1) * Math.sinh(theta));
  return rounding + (8 * Number.EPSILON * terms * top) / slope;
}
