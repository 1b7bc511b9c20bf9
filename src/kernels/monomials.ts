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

/** Position of sorted indices in lexicographic order. */
export function monomialRank(order: number, size: number): (sorted: ArrayLike<number>) => number {
  const free = Array.from({ length: order + 1 }, (_, h) =>
    Float64Array.from({ length: size + 1 }, (_, n) => monomialCount(h, n)),
  );
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
 * Sums couplings X (Λ^H normals, drawn in order through `rows`) into monomials, in the order of X so that the bits are the same everywhere.
 * @param rows fills `out` with X number start … start + out.length − 1
 */
export function collapse(
  order: number,
  size: number,
  rows: (start: number, out: Float64Array) => void,
  monomials: Float64Array,
): void {
  const rank = monomialRank(order, size);
  const row = new Float64Array(size);
  const sorted = new Int32Array(order);
  const prefixes = size ** (order - 1);
  for (let prefix = 0; prefix < prefixes; prefix++) {
    rows(prefix * size, row);
    const digits: number[] = [];
    for (let rest = prefix, m = 1; m < order; m++, rest = Math.floor(rest / size)) digits.push(rest % size);
    digits.sort((a, b) => a - b);
    for (let k = 0; k < size; k++) {
      let at = 0;
      while (at < order - 1 && digits[at]! <= k) {
        sorted[at] = digits[at]!;
        at++;
      }
      sorted[at] = k;
      for (; at < order - 1; at++) sorted[at + 1] = digits[at]!;
      monomials[rank(sorted)]! += row[k]!;
    }
  }
}
