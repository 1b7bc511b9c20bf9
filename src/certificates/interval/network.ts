/**
 * Outputs, loss gradient and Hessian of a network on a box of parameters, every number an interval: forward differentiation in all
 * parameters at once, value, gradient and matrix of each unit (a jet). Dense, for networks of some hundred parameters.
 *
 *     z = b + Σ W_k a_k:  ∇z = e_b + Σ W_k ∇a_k + a_k e_Wk,  ∇²z = Σ W_k ∇²a_k + e_Wk ∇a_kᵀ + ∇a_k e_Wkᵀ
 *     a = φ(z):           ∇a = φ′ ∇z,                        ∇²a = φ′ ∇²z + φ″ ∇z ∇zᵀ
 */
import type { ActivationName } from '../../landscapes/network/activations.ts';
import { decayRates } from '../../landscapes/network/decay.ts';
import { type Examples, normalizedWeights } from '../../landscapes/network/examples.ts';
import { type LayerPlace, layerPlaces } from '../../landscapes/network/layers.ts';
import type { NetworkModel } from '../../landscapes/network/shape.ts';
import { exp, sigmoid, sigmoidBend, sigmoidSlope, tanh, tanhBend, tanhSlope } from './functions.ts';
import { add, divide, type Interval, multiply, negate, point, signOf, subtract, zero } from './interval.ts';
import { addAt, addOuter, addScaled, entry, type IntervalVector, set, zeros } from './vectors.ts';

interface Jet {
  readonly value: Interval;
  readonly gradient: IntervalVector;
  /** n × n; absent where only first derivatives are asked. */
  readonly hessian?: IntervalVector;
}

/** φ with the derivatives that are asked. `bend` is undefined where φ has a kink in the interval. */
interface Enclosed {
  readonly value: Interval;
  readonly slope: Interval;
  readonly bend: Interval | undefined;
}

const one = point(1);

const enclosed: Readonly<Record<ActivationName, (z: Interval) => Enclosed>> = {
  identity: (value) => ({ value, slope: one, bend: zero }),
  relu(z) {
    const value = { low: Math.max(z.low, 0), high: Math.max(z.high, 0) };
    if (z.low > 0) return { value, slope: one, bend: zero };
    if (z.high < 0) return { value: zero, slope: zero, bend: zero };
    return { value, slope: { low: 0, high: 1 }, bend: undefined };
  },
  sigmoid: (z) => ({ value: sigmoid(z), slope: sigmoidSlope(z), bend: sigmoidBend(z) }),
  tanh: (z) => ({ value: tanh(z), slope: tanhSlope(z), bend: tanhBend(z) }),
};

export interface OutputsEnclosed {
  /** samples × outputs, after the activation of the outputs. */
  readonly outputs: readonly Interval[];
  /** Row by row ∂output/∂θ. At a kink a slope in [0, 1]: with these the mean value theorem still holds. */
  readonly jacobian: readonly IntervalVector[];
}

/** The outputs at all samples on a box, with their first derivatives. */
export function encloseOutputs(model: NetworkModel, examples: Examples, box: IntervalVector): OutputsEnclosed {
  const jets = Array.from({ length: examples.count }, (_, s) => outputJets(model, examples, box, s, 1)!).flat();
  return { outputs: jets.map(({ value }) => value), jacobian: jets.map(({ gradient }) => gradient) };
}

export interface GradientEnclosed {
  readonly gradient: IntervalVector;
  /** n × n, present when it was asked for. */
  readonly hessian?: IntervalVector;
}

/**
 * ∇L and, at order 2, ∇²L on a box, of L the mean loss and the penalty.
 * @returns undefined when a kink of an activation lies in the box, or the loss is not smooth
 */
export function encloseGradient(
  model: NetworkModel,
  given: Examples,
  box: IntervalVector,
  order: 1 | 2,
): GradientEnclosed | undefined {
  const examples = normalizedWeights(given);
  const n = box.low.length;
  const sums = { gradient: zeros(n), hessian: zeros(order === 2 ? n * n : 0) };
  for (let s = 0; s < examples.count; s++) {
    const jets = outputJets(model, examples, box, s, order);
    const share = divide(point(examples.weights?.[s] ?? 1), point(examples.count));
    if (!jets || !addSample(model, examples, s, jets, share, sums)) return undefined;
  }
  decayRates(model)?.forEach((rate, i) => {
    addAt(sums.gradient, i, multiply(point(rate), entry(box, i)));
    if (order === 2) addAt(sums.hessian, i * (n + 1), point(rate));
  });
  return order === 2 ? sums : { gradient: sums.gradient };
}

/** Adds a sample's part; false where its loss is not smooth. */
function addSample(
  { loss }: NetworkModel,
  { outputs, t }: Examples,
  s: number,
  jets: readonly Jet[],
  share: Interval,
  sums: { readonly gradient: IntervalVector; readonly hessian: IntervalVector },
): boolean {
  const derivatives = lossDerivatives(
    loss,
    jets.map(({ value }) => value),
    Array.from(t.subarray(s * outputs, (s + 1) * outputs), point),
  );
  if (!derivatives) return false;
  const { slopes, bends } = derivatives;
  jets.forEach(({ gradient, hessian }, o) => {
    const slope = multiply(share, slopes[o]!);
    addScaled(sums.gradient, slope, gradient);
    if (!hessian) return;
    addScaled(sums.hessian, slope, hessian);
    jets.forEach((other, p) => void addOuter(sums.hessian, multiply(share, bends(o, p)), gradient, other.gradient));
  });
  return true;
}

/** ∂ℓ/∂z and ∂²ℓ/∂z∂z; undefined for losses with kinks. */
function lossDerivatives(loss: NetworkModel['loss'], z: readonly Interval[], t: readonly Interval[]) {
  const count = point(z.length);
  const diagonal = (entries: readonly Interval[]) => (o: number, p: number) => (o === p ? entries[o]! : zero);
  switch (loss) {
    case 'squared':
      return { slopes: z.map((value, o) => subtract(value, t[o]!)), bends: diagonal(z.map(() => one)) };
    case 'mean-squared': {
      const factor = divide(point(2), count);
      return {
        slopes: z.map((value, o) => multiply(factor, subtract(value, t[o]!))),
        bends: diagonal(z.map(() => factor)),
      };
    }
    case 'binary-cross-entropy':
      return {
        slopes: z.map((value, o) => divide(subtract(sigmoid(value), t[o]!), count)),
        bends: diagonal(z.map((value) => divide(sigmoidSlope(value), count))),
      };
    case 'cross-entropy': {
      const total = t.reduce(add, zero);
      const p = z.map((value) => divide(one, z.map((other) => exp(subtract(other, value))).reduce(add, zero)));
      return {
        slopes: p.map((share, o) => subtract(multiply(total, share), t[o]!)),
        bends: (o: number, q: number) => {
          const rest = o === q ? subtract(one, p[o]!) : negate(p[q]!);
          return multiply(total, multiply(p[o]!, rest));
        },
      };
    }
    default:
      return undefined;
  }
}

/** Jets of the outputs at sample s; undefined when second derivatives are asked and a kink is met. */
function outputJets(
  model: NetworkModel,
  { inputs, x }: Examples,
  box: IntervalVector,
  s: number,
  order: 1 | 2,
): Jet[] | undefined {
  const { layers, dimension } = layerPlaces(model.sizes, model.bias ?? true);
  let below: (Jet | Interval)[] = Array.from(x.subarray(s * inputs, (s + 1) * inputs), point);
  for (const [l, place] of layers.entries()) {
    const isLast = l === layers.length - 1;
    const activate = enclosed[isLast ? (model.output ?? 'identity') : model.activation];
    const units: Jet[] = [];
    for (let u = 0; u < place.units; u++) {
      const a = activated(preActivation(place, u, below, box, dimension, order), activate, order);
      if (!a) return undefined;
      units.push(a);
    }
    below = units;
  }
  return below as Jet[];
}

function preActivation(
  { inputs, weights, biases }: LayerPlace,
  u: number,
  below: readonly (Jet | Interval)[],
  box: IntervalVector,
  n: number,
  order: 1 | 2,
): Jet {
  const gradient = zeros(n);
  const hessian = order === 2 ? zeros(n * n) : undefined;
  let value = biases === undefined ? zero : entry(box, biases + u);
  if (biases !== undefined) set(gradient, biases + u, one);
  below.forEach((unit, k) => {
    const at = weights + u * inputs + k;
    const weight = entry(box, at);
    const a = 'gradient' in unit ? unit.value : unit;
    value = add(value, multiply(weight, a));
    set(gradient, at, a);
    if (!('gradient' in unit)) return;
    addScaled(gradient, weight, unit.gradient);
    if (!hessian) return;
    addScaled(hessian, weight, unit.hessian!);
    // A unit's own weights are in no unit below, so nothing is added twice.
    for (let i = 0; i < n; i++) {
      const slope = entry(unit.gradient, i);
      addAt(hessian, at * n + i, slope);
      addAt(hessian, i * n + at, slope);
    }
  });
  return { value, gradient, ...(hessian && { hessian }) };
}

function activated(z: Jet, activate: (z: Interval) => Enclosed, order: 1 | 2): Jet | undefined {
  const { value, slope, bend } = activate(z.value);
  const n = z.gradient.low.length;
  const gradient = zeros(n);
  addScaled(gradient, slope, z.gradient);
  if (!bend && order === 2) return undefined;
  if (!z.hessian) return { value, gradient };
  const hessian = zeros(n * n);
  addScaled(hessian, slope, z.hessian);
  if (signOf(bend!) !== 0) addOuter(hessian, bend!, z.gradient, z.gradient);
  return { value, gradient, hessian };
}
