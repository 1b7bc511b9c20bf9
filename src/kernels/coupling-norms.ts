/**
 * Norms of the symmetrized couplings Y = sym X, the mean of X over the orders of its indices, from the monomials
 * A_{i₁ ≤ … ≤ i_H} = m Y_{i₁…i_H}, m the number of distinct orders:
 *      ‖Y‖_F² = Σ A²/m,   G_ij = Σ Y_{i…} Y_{j…} over all other indices, the Gram matrix of Y as Λ rows: |Y(x₁, …, x_H)| ≤ √λ_max(G).
 */
import type { CouplingNorms, GivenTensor, GlassShape } from './contract.ts';
import { monomialCount, monomialRank } from './monomials.ts';

/** No coupling is larger: uniforms have 52 bits, and Φ⁻¹(1 − 2⁻⁵³) = 8.21. */
export const largestCoupling = 8.3;

/** Unit roundoff of float64. */
const u = 2 ** -53;
/** Room for the roundings of a bound itself: sums of at most 10⁶ nonnegative terms. */
const up = 1 + 1e-9;
/** Bound on the relative error of k roundings one after another. @source [higham2002accuracy, §3.1] */
export const gamma = (k: number) => (k * u) / (1 - k * u);

/** Columns of Y that are multiplied at a time. */
const chunk = 64;

/** Upper bound of ‖X‖_F: of couplings that are drawn, from the largest there can be; of a tensor that is given, from its entries. */
export function frobeniusBound(couplings: GlassShape | GivenTensor): number {
  if (!('entries' in couplings)) return largestCoupling * couplings.size ** (couplings.order / 2) * up;
  return up * Math.sqrt(couplings.entries.reduce((sum, x) => sum + x * x, 0));
}

/**
 * Norms of couplings that are held as monomials, added up in at most H! − 1 roundings: off by ‖·‖_F ≤ γ ‖X‖_F.
 * @param monomials  read at each use: the memory behind them may move
 * @param γ          of the roundings of a term of the Hessian; its gradient is Λ products more
 * @param all        ≥ ‖X‖_F
 */
export function monomialNorms(
  { order: H, size: L }: Pick<GlassShape, 'order' | 'size'>,
  monomials: () => Float64Array,
  γ: number,
  all: number,
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
      gramOf(H, L, monomials(), out);
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
  eachSequence(order, size, (_, orders) => {
    const a = monomials[n++]!;
    sum += (a * a) / orders;
  });
  return sum;
}

/** Writes G, Λ × Λ. About Λ^{H+1}/(2 (H−1)!) multiply-adds. */
export function gramOf(order: number, size: number, monomials: Float64Array, gram: Float64Array): void {
  gram.fill(0);
  const rank = monomialRank(order, size);
  const sorted = new Int32Array(order);
  /** Y_{i, others} for each i and some sequences of other indices, and the same times their number of orders. */
  const even = size + (size % 2);
  const rows = new Float64Array(even * chunk);
  const weighted = new Float64Array(even * chunk);
  let some = 0;
  const multiply = () => {
    // Two rows by two: four sums share four reads.
    for (let i = 0; i < even; i += 2)
      for (let j = 0; j <= i; j += 2) {
        let s00 = 0;
        let s01 = 0;
        let s10 = 0;
        let s11 = 0;
        for (let k = 0, a = i * chunk, b = j * chunk; k < some; k++, a++, b++) {
          const x = rows[a]!;
          const y = rows[a + chunk]!;
          const v = weighted[b]!;
          const w = weighted[b + chunk]!;
          s00 += x * v;
          s01 += x * w;
          s10 += y * v;
          s11 += y * w;
        }
        gram[i * size + j]! += s00;
        if (j + 1 < size) gram[i * size + j + 1]! += s01;
        if (i + 1 === size) continue;
        gram[(i + 1) * size + j]! += s10;
        gram[(i + 1) * size + j + 1]! += s11;
      }
    some = 0;
  };
  eachSequence(order - 1, size, (others, orders) => {
    for (let i = 0; i < size; i++) {
      let at = 0;
      for (; at < order - 1 && others[at]! <= i; at++) sorted[at] = others[at]!;
      sorted[at] = i;
      for (; at < order - 1; at++) sorted[at + 1] = others[at]!;
      const s = monomials[rank(sorted)]! / distinctOrders(sorted);
      rows[i * chunk + some] = s;
      weighted[i * chunk + some] = orders * s;
    }
    if (++some === chunk) multiply();
  });
  multiply();
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) gram[j * size + i] = gram[i * size + j]!;
}
