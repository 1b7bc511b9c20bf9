/**
 * m forms of one order H ≥ 1 in Λ variables at one point, with gradients and sums of Hessians:
 *      P_μ(w) = q Σ X^μ_{i₁…i_H} w_{i₁}…w_{i_H}.
 * ∇P_μ = A^μ φ(w), φ the products of H − 1 variables, A^μ collected once from X^μ; P_μ = w·∇P_μ/H. Float64; a gradient costs m Λ C(Λ + H − 2, H − 1)
 * multiply-adds.
 */
import { integer } from '../base/arguments.ts';
import { ArgumentError, CapacityError } from '../base/errors.ts';
import { collapse, monomialCount, monomialRank } from './monomials.ts';

export interface FormsShape {
  /** H. */
  readonly order: number;
  /** Λ. */
  readonly size: number;
  /** m. */
  readonly count: number;
  /** q. */
  readonly scale: number;
  /** X, m tensors of Λ^H numbers, row-major, not symmetrized. */
  readonly entries: Float64Array;
}

export interface Forms {
  readonly shape: Omit<FormsShape, 'entries'>;
  /** P_μ to `values` (m), ∇P_μ to `gradients` (m × Λ). */
  evaluate(point: Float64Array, values: Float64Array, gradients: Float64Array): void;
  /** out ← Σ_μ a_μ ∇²P_μ, Λ × Λ, exactly symmetric. */
  hessian(point: Float64Array, weights: ArrayLike<number>, out: Float64Array): void;
  /** Upper bound of ‖sym X^μ‖_F, without q: no |sym X^μ(x₁, …, x_H)| of unit vectors is larger. */
  frobenius(μ: number): number;
  /** The same forms with absolute values of what is collected: sums whose rounding bounds stand on. */
  absolute(): Forms;
  /** k with |computed − exact| ≤ γ_k S entry by entry, γ_k = k u/(1 − k u), S the same sums of absolute values. */
  readonly roundings: number;
}

/** Numbers that are held at most. */
const most = 2 ** 27;

/** @throws ArgumentError when sizes and the number of entries do not go together; CapacityError when they are too many */
export function forms({ order, size, count, scale, entries }: FormsShape): Forms {
  const where = 'forms';
  const H = integer(where, 'order', order, 1);
  const L = integer(where, 'size', size, 1);
  const m = integer(where, 'count', count, 1);
  if (entries.length !== m * L ** H)
    throw new ArgumentError(where, 'entries', `m Λ^H = ${m * L ** H} numbers`, entries.length);
  const M = monomialCount(H - 1, L);
  if (m * L * M > most) throw new CapacityError(`${where}: ${m * L * M} numbers are over the limit of 2^27`);
  return collected({ order: H, size: L, count: m, scale }, collect({ order: H, size: L, count: m, scale, entries }));
}

/** A^μ, Λ × M each: A[i, k] = (times of i in k + i) times the coefficient of the monomial k + i. */
function collect({ order: H, size: L, count: m, scale, entries }: FormsShape): Float64Array {
  const M = monomialCount(H - 1, L);
  const variables = sequences(H - 1, L);
  const rank = monomialRank(H, L);
  const A = new Float64Array(m * L * M);
  const monomials = new Float64Array(monomialCount(H, L));
  const sorted = new Int32Array(H);
  for (let μ = 0; μ < m; μ++) {
    const from = μ * L ** H;
    monomials.fill(0);
    collapse(H, L, (start, out) => out.set(entries.subarray(from + start, from + start + out.length)), monomials);
    for (let i = 0; i < L; i++)
      for (let k = 0; k < M; k++) {
        let times = 1;
        let at = 0;
        const others = k * (H - 1);
        for (; at < H - 1 && variables[others + at]! <= i; at++) {
          sorted[at] = variables[others + at]!;
          if (sorted[at] === i) times++;
        }
        sorted[at] = i;
        for (; at < H - 1; at++) sorted[at + 1] = variables[others + at]!;
        A[(μ * L + i) * M + k] = scale * times * monomials[rank(sorted)]!;
      }
  }
  return A;
}

function collected(shape: Omit<FormsShape, 'entries'>, A: Float64Array): Forms {
  const { order: H, size: L, count: m, scale } = shape;
  const M = monomialCount(H - 1, L);
  const variables = sequences(H - 1, L);
  const φ = new Float64Array(M);
  const products = (point: Float64Array) => {
    for (let k = 0, at = 0; k < M; k++) {
      let product = 1;
      for (let h = 1; h < H; h++) product *= point[variables[at++]!]!;
      φ[k] = product;
    }
  };
  const B = new Float64Array(L * M);
  let magnitudes: Forms | undefined;
  return {
    shape,
    evaluate(point, values, gradients) {
      products(point);
      for (let μ = 0, row = 0; μ < m; μ++) {
        let value = 0;
        for (let i = 0; i < L; i++, row++) {
          let sum = 0;
          for (let k = 0, at = row * M; k < M; k++) sum += A[at + k]! * φ[k]!;
          gradients[row] = sum;
          value += point[i]! * sum;
        }
        values[μ] = value / H;
      }
    },
    hessian(point, weights, out) {
      B.fill(0);
      for (let μ = 0; μ < m; μ++) {
        const a = weights[μ]!;
        if (a !== 0) for (let k = 0, at = μ * L * M; k < L * M; k++) B[k]! += a * A[at + k]!;
      }
      out.fill(0);
      for (let k = 0; k < M; k++)
        for (let h = 1; h < H; h++) {
          let product = 1;
          for (let g = 1; g < H; g++) if (g !== h) product *= point[variables[k * (H - 1) + g - 1]!]!;
          const j = variables[k * (H - 1) + h - 1]!;
          for (let i = 0; i < L; i++) out[i * L + j]! += B[i * M + k]! * product;
        }
      // Both triangles are the same sums in other orders.
      for (let i = 0; i < L; i++)
        for (let j = 0; j < i; j++) out[i * L + j] = out[j * L + i] = (out[i * L + j]! + out[j * L + i]!) / 2;
    },
    frobenius(μ) {
      // sym X[i, ordered k] = A[i, k]/(q H n(k)), n(k) orders of k.
      let square = 0;
      for (let k = 0; k < M; k++) {
        const orders = ordersOf(variables.subarray(k * (H - 1), (k + 1) * (H - 1)));
        for (let i = 0; i < L; i++) square += A[(μ * L + i) * M + k]! ** 2 / orders;
      }
      return (Math.sqrt(square) / (H * Math.abs(scale))) * (1 + 1e-9);
    },
    absolute() {
      magnitudes ??= collected(shape, A.map(Math.abs));
      return magnitudes;
    },
    // Coefficients are sums of H! numbers at most, times two factors; then products of H, sums of M, of m and of Λ, and a mean.
    roundings: factorial(H) + M + m + L + 2 * H + 6,
  };
}

/** Nondecreasing sequences of `length` from 0 … size − 1, in lexicographic order, one after another. */
function sequences(length: number, size: number): Int32Array {
  const out = new Int32Array(monomialCount(length, size) * length);
  const one = new Array<number>(length).fill(0);
  for (let at = 0; at < out.length; at += length) {
    out.set(one, at);
    let h = length - 1;
    while (h >= 0 && one[h] === size - 1) h--;
    if (h >= 0) one.fill(one[h]! + 1, h);
  }
  return out;
}

/** Number of distinct orders of a sorted sequence. */
function ordersOf(sorted: Int32Array): number {
  let [orders, run] = [1, 0];
  for (let h = 0; h < sorted.length; h++) {
    run = h > 0 && sorted[h] === sorted[h - 1] ? run + 1 : 1;
    orders *= (h + 1) / run;
  }
  return orders;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
