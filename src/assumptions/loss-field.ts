/**
 * The maximum, the sphere and the loss as a random field (δM, A7, δK, β).
 *      δM = correlation over samples of −∂ℓ/∂Y with the output that it moves: of M_μ = [y Y < 1] with y Y for hinge
 *      δ7 = coefficient of variation of |w|² over networks; of one network, the slope d ln L/d ln|w| on its ray
 *      δK = rms over R of mean k(R) − R^H, k = K(w,w′)/√(K(w,w)K(w′,w′)), K(w,w′) = Σ_μ Y_μ(w)·Y_μ(w′), w′ = Rw + √(1−R²)z
 *      β  = Var_w(E_y L)/E_w Var_y(L): the part of the loss that random labels leave, 0 for a loss linear in the output
 */

import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { exp, log } from '../base/functions.ts';
import type { Stream } from '../base/philox.ts';
import { power } from '../base/power.ts';
import { wideNetworkCovariance } from '../theory/index.ts';
import { deviation, type Estimate } from './jackknife.ts';
import {
  type ForwardPass,
  forward,
  type Inputs,
  type RectifiedLayers,
  radialDerivative,
  randomLayers,
} from './rectified-layers.ts';

export interface MaximumMeasure {
  readonly deltaM: Estimate;
  /** 97.5 % of |δM| when M is permuted against the outputs. */
  readonly nullBand: number;
}

/**
 * @param pull     −∂ℓ/∂Y of each sample: M_μ of hinge, 1 − p of the label under softmax
 * @param outputs  y Y of each sample, or the label's logit
 * @returns null where either is constant
 */
export function maximumMeasure(pull: Float64Array, outputs: Float64Array, draw: Stream): MaximumMeasure | null {
  const m = integer('maximumMeasure', 'samples', pull.length, 3);
  if (outputs.length !== m) throw new ArgumentError('maximumMeasure', 'outputs', `of ${m} samples`, outputs.length);
  const value = correlation(pull, outputs, -1);
  if (!Number.isFinite(value)) return null;
  const deleted = Float64Array.from({ length: m }, (_, s) => correlation(pull, outputs, s));
  const shuffled = pull.slice();
  const permuted = Float64Array.from({ length: 200 }, () => {
    for (let s = m - 1; s > 0; s--) {
      const r = Math.floor(draw.uniform() * (s + 1));
      const held = shuffled[s]!;
      shuffled[s] = shuffled[r]!;
      shuffled[r] = held;
    }
    return Math.abs(correlation(shuffled, outputs, -1));
  }).sort();
  return { deltaM: { value, error: deviation(deleted, m) }, nullBand: permuted[194]! };
}

/** Of all samples but one. */
function correlation(a: Float64Array, b: Float64Array, without: number): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  const [a0, b0] = [a[0]!, b[0]!]; // shifts of both leave it unchanged and save digits
  for (let s = 0; s < a.length; s++) {
    if (s === without) continue;
    const [x, y] = [a[s]! - a0, b[s]! - b0];
    n++;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  return (sab - (sa * sb) / n) / Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
}

/** δ7 over networks of one ensemble, error by the jackknife. @throws ArgumentError for fewer than three */
export function normVariation(networks: readonly RectifiedLayers[]): Estimate {
  const m = integer('normVariation', 'networks', networks.length, 3);
  const squares = networks.map(normSquared);
  const cv = (values: readonly number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
    return Math.sqrt(variance) / mean;
  };
  const deleted = Float64Array.from(squares, (_, k) => cv(squares.toSpliced(k, 1)));
  return { value: cv(squares), error: deviation(deleted, m) };
}

/** |w|² over all weights and biases. */
export function normSquared({ weights, biases }: RectifiedLayers): number {
  const of = (arrays: readonly Float64Array[]) =>
    arrays.reduce((sum, W) => sum + W.reduce((part, w) => part + w * w, 0), 0);
  return of(weights) + of(biases ?? []);
}

/** The same network with all parameters times `factor`. */
export function scaledLayers({ sizes, weights, biases }: RectifiedLayers, factor: number): RectifiedLayers {
  const times = (arrays: readonly Float64Array[]) => arrays.map((W) => W.map((w) => factor * w));
  return { sizes, weights: times(weights), biases: biases && times(biases) };
}

/** Mean softmax cross-entropy, or mean hinge max(0, 1 − y Y) of a single output with y = ±1; labels 0, 1, … */
export function meanLoss(outputs: Float64Array, width: number, labels: ArrayLike<number>): number {
  const m = outputs.length / width;
  let sum = 0;
  for (let s = 0; s < m; s++)
    sum += width === 1 ? hinge(outputs[s]! * sign(labels[s]!)) : entropy(outputs, width, s, labels[s]!);
  return sum / m;
}

/** −∂ℓ/∂Y and Y of each sample, Y the label's logit, or y Y of a single output. */
export function pulls(outputs: Float64Array, width: number, labels: ArrayLike<number>) {
  const m = outputs.length / width;
  const [pull, moved] = [new Float64Array(m), new Float64Array(m)];
  for (let s = 0; s < m; s++) {
    moved[s] = width === 1 ? outputs[s]! * sign(labels[s]!) : outputs[s * width + labels[s]!]!;
    pull[s] = width === 1 ? Number(moved[s]! < 1) : others(outputs, width, s, labels[s]!);
  }
  return { pull, moved };
}

const sign = (label: number) => (label > 0 ? 1 : -1);
const hinge = (margin: number) => Math.max(0, 1 - margin);

function entropy(outputs: Float64Array, width: number, s: number, label: number): number {
  const row = outputs.subarray(s * width, (s + 1) * width);
  const top = Math.max(...row);
  return top + log(row.reduce((sum, y) => sum + exp(y - top), 0)) - row[label]!;
}

/** 1 − p of the label: what the softmax gives to the others, however little. */
function others(outputs: Float64Array, width: number, s: number, label: number): number {
  const row = outputs.subarray(s * width, (s + 1) * width);
  const top = Math.max(...row);
  const rest = row.reduce((sum, y, o) => (o === label ? sum : sum + exp(y - top)), 0);
  return rest / (rest + exp(row[label]! - top));
}

/** d ln L/d ln|w| on the ray through the network: 0 at the best norm, −H (share of the loss that moves) of a network without biases. */
export function radialSlope(
  network: RectifiedLayers,
  data: Inputs,
  pass: ForwardPass,
  labels: ArrayLike<number>,
): number {
  const { outputs } = pass;
  const width = network.sizes.at(-1)!;
  const moved = radialDerivative(network, data, pass);
  let slope = 0;
  for (let s = 0; s < data.count; s++) {
    if (width === 1) {
      if (outputs[s]! * sign(labels[s]!) < 1) slope -= sign(labels[s]!) * moved[s]!;
      continue;
    }
    for (let o = 0; o < width; o++)
      slope += (exp(-entropy(outputs, width, s, o)) - Number(o === labels[s])) * moved[s * width + o]!;
  }
  return slope / data.count / meanLoss(outputs, width, labels);
}

export interface FieldCovariance {
  readonly deltaK: Estimate;
  readonly rows: readonly {
    /** R. */
    readonly overlap: number;
    /** Mean of k over pairs, its standard error, and the spread of single pairs: 0 of an isotropic field. */
    readonly mean: number;
    readonly error: number;
    readonly scatter: number;
    /** R^H, and the limit of wide random ReLU networks with Gaussian inputs. */
    readonly glass: number;
    readonly wide: number;
  }[];
}

/** @param pairs  of random networks for each of the overlaps 0, .1, …, 1; at least 3 */
export function fieldCovariance(sizes: readonly number[], data: Inputs, draw: Stream, pairs = 20): FieldCovariance {
  integer('fieldCovariance', 'pairs', pairs, 3);
  const H = sizes.length - 1;
  const overlaps = Array.from({ length: 11 }, (_, i) => i / 10);
  const ks = overlaps.map(() => new Float64Array(pairs));
  for (let p = 0; p < pairs; p++) {
    const [w, z] = [randomLayers(draw, sizes), randomLayers(draw, sizes)];
    const here = forward(w, data).outputs;
    for (const [i, R] of overlaps.entries()) {
      const mixed = w.weights.map((W, k) => W.map((x, e) => R * x + Math.sqrt(1 - R * R) * z.weights[k]![e]!));
      const there = forward({ sizes, weights: mixed, biases: null }, data).outputs;
      ks[i]![p] = inner(here, there) / Math.sqrt(inner(here, here) * inner(there, there));
    }
  }
  const rms = (means: readonly number[]) =>
    Math.sqrt(means.reduce((sum, k, i) => sum + (k - overlaps[i]! ** H) ** 2, 0) / overlaps.length);
  const means = ks.map((k) => k.reduce((sum, x) => sum + x, 0) / pairs);
  const deleted = Float64Array.from({ length: pairs }, (_, p) =>
    rms(means.map((mean, i) => (mean * pairs - ks[i]![p]!) / (pairs - 1))),
  );
  return {
    deltaK: { value: rms(means), error: deviation(deleted, pairs) },
    rows: overlaps.map((overlap, i) => {
      const scatter = Math.sqrt(ks[i]!.reduce((sum, k) => sum + (k - means[i]!) ** 2, 0) / (pairs - 1));
      const wide = wideNetworkCovariance(H, overlap);
      return { overlap, mean: means[i]!, error: scatter / Math.sqrt(pairs), scatter, glass: power(overlap, H), wide };
    }),
  };
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/**
 * β over draws of weights, exact in the labels; error by the jackknife over draws.
 * @param outputs  Y of each draw on the m samples
 * @param loss     ℓ(y Y)
 */
export function randomPart(outputs: readonly Float64Array[], loss: (margin: number) => number): Estimate {
  const W = integer('randomPart', 'draws', outputs.length, 3);
  const means = new Float64Array(W);
  const fluctuations = new Float64Array(W);
  outputs.forEach((Y, k) => {
    const m = Y.length;
    for (let s = 0; s < m; s++) {
      const [up, down] = [loss(Y[s]!), loss(-Y[s]!)];
      means[k]! += (up + down) / (2 * m);
      fluctuations[k]! += ((up - down) / 2) ** 2 / m ** 2;
    }
  });
  const beta = (without: number) => {
    const kept = [...means.keys()].filter((k) => k !== without);
    const mean = kept.reduce((sum, k) => sum + means[k]!, 0) / kept.length;
    const variance = kept.reduce((sum, k) => sum + (means[k]! - mean) ** 2, 0) / kept.length;
    return (variance * kept.length) / kept.reduce((sum, k) => sum + fluctuations[k]!, 0);
  };
  const deleted = Float64Array.from({ length: W }, (_, k) => beta(k));
  return { value: beta(-1), error: deviation(deleted, W) };
}
