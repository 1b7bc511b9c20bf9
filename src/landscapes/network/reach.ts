/**
 * How far the numbers of one sample may be, anywhere within r of the parameters θ, from those that were computed at θ.
 *
 * Write Δ for the difference, exact at θ′ less computed at θ, ‖θ′ − θ‖ ≤ r. Each layer's weights move by at most r. Along a line of unit
 * speed, with n_l the length of its part in layer l,
 *      ‖ż_l‖ ≤ M_l ‖ż_{l−1}‖ + A_l n_l ≤ C_l,    C_l² = (M_l C_{l−1})² + A_l²,
 * where A_l bounds ‖(a_{l−1}, 1)‖ and M_l ‖W_l diag φ′‖ in the ball, so that ‖Δz_l‖ ≤ r C_l + E_l, E_l the rounding at θ:
 *      E_l = γ ‖(W_l, b_l)‖_F ‖(a_{l−1}, 1)‖ + M_l E_{l−1} + rounding of φ,   γ = k u/(1 − k u) for k roundings one after another.
 * One unit sees its own row only: ‖Δz_u‖ ≤ r √((‖w_u‖ + r)² φ′² C_{l−1}² + A_l²) + its rounding. A ReLU whose |z| is larger keeps its side;
 * by induction over the layers so do all. The bounds of φ′, φ″, φ‴ are local, over |Δz_u|.
 *
 * The errors d_l = ∂ℓ/∂z_l are followed backwards: g = Wᵀd, d = φ′(z) g,
 *      Δd_{l−1} = φ′ ∘ ((W + ΔW)ᵀΔd_l + ΔWᵀd_l) + Δφ′ ∘ g,   Δd_L ≤ ‖∂²ℓ‖ ‖Δz_L‖.
 * Sums may be added in any order, with or without fused multiply-adds. Assumed of float64: round to nearest, neither overflow nor underflow.
 * @source [higham2002accuracy, §3.1] (γ)
 */

import { norm as length } from '../../linalg/vectors.ts';
import { type Curves, curvesWithin, slopeError, valueError } from './activation-bounds.ts';
import type { LayerPlace } from './layers.ts';
import { type LossBounds, outputBounds } from './loss-bounds.ts';
import type { Block } from './passes.ts';
import type { NetworkModel } from './shape.ts';
import type { WeightNorms } from './weight-norms.ts';

/** Upper bounds of one layer at one sample; of hidden units where nothing else is said. */
export interface LayerReach {
  /** ‖(a_{l−1}, 1)‖ as computed, and in the ball. */
  inputNorm: number;
  input: number;
  /** M_l; 0 in the first layer. */
  gain: number;
  /** max over k of ‖column k of W_l‖ |φ″(z_{l−1,k})|, in the ball. */
  columnBend: number;
  /** C_l, and ‖Δz_l‖. */
  speed: number;
  reach: number;
  /** E_l, and the rounding part of ‖Δa_l‖. */
  error: number;
  valueError: number;
  /** |Δz| of each unit. */
  readonly units: Float64Array;
  /** Per unit, and the largest: φ′, |φ″|, |φ‴|. */
  readonly slopes: Float64Array;
  readonly bends: Float64Array;
  readonly twists: Float64Array;
  slope: number;
  bend: number;
  /** ‖d_l‖ as computed, ‖Δd_l‖, and ‖d_l‖ in the ball. */
  errorNorm: number;
  errorReach: number;
  errorBound: number;
  /** max over units of |∂ℓ/∂a| |φ″| and |∂ℓ/∂a| |φ‴|. */
  pullBend: number;
  pullTwist: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of the bounds themselves: sums, products and roots of nonnegative numbers, each relative n u. */
const up = 1 + 1e-9;
const gamma = (roundings: number) => (roundings * u) / (1 - roundings * u);

export interface Reach {
  readonly layers: readonly LayerReach[];
  /**
   * Follows sample s of the block forwards, after `runForward`.
   * @returns whether nothing within r is on the other side of a kink; if not, the numbers mean nothing
   */
  forward(s: number, r: number): boolean;
  /** Follows the errors backwards, after `runBackward` and `forward`; the bounds of the loss. */
  backward(s: number, r: number): LossBounds;
}

export function createReach(
  block: Block,
  norms: readonly WeightNorms[],
  model: Pick<NetworkModel, 'activation' | 'loss' | 'output'>,
): Reach {
  const { activation } = model;
  const objective = outputBounds(model);
  const layers = norms.map(({ place }) => emptyLayer(place));
  const last = layers.length - 1;
  const curves: Curves = { slope: 0, bend: 0, twist: 0 };
  const row = (numbers: Float64Array, s: number, width: number) => numbers.subarray(s * width, (s + 1) * width);

  /** ‖Δz_l‖ from what is known of the layer before. */
  const intoLayer = (l: number, s: number, r: number) => {
    const layer = layers[l]!;
    const { place, spectral, whole, rows, wholeRows } = norms[l]!;
    const a = l === 0 ? row(block.x, s, place.inputs) : row(block.layers[l - 1]!.a, s, place.inputs);
    const norm = length(a);
    layer.inputNorm = both(norm, place.biases === undefined ? 0 : 1);
    const below = l === 0 ? undefined : layers[l - 1]!;
    layer.input = layer.inputNorm + (below ? below.valueError + r * below.slope * below.speed : 0);
    layer.gain = below ? gainOf(norms[l]!, below, r) : 0;
    layer.columnBend = below ? largestProduct(norms[l]!.columns, below.bends, r) : 0;
    const carried = layer.gain * (below?.speed ?? 0);
    layer.speed = both(carried, layer.input);
    const roundings = gamma(place.inputs + 2);
    const ofValues = below ? valueError * norm : 0;
    layer.error = roundings * whole * layer.inputNorm + layer.gain * (below?.error ?? 0) + spectral * ofValues;
    layer.reach = r * layer.speed + layer.error;
    for (let i = 0; i < place.units; i++) {
      const w = rows[i]!;
      const steep = below ? Math.min(layer.gain, (w + r) * below.slope) * below.speed : 0;
      const rounding = roundings * wholeRows[i]! * layer.inputNorm + w * (below?.valueError ?? 0);
      layer.units[i] = up * Math.min(layer.reach, r * both(steep, layer.input) + rounding);
    }
  };

  return {
    layers,
    forward(s, r) {
      for (let l = 0; l <= last; l++) {
        intoLayer(l, s, r);
        const layer = layers[l]!;
        const { units } = layer;
        const z = row(block.layers[l]!.z, s, units.length);
        if (l === last) {
          const t = row(block.t, s, units.length);
          for (let o = 0; o < units.length; o++) if (objective.mayKink(z[o]!, t[o]!, units[o]!)) return false;
          return true;
        }
        layer.slope = layer.bend = 0;
        for (let i = 0; i < units.length; i++) {
          if (activation === 'relu' && units[i] !== 0 && !(Math.abs(z[i]!) > units[i]!)) return false;
          curvesWithin(activation, z[i]!, units[i]!, curves);
          layer.slopes[i] = curves.slope;
          layer.bends[i] = curves.bend;
          layer.twists[i] = curves.twist;
          layer.slope = Math.max(layer.slope, curves.slope);
          layer.bend = Math.max(layer.bend, curves.bend);
        }
        layer.valueError = layer.slope * layer.error + valueError * length(row(block.layers[l]!.a, s, units.length));
      }
      return true;
    },
    backward(s, r) {
      const units = norms[last]!.place.units;
      const [z, outputs] = [row(block.layers[last]!.z, s, units), row(block.layers[last]!.d, s, units)];
      const top = layers[last]!;
      const bounds = objective.at(z, outputs, row(block.t, s, units), top.reach);
      top.errorNorm = length(outputs);
      top.errorReach = bounds.curvature * top.reach + bounds.error;
      top.errorBound = Math.min(bounds.gradient, top.errorNorm + top.errorReach);
      for (let l = last; l > 0; l--) outOfLayer(l, s, r);
      return bounds;
    },
  };

  /** ‖Δd_{l−1}‖ from ‖Δd_l‖. */
  function outOfLayer(l: number, s: number, r: number): void {
    const { place, spectral, frobenius, columns } = norms[l]!;
    const [above, layer] = [layers[l]!, layers[l - 1]!];
    const g = row(block.layers[l - 1]!.g, s, place.inputs);
    const roundings = gamma(place.units + 1);
    const moved = (r + roundings * frobenius) * above.errorNorm;
    const pullReach = (spectral + r) * above.errorReach + moved;
    layer.pullBend = layer.pullTwist = 0;
    let square = 0;
    for (let k = 0; k < g.length; k++) {
      const size = Math.abs(g[k]!);
      square += ((layer.bends[k]! * layer.units[k]! + slopeError) * size) ** 2;
      const w = columns[k]!;
      const pull = size + Math.min(pullReach, (w + r) * above.errorReach + (r + roundings * w) * above.errorNorm);
      layer.pullBend = Math.max(layer.pullBend, pull * layer.bends[k]!);
      layer.pullTwist = Math.max(layer.pullTwist, pull * layer.twists[k]!);
    }
    layer.errorNorm = length(row(block.layers[l - 1]!.d, s, place.inputs));
    layer.errorReach = above.gain * above.errorReach + layer.slope * moved + Math.sqrt(square);
    layer.errorBound = Math.min(above.gain * above.errorBound, layer.errorNorm + layer.errorReach);
  }
}

/** ‖W diag φ′‖ in the ball: by the spectral norm, or by the columns of the units that give something on. */
function gainOf({ spectral, columns }: WeightNorms, below: LayerReach, r: number): number {
  let square = 0;
  for (let k = 0; k < columns.length; k++) square += (columns[k]! * below.slopes[k]!) ** 2;
  return Math.min(spectral * below.slope, Math.sqrt(square)) + r * below.slope;
}

/** max (norms_k + r) factors_k. */
function largestProduct(norms: Float64Array, factors: Float64Array, r: number): number {
  let largest = 0;
  for (let k = 0; k < norms.length; k++) largest = Math.max(largest, (norms[k]! + r) * factors[k]!);
  return largest;
}

const both = (a: number, b: number) => Math.sqrt(a * a + b * b);

function emptyLayer({ units }: LayerPlace): LayerReach {
  const some = () => new Float64Array(units);
  return {
    inputNorm: 0,
    input: 0,
    gain: 0,
    columnBend: 0,
    speed: 0,
    reach: 0,
    error: 0,
    valueError: 0,
    units: some(),
    slopes: some(),
    bends: some(),
    twists: some(),
    slope: 0,
    bend: 0,
    errorNorm: 0,
    errorReach: 0,
    errorBound: 0,
    pullBend: 0,
    pullTwist: 0,
  };
}
