/** How far the Hessian that is formed from moments and strays may be from the meant one. */
import type { GateGroups } from '../gates.ts';
import type { LitSamples } from '../lit-samples.ts';
import type { RectifiedPass } from '../rectified-state.ts';
import { chunk } from './hessian-memory.ts';

/** Unit roundoff of float64. */
const roundoff = 2 ** -53;

/**
 * Bound on the rounding. With Ĵ the Jacobian in which a unit counts where it is on or its group's pattern says so, and S̃ the sums of
 * absolute values of the softmax's curvature, ‖S̃‖ ≤ max 2p(1 − p) ≤ ½,
 *      ‖E‖ ≤ (γ₁ + γ₂ + 2γ₃) ½ mean ‖Ĵ‖² + γ₂ √2 max ‖x̃‖,
 * γ₁ for the moments and their contractions, γ₂ for the strays' sums and for the couplings, γ₃ for probabilities that do not add up to
 * one, each u times the roundings one after another. The pass's gates, probabilities and errors are taken as they are.
 * @param V   output weights of the active units, by outputs
 */
export function momentsError(samples: LitSamples, pass: RectifiedPass, groups: GateGroups, V: Float64Array): number {
  const outputs = V.length / (pass.active.length + 1);
  const additions = Math.min(samples.count, chunk) + Math.ceil(samples.count / chunk);
  const γ1 = additions + (groups.starts.length + 2) * outputs + 16;
  const γ2 = additions + 2 * outputs + 16;
  const γ3 = outputs + 2;
  const square = pass.jacobianSquare + borrowedSquare(samples, pass, groups, V);
  return 1.01 * roundoff * ((γ1 + γ2 + 2 * γ3) * 0.5 * square + γ2 * Math.SQRT2 * pass.inputNorm);
}

/** mean of ‖x̃‖² Σ ‖v_h‖² over the units that are off where their group's pattern says on: mean ‖Ĵ‖² − mean ‖J‖². */
function borrowedSquare(
  { squares }: LitSamples,
  { hidden, active }: RectifiedPass,
  { order, strays }: GateGroups,
  V: Float64Array,
): number {
  const u = active.length;
  const outputs = V.length / (u + 1);
  let total = 0;
  strays.forEach((places, h) => {
    const weight = V.subarray(h * outputs, (h + 1) * outputs).reduce((sum, v) => sum + v * v, 0);
    for (const place of places)
      if (hidden[order[place]! * (u + 1) + h] === 0) total += squares[order[place]!]! * weight;
  });
  return total / order.length;
}
