/**
 * Norms of the symmetrized couplings Y = sym X, the mean of X over the orders of its indices, from the monomials
 * A_{i₁ ≤ … ≤ i_H} = m Y_{i₁…i_H}, m the number of distinct orders:
 *      ‖Y‖_F² = Σ A²/m,   G_ij = Σ Y_{i…} Y_{j…} over all other indices, the Gram matrix of Y as Λ rows: |Y(x₁, …, x_H)| ≤ √λ_max(G).
 */
import { power } from '../base/power.ts';
import type { CouplingNorms, GivenTensor, GlassShape } from './contract.ts';
import { monomialCount, monomialRanks } from './monomials.ts';

/** No coupling is larger: uniforms have 52 bits, and Φ⁻¹(1 − 2⁻⁵³) = 8.21. */
export const largestCoupling = 8.3;

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of a bound itself: sums of at most 10⁶ nonnegative terms. */
const up = 1 + 1e-9;
/** Bound on the relative error of k roundings one after another. @source [higham2002accuracy, §3.1] */
export const gamma = (k: number) => (k * u) / (1 - k * u);

/** Sums of products of columns, which a backend has fast: G ← G + Σ_k a_k b_kᵀ on the lower triangle, the terms of a call summed first. */
export interface GramSums {
  /** Room for some columns of `size` numbers each, one after another. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Adds the first `count` products. */
  add(count: number): void;
  /** Writes G, both triangles. */
  read(out: Float64Array): void;
}

/** Upper bound of ‖X‖_F: of couplings that are drawn, from the largest there can be; of a tensor that is given, from its entries. */
export function frobeniusBound(couplings: GlassShape | GivenTensor): number {
  if (!('entries' in couplings)) return largestCoupling * power(couplings.size, couplings.order / 2) * up;
  return up * Math.sqrt(couplings.entries.reduce((sum, x) => sum + x * x, 0));
}

/**
 * Norms of couplings that are held as monomials, added up in at most H! − 1 roundings: off by ‖·‖_F ≤ γ ‖X‖_F.
 * @param monomials  read at each use: the memory behind them may move
 * @param γ          of the roundings of a term of the Hessian; its gradient is Λ products more
 * @param all        ≥ ‖X‖_F
 * @param sums       fresh ones for each Gram matrix, of Λ × Λ
 */
export function monomialNorms(
  { order: H, size: L }: Pick<GlassShape, 'order' | 'size'>,
  monomials: () => Float64Array,
  γ: number,
  all: number,
  sums: () => GramSums,
): CouplingNorms {
  const held = up * Math.sqrt(squareOf(H, L, monomials()));
  const off = gamma(factorial(H)) * all * up;
  const frobenius = held + off;
  const hessianRounding = up * (γ * held + off);
  return {
    frobenius,
    hessianRounding,
    gradientRounding: up * (hessianRounding + gamma(L + 3) * (frobenius + hessianRounding)),
    gram(out) {
      const room = sums(); // the memory may move for it
      gramOf(H, L, monomials(), room, out);
      return up * (gamma(monomialCount(H - 1, L) + 4) * held ** 2 + 2 * frobenius * off);
    },
  };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Calls `see` with the number of distinct orders of each nondecreasing sequence, in lexicographic order; `indices` holds it. */
function eachSequence(order: number, size: number, see: (indices: Int32Array, orders: number) => void): void {
  const indices = new Int32Array(order);
  for (;;) {
    see(indices, distinctOrders(indices));
    let m = order - 1;
    while (m >= 0 && indices[m] === size - 1) m--;
    if (m < 0) return;
    indices.fill(indices[m]! + 1, m);
  }
}

/** H!/(m₁! m₂! …) for sorted indices with multiplicities m. */
function distinctOrders(sorted: ArrayLike<number>): number {
  let orders = 1;
  for (let h = 1, run = 1; h < sorted.length; h++) {
    run = sorted[h] === sorted[h - 1] ? run + 1 : 1;
    orders = (orders * (h + 1)) / run;
  }
  return orders;
}

/** Σ A²/m. */
export function squareOf(order: number, size: number, monomials: Float64Array): number {
  let sum = 0;
  let n = 0;
  const add = (orders: number) => {
    const a = monomials[n++]!;
    sum += (a * a) / orders;
  };
  eachSequence(order - 1, size, (first, orders) => {
    // The last index is the one before it, or larger, and then alone.
    const last = first.at(-1)!;
    const apart = orders * order;
    add(apart / (timesOf(last, first) + 1));
    for (let i = last + 1; i < size; i++) add(apart);
  });
  return sum;
}

/** How often an index is among some. */
const timesOf = (index: number, indices: Int32Array) =>
  indices.reduce((times, other) => times + (other === index ? 1 : 0), 0);

/** Writes G, Λ × Λ. About Λ^{H+1}/(2 (H−1)!) multiply-adds. */
export function gramOf(order: number, size: number, monomials: Float64Array, sums: GramSums, gram: Float64Array): void {
  const ranks = monomialRanks(order, size);
  const at = new Float64Array(size);
  const room = sums.a.length / size;
  let some = 0;
  eachSequence(order - 1, size, (others, orders) => {
    ranks(others, at);
    /** Y_{i, others} for each i, and the same times the number of orders of the others. */
    const column = sums.a.subarray(some * size, (some + 1) * size);
    const weighted = sums.b.subarray(some * size, (some + 1) * size);
    const apart = orders * order;
    for (let i = 0; i < size; i++) column[i] = monomials[at[i]!]! / apart;
    for (const i of others) column[i] = monomials[at[i]!]! / (apart / (timesOf(i, others) + 1));
    for (let i = 0; i < size; i++) weighted[i] = orders * column[i]!;
    if (++some === room) {
      sums.add(some);
      some = 0;
    }
  });
  sums.add(some);
  sums.read(gram);
}
