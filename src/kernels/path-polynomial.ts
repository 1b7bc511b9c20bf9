/**
 * Value, gradient and Hessian products of a polynomial over the paths of a layered network,
 *      P(w) = q Σ_p J_p Π_h w_{c_h(p_h, p_{h−1})},   p = (p_0, …, p_H),
 * by contracting one layer after another: T_0 = J, T_h[b, ρ] = Σ_a w_{c_h(b, a)} T_{h−1}[a, b, ρ], and back. With a coupling of its own for each path
 * a gradient costs two multiply-adds a path, not H; with couplings that only the first path indices decide, two a weight's edge. Float64.
 */
import { ArgumentError } from '../base/errors.ts';

export interface PathShape {
  /** n_0, …, n_H. */
  readonly widths: readonly number[];
  /** s, numbers in a point. */
  readonly weights: number;
  /** The weight of each edge, layer after layer, units × inputs: c_h(b, a). */
  readonly colors: Int32Array;
  /** J, row-major over the first `couplings.length = n_0 ⋯ n_{r−1}` path indices; the others do not matter to it. */
  readonly couplings: Float64Array;
  /** q. */
  readonly scale: number;
}

export interface PathKernel {
  readonly shape: PathShape;
  /** ∇P to `gradient` (s). @returns P */
  evaluate(point: Float64Array, gradient: Float64Array): number;
  /** ∇²P v to `out` (s), at a point. */
  product(point: Float64Array, vector: Float64Array, out: Float64Array): void;
  /** k with |computed − exact| ≤ γ_k S entry by entry, γ_k = k u/(1 − k u), S the same sums of absolute values. */
  readonly roundings: number;
}

/** One contraction: `inputs` units to `units`, each with `rest` further path indices; `own` where T_{h−1} knows the unit it goes to. */
interface Step {
  readonly inputs: number;
  readonly units: number;
  readonly rest: number;
  readonly own: boolean;
  /** Where its edges begin. */
  readonly start: number;
}

/** @throws ArgumentError when couplings, colors and widths do not go together */
export function pathPolynomial(shape: PathShape): PathKernel {
  const steps = stepsOf(shape);
  const { colors, couplings, scale } = shape;
  const H = steps.length;
  const edges = colors.length;
  const layersOf = () => [couplings, ...steps.map(({ units, rest }) => new Float64Array(units * rest))];
  const [T, dT] = [layersOf(), layersOf()];
  dT[0] = new Float64Array(couplings.length);
  const [A, dA] = [layersOf(), layersOf()];
  const [W, dW, G] = [new Float64Array(edges), new Float64Array(edges), new Float64Array(edges)];

  const spread = (weights: Float64Array, out: Float64Array) => {
    for (let e = 0; e < edges; e++) out[e] = weights[colors[e]!]!;
  };
  const gather = (out: Float64Array) => {
    out.fill(0);
    for (let e = 0; e < edges; e++) out[colors[e]!]! += G[e]!;
  };
  const forward = () => {
    for (const t of T.slice(1)) t.fill(0);
    steps.forEach((step, h) => void contract(step, W, T[h]!, T[h + 1]!));
    A[H]!.fill(scale);
    for (let h = H - 1; h > 0; h--) {
      A[h]!.fill(0);
      spreadBack(steps[h]!, W, A[h + 1]!, A[h]!);
    }
  };
  return {
    shape,
    roundings: roundingsOf(shape, steps),
    evaluate(point, gradient) {
      spread(point, W);
      forward();
      G.fill(0);
      steps.forEach((step, h) => void slopes(step, A[h + 1]!, T[h]!, G));
      gather(gradient);
      return scale * T[H]!.reduce((sum, x) => sum + x, 0);
    },
    product(point, vector, out) {
      spread(point, W);
      spread(vector, dW);
      forward();
      G.fill(0);
      for (const t of dT.slice(1)) t.fill(0);
      steps.forEach((step, h) => {
        contract(step, dW, T[h]!, dT[h + 1]!);
        if (h > 0) contract(step, W, dT[h]!, dT[h + 1]!);
      });
      dA[H]!.fill(0);
      for (let h = H - 1; h >= 0; h--) {
        slopes(steps[h]!, dA[h + 1]!, T[h]!, G);
        if (h === 0) break;
        slopes(steps[h]!, A[h + 1]!, dT[h]!, G);
        dA[h]!.fill(0);
        spreadBack(steps[h]!, dW, A[h + 1]!, dA[h]!);
        spreadBack(steps[h]!, W, dA[h + 1]!, dA[h]!);
      }
      gather(out);
    },
  };
}

/** out[b, ρ] += Σ_a W[b, a] T[a, b, ρ]. */
function contract(
  { inputs, units, rest, own, start }: Step,
  W: Float64Array,
  T: Float64Array,
  out: Float64Array,
): void {
  for (let a = 0; a < inputs; a++)
    for (let b = 0; b < units; b++) {
      const w = W[start + b * inputs + a]!;
      const from = own ? (a * units + b) * rest : a;
      for (let r = 0, to = b * rest; r < rest; r++) out[to + r]! += w * T[from + r]!;
    }
}

/** G[b, a] += Σ_ρ A[b, ρ] T[a, b, ρ]. */
function slopes({ inputs, units, rest, own, start }: Step, A: Float64Array, T: Float64Array, G: Float64Array): void {
  for (let a = 0; a < inputs; a++)
    for (let b = 0; b < units; b++) {
      const from = own ? (a * units + b) * rest : a;
      let sum = 0;
      for (let r = 0, at = b * rest; r < rest; r++) sum += A[at + r]! * T[from + r]!;
      G[start + b * inputs + a]! += sum;
    }
}

/** out[a, b, ρ] += W[b, a] A[b, ρ]; summed over b where T does not know it. */
function spreadBack(
  { inputs, units, rest, own, start }: Step,
  W: Float64Array,
  A: Float64Array,
  out: Float64Array,
): void {
  for (let a = 0; a < inputs; a++)
    for (let b = 0; b < units; b++) {
      const w = W[start + b * inputs + a]!;
      const to = own ? (a * units + b) * rest : a;
      for (let r = 0, at = b * rest; r < rest; r++) out[to + r]! += w * A[at + r]!;
    }
}

function stepsOf({ widths, weights, colors, couplings }: PathShape): Step[] {
  const where = 'pathPolynomial';
  const edges = widths.slice(1).reduce((sum, n, h) => sum + n * widths[h]!, 0);
  if (widths.length < 2) throw new ArgumentError(where, 'widths', 'at least n_0 and n_1', widths);
  if (colors.length !== edges)
    throw new ArgumentError(where, 'colors', `one for each of ${edges} edges`, colors.length);
  const wrong = colors.find((c) => !(c >= 0 && c < weights));
  if (wrong !== undefined) throw new ArgumentError(where, 'colors', `in 0 … ${weights - 1}`, wrong);
  let [known, count] = [1, widths[0]!];
  while (known < widths.length && count < couplings.length) count *= widths[known++]!;
  if (count !== couplings.length)
    throw new ArgumentError(where, 'couplings', 'n_0 ⋯ n_r numbers for some r', couplings.length);
  // Widths of 1 that follow change nothing.
  let [start, rest] = [0, couplings.length / widths[0]!];
  return widths.slice(1).map((units, h) => {
    const inputs = widths[h]!;
    const own = h + 1 < known;
    if (own) rest /= units;
    const step = { inputs, units, rest, own, start };
    start += inputs * units;
    return step;
  });
}

/**
 * The longest chain of roundings behind a number: twice (product rule) the terms of each sum on the way there and back, one product a layer
 * each way, the terms of a slope, those of a weight's edges, and the scale.
 */
function roundingsOf({ colors, weights }: PathShape, steps: readonly Step[]): number {
  const edgesOf = new Int32Array(weights);
  for (const c of colors) edgesOf[c]!++;
  const sums = steps.reduce((sum, { inputs, units }) => sum + 2 * (inputs + units) + 4, 0);
  return sums + 2 * Math.max(...steps.map(({ rest }) => rest)) + edgesOf.reduce((a, b) => Math.max(a, b), 0) + 8;
}
