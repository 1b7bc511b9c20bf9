/**
 * The couplings of a glass as monomials: Σ X_{i₁…i_H} w_{i₁}…w_{i_H} = Σ_{i₁ ≤ … ≤ i_H} A_{i₁…i_H} w_{i₁}…w_{i_H}, where A is the sum
 * of X over the distinct orderings of its indices. Stored in lexicographic order.
 */

/** Number of nondecreasing sequences of length `order` from `size` values: C(size + order − 1, order). */
export function monomialCount(order: number, size: number): number {
  let count = 1;
  for (let h = 1; h <= order; h++) count = (count * (size + h - 1)) / h;
  return Math.round(count);
}

/** Numbers of monomials of up to `order` indices, from up to `size` values. */
function countsOf(order: number, size: number): Float64Array[] {
  return Array.from({ length: order + 1 }, (_, h) =>
    Float64Array.from({ length: size + 1 }, (_, n) => monomialCount(h, n)),
  );
}

/** Position of sorted indices in lexicographic order. */
export function monomialRank(order: number, size: number): (sorted: ArrayLike<number>) => number {
  const free = countsOf(order, size);
  return (sorted) => {
    let rank = 0;
    let least = 0;
    for (let m = 0; m < order; m++) {
      const here = sorted[m]!;
      const table = free[order - m]!;
      rank += table[size - least]! - table[size - here]!;
      least = here;
    }
    return rank;
  };
}

/**
 * Positions of the sorted sequences that some indices make with one more. Where that one stands among them decides all of a position
 * but two terms.
 * @returns writes the position with i as the further index to out[i]; `others` are sorted, order − 1 of them
 */
export function monomialRanks(order: number, size: number): (others: ArrayLike<number>, out: Float64Array) => void {
  const rank = monomialRank(order, size);
  const free = countsOf(order, size);
  const sorted = new Int32Array(order);
  return (others, out) => {
    for (let at = 0, i = 0; at < order; at++) {
      // `at` of the others stand before i.
      const end = at < order - 1 ? others[at]! : size;
      if (i >= end) continue;
      for (let m = 0; m < at; m++) sorted[m] = others[m]!;
      sorted[at] = i;
      for (let m = at; m < order - 1; m++) sorted[m + 1] = others[m]!;
      const [here, behind] = [free[order - at]!, free[order - at - 1]!];
      const moves = at < order - 1;
      const step = (n: number) => (moves ? behind[n]! : 0) - here[n]!;
      const base = rank(sorted) - step(size - i);
      for (; i < end; i++) out[i] = base + step(size - i);
    }
  };
}

/**
 * Sums couplings X (Λ^H normals, drawn in order through `rows`) into monomials, in the order of X so that the bits are the same everywhere.
 * @param rows fills `out` with X number start … start + out.length − 1
 */
export function collapse(
  order: number,
  size: number,
  rows: (start: number, out: Float64Array) => void,
  monomials: Float64Array,
): void {
  const ranks = monomialRanks(order, size);
  const row = new Float64Array(size);
  const at = new Float64Array(size);
  const prefixes = size ** (order - 1);
  for (let prefix = 0; prefix < prefixes; prefix++) {
    rows(prefix * size, row);
    const digits: number[] = [];
    for (let rest = prefix, m = 1; m < order; m++, rest = Math.floor(rest / size)) digits.push(rest % size);
    digits.sort((a, b) => a - b);
    ranks(digits, at);
    for (let k = 0; k < size; k++) monomials[at[k]!]! += row[k]!;
  }
}
