/**
 * Redundancy and uniformity (A3, A4), on weights clustered to s values: k-means in one dimension from quantiles, Lloyd's iteration until
 * nothing moves, so that nothing is random; another clustering may give another δ4.
 *      δ3 = share of samples on which the clustered network answers differently, s = ⌊Λ⌋
 *      δ4 = ln(s^H Σ_i t_i²/Ψ²), t_i the number of paths with colour tuple i ∈ [s]^H: the Rényi-2 divergence from uniform, in nats
 * Weights of all layers together, biases left as they are; Ψ and Λ of the paths from inputs. Σ t² is the number of pairs of paths with equal
 * tuples, by a recursion over pairs of units, D_k(u, u′) = Σ_{v,v′} D_{k−1}(v, v′) [c(v,u) = c(v′,u′)].
 * @source [choromanska2015loss, Definition 3.3], with disagreement in place of a difference of accuracies
 */

import { integer } from '../base/arguments.ts';
import { CapacityError } from '../base/errors.ts';
import { log } from '../base/functions.ts';
import { root } from '../base/power.ts';
import { type ForwardPass, forward, type Inputs, pathCount, type RectifiedLayers } from './rectified-layers.ts';

export interface Clustering {
  /** At most s values, in increasing order; those that no weight took keep their place. */
  readonly values: Float64Array;
  /** Of each layer, the number of the value of each weight. */
  readonly colours: readonly Int32Array[];
}

/** Lloyd's iteration ends long before. */
const mostSteps = 10_000;

/** @param s  number of values ≥ 1 */
export function clusterWeights({ weights }: Pick<RectifiedLayers, 'weights'>, s: number): Clustering {
  integer('clusterWeights', 's', s, 1);
  const all = Float64Array.from(weights.flatMap((W) => [...W])).sort();
  const distinct = all.filter((w, i) => i === 0 || w !== all[i - 1]);
  // As many values as weights have, or fewer: the clusters of no error, which quantiles of frequent weights would miss.
  if (distinct.length <= s)
    return { values: distinct, colours: weights.map((W) => Int32Array.from(W, (w) => firstAbove(distinct, w, true))) };
  const prefix = new Float64Array(all.length + 1);
  for (let i = 0; i < all.length; i++) prefix[i + 1] = prefix[i]! + all[i]!;
  let values = Float64Array.from({ length: s }, (_, k) => quantile(all, (k + 0.5) / s));
  for (let step = 0; step < mostSteps; step++) {
    const edges = edgesOf(values);
    const next = values.slice();
    for (let k = 0, from = 0; k < s; k++) {
      const to = k === s - 1 ? all.length : firstAbove(all, edges[k]!);
      if (to > from) next[k] = (prefix[to]! - prefix[from]!) / (to - from);
      from = Math.max(from, to);
    }
    const still = next.every((value, k) => value === values[k]);
    values = next;
    if (still) break;
  }
  const edges = edgesOf(values);
  return { values, colours: weights.map((W) => Int32Array.from(W, (w) => firstAbove(edges, w, true))) };
}

export interface Redundancy {
  readonly s: number;
  /** δ3, and the number of samples that answer differently. */
  readonly delta3: number;
  readonly changed: number;
}

/**
 * @param pass  of the network itself, where it is at hand
 * @throws ArgumentError when the samples do not fit the network
 */
export function redundancy(
  network: RectifiedLayers,
  data: Inputs,
  pass: ForwardPass = forward(network, data),
  s = clusterCount(network),
): Redundancy {
  const { values, colours } = clusterWeights(network, s);
  const clustered = { ...network, weights: colours.map((layer) => Float64Array.from(layer, (c) => values[c]!)) };
  const outputs = network.sizes.at(-1)!;
  const [a, b] = [pass, forward(clustered, data)].map((one) => answersOf(one.outputs, outputs));
  const changed = a!.reduce((count, answer, k) => count + Number(answer !== b![k]), 0);
  return { s, delta3: changed / data.count, changed };
}

export interface Uniformity {
  readonly s: number;
  /** δ4 ≥ 0 in nats. */
  readonly delta4: number;
}

/** Multiply-adds of the recursion beyond which a network is too large. */
const mostWork = 2e10;

/** @throws CapacityError when the recursion over pairs of units takes too long */
export function uniformity(network: RectifiedLayers, s = clusterCount(network)): Uniformity {
  const { sizes } = network;
  const H = sizes.length - 1;
  let work = 0;
  for (let k = 1; k <= H; k++) work += sizes[k]! ** 2 * (sizes[k - 1]! + sizes[k - 1]! ** 2 / s);
  if (work > mostWork) {
    const rule = `${work.toExponential(1)} operations over pairs of units, ${mostWork.toExponential(1)} are allowed`;
    throw new CapacityError(`uniformity: a network of ${sizes.join('-')} takes ${rule}`);
  }
  const pairs = equalPairs(sizes, clusterWeights(network, s).colours, s);
  return { s, delta4: H * log(s) + log(pairs) - 2 * log(pathCount(network).fromInputs) };
}

/** Σ t²: pairs of paths whose edges have equal colours, layer by layer. @param colours n_k × n_{k−1} each, as weights lie */
export function equalPairs(sizes: readonly number[], colours: readonly Int32Array[], s: number): number {
  // D_0 = 1 for every pair of inputs.
  let before: Float64Array | null = null;
  colours.forEach((layer, k) => {
    const [n, units] = [sizes[k]!, sizes[k + 1]!];
    const after = new Float64Array(units * units);
    // Units v of the layer before by the colour of v → u: heads[c] and a chain.
    const heads = new Int32Array(s).fill(-1);
    const counts = new Float64Array(s);
    const next = new Int32Array(n);
    for (let u = 0; u < units; u++) {
      heads.fill(-1);
      counts.fill(0);
      for (let v = 0; v < n; v++) {
        const c = layer[u * n + v]!;
        next[v] = heads[c]!;
        heads[c] = v;
        counts[c]!++;
      }
      for (let w = 0; w < units; w++) {
        let sum = 0;
        for (let v = 0; v < n; v++) {
          const c = layer[w * n + v]!;
          if (!before) sum += counts[c]!;
          else for (let o = heads[c]!; o >= 0; o = next[o]!) sum += before[o * n + v]!;
        }
        after[u * units + w] = sum;
      }
    }
    before = after;
  });
  return before!.reduce((sum: number, d: number) => sum + d, 0);
}

/** ⌊Λ⌋, Λ = Ψ^{1/H} of the paths from inputs; a root that is an integer but for rounding is that integer. */
export function clusterCount(network: Pick<RectifiedLayers, 'sizes'>): number {
  const H = network.sizes.length - 1;
  const { fromInputs } = pathCount({ ...network, biases: null });
  return Math.max(1, Math.floor(root(fromInputs, H) * (1 + 1e-12)));
}

/** The largest output, or the sign of a single one. */
function answersOf(outputs: Float64Array, width: number): Int32Array {
  return Int32Array.from({ length: outputs.length / width }, (_, s) => {
    if (width === 1) return Number(outputs[s]! > 0);
    let best = 0;
    for (let o = 1; o < width; o++) if (outputs[s * width + o]! > outputs[s * width + best]!) best = o;
    return best;
  });
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
}

function edgesOf(values: Float64Array): Float64Array {
  return Float64Array.from({ length: values.length - 1 }, (_, k) => (values[k]! + values[k + 1]!) / 2);
}

/** Number of entries ≤ edge, or < edge when `below`. */
function firstAbove(sorted: Float64Array, edge: number, below = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (below ? sorted[middle]! < edge : sorted[middle]! <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}
