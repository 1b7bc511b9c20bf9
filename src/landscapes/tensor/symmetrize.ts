/** The symmetrization of a tensor: the mean over the orders of its indices, and how far the tensor is from it. */
import type { GivenTensor } from '../../kernels/contract.ts';
import { monomialCount, monomialRank } from '../../kernels/monomials.ts';

/** sym X, Λ^H numbers, row-major. Sums run in the order of X. A symmetric X comes back to the bit where its orders are a power of two, else to rounding. */
export function symmetrize({ order, size, entries }: GivenTensor): Float64Array {
  const places = placesOf(order, size, entries.length);
  const count = monomialCount(order, size);
  const [sums, times] = [new Float64Array(count), new Float64Array(count)];
  entries.forEach((x, at) => {
    sums[places[at]!]! += x;
    times[places[at]!]!++;
  });
  return entries.map((_, at) => sums[places[at]!]! / times[places[at]!]!);
}

/** ‖X − sym X‖_F/‖X‖_F; exactly 0 when X is symmetric to the bit, and when it is 0. */
export function asymmetry(tensor: GivenTensor): number {
  const { order, size, entries } = tensor;
  if (isSymmetric(tensor)) return 0;
  const S = symmetrize({ order, size, entries });
  let [apart, all] = [0, 0];
  entries.forEach((x, at) => {
    apart += (x - S[at]!) ** 2;
    all += x * x;
  });
  return Math.sqrt(apart / all);
}

/** Whether all entries with the same indices in any order are equal to the bit. */
function isSymmetric({ order, size, entries }: GivenTensor): boolean {
  const places = placesOf(order, size, entries.length);
  const known = new Float64Array(monomialCount(order, size)).fill(Number.NaN);
  return entries.every((x, at) => {
    const place = places[at]!;
    if (Number.isNaN(known[place]!)) known[place] = x;
    return known[place] === x;
  });
}

/** The number of the monomial that each entry belongs to. */
function placesOf(order: number, size: number, length: number): Int32Array {
  const rank = monomialRank(order, size);
  const places = new Int32Array(length);
  const digits = new Array<number>(order).fill(0);
  for (let at = 0; at < length; at++) {
    places[at] = rank(digits.slice().sort((a, b) => a - b));
    for (let m = order - 1; m >= 0 && ++digits[m]! === size; m--) digits[m] = 0;
  }
  return places;
}
