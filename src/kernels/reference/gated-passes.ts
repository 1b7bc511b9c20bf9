/**
 * Value, gradient and Hessian products of a sum of losses of a network without biases, whose hidden units pass what their gates let through,
 *      L(w) = f Σ_μ ℓ(s y_μ Y_μ),   a_0 = x_μ,   z_k = W_k a_{k−1},   a_k = g_k(μ) z_k  or  φ(z_k),   Y = z_H,
 * by one pass forward and one back for each sample; weights may be shared between edges (colors). Plain float64, a sample at a time.
 * @source [rumelhart1986learning]; [pearlmutter1994fast] for the product
 */
import type { GatedNetwork } from '../contract/gated.ts';
import { rectifierOf } from '../rectifier.ts';
import { gatedLosses } from '../sample-losses.ts';

export interface Layer {
  readonly inputs: number;
  readonly units: number;
  /** Where its edges begin, and its units among the hidden ones. */
  readonly edges: number;
  readonly hidden: number;
}

export function layersOf(widths: readonly number[]): Layer[] {
  let [edges, hidden] = [0, 0];
  return widths.slice(1).map((units, k) => {
    const layer = { inputs: widths[k]!, units, edges, hidden };
    edges += layer.inputs * units;
    hidden += units;
    return layer;
  });
}

/** Numbers of one sample, layer after layer: z, a and what comes back (∂L/∂a, ∂L/∂z), with slopes of the hidden units. */
export interface Sample {
  readonly z: readonly Float64Array[];
  readonly a: readonly Float64Array[];
  readonly back: readonly Float64Array[];
  readonly d: readonly Float64Array[];
  readonly slope: Float64Array;
}

export interface GatedPasses {
  readonly layers: readonly Layer[];
  /** Puts the weights of a point on the edges; what follows is at this point. */
  load(point: Float64Array): void;
  /** Forward pass of sample μ. @returns Y_μ */
  forward(μ: number): number;
  /** Backward pass after `forward`, from ∂L/∂Y; adds ∂L/∂(edge) to `out`. */
  backward(fromOutput: number, out: Float64Array): void;
  /** ∇L at a point. @returns L */
  evaluate(point: Float64Array, gradient: Float64Array): number;
  /** ∇²L v at a point, gates held where they have a kink. */
  product(point: Float64Array, vector: Float64Array, out: Float64Array): void;
  /** Sums over the edges of each weight. */
  gather(edges: Float64Array, out: Float64Array): void;
  readonly sample: Sample;
  /** Weights on the edges, after `load`. */
  readonly W: Float64Array;
}

export function gatedPasses(net: GatedNetwork): GatedPasses {
  const { widths, colors, x, y, gates, margin, front } = net;
  const loss = gatedLosses[net.loss];
  const layers = layersOf(widths);
  const H = layers.length;
  const [m, d0] = [y.length, widths[0]!];
  const hidden = layers.at(-1)!.hidden;
  const rows = () => widths.map((n) => new Float64Array(n));
  const sample: Sample = {
    ...{ z: rows(), a: rows(), back: rows(), d: rows() },
    slope: new Float64Array(hidden),
  };
  const { z, a, back, d, slope } = sample;
  const [rz, ra, rback, rd] = [rows(), rows(), rows(), rows()];
  const onEdges = () => new Float64Array(colors.length);
  const [W, V, G, unused] = [onEdges(), onEdges(), onEdges(), onEdges()];
  const spread = (point: Float64Array, out: Float64Array) => {
    for (let e = 0; e < out.length; e++) out[e] = point[colors[e]!]!;
  };
  const gather = (edges: Float64Array, out: Float64Array) => {
    out.fill(0);
    for (let e = 0; e < edges.length; e++) out[colors[e]!]! += edges[e]!;
  };
  const hold = typeof gates === 'number' ? undefined : gates;
  const φ = typeof gates === 'number' ? rectifierOf(gates) : undefined;
  const forward = (μ: number) => {
    const input = a[0]!;
    for (let i = 0, at = μ * d0; i < d0; i++, at++) input[i] = x[at]!;
    for (let k = 0; k < H; k++) {
      const { inputs, units, edges, hidden: first } = layers[k]!;
      const [from, to, out] = [a[k]!, z[k + 1]!, a[k + 1]!];
      for (let j = 0, e = edges; j < units; j++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++, e++) sum += W[e]! * from[i]!;
        to[j] = sum;
      }
      if (k === H - 1) break;
      for (let j = 0, at = μ * hidden + first; j < units; j++, at++) {
        const sum = to[j]!;
        const g = φ ? φ.slope(sum) : hold![at]!;
        slope[first + j] = g;
        out[j] = φ ? φ.value(sum) : g * sum;
      }
    }
    return z[H]![0]!;
  };
  const backward = (fromOutput: number, out: Float64Array) => {
    d[H]![0] = fromOutput;
    for (let k = H - 1; k >= 0; k--) {
      const { inputs, units, edges } = layers[k]!;
      const [from, here, below] = [a[k]!, d[k + 1]!, back[k]!];
      below.fill(0);
      for (let j = 0, e = edges; j < units; j++, e += inputs) {
        const dj = here[j]!;
        if (dj === 0) continue;
        for (let i = 0; i < inputs; i++) out[e + i]! += dj * from[i]!;
        if (k > 0) for (let i = 0; i < inputs; i++) below[i]! += W[e + i]! * dj;
      }
      if (k === 0) break;
      const [to, first] = [d[k]!, layers[k - 1]!.hidden];
      for (let i = 0; i < inputs; i++) to[i] = below[i]! * slope[first + i]!;
    }
  };
  const along = (curvature: number) => {
    ra[0]!.fill(0);
    layers.forEach(({ inputs, units, edges, hidden: first }, k) => {
      for (let j = 0, e = edges; j < units; j++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++, e++) sum += V[e]! * a[k]![i]! + W[e]! * ra[k]![i]!;
        rz[k + 1]![j] = sum;
        if (k < H - 1) ra[k + 1]![j] = slope[first + j]! * sum;
      }
    });
    rd[H]![0] = curvature * rz[H]![0]!;
    for (let k = H - 1; k >= 0; k--) {
      const { inputs, units, edges } = layers[k]!;
      rback[k]!.fill(0);
      for (let j = 0, e = edges; j < units; j++, e += inputs) {
        const [dj, rdj] = [d[k + 1]![j]!, rd[k + 1]![j]!];
        for (let i = 0; i < inputs; i++) {
          G[e + i]! += rdj * a[k]![i]! + dj * ra[k]![i]!;
          rback[k]![i]! += V[e + i]! * dj + W[e + i]! * rdj;
        }
      }
      if (k === 0) break;
      const first = layers[k - 1]!.hidden;
      for (let i = 0; i < inputs; i++) {
        rd[k]![i] = slope[first + i]! * rback[k]![i]!;
        if (φ) rd[k]![i]! += φ.bend(z[k]![i]!) * rz[k]![i]! * back[k]![i]!;
      }
    }
  };
  const load = (point: Float64Array) => spread(point, W);
  return {
    layers,
    load,
    forward,
    backward,
    gather,
    sample,
    W,
    evaluate(point, gradient) {
      load(point);
      G.fill(0);
      let total = 0;
      for (let μ = 0; μ < m; μ++) {
        const [value, first] = loss.at(margin * y[μ]! * forward(μ));
        total += value;
        if (first !== 0) backward(front * margin * y[μ]! * first, G);
      }
      gather(G, gradient);
      return front * total;
    },
    product(point, vector, out) {
      load(point);
      spread(vector, V);
      G.fill(0);
      for (let μ = 0; μ < m; μ++) {
        const [, first, second] = loss.at(margin * y[μ]! * forward(μ));
        backward(front * margin * y[μ]! * first, unused);
        along(front * margin * margin * second);
      }
      gather(G, out);
    },
  };
}
