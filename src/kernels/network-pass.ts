/** The first pass of a network over its samples, plain TypeScript in float64: every backend's Hessian starts from it. */

import { ArgumentError } from '../base/errors.ts';
import { exp, log } from '../base/functions.ts';
import type { NetworkPass, NetworkShape, Samples } from './contract.ts';
import { checkShape, inspectSamples, parameterCount } from './minibatch.ts';

/** Samples as a Hessian sees them: lit pixels only, each row ending in 1 for the bias. */
export interface LitSamples {
  readonly count: number;
  /** Pixels that are lit in some image. */
  readonly lit: Int32Array;
  readonly labels: Uint8Array;
  /** Entries first[s] … first[s + 1] − 1 of sample s: number among the lit pixels, and value. */
  readonly first: Int32Array;
  readonly places: Int32Array;
  readonly values: Float32Array;
}

/** @throws ArgumentError when the samples do not fit the shape */
export function litSamples(shape: NetworkShape, samples: Samples): LitSamples {
  checkShape('networkHessians', shape, 1);
  inspectSamples('networkHessians', shape, samples);
  const { count, inputs, images, labels } = samples;
  const seen = new Uint8Array(inputs);
  let entries = 0;
  for (let i = 0; i < images.length; i++)
    if (images[i] !== 0) {
      seen[i % inputs] = 1;
      entries++;
    }
  const lit = Int32Array.from(seen.keys()).filter((k) => seen[k] === 1);
  const first = new Int32Array(count + 1);
  const places = new Int32Array(entries + count);
  const values = new Float32Array(entries + count);
  let at = 0;
  for (let s = 0; s < count; s++) {
    lit.forEach((k, p) => {
      const x = images[s * inputs + k]!;
      if (x === 0) return;
      places[at] = p;
      values[at++] = x;
    });
    places[at] = lit.length;
    values[at++] = 1;
    first[s + 1] = at;
  }
  return { count, lit, labels, first, places, values };
}

/** @throws ArgumentError when parameters are of the wrong number or not finite */
export function networkPass(shape: NetworkShape, samples: LitSamples, parameters: Float64Array): NetworkPass {
  const { hidden: units, outputs } = shape;
  const size = parameterCount(shape);
  if (parameters.length !== size)
    throw new ArgumentError('networkHessians', 'parameters', `${size} numbers`, parameters.length);
  const wrong = parameters.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new ArgumentError('networkHessians', 'parameters', 'finite', wrong);
  const { count, lit, first, places, values } = samples;
  const z = preActivations(shape, samples, parameters);
  let kink = Infinity;
  const fires = new Uint8Array(units);
  for (let i = 0; i < z.length; i++) {
    if (Math.abs(z[i]!) < kink) kink = Math.abs(z[i]!);
    if (z[i]! > 0) fires[i % units] = 1;
  }
  const active = Int32Array.from(fires.keys()).filter((h) => fires[h] === 1);
  const [u, m] = [active.length, lit.length + 1];
  const hidden = new Float64Array(count * (u + 1));
  const probabilities = new Float64Array(count * outputs);
  const errors = new Float64Array(count * outputs);
  const couplings = new Float64Array(u * m * outputs);
  const V = outputWeights(shape, parameters, active);
  const squares = Float64Array.from({ length: u }, (_, h) => square(V.subarray(h * outputs, (h + 1) * outputs)));
  let loss = 0;
  let largest = 0;
  let jacobian = 0;
  for (let s = 0; s < count; s++) {
    const r = hidden.subarray(s * (u + 1), (s + 1) * (u + 1));
    for (let h = 0; h < u; h++) r[h] = Math.max(z[s * units + active[h]!]!, 0);
    r[u] = 1;
    const e = errors.subarray(s * outputs, (s + 1) * outputs);
    loss += softmaxErrors(V, r, samples.labels[s]!, e, probabilities.subarray(s * outputs, (s + 1) * outputs));
    const input = square(values.subarray(first[s]!, first[s + 1]!));
    largest = Math.max(largest, input);
    jacobian += outputs * square(r);
    for (let h = 0; h < u; h++) {
      if (r[h] === 0) continue;
      jacobian += input * squares[h]!;
      for (let k = first[s]!; k < first[s + 1]!; k++) {
        const at = (h * m + places[k]!) * outputs;
        const x = values[k]!;
        for (let o = 0; o < outputs; o++) couplings[at + o]! += x * e[o]!;
      }
    }
  }
  for (let i = 0; i < couplings.length; i++) couplings[i]! /= count;
  const sizes = { inputNorm: Math.sqrt(largest), jacobianSquare: jacobian / count };
  const pass = {
    parameters,
    loss: loss / count,
    lit,
    active,
    hidden,
    probabilities,
    errors,
    couplings,
    kink,
    ...sizes,
  };
  return { ...pass, gradient: gradientOf(shape, pass, V) };
}

/** Output weights of the active units and the output biases, (u + 1) × outputs, a unit's row contiguous. */
export function outputWeights(
  { inputs, hidden, outputs }: NetworkShape,
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

/** Parameter of every row of the Hessian that is kept, in the order of the contract. */
export function keptParameters(
  { inputs, hidden, outputs }: NetworkShape,
  lit: Int32Array,
  active: Int32Array,
): Int32Array {
  const kept: number[] = [];
  const W2 = hidden * (inputs + 1);
  for (const unit of active) {
    for (const k of lit) kept.push(unit * inputs + k);
    kept.push(hidden * inputs + unit);
  }
  for (let o = 0; o < outputs; o++) kept.push(W2 + outputs * hidden + o);
  for (const unit of active) for (let o = 0; o < outputs; o++) kept.push(W2 + o * hidden + unit);
  return Int32Array.from(kept);
}

function square(v: Float64Array | Float32Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return sum;
}

/**
 * Bound on the rounding of a Hessian formed in \`terms\` additions an entry:
 *      ‖E‖ ≤ γ mean_s ( ‖ |J|ᵀ (diag p + p pᵀ) |J| ‖ + ‖x̃‖‖e‖ ) ≤ γ (2 mean ‖J‖² + √2 max ‖x̃‖),   γ = (terms + 2 outputs + 16) u
 * The pass's gates, probabilities and errors are taken as they are.
 */
export function formationError({ jacobianSquare, inputNorm }: NetworkPass, outputs: number, terms: number): number {
  return (terms + 2 * outputs + 16) * 2 ** -53 * (2 * jacobianSquare + Math.SQRT2 * inputNorm);
}

/** z[s][h] = b_h + Σ_k W_hk x_sk over all units, lit pixels only. */
function preActivations({ inputs, hidden }: NetworkShape, samples: LitSamples, parameters: Float64Array): Float64Array {
  const { count, lit, first, places, values } = samples;
  const rows = new Float64Array((lit.length + 1) * hidden); // a pixel's weights contiguous
  for (let h = 0; h < hidden; h++) {
    lit.forEach((k, p) => {
      rows[p * hidden + h] = parameters[h * inputs + k]!;
    });
    rows[lit.length * hidden + h] = parameters[hidden * inputs + h]!;
  }
  const z = new Float64Array(count * hidden);
  for (let s = 0; s < count; s++)
    for (let e = first[s]!; e < first[s + 1]!; e++) {
      const [row, x] = [places[e]! * hidden, values[e]!];
      for (let h = 0; h < hidden; h++) z[s * hidden + h]! += x * rows[row + h]!;
    }
  return z;
}

/** Softmax of Vᵀr to `p`, p − [o = label] to `e`; returns the loss. */
function softmaxErrors(V: Float64Array, r: Float64Array, label: number, e: Float64Array, p: Float64Array): number {
  const outputs = p.length;
  p.fill(0);
  for (let h = 0; h < r.length; h++)
    if (r[h] !== 0) for (let o = 0; o < outputs; o++) p[o]! += V[h * outputs + o]! * r[h]!;
  const largest = p.reduce((a, b) => Math.max(a, b));
  const answer = p[label]! - largest;
  let sum = 0;
  for (let o = 0; o < outputs; o++) sum += p[o] = exp(p[o]! - largest);
  for (let o = 0; o < outputs; o++) p[o]! /= sum;
  for (let o = 0; o < outputs; o++) e[o] = p[o]! - (o === label ? 1 : 0);
  return log(sum) - answer;
}

/** ∂L/∂w̃_h = M_h v_h, ∂L/∂V_oh = mean of e_o r_h. */
function gradientOf(
  shape: NetworkShape,
  { parameters, lit, active, hidden, errors, couplings }: Omit<NetworkPass, 'gradient'>,
  V: Float64Array,
): Float64Array {
  const { outputs } = shape;
  const [u, m] = [active.length, lit.length + 1];
  const kept = keptParameters(shape, lit, active);
  const gradient = new Float64Array(parameters.length);
  for (let i = 0; i < u * m; i++) {
    const h = Math.floor(i / m);
    let sum = 0;
    for (let o = 0; o < outputs; o++) sum += couplings[i * outputs + o]! * V[h * outputs + o]!;
    gradient[kept[i]!] = sum;
  }
  const count = errors.length / outputs;
  const sums = new Float64Array((u + 1) * outputs);
  for (let s = 0; s < count; s++)
    for (let h = 0; h <= u; h++) {
      const r = hidden[s * (u + 1) + h]!;
      if (r !== 0) for (let o = 0; o < outputs; o++) sums[h * outputs + o]! += r * errors[s * outputs + o]!;
    }
  for (let o = 0; o < outputs; o++) {
    gradient[kept[u * m + o]!] = sums[u * outputs + o]! / count;
    for (let h = 0; h < u; h++) gradient[kept[u * m + outputs + h * outputs + o]!] = sums[h * outputs + o]! / count;
  }
  return gradient;
}
