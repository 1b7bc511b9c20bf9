/**
 * Equal activation, independence of gates and inputs, independence across paths (A1, A5, A6) of a ReLU network, from overlaps of gates of
 * pairs of samples; no path is enumerated. Sums over paths factorize over fully connected layers:
 *      a_μν = (1/Ψ) Σ_p A_μp A_νp,   T_μν = (1/n_H) Σ_p Z_μp A_μp Z_νp A_νp = (x_μ·x_ν) Π_k (g^k_μ·g^k_ν) + Σ_{k≥1} Π_{j≥k} (g^j_μ·g^j_ν) + 1,
 * the last two terms for paths that begin at biases. Ψ counts all paths.
 *      δ1² = U[a_μν]/U[a_μ a_ν] − 1
 *      δ5² = (U[κ a] − U[κ] U[a])/(mean a_μ − U[a]),  κ_μν = x̃_μ·x̃_ν/d, over paths from inputs that vary; x̃ has mean 0 and deviation 1
 *      Ψ_eff = (mean T_μμ)²/U[T²],   δ6 = ln(Ψ/Ψ_eff)/ln Λ,   Λ = Ψ^{1/H}; with gates, and with all gates 1 (δ6Z)
 * @source [choromanska2015open] (the assumptions); [lakshminarayanan2020neural] (T)
 */

import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { log } from '../base/functions.ts';
import type { Stream } from '../base/philox.ts';
import { root } from '../base/power.ts';
import { type Estimate, jackknife } from './jackknife.ts';
import { type ForwardPass, type Inputs, pathCount, type RectifiedLayers } from './rectified-layers.ts';

export interface GateMeasures {
  readonly delta1Squared: Estimate;
  /** Not a number where every gate is always open or always closed, or no input varies: value null. */
  readonly delta5Squared: Estimate | null;
  readonly psiEff: Estimate;
  readonly psiEffGates: Estimate;
  readonly delta6Z: Estimate;
  readonly delta6: Estimate;
  /** Ψ and Λ = Ψ^{1/H}. */
  readonly psi: number;
  readonly lambda: number;
  /** Central 95 % of δ5² when the gates of samples are permuted against their inputs. */
  readonly delta5Null: readonly [low: number, high: number] | null;
}

export interface GateMeasureOptions {
  /** For the permutations. */
  readonly draw: Stream;
  /** Permutations of the null of δ5; 0: none. */
  readonly permutations?: number;
}

/** Largest number of samples: three matrices of pairs are held. */
const mostSamples = 4000;

/** @throws ArgumentError when there are fewer than 3 samples or more than 4000 */
export function gateMeasures(
  network: RectifiedLayers,
  data: Inputs,
  { gates }: ForwardPass,
  { draw, permutations = 200 }: GateMeasureOptions,
): GateMeasures {
  const { sizes, biases } = network;
  const m = integer('gateMeasures', 'samples', data.count, 3, mostSamples);
  const H = sizes.length - 1;
  const psi = pathCount(network).all / sizes[H]!; // paths to one output
  const hidden = sizes.slice(1, H);
  const { standardized, varying } = standardize(data);
  const counts = gates.map((layer, k) => unitCounts(layer, m, hidden[k]!));
  const full = tails(hidden);

  const zeros = () => new Float64Array(m);
  const rows = { a: zeros(), aa: zeros(), t2: zeros(), z2: zeros(), ka: zeros(), k: zeros(), open: zeros() };
  const own = { a: zeros(), t: zeros(), z: zeros() };
  // κ and the overlap of input paths, kept for the permutations.
  const kappas = gramMatrix(standardized, m, varying).map((inner) => inner / Math.max(1, varying));
  const inners = gramMatrix(data.x, m, data.inputs);
  const overlaps = new Float64Array(m * m);
  const products = new Float64Array(gates.length);

  for (let s = 0; s < m; s++) {
    for (const [k] of hidden.entries()) products[k] = counts[k]![s]!;
    const { all, inputs } = pathSums(products, sizes[0]!, biases !== null);
    own.a[s] = all / psi;
    overlaps[s * m + s] = inputs / full[0]!;
    const square = inners[s * m + s]!;
    const withBias = biases ? biasSum(products) : 0;
    own.t[s] = square * inputs + withBias;
    own.z[s] = square * full[0]! + (biases ? biasSum(hidden) : 0);
  }
  const offBias = biases ? biasSum(hidden) : 0;
  for (let s = 0; s < m; s++)
    for (let r = 0; r < s; r++) {
      for (let k = 0; k < gates.length; k++) products[k] = shared(gates[k]!, s, r, hidden[k]!);
      const { all, inputs } = pathSums(products, sizes[0]!, biases !== null);
      const inner = inners[s * m + r]!;
      const a = all / psi;
      const t = inner * inputs + (biases ? biasSum(products) : 0);
      const z = inner * full[0]! + offBias;
      const overlap = inputs / full[0]!;
      const kappa = kappas[s * m + r]!;
      overlaps[s * m + r] = overlaps[r * m + s] = overlap;
      add(rows.a, s, r, a);
      add(rows.aa, s, r, own.a[s]! * own.a[r]!);
      add(rows.t2, s, r, t * t);
      add(rows.z2, s, r, z * z);
      add(rows.ka, s, r, kappa * overlap);
      add(rows.k, s, r, kappa);
      add(rows.open, s, r, overlap);
    }
  const total = psi * sizes[H]!;
  const lambda = root(total, H);
  const participation = (t: Float64Array, t2: Float64Array) =>
    jackknife({ pairs: [t2], singles: [t] }, ([square], [mean]) => (mean! * mean!) / square!);
  const lost = (t: Float64Array, t2: Float64Array) =>
    jackknife(
      { pairs: [t2], singles: [t] },
      ([square], [mean]) => log((total * square!) / (mean! * mean!)) / log(lambda),
    );
  const diagonal = Float64Array.from({ length: m }, (_, s) => overlaps[s * m + s]!);
  const five = ([ka, k, open]: readonly number[], [mean]: readonly number[]) => (ka! - k! * open!) / (mean! - open!);
  const delta5 = jackknife({ pairs: [rows.ka, rows.k, rows.open], singles: [diagonal] }, five);
  const testable = varying > 0 && Number.isFinite(delta5.value);
  return {
    delta1Squared: jackknife({ pairs: [rows.a, rows.aa], singles: [] }, ([a, aa]) => a! / aa! - 1),
    delta5Squared: testable ? delta5 : null,
    psiEff: participation(own.z, rows.z2),
    psiEffGates: participation(own.t, rows.t2),
    delta6Z: lost(own.z, rows.z2),
    delta6: lost(own.t, rows.t2),
    psi: total,
    lambda,
    delta5Null: testable && permutations > 0 ? permuted(kappas, overlaps, m, permutations, draw) : null,
  };
}

/** Tile of rows that stays in the cache. */
const tile = 32;

/** X Xᵀ of m rows of n numbers, both triangles; two rows by two, whose four sums share four reads. */
function gramMatrix(x: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * m);
  for (let top = 0; top < m; top += tile)
    for (let r = 0; r < Math.min(m, top + tile); r += 2)
      for (let s = top; s < Math.min(m, top + tile); s += 2) {
        if (s + 1 < r) continue;
        const [r1, s1] = [Math.min(r + 1, m - 1), Math.min(s + 1, m - 1)];
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let i = 0, p = r * n, q = r1 * n, u = s * n, v = s1 * n; i < n; i++, p++, q++, u++, v++) {
          const x0 = x[p]!;
          const x1 = x[q]!;
          const y0 = x[u]!;
          const y1 = x[v]!;
          a += x0 * y0;
          b += x0 * y1;
          c += x1 * y0;
          d += x1 * y1;
        }
        out[r * m + s] = out[s * m + r] = a;
        out[r * m + s1] = out[s1 * m + r] = b;
        out[r1 * m + s] = out[s * m + r1] = c;
        out[r1 * m + s1] = out[s1 * m + r1] = d;
      }
  return out;
}

/** Paths of one output that begin at inputs and, with biases, later: Π_k p_k, and n₀ Π_k p_k + Σ_k Π_{j≥k} p_j + 1. */
function pathSums(
  p: ArrayLike<number>,
  n0: number,
  biases: boolean,
): { readonly all: number; readonly inputs: number } {
  let inputs = 1;
  for (let k = 0; k < p.length; k++) inputs *= p[k]!;
  return { inputs, all: n0 * inputs + (biases ? biasSum(p) : 0) };
}

/** Σ_{k≥1} Π_{j≥k} p_j + 1. */
function biasSum(p: ArrayLike<number>): number {
  let [sum, tail] = [1, 1];
  for (let k = p.length - 1; k >= 0; k--) sum += tail *= p[k]!;
  return sum;
}

/** Π_{j≥k} n_j for each k, and 1. */
function tails(sizes: readonly number[]): number[] {
  const out = [1];
  for (const size of sizes.slice().reverse()) out.unshift(out[0]! * size);
  return out;
}

/** Each input with mean 0 and population deviation 1; inputs that do not vary are left out. */
export function standardize({ count, inputs, x }: Inputs): {
  readonly standardized: Float64Array;
  readonly varying: number;
} {
  const kept: { readonly i: number; readonly mean: number; readonly sd: number }[] = [];
  for (let i = 0; i < inputs; i++) {
    const first = x[i]!;
    let sum = 0;
    let varies = false;
    for (let s = 0; s < count; s++) {
      sum += x[s * inputs + i]!;
      varies ||= x[s * inputs + i] !== first;
    }
    if (!varies) continue;
    const mean = sum / count;
    let square = 0;
    for (let s = 0; s < count; s++) square += (x[s * inputs + i]! - mean) ** 2;
    kept.push({ i, mean, sd: Math.sqrt(square / count) });
  }
  const varying = kept.length;
  const standardized = new Float64Array(count * varying);
  for (let s = 0; s < count; s++)
    kept.forEach(({ i, mean, sd }, k) => {
      standardized[s * varying + k] = (x[s * inputs + i]! - mean) / sd;
    });
  return { standardized, varying };
}

/** The central 95 % of δ5² with the gates of sample π(μ) at the inputs of sample μ. */
function permuted(
  kappas: Float64Array,
  overlaps: Float64Array,
  m: number,
  permutations: number,
  draw: Stream,
): readonly [number, number] {
  const pairs = m * (m - 1);
  let [k, open, mean] = [0, 0, 0];
  for (let s = 0; s < m; s++)
    for (let r = 0; r < m; r++) {
      if (r === s) mean += overlaps[s * m + s]! / m;
      else {
        k += kappas[s * m + r]! / pairs;
        open += overlaps[s * m + r]! / pairs;
      }
    }
  // Half the memory is read in half the time; a band needs no more digits.
  const [near, active] = [Float32Array.from(kappas), Float32Array.from(overlaps)];
  const order = Int32Array.from({ length: m }, (_, s) => s);
  const values = Float64Array.from({ length: permutations }, () => {
    for (let s = m - 1; s > 0; s--) {
      const r = Math.floor(draw.uniform() * (s + 1));
      const held = order[s]!;
      order[s] = order[r]!;
      order[r] = held;
    }
    let sum = 0;
    for (let s = 0; s < m; s++) {
      const from = order[s]! * m;
      for (let r = 0, at = s * m; r < s; r++) sum += near[at + r]! * active[from + order[r]!]!;
    }
    return ((2 * sum) / pairs - k * open) / (mean - open);
  }).sort();
  const at = (share: number) => values[Math.min(permutations - 1, Math.floor(share * permutations))]!;
  return [at(0.025), at(0.975)];
}

function add(rows: Float64Array, s: number, r: number, value: number): void {
  rows[s]! += value;
  rows[r]! += value;
}

/** g_μ·g_ν. */
function shared(layer: Int32Array, s: number, r: number, units: number): number {
  const words = Math.ceil(units / 32);
  let sum = 0;
  for (let w = 0, a = s * words, b = r * words; w < words; w++) sum += ones(layer[a + w]! & layer[b + w]!);
  return sum;
}

/** |g_μ| of every sample. */
function unitCounts(layer: Int32Array, m: number, units: number): Float64Array {
  if (layer.length !== m * Math.ceil(units / 32))
    throw new ArgumentError('gateMeasures', 'gates', `of ${m} samples and ${units} units`, layer.length);
  return Float64Array.from({ length: m }, (_, s) => shared(layer, s, s, units));
}

/** Bits set in a word. */
function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
