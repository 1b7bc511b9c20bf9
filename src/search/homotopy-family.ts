/**
 * The family of tensors that a homotopy runs through, from one whose eigenpairs are known to the glass:
 *     T_t = (1 − t) γ D + t S,   D the diagonal tensor with D x^{H−1} = (x_i^{H−1}),   0 ≤ t ≤ 1,
 * and the equations of its eigenpairs, T_t x^{H−1} = λ x with a·x = 1. For generic complex γ no two paths meet before t = 1, and none
 * goes to infinity, since |λ| ≤ ‖T_t‖ ‖x‖^{H−2}. Complex vectors lie interleaved, real part first; z = (x, λ).
 * @source [cartwright2013number]; [sommese2005numerical, ch. 7]
 */

import { integer } from '../base/arguments.ts';
import { onCircle } from '../base/circle.ts';
import { ArgumentError } from '../base/errors.ts';
import { power } from '../base/power.ts';
import { squareNorm } from './homotopy-linear.ts';

/** A real symmetric tensor, H ≥ 3 indices of `size` values each, row-major. */
export interface SymmetricTensor {
  readonly order: number;
  readonly size: number;
  readonly entries: Float64Array;
  /** √Σ S², at least every |S(x, …, x)| on the unit sphere. */
  readonly norm: number;
}

/** factor · sym(X): the mean of X over the orderings of its indices. */
export function symmetricTensor(X: Float64Array, order: number, size: number, factor = 1): SymmetricTensor {
  integer('symmetricTensor', 'order', order, 3);
  integer('symmetricTensor', 'size', size, 1);
  if (X.length !== size ** order)
    throw new ArgumentError('symmetricTensor', 'X', `of length Λ^H = ${size ** order}`, X.length);
  const sums = new Map<number, { sum: number; count: number }>();
  const keys = Float64Array.from(X, (_, at) => sortedRank(at, order, size));
  X.forEach((x, at) => {
    const known = sums.get(keys[at]!);
    if (known) {
      known.sum += x;
      known.count++;
    } else sums.set(keys[at]!, { sum: x, count: 1 });
  });
  const entries = X.map((_, at) => {
    const { sum, count } = sums.get(keys[at]!)!;
    return (factor * sum) / count;
  });
  return { order, size, entries, norm: Math.sqrt(entries.reduce((total, s) => total + s * s, 0)) };
}

/** Position of the entry with the same indices in increasing order. */
function sortedRank(at: number, order: number, size: number): number {
  const digits: number[] = [];
  for (let h = 0, rest = at; h < order; h++, rest = Math.floor(rest / size)) digits.push(rest % size);
  return digits.sort((a, b) => a - b).reduce((rank, digit) => rank * size + digit, 0);
}

/** ((H−1)^Λ − 1)/(H−2): the eigenpairs of a generic symmetric tensor of order H ≥ 3, up to scale; no tensor has more, if finitely many. */
export function eigenpairCount(order: number, size: number): number {
  let count = 0;
  for (let i = 0; i < size; i++) count = count * (order - 1) + 1;
  return count;
}

/** A system along a homotopy, square with its patch; its solutions are known up to scale. */
export interface Equations {
  /** Complex unknowns: Λ + 1 for eigenpairs. */
  readonly unknowns: number;
  /** Brings a solution to the scale at which its patch is taken, in place. */
  normalize(z: Float64Array): void;
  /** Writes F(z), the Jacobian ∂F/∂z and ∂F/∂t at (z, t), for the patch a·x = 1 with a = conj(patch). */
  evaluate(
    z: Float64Array,
    t: number,
    patch: Float64Array,
    F: Float64Array,
    jacobian: Float64Array,
    dt: Float64Array,
  ): void;
}

/** The equations of the path from γ D to S. */
export function equations(tensor: SymmetricTensor, γ: readonly [number, number]): Equations {
  const { order: H, size: n, entries: S } = tensor;
  const m = n + 1;
  // Contractions S(·, …, ·, x, …, x) with Λ^{H−1}, …, Λ² complex entries.
  const stages = Array.from({ length: H - 2 }, (_, i) => new Float64Array(2 * n ** (H - 1 - i)));
  const power = new Float64Array(2);

  const contract = (z: Float64Array): Float64Array => {
    let from = stages[0]!;
    stages.forEach((to, stage) => {
      for (let row = 0; row < to.length / 2; row++) {
        let re = 0;
        let im = 0;
        if (stage === 0)
          for (let k = 0, at = row * n; k < n; k++, at++) {
            re += S[at]! * z[2 * k]!;
            im += S[at]! * z[2 * k + 1]!;
          }
        else
          for (let k = 0, at = 2 * row * n; k < n; k++, at += 2) {
            re += from[at]! * z[2 * k]! - from[at + 1]! * z[2 * k + 1]!;
            im += from[at]! * z[2 * k + 1]! + from[at + 1]! * z[2 * k]!;
          }
        to[2 * row] = re;
        to[2 * row + 1] = im;
      }
      from = to;
    });
    return from;
  };

  return {
    unknowns: m,
    normalize: (z) => normalize(z, H),
    evaluate(z, t, patch, F, J, dt) {
      const M = contract(z);
      const [λr, λi] = [z[2 * n]!, z[2 * n + 1]!];
      let [pr, pi] = [-1, 0];
      for (let i = 0; i < n; i++) {
        const [xr, xi] = [z[2 * i]!, z[2 * i + 1]!];
        let [sr, si] = [0, 0]; // S x^{H−1}
        for (let j = 0; j < n; j++) {
          const at = 2 * (i * n + j);
          sr += M[at]! * z[2 * j]! - M[at + 1]! * z[2 * j + 1]!;
          si += M[at]! * z[2 * j + 1]! + M[at + 1]! * z[2 * j]!;
          J[2 * (i * m + j)] = (H - 1) * t * M[at]!;
          J[2 * (i * m + j) + 1] = (H - 1) * t * M[at + 1]!;
        }
        raise(xr, xi, H - 2, power);
        const gr = γ[0] * power[0]! - γ[1] * power[1]!; // γ x^{H−2}
        const gi = γ[0] * power[1]! + γ[1] * power[0]!;
        J[2 * (i * m + i)]! += (H - 1) * (1 - t) * gr - λr;
        J[2 * (i * m + i) + 1]! += (H - 1) * (1 - t) * gi - λi;
        J[2 * (i * m + n)] = -xr;
        J[2 * (i * m + n) + 1] = -xi;
        J[2 * (n * m + i)] = patch[2 * i]!;
        J[2 * (n * m + i) + 1] = -patch[2 * i + 1]!;
        pr += patch[2 * i]! * xr + patch[2 * i + 1]! * xi;
        pi += patch[2 * i]! * xi - patch[2 * i + 1]! * xr;
        const dr = gr * xr - gi * xi; // γ x^{H−1}
        const di = gr * xi + gi * xr;
        dt[2 * i] = sr - dr;
        dt[2 * i + 1] = si - di;
        F[2 * i] = t * sr + (1 - t) * dr - (λr * xr - λi * xi);
        F[2 * i + 1] = t * si + (1 - t) * di - (λr * xi + λi * xr);
      }
      J[2 * (n * m + n)] = J[2 * (n * m + n) + 1] = 0;
      F[2 * n] = pr;
      F[2 * n + 1] = pi;
      dt[2 * n] = dt[2 * n + 1] = 0;
    },
  };
}

/** (x, λ) ← (c x, c^{H−2} λ) with ‖c x‖ = 1, c > 0: the same eigenpair. */
function normalize(z: Float64Array, order: number): void {
  const last = z.length - 2;
  const c = 1 / Math.sqrt(squareNorm(z.subarray(0, last)));
  for (let i = 0; i < last; i++) z[i]! *= c;
  z[last]! *= power(c, order - 2);
  z[last + 1]! *= power(c, order - 2);
}

/** Every eigenpair of γ D up to scale, ‖x‖ = 1: for each set of axes, x_i a root of unity of order H − 2 there and 0 elsewhere. */
export function startPoints(order: number, size: number, γ: readonly [number, number]): Float64Array[] {
  const starts: Float64Array[] = [];
  const choices = order - 1; // 0: the axis is absent; else a root of unity
  for (let code = 1; code < choices ** size; code++) {
    const digits = Array.from({ length: size }, (_, i) => Math.floor(code / choices ** i) % choices);
    if (digits.find((d) => d > 0) !== 1) continue; // scale: the first axis present has root 1
    const axes = digits.filter((d) => d > 0).length;
    const z = new Float64Array(2 * (size + 1));
    digits.forEach((d, i) => {
      if (d === 0) return;
      const angle = (2 * Math.PI * (d - 1)) / (order - 2);
      const [cosine, sine] = onCircle(angle);
      z[2 * i] = cosine / Math.sqrt(axes);
      z[2 * i + 1] = sine / Math.sqrt(axes);
    });
    const λ = power(axes, -(order - 2) / 2);
    z[2 * size] = γ[0] * λ;
    z[2 * size + 1] = γ[1] * λ;
    starts.push(z);
  }
  return starts;
}

function raise(re: number, im: number, exponent: number, out: Float64Array): void {
  let [r, i] = [1, 0];
  for (let k = 0; k < exponent; k++) [r, i] = [r * re - i * im, r * im + i * re];
  out[0] = r;
  out[1] = i;
}
