/** Which row of a network's Hessian belongs to which parameter, and how far the formed matrix is from the meant one. */
import { bitSet } from './bits.ts';
import type { RectifiedShape } from './contract/training.ts';
import type { LitSamples } from './lit-samples.ts';
import type { RectifiedPass } from './rectified-state.ts';

/** Output weights of the active units and the output biases, (u + 1) × outputs, a unit's row contiguous. */
export function outputWeights(
  { inputs, hidden, outputs }: RectifiedShape,
  parameters: Float64Array,
  active: Int32Array,
): Float64Array {
  const W2 = hidden * (inputs + 1);
  const V = new Float64Array((active.length + 1) * outputs);
  active.forEach((unit, h) => {
    for (let o = 0; o < outputs; o++) V[h * outputs + o] = parameters[W2 + o * hidden + unit]!;
  });
  V.set(parameters.subarray(W2 + outputs * hidden), active.length * outputs);
  return V;
}

/** Parameter of each input of each active unit, lit pixels and then the bias: u × m. */
export function inputParameters({ inputs, hidden }: RectifiedShape, lit: Int32Array, active: Int32Array): Int32Array {
  const m = lit.length + 1;
  const at = new Int32Array(active.length * m);
  active.forEach((unit, h) => {
    lit.forEach((k, p) => {
      at[h * m + p] = unit * inputs + k;
    });
    at[h * m + m - 1] = hidden * inputs + unit;
  });
  return at;
}

/** Rows of the inputs of the active units, in order, −1 where an input is never lit while its unit is active: u × m. */
export function inputRows(
  { count, lit, bits }: Pick<LitSamples, 'count' | 'lit' | 'bits'>,
  preActivations: readonly Float64Array[],
  active: Int32Array,
): Int32Array {
  const m = lit.length + 1;
  const words = Math.ceil(count / 32);
  const rows = new Int32Array(active.length * m).fill(-1);
  let next = 0;
  active.forEach((unit, h) => {
    const z = preActivations[unit]!;
    const on = bitSet(count, (s) => z[s]! > 0);
    for (let p = 0; p < m; p++)
      for (let w = 0; w < words; w++)
        if ((on[w]! & bits[p * words + w]!) !== 0) {
          rows[h * m + p] = next++;
          break;
        }
  });
  return rows;
}

/** Rows before the output weights: those of the inputs and of the output biases. */
export function convexRows(
  { rows }: Pick<RectifiedPass, 'rows'>,
  { outputs }: Pick<RectifiedShape, 'outputs'>,
): number {
  return rows.reduce((count, row) => (row < 0 ? count : count + 1), outputs);
}

/** Parameter of every row of the Hessian that is kept, in the order of the contract. */
export function keptParameters(shape: RectifiedShape, { lit, active, rows }: RectifiedPass): Int32Array {
  const { inputs, hidden, outputs } = shape;
  const W2 = hidden * (inputs + 1);
  const of = inputParameters(shape, lit, active);
  const kept = Array.from(of.filter((_, i) => rows[i]! >= 0));
  for (let o = 0; o < outputs; o++) kept.push(W2 + outputs * hidden + o);
  for (const unit of active) for (let o = 0; o < outputs; o++) kept.push(W2 + o * hidden + unit);
  return Int32Array.from(kept);
}

/**
 * Bound on the rounding of a Hessian formed in `terms` additions an entry:
 *      ‖E‖ ≤ γ mean_s ( ‖ |J|ᵀ (diag p + p pᵀ) |J| ‖ + ‖x̃‖‖e‖ ) ≤ γ (2 mean ‖J‖² + √2 max ‖x̃‖),   γ = (terms + 2 outputs + 16) u
 * The pass's gates, probabilities and errors are taken as they are.
 */
export function formationError({ jacobianSquare, inputNorm }: RectifiedPass, outputs: number, terms: number): number {
  return (terms + 2 * outputs + 16) * 2 ** -53 * (2 * jacobianSquare + Math.SQRT2 * inputNorm);
}
