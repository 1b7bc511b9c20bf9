/**
 * Whether two points are the same one-hidden-layer ReLU network with softmax, as far as its samples can tell: up to the order of the
 * units, their rescaling, the same number added to all outputs, and parameters that change nothing (pixels never lit, units never
 * active). Without this the zero modes multiply the count of minima.
 * @source permutations [hechtnielsen1990algebraic]; rescaling [neyshabur2015path]
 */
import { finite } from '../base/arguments.ts';
import type { NetworkPass, NetworkShape } from '../kernels/contract.ts';
import { balancedGauge } from './gauge.ts';

/** What is left of a network when all that does not matter is taken away. */
interface Canonical {
  /** Of each active unit: weights of the lit pixels, bias, output weights; balanced, the output weights of mean 0. */
  readonly units: readonly Float64Array[];
  /** Output biases, of mean 0. */
  readonly outputs: Float64Array;
}

/**
 * The units of a are paired with those of b, the nearest first; the networks are the same when no pair and no output biases differ by
 * more than closeness · ‖canonical a‖ in norm. Two units of a nearer to each other than that may be paired the wrong way round.
 * @param a, b  passes over the same samples
 * @accuracy    a merged or split unit (two with parallel inputs) makes another network here, though the function may be the same
 * @throws      ArgumentError when closeness is negative or no number
 */
export function sameNetwork(shape: NetworkShape, a: NetworkPass, b: NetworkPass, closeness = 1e-6): boolean {
  finite('sameNetwork', 'closeness', closeness, 0);
  const [left, right] = [canonical(shape, a), canonical(shape, b)];
  if (left.units.length !== right.units.length) return false;
  const size = Math.hypot(...[...left.units, left.outputs].map((part) => Math.hypot(...part)));
  const near = (x: Float64Array, y: Float64Array) => distance(x, y) <= closeness * size;
  const unmatched = [...right.units];
  for (const unit of left.units) {
    const nearest = unmatched.reduce((best, other) => (distance(unit, other) < distance(unit, best) ? other : best));
    if (!near(unit, nearest)) return false;
    unmatched.splice(unmatched.indexOf(nearest), 1);
  }
  return near(left.outputs, right.outputs);
}

function canonical(shape: NetworkShape, { parameters, lit, active }: NetworkPass): Canonical {
  const { inputs, hidden, outputs } = shape;
  const [biases, weights] = [inputs * hidden, (inputs + 1) * hidden];
  const kept = new Float64Array(parameters.length);
  kept.set(centered(parameters.subarray(weights + outputs * hidden)), weights + outputs * hidden);
  for (const h of active) {
    for (const k of lit) kept[h * inputs + k] = parameters[h * inputs + k]!;
    kept[biases + h] = parameters[biases + h]!;
    const out = centered(Float64Array.from({ length: outputs }, (_, o) => parameters[weights + o * hidden + h]!));
    for (let o = 0; o < outputs; o++) kept[weights + o * hidden + h] = out[o]!;
  }
  const balanced = balancedGauge(shape, kept);
  return {
    units: Array.from(active, (h) =>
      Float64Array.from([
        ...balanced.subarray(h * inputs, (h + 1) * inputs),
        balanced[biases + h]!,
        ...Array.from({ length: outputs }, (_, o) => balanced[weights + o * hidden + h]!),
      ]),
    ),
    outputs: balanced.slice(weights + outputs * hidden),
  };
}

function centered(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.map((x) => x - mean);
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));
}
