/** The first pass of a network over its samples, in float64: every backend's Hessian starts from it. Its two large sums may be a kernel's. */
import { ArgumentError } from '../base/errors.ts';
import { exp, log } from '../base/functions.ts';
import type { RectifiedHessian, RectifiedPoint } from './contract/rectified-hessians.ts';
import type { RectifiedShape } from './contract/training.ts';
import type { LitSamples } from './lit-samples.ts';
import { parameterCount } from './minibatch.ts';
import { inputParameters, inputRows, keptParameters, outputWeights } from './rectified-rows.ts';
import type { RectifiedPass } from './rectified-state.ts';

/** A pass behind the contract. @param form  makes the Hessian of a pass, kept rows and no others */
export function rectifiedPoint(
  shape: RectifiedShape,
  pass: RectifiedPass,
  form: (pass: RectifiedPass, kept: Int32Array) => RectifiedHessian,
): RectifiedPoint {
  const { parameters, loss, gradient, lit, active, couplings, kink, inputNorm, errors } = pass;
  const kept = keptParameters(shape, pass);
  return {
    shape,
    parameters,
    loss,
    gradient,
    lit,
    active,
    couplings,
    // A mean of as many terms, each at most √2 ‖x̃‖: ‖e‖ ≤ √2.
    couplingError: (errors.length / shape.outputs + 4) * 2 ** -53 * Math.SQRT2 * inputNorm,
    kink,
    kept,
    form: () => form(pass, kept),
  };
}

/** The sums that take the time. */
export interface PassSums {
  /** z_h[s] = b_h + Σ_k W_hk x_sk: of each unit a list over the samples. */
  preActivations(parameters: Float64Array): readonly Float64Array[];
  /** Σ_s [unit h active] x̃_sp e_so: (active units) × m × outputs. */
  couplings(preActivations: readonly Float64Array[], active: Int32Array, errors: Float64Array): Float64Array;
}

/** @throws ArgumentError when parameters are of the wrong number or not finite */
export function rectifiedPass(
  shape: RectifiedShape,
  samples: LitSamples,
  parameters: Float64Array,
  sums: PassSums = plainSums(shape, samples),
): RectifiedPass {
  const size = parameterCount(shape);
  if (parameters.length !== size)
    throw new ArgumentError('rectifiedHessians', 'parameters', `${size} numbers`, parameters.length);
  const wrong = parameters.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new ArgumentError('rectifiedHessians', 'parameters', 'finite', wrong);
  const { count, lit, labels, squares } = samples;
  const { outputs } = shape;
  const z = sums.preActivations(parameters);
  const { active, kink } = activity(z, count);
  const rows = inputRows(samples, z, active);
  const u = active.length;
  const hidden = new Float64Array(count * (u + 1));
  active.forEach((unit, h) => {
    for (let s = 0, at = h; s < count; s++, at += u + 1) hidden[at] = Math.max(z[unit]![s]!, 0);
  });
  for (let at = u; at < hidden.length; at += u + 1) hidden[at] = 1;
  const V = outputWeights(shape, parameters, active);
  const weights = Float64Array.from({ length: u }, (_, h) => square(V, h * outputs, (h + 1) * outputs));
  const probabilities = new Float64Array(count * outputs);
  const errors = new Float64Array(count * outputs);
  let loss = 0;
  let largest = 0;
  let jacobian = 0;
  for (let s = 0; s < count; s++) {
    const [first, last] = [s * (u + 1), (s + 1) * (u + 1)];
    loss += softmaxErrors(V, hidden, first, last, labels[s]!, errors, probabilities, s * outputs, outputs);
    const input = squares[s]!;
    largest = Math.max(largest, input);
    jacobian += outputs * square(hidden, first, last);
    for (let h = 0; h < u; h++) if (hidden[first + h]! > 0) jacobian += input * weights[h]!;
  }
  const couplings = sums.couplings(z, active, errors);
  for (let i = 0; i < couplings.length; i++) couplings[i]! /= count;
  return {
    parameters,
    loss: loss / count,
    gradient: gradientOf(shape, { parameters, lit, active, couplings }, V, errors),
    lit,
    active,
    rows,
    hidden,
    probabilities,
    errors,
    couplings,
    kink,
    inputNorm: Math.sqrt(largest),
    jacobianSquare: jacobian / count,
  };
}

/** The sums as they stand in the chain rule. */
export function plainSums({ inputs, hidden, outputs }: RectifiedShape, samples: LitSamples): PassSums {
  const { count, lit, first, places, values } = samples;
  const m = lit.length + 1;
  return {
    preActivations: (parameters) =>
      Array.from({ length: hidden }, (_, h) => {
        const weights = Float64Array.from(lit, (k) => parameters[h * inputs + k]!);
        const z = new Float64Array(count);
        for (let s = 0; s < count; s++) {
          const bias = first[s + 1]! - 1;
          for (let e = first[s]!; e < bias; e++) z[s]! += values[e]! * weights[places[e]!]!;
          z[s]! += parameters[hidden * inputs + h]!;
        }
        return z;
      }),
    couplings(z, active, errors) {
      const out = new Float64Array(active.length * m * outputs);
      active.forEach((unit, h) => {
        for (let s = 0; s < count; s++)
          if (z[unit]![s]! > 0)
            for (let e = first[s]!; e < first[s + 1]!; e++)
              for (let o = 0; o < outputs; o++)
                out[(h * m + places[e]!) * outputs + o]! += values[e]! * errors[s * outputs + o]!;
      });
      return out;
    },
  };
}

/** Units that are ever active, and min |z|. */
function activity(z: readonly Float64Array[], count: number): { active: Int32Array; kink: number } {
  const active: number[] = [];
  let kink = Infinity;
  z.forEach((values, h) => {
    let fires = false;
    for (let s = 0; s < count; s++) {
      kink = Math.min(kink, Math.abs(values[s]!));
      fires ||= values[s]! > 0;
    }
    if (fires) active.push(h);
  });
  return { active: Int32Array.from(active), kink };
}

function square(v: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += v[i]! * v[i]!;
  return sum;
}

/** Softmax of Vᵀr, r = hidden[first … last − 1], to `p` and p − [o = label] to `e`, from place `at` on; returns the loss. */
function softmaxErrors(
  V: Float64Array,
  hidden: Float64Array,
  first: number,
  last: number,
  label: number,
  e: Float64Array,
  p: Float64Array,
  at: number,
  outputs: number,
): number {
  for (let i = first, v = 0; i < last; i++, v += outputs) {
    const r = hidden[i]!;
    if (r !== 0) for (let o = 0; o < outputs; o++) p[at + o]! += V[v + o]! * r;
  }
  let largest = -Infinity;
  for (let o = 0; o < outputs; o++) largest = Math.max(largest, p[at + o]!);
  const answer = p[at + label]! - largest;
  let sum = 0;
  for (let o = 0; o < outputs; o++) sum += p[at + o] = exp(p[at + o]! - largest);
  for (let o = 0; o < outputs; o++) {
    p[at + o]! /= sum;
    e[at + o] = p[at + o]! - (o === label ? 1 : 0);
  }
  return log(sum) - answer;
}

/** ∂L/∂w̃_h = M_h v_h; ∂L/∂V_oh = mean of e_o r_h = M_hᵀ w̃_h, since r_h = w̃_h·x̃ where the unit is active; ∂L/∂c_o = mean of e_o. */
function gradientOf(
  shape: RectifiedShape,
  { parameters, lit, active, couplings }: Pick<RectifiedPass, 'parameters' | 'lit' | 'active' | 'couplings'>,
  V: Float64Array,
  errors: Float64Array,
): Float64Array {
  const { inputs, hidden, outputs } = shape;
  const m = lit.length + 1;
  const W2 = hidden * (inputs + 1);
  const gradient = new Float64Array(parameters.length);
  inputParameters(shape, lit, active).forEach((parameter, i) => {
    const h = Math.floor(i / m);
    for (let o = 0; o < outputs; o++) {
      gradient[parameter]! += couplings[i * outputs + o]! * V[h * outputs + o]!;
      gradient[W2 + o * hidden + active[h]!]! += couplings[i * outputs + o]! * parameters[parameter]!;
    }
  });
  const count = errors.length / outputs;
  for (let o = 0; o < outputs; o++) {
    let sum = 0;
    for (let i = o; i < errors.length; i += outputs) sum += errors[i]!;
    gradient[W2 + outputs * hidden + o] = sum / count;
  }
  return gradient;
}
